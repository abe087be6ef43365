import { extname } from "node:path";
import { evalRecording } from "../../studies/recordings/eval-recording.ts";
import type { Times, TrackingScore } from "../../studies/recordings/tracking-score.ts";
import { geometricTrackers } from "../../studies/play/play-job.ts";
import { isDenseModel, readDenseModel } from "../../nodes/dense-model.ts";
import { readBallModel } from "../../nodes/model-files.ts";
import { interruptSignal } from "../interrupt.ts";
import { findBackend } from "../find-backend.ts";
import { LiveLine } from "../output/live-line.ts";
import { textTable } from "../output/table.ts";

export interface EvalRecordingOptions {
  readonly recording: string;
  readonly truth?: string;
  readonly backend?: string;
  readonly placement: "fewest" | "fastest";
  readonly json?: true;
}

/** `saccade eval --recording`: how a tracker follows the ball of a recording. */
export async function scoreOnRecording(model: string, options: EvalRecordingOptions): Promise<void> {
  const { recording, truth = truthBeside(recording), json } = options;
  const tracker = await trackerOf(model, options);
  const line = new LiveLine();
  const score = await evalRecording({
    file: recording,
    truth,
    tracker,
    signal: interruptSignal(),
    progress: (timeUs, toUs) => line.show(`${seconds(timeUs)} of ${seconds(toUs)} s followed`),
  });
  line.clear();
  const found = { model, recording, truth, ...score };
  process.stdout.write(`${json ? JSON.stringify(found, null, 2) : scoreTable(model, score)}\n`);
}

/** As `saccade simulate` names it. */
const truthBeside = (recording: string): string =>
  `${recording.slice(0, recording.length - extname(recording).length)}.truth.csv`;

/** What is wrong with a model is told here, by itself. */
async function trackerOf(
  model: string,
  { backend, placement }: EvalRecordingOptions,
): Promise<{ readonly kind: string; readonly params: Readonly<Record<string, string>> }> {
  if (geometricTrackers().includes(model)) return { kind: `tracker/${model}`, params: {} };
  if (backend === undefined && (await isDenseModel(model))) {
    await readDenseModel(model);
    return { kind: "tracker/dense", params: { model } };
  }
  await readBallModel(model);
  const chip = backend === undefined ? {} : { backend: findBackend(backend).name, placement };
  return { kind: "tracker/spiking", params: { model, ...chip } };
}

function scoreTable(model: string, score: TrackingScore): string {
  const { errorPx, streamingErrorPx, found, falseTracks, falseTracksPerMin, sightings, missedSightings } =
    score;
  const px = (name: string, errors: TrackingScore["errorPx"]): string[] =>
    errors === undefined
      ? [name, "none"]
      : [
          name,
          `mean ${errors.mean.toFixed(3)}, median ${errors.median.toFixed(3)}, p95 ${errors.p95.toFixed(3)} px`,
        ];
  return textTable(
    [
      [model, `${score.seconds.toFixed(3)} s`],
      px("error", errorPx),
      px("streaming error", streamingErrorPx),
      ["detections that found it", found === undefined ? "none" : `${found.count} of ${found.of}`],
      ["came into view", `${sightings} times, ${missedSightings} never found`],
      ["first fix", timesText(score.firstFixMs)],
      ["found again after", timesText(score.reacquisitionMs)],
      ["false tracks", `${falseTracks}, ${falseTracksPerMin.toFixed(2)} a minute`],
    ],
    2,
  );
}

const timesText = (times: Times | undefined): string =>
  times === undefined
    ? "never"
    : `median ${times.median.toFixed(1)}, p95 ${times.p95.toFixed(1)}, longest ${times.longest.toFixed(1)} ms (${times.n})`;

const seconds = (timeUs: number): string => (timeUs * 1e-6).toFixed(1);
