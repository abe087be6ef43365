import type { AnyNodeSpec, OverloadPolicy } from "./node.ts";

/** Where in a pipeline file something was said; line and column count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What one message (or tick) of a node costs in virtual time. */
export type CostPlan =
  /** [us] the same every time; `declared` tells the node kind's own constant from one in the file. */
  | { readonly kind: "constant"; readonly us: number; readonly declared: boolean }
  /** [ns] drawn from a recorded profile with the run's seed. */
  | { readonly kind: "profile"; readonly file: string; readonly samplesNs: readonly number[] }
  /** `us` on the host plus the device and link time that the message itself reports (`Message.modelled`). */
  | { readonly kind: "chip"; readonly us: number };

/** What happens when a node throws: end the run, or build it anew at most `max` times within `windowMs`. */
export interface RestartPlan {
  readonly policy: "never" | "on-failure";
  readonly max: number;
  readonly windowMs: number;
}

export interface NodePlan {
  readonly index: number;
  readonly id: string;
  readonly spec: AnyNodeSpec;
  /** Parsed by the node's schema, defaults filled in; JSON-able. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Absolute paths of the files that text parameters were written in, an include's or the pipeline's own. */
  readonly paramFiles?: Readonly<Record<string, string>>;
  readonly cost: CostPlan;
  readonly restart: RestartPlan;
  /** Name of the worker thread it runs on; null = the main thread. */
  readonly thread: string | null;
  readonly place: SourcePlace;
}

export interface EdgePlan {
  /** Position in the run's list of edges, which is sorted by id. */
  readonly index: number;
  /** `a.out -> b.in` */
  readonly id: string;
  readonly fromNode: number;
  readonly fromPort: string;
  readonly toNode: number;
  readonly toPort: string;
  /** Port type name. */
  readonly type: string;
  readonly policy: OverloadPolicy;
  /** [-] messages that may wait. */
  readonly depth: number;
  /** [us] older messages are dropped before the node runs; null = no limit. */
  readonly maxAgeUs: number | null;
  /** [us] declared transport time, charged in virtual time only. */
  readonly transportUs: number;
  /** Declared to close a cycle; lineage is cut here. */
  readonly feedback: boolean;
  /**
   * `data` = written in the file. `fallback-in` feeds late messages to a budget's fallback node, `fallback-out` leads
   * its output into the input that the late message was meant for.
   */
  readonly role: "data" | "fallback-in" | "fallback-out";
  readonly place: SourcePlace;
}

export type OnMiss = "warn" | "drop" | "hold-last" | "fallback" | "stop";

/** A latency budget over a path; measured from the newest light of the path's first node to the end of its last. */
export interface BudgetPlan {
  /** Names it in reports: `left-camera -> robot`, as the file writes the path. */
  readonly name: string;
  /** Node ids as written, first and last at least. */
  readonly path: readonly string[];
  readonly firstNode: number;
  readonly lastNode: number;
  /** Indices of all nodes that lie on some route of the path, first and last included, ascending. */
  readonly onPath: readonly number[];
  /** [ms] the run's 99th percentile may not exceed it (`--check`); null = not limited. */
  readonly p99Ms: number | null;
  /** [ms] no single message may exceed it; what `onMiss` acts on; p99Ms stands in when the file gives none. */
  readonly maxMs: number;
  /** [ms] sum of the declared constants along the longest route. */
  readonly declaredMs: number;
  readonly onMiss: OnMiss;
  /** Index of the fallback node; null unless `onMiss` is `fallback`. */
  readonly fallbackNode: number | null;
  /** Edges into the last node on which a late message is acted upon. */
  readonly lastEdges: readonly number[];
  readonly place: SourcePlace;
}

/** A pipeline file after loading and checking: everything the launcher needs, nothing left to find wrong. */
export interface PipelinePlan {
  readonly name: string;
  /** Absolute path of the file it came from; relative paths in parameters that it writes start at its folder. */
  readonly file: string;
  readonly clock: "wall" | "virtual";
  readonly seed: number;
  /** [us] null = until every source has completed. */
  readonly durationUs: number | null;
  readonly nodes: readonly NodePlan[];
  /** Sorted by id. */
  readonly edges: readonly EdgePlan[];
  readonly budgets: readonly BudgetPlan[];
  /** Names of the worker threads, sorted. */
  readonly threads: readonly string[];
  /** Threads, `main` among them, that never sleep while they wait on the wall clock. */
  readonly busyPoll: readonly string[];
  /** Absolute URLs of the user's own node modules. */
  readonly uses: readonly string[];
}
