import type { NodeSummary } from "./node-runner.ts";
import type { TransferableError } from "./plan-transfer.ts";
import type { RunNote } from "./run-log.ts";
import type { PackedMessage } from "./thread-message.ts";

/** What the virtual clock's engine asks of a node on a worker; each gets exactly one `Turn` as its answer. */
export type Command =
  | { readonly op: "start" | "restart" | "stop" | "stop-timers" | "pull" }
  | { readonly op: "deliver"; readonly input: number; readonly message: PackedMessage }
  | { readonly op: "complete"; readonly input: number }
  | { readonly op: "tick"; readonly timer: number }
  | { readonly op: "summary" };

/** A command on its way. `nowNs` is the instant at which it happens. */
export interface CommandEnvelope {
  readonly node: number;
  readonly nowNs: number;
  readonly command: Command;
}

/** Everything a node did in answer to a command, or (async nodes) by itself when `answer` is false. */
export interface Turn {
  readonly answer: boolean;
  readonly node: number;
  readonly emissions: { readonly port: number; readonly message: PackedMessage }[];
  readonly timersSet: { readonly timer: number; readonly dueNs: number; readonly order: number }[];
  readonly timersCleared: number[];
  /** Inputs whose credit came back. */
  readonly credits: number[];
  readonly completed: number[];
  readonly errors: TransferableError[];
  readonly notes: RunNote[];
  finish: string | null;
  /** It offers a pull function now. */
  pulls: boolean;
  /** For `pull`: whether there may be more. */
  more: boolean;
  summary: NodeSummary | null;
}

export function emptyTurn(node: number, answer: boolean): Turn {
  return {
    answer,
    node,
    emissions: [],
    timersSet: [],
    timersCleared: [],
    credits: [],
    completed: [],
    errors: [],
    notes: [],
    finish: null,
    pulls: false,
    more: false,
    summary: null,
  };
}
