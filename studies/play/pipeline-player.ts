import { createDefaultRegistry, type RegistryParts } from "../../nodes/registry.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { Registry } from "../../src/runtime/registry.ts";
import type { BallResult } from "./ball-log.ts";
import { planPipeline, type BallRange, type PipelineTask } from "./pipeline-task.ts";
import { playLogNode } from "./play-log-node.ts";
import { runToEnd } from "../run-to-end.ts";

/** Balls that have been played. */
export interface PlayedRange {
  readonly results: readonly BallResult[];
  /** Sections `chips` of the reports, one for each tracker on an emulated chip; absent where there is none. */
  readonly chips?: readonly unknown[];
}

/**
 * Plays balls with a pipeline, one after the other in one run in virtual time: the filter goes on learning the clocks, the robot
 * comes from where the ball before left it. The same range gives the same results.
 * @param parts kinds that are made in another way
 * @throws PipelineFileError; SaccadeError of a run that failed, `node-failed` when not every ball came to its end
 */
export async function playPipeline(
  task: PipelineTask,
  balls: BallRange,
  parts: RegistryParts = {},
): Promise<PlayedRange> {
  const results: BallResult[] = [];
  const registry = registryWith((result) => results.push(result), parts);
  const pipeline = await planPipeline(task, balls, registry);
  const { end, report } = await runToEnd(pipeline);
  if (results.length === balls.end - balls.first) return { results, ...chipSections(report.chips) };
  const { first } = balls;
  throw new SaccadeError(
    "node-failed",
    `${task.file}: ${results.length} of the balls ${first} to ${balls.end - 1} came to their end (${end.reason})`,
    { file: task.file, first },
  );
}

/** @throws PipelineFileError with everything that is wrong with a task's file. */
export async function checkPipeline(task: PipelineTask): Promise<void> {
  await planPipeline(
    task,
    { first: 0, end: 1 },
    registryWith(() => undefined),
  );
}

function registryWith(found: (result: BallResult) => void, parts: RegistryParts = {}): Registry {
  const registry = createDefaultRegistry({}, parts);
  registry.add(playLogNode(found));
  return registry;
}

const chipSections = (chips: Readonly<Record<string, unknown>> | undefined): Pick<PlayedRange, "chips"> =>
  chips === undefined ? {} : { chips: Object.values(chips) };
