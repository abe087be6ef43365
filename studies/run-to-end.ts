import { runPipeline } from "../src/runtime/launcher.ts";
import type { PipelinePlan } from "../src/runtime/plan.ts";
import type { RunOutcome } from "../src/runtime/run-options.ts";

/** Runs a pipeline of a study on this thread, without a hash. @throws what ended the run, if it failed */
export async function runToEnd(pipeline: PipelinePlan, signal?: AbortSignal): Promise<RunOutcome> {
  const outcome = await runPipeline({
    pipeline,
    threadEntry: null,
    note: () => undefined,
    watchdogMs: Infinity, // in virtual time nobody waits for a node, and a run may be one of thousands
    unhashed: true,
    ...(signal === undefined ? {} : { signal }),
  });
  if (outcome.end.error !== null) throw outcome.end.error;
  return outcome;
}
