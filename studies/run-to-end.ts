import { runPipeline } from "../src/runtime/launcher.ts";
import type { PipelinePlan } from "../src/runtime/plan.ts";
import type { RunOutcome } from "../src/runtime/run-options.ts";

/** [ms] in virtual time nobody waits for a node; only one that hangs is worth a word. */
const PATIENCE_MS = 60_000;

/** Runs a pipeline of a study on this thread, without a hash. @throws what ended the run, if it failed */
export async function runToEnd(pipeline: PipelinePlan, signal?: AbortSignal): Promise<RunOutcome> {
  const outcome = await runPipeline({
    pipeline,
    threadEntry: null,
    note: () => undefined,
    watchdogMs: PATIENCE_MS,
    unhashed: true,
    ...(signal === undefined ? {} : { signal }),
  });
  if (outcome.end.error !== null) throw outcome.end.error;
  return outcome;
}
