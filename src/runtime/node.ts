import type { Observable, SchedulerLike } from "rxjs";
import type { z } from "zod";
import type { Message } from "../core/message.ts";
import type { PortType } from "../core/port-type.ts";
import type { Random } from "../core/random.ts";

/**
 * What an edge does when its consumer is busy and messages wait:
 * `latest` keeps the newest only; `drop-oldest` and `drop-newest` keep `depth` of them; `block` holds the producer
 * back (its inputs wait in turn, a source is not asked for more); `lossless` ends the run when `depth` is exceeded.
 */
export const OVERLOAD_POLICIES = ["latest", "drop-oldest", "drop-newest", "block", "lossless"] as const;
export type OverloadPolicy = (typeof OVERLOAD_POLICIES)[number];

/** One input of a node kind. The file may override policy, depth and age limit for an edge. */
export interface InputSpec<T> {
  readonly type: PortType<T>;
  readonly policy: OverloadPolicy;
  /** [-] messages that may wait; 1 for `latest`. */
  readonly depth?: number;
  /** [us] a message older than this (now - originUs) is dropped before the node runs. */
  readonly maxAgeUs?: number;
  /** An input that may stay unconnected; its stream then completes at once. */
  readonly optional?: true;
  /** A budget may wire this input by itself when the node is named as its fallback. */
  readonly fallback?: true;
}

export type Inputs = Readonly<Record<string, InputSpec<unknown>>>;
export type Outputs = Readonly<Record<string, PortType<unknown>>>;

type PayloadOf<S> = S extends InputSpec<infer T> ? T : S extends PortType<infer T> ? T : never;

/** The observables a node reads, one per input. Multiple subscriptions are allowed; nothing is replayed. */
export type InputStreams<I> = { readonly [K in keyof I]: Observable<Message<PayloadOf<I[K]>>> };

/** What a node gives back: one observable per output; a sink gives one observable of its effects. */
export type OutputStreams<O> = keyof O extends never
  ? Observable<unknown>
  : { readonly [K in keyof O]: Observable<Message<PayloadOf<O[K]>>> };

/** Counts and values a node reports; they appear in the report under the node's id. */
export interface Metrics {
  /** Adds to a counter. What is expected at run time (a rejected fix, a lost packet) is counted here. */
  count(name: string, by?: number): void;
}

export interface Logger {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Everything a node may know of its surroundings. */
export interface NodeContext {
  /** Node id in the pipeline file. */
  readonly id: string;
  /** Which clock drives the run. */
  readonly clockKind: "wall" | "virtual";
  /** [us] the run's clock, 0 at its start. */
  nowUs(): number;
  /** RxJS scheduler on the run's clock; the only one a time operator may use. Its unit is the millisecond. */
  readonly scheduler: SchedulerLike;
  /**
   * Calls `tick(dueUs, n)` at `n * periodUs` for n = 1, 2, ..., on the run's clock; late ticks follow at once, none is
   * lost. Stops with the node, or when the returned function is called. What a node with inputs makes on a timer
   * carries the newest light it has seen, `sense(payload, lastOriginUs)`: an edge drops what is older than what it has.
   */
  every(periodUs: number, tick: (dueUs: number, n: number) => void): () => void;
  /** Calls `action` once at `timeUs` on the run's clock (at once when that has passed). Returns its cancellation. */
  at(timeUs: number, action: () => void): () => void;
  /**
   * For sources that can wait: `produce` is called whenever every edge behind this node has room, until it returns
   * false (nothing more) or the run ends. It emits at most one message per call.
   */
  pull(produce: () => boolean): void;
  /** Returns the input's credit for a message of a node declared `async`. */
  done(message: Message<unknown>): void;
  /** Seeded random numbers: seed = hash(run seed, node id, stream). */
  random(stream: string): Random;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Adds a section to the run's report (`play`, `ball`, `tracking`, `chips`); called live and at the end. */
  report(section: string, value: () => unknown): void;
  /** Ends the run at this instant, as if its duration were over. */
  finish(reason: string): void;
  /** Ends the run with an error that is laid at this node's door; for failures outside any observable. */
  fail(error: unknown): void;
  /** Makes the path that a parameter gives absolute: a relative one starts at the folder of the file that writes it. */
  resolvePath(path: string): string;
}

/** What a node that does not run may know. */
export type CheckContext = Pick<NodeContext, "id" | "resolvePath">;

/** Takes a line for the user. @param addsMs [ms] mean time that the node adds to each message beyond its declared cost; calls add up */
export type TellNote = (note: string, addsMs?: number) => void;

/** A node kind: what a pipeline file can name. */
export interface NodeSpec<P extends z.ZodObject = z.ZodObject, I = Inputs, O = Outputs> {
  /** `family/name`, as the file writes it. */
  readonly kind: string;
  /** One sentence, for `saccade nodes`. */
  readonly summary: string;
  readonly inputs: I;
  readonly outputs: O;
  /** Strict schema of the parameters: unknown key = error, every number bounded, unit in the description. */
  readonly params: P;
  /** [us] declared cost of one message (or tick): what virtual time charges and the budget check sums. */
  readonly costUs: number;
  /** Whether, with these parameters, its messages carry modelled time of a chip: its cost is then `chip` where the file says none. */
  chipTime?(params: Readonly<Record<string, unknown>>): boolean;
  /** The node keeps each input's credit until it calls `context.done(message)`. */
  readonly async?: true;
  /** A source that emits by `context.pull` and so can stand behind `block` edges. */
  readonly pulls?: true;
  /**
   * For `saccade check`: reads the files that the parameters name, and throws, or rejects with, what a run would end with: a model that
   * is not there or does not fit its chip.
   * @param tell is called with what is worth knowing before a run, one line each
   */
  check?(params: z.output<P>, context: CheckContext, tell: TellNote): void | Promise<void>;
  /** Builds one instance. Returns the body: input streams to output streams. Throws SaccadeError on bad values. */
  create(params: z.output<P>, context: NodeContext): (inputs: InputStreams<I>) => OutputStreams<O>;
}

/** Declares a node kind; the types of its ports and parameters follow from the declaration. */
export function defineNode<P extends z.ZodObject, const I extends Inputs, const O extends Outputs>(
  spec: NodeSpec<P, I, O>,
): NodeSpec<P, I, O> {
  return spec;
}

/** A node kind with its types forgotten, as the registry and the launcher hold it. */
export interface AnyNodeSpec {
  readonly kind: string;
  readonly summary: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly params: z.ZodObject;
  readonly costUs: number;
  chipTime?(params: Readonly<Record<string, unknown>>): boolean;
  readonly async?: true;
  readonly pulls?: true;
  check?(params: never, context: CheckContext, tell: TellNote): void | Promise<void>;
  create(
    params: never,
    context: NodeContext,
  ): (inputs: never) => Observable<unknown> | Readonly<Record<string, Observable<Message<unknown>>>>;
}
