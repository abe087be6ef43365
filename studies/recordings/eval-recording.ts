import { resolve } from "node:path";
import { tap } from "rxjs";
import { stringify } from "yaml";
import { z } from "zod";
import { createDefaultRegistry } from "../../nodes/registry.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { Detection } from "../../src/core/perception.ts";
import { DETECTION } from "../../src/core/port-types.ts";
import { Excerpt } from "../../src/recordings/excerpt.ts";
import { openSized } from "../../src/recordings/open-sized.ts";
import { parsePipeline } from "../../src/runtime/file/load.ts";
import { type AnyNodeSpec, defineNode } from "../../src/runtime/node.ts";
import type { Registry } from "../../src/runtime/registry.ts";
import { readImageTruth } from "./image-truth.ts";
import { scoreTracking, type Told, type TrackingScore } from "./tracking-score.ts";
import { runToEnd } from "../run-to-end.ts";

/** What follows the ball of a recording. */
export interface RecordingTask {
  /** Of the recording, and of the truth beside it. */
  readonly file: string;
  readonly truth: string;
  /** Kind of the tracker, and its parameters beside the camera. */
  readonly tracker: { readonly kind: string; readonly params: Readonly<Record<string, string | number>> };
  readonly signal: AbortSignal;
  /** [us] of the recording's clock, now and then; and of how much there is truth. */
  readonly progress: (timeUs: number, toUs: number) => void;
}

const PROGRESS_US = 100_000;
/** [-] an hour of windows of 1 ms. */
const MAX_TOLD = 3_600_000;

/**
 * Follows the ball of a recording in virtual time, each detection as late as the tracker's declared cost makes it, and scores
 * it by the truth. The same files give the same figures.
 * @throws SaccadeError of files that cannot be read, of a tracker that is none, `cancelled`; PipelineFileError
 */
export async function evalRecording(task: RecordingTask): Promise<TrackingScore> {
  const truth = await readImageTruth(task.truth);
  const startUs = startOf(task.file);
  const fromUs = Math.max(truth.fromUs, startUs);
  if (!(fromUs < truth.toUs)) {
    throw new SaccadeError(
      "usage",
      `${task.truth} ends at ${truth.toUs} us, and ${task.file} begins at ${startUs} us: they are not of the same time`,
      { file: task.truth },
    );
  }
  const told: Told[] = [];
  let shownUs = -Infinity;
  const take = (detection: Detection, nowUs: number): void => {
    const { xPx, yPx, presence, validAtUs } = detection;
    if (told.length >= MAX_TOLD) throw tooLong(task.file);
    told.push({ atUs: nowUs + startUs, validAtUs: validAtUs + startUs, xPx, yPx, presence });
    if (nowUs - shownUs < PROGRESS_US) return;
    shownUs = nowUs;
    task.progress(nowUs + startUs, truth.toUs);
  };
  await follow(task, take);
  const lastUs = told.at(-1)?.atUs ?? fromUs;
  return scoreTracking(told, truth, { fromUs, toUs: Math.min(truth.toUs, lastUs) });
}

async function follow(
  { file, tracker, signal }: RecordingTask,
  take: (detection: Detection, nowUs: number) => void,
): Promise<void> {
  const block = (from: string): object => ({ from, policy: "block" });
  const text = stringify({
    version: 1,
    name: "eval-recording",
    clock: "virtual",
    seed: 1,
    nodes: {
      camera: { kind: "source/recording", params: { file: resolve(file), whenBusy: "wait" } },
      tracker: {
        kind: tracker.kind,
        params: { camera: "camera", ...tracker.params },
        in: { events: block("camera") },
      },
      told: { kind: TOLD_KIND, in: { detection: block("tracker") } },
    },
  });
  const pipeline = await parsePipeline(text, resolve("(eval)"), { registry: registryWith(take) });
  const { end } = await runToEnd(pipeline, signal);
  if (end.reason === "interrupted")
    throw new SaccadeError("cancelled", `stopped on the way through ${file}`, { file });
}

const tooLong = (file: string): SaccadeError =>
  new SaccadeError(
    "usage",
    `${file} gives more than ${MAX_TOLD} detections: score a part of it (events convert --from --to)`,
    { file },
  );

/** [us] raw time of the first event: what the run calls 0. */
function startOf(file: string): number {
  const recording = openSized(file);
  try {
    const { startUs } = new Excerpt(recording);
    if (Number.isNaN(startUs)) throw new SaccadeError("usage", `${file} holds no event`, { file });
    return startUs;
  } finally {
    recording.close();
  }
}

const TOLD_KIND = "sink/told-detections";

function registryWith(take: (detection: Detection, nowUs: number) => void): Registry {
  const registry = createDefaultRegistry();
  registry.add(toldNode(take));
  return registry;
}

const toldNode = (take: (detection: Detection, nowUs: number) => void): AnyNodeSpec =>
  defineNode({
    kind: TOLD_KIND,
    summary: "Hands every detection on, with the time at which it came.",
    inputs: { detection: { type: DETECTION, policy: "lossless", depth: 1024 } },
    outputs: {},
    params: z.strictObject({}),
    costUs: 0,
    create:
      (_, context) =>
      ({ detection }) =>
        detection.pipe(tap(({ payload }) => take(payload, context.nowUs()))),
  });
