import { z } from "zod";
import type { PortType } from "../src/core/port-type.ts";
import { BALL_FIX, BALL_STATE, DETECTION, EVENTS, HIT_POINT, JOINT_COMMAND } from "../src/core/port-types.ts";
import { SaccadeError } from "../src/core/errors.ts";
import type { NodeContext } from "../src/runtime/node.ts";
import { checkEndpoint } from "../src/transport/endpoint.ts";
import type { Payloads } from "../src/wire/envelope.ts";

/** What a pipeline can send to another process. The truth is not among it: it stays with its world. */
export type StreamType = Exclude<keyof Payloads, "truth" | "event-image" | "latency-report" | "control">;

/** One kind of stream: its name on the wire, and the port it leaves or enters a graph by. */
export interface StreamKind<K extends StreamType> {
  readonly type: K;
  readonly port: string;
  readonly portType: PortType<Payloads[K]>;
}

export const STREAMS: { readonly [K in StreamType]: StreamKind<K> } = {
  events: { type: "events", port: "events", portType: EVENTS },
  detection: { type: "detection", port: "detection", portType: DETECTION },
  "ball-fix": { type: "ball-fix", port: "fix", portType: BALL_FIX },
  "ball-state": { type: "ball-state", port: "state", portType: BALL_STATE },
  "hit-point": { type: "hit-point", port: "hit", portType: HIT_POINT },
  "joint-command": { type: "joint-command", port: "command", portType: JOINT_COMMAND },
};

/** The parameters of every socket. */
export const socketShape = {
  endpoint: z
    .string()
    .min(1)
    .max(256)
    .describe("tcp://HOST:PORT, ipc://PATH or inproc://NAME; this machine only, unless allowRemote"),
  allowRemote: z
    .boolean()
    .default(false)
    .describe("lets other machines in: neither encrypted nor authenticated, for networks you trust"),
};

export const topicParam = z
  .string()
  .min(1)
  .max(128)
  .default("main")
  .describe("name of the stream; sender and receiver must say the same");

/** Lets a file be refused where it names an endpoint that no socket may use. */
export function refuseEndpoint(
  params: { readonly endpoint: string; readonly allowRemote: boolean },
  context: z.RefinementCtx,
): void {
  try {
    checkEndpoint(params.endpoint, params.allowRemote);
  } catch (error) {
    if (!(error instanceof SaccadeError)) throw error;
    context.addIssue({ code: "custom", path: ["endpoint"], message: error.message });
  }
}

/**
 * For sources that read a socket.
 * @throws SaccadeError `config-invalid` in a run in virtual time.
 */
export function refuseVirtualClock({ clockKind, id }: NodeContext): void {
  if (clockKind === "wall") return;
  throw new SaccadeError(
    "config-invalid",
    "a socket's messages come in real time, and this run's clock is virtual; run with clock: wall, or record them and replay the recording",
    { node: id },
  );
}
