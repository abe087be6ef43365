import type { SaccadeError } from "../core/errors.ts";
import type { RunEnd } from "./engine.ts";
import type { PipelinePlan } from "./plan.ts";
import type { Report } from "./report.ts";
import type { RunFigures } from "./run-figures.ts";
import type { NoteSink } from "./run-log.ts";

export interface RunOptions {
  readonly pipeline: PipelinePlan;
  /** Module that worker threads start with: it calls `serveThread` with the same registry. */
  readonly threadEntry: URL | null;
  readonly note: NoteSink;
  /** Keep a record of who worked when, for a trace or a cost profile. */
  readonly record?: boolean;
  /** Leave the hash of a virtual run out: it takes a fifth of the time of a pipeline with two cameras. */
  readonly unhashed?: true;
  /** [ms] the watchdog names a node that does not return for longer; Infinity = nobody watches, which saves a thread. */
  readonly watchdogMs?: number;
  /** Ends the run early and cleanly. */
  readonly signal?: AbortSignal;
  /** Called with the figures so far, about every `livePeriodMs`. */
  readonly onLive?: (report: Report) => void;
  readonly livePeriodMs?: number;
}

/** What a run leaves behind. */
export interface RunOutcome {
  readonly end: RunEnd;
  readonly report: Report;
  readonly figures: RunFigures;
}

/** A run on either clock, as the launcher drives it. */
export interface Launch {
  start(): Promise<void>;
  readonly ended: Promise<RunEnd>;
  finish(reason: string, error?: SaccadeError | null): void;
  /** The report so far. */
  live(): Promise<Report>;
  close(end: RunEnd): Promise<RunOutcome>;
  /** Gives everything back without a report, after `start` or the run itself threw. */
  dispose(): Promise<void>;
}

/** A run that had ended well has failed after all when a node could not flush. */
export function lateEnd(end: RunEnd, failure: SaccadeError | null): RunEnd {
  return end.error !== null || failure === null ? end : { reason: "failed", error: failure };
}

/** [ms] default of `watchdogMs`: in virtual time nobody waits for a node, so only a long standstill is told. */
export const DEFAULT_WATCHDOG_MS = { wall: 100, virtual: 1000 } as const;
