import { availableParallelism } from "node:os";
import { type Model, readModel } from "../../nodes/model-files.ts";
import { saysPresence } from "../../src/snn/decoder.ts";
import { allOf } from "./ball-frames.ts";
import { predictorOf } from "./eval-model.ts";
import { geometricMethod, geometricPlaces } from "./geometric-places.ts";
import { predictFrames } from "./predict.ts";
import { type DetectorScore, scoreDetector } from "./score-detector.ts";
import { simulateFrames } from "./simulated-frames.ts";

/**
 * [us] the instant that geometry's places are scored at, before a window's end, to its favour: the circles that
 * `CircleHough` finds lie 0.83 ms of the ball's motion behind its place at the end (median), lag and half a window.
 */
const GEOMETRY_BEFORE_END_US = 800;

/** Scores a model, or a geometric method by its name, on freshly simulated windows. */
export async function scoreOnSimulation(
  name: string,
  { seed, count }: { readonly seed: number; readonly count: number },
  signal: AbortSignal,
): Promise<DetectorScore> {
  const method = geometricMethod(name);
  const model = method === undefined ? await readModel(name) : null;
  const set = { seed, count, ...seenBy(model) };
  const data = await simulateFrames(set, availableParallelism(), { signal, progress: () => undefined });
  const found =
    model === null
      ? geometricPlaces(method ?? "centroid", data.frames, allOf(data))
      : predictFrames(predictorOf(model), data.frames, allOf(data));
  return scoreDetector(found, data, { presence: model !== null && saysPresence(model.card.decoder) });
}

function seenBy(model: Model | null): { readonly merged: boolean; readonly validBeforeEndUs: number } {
  if (model === null) return { merged: true, validBeforeEndUs: GEOMETRY_BEFORE_END_US };
  const { polarity, validBeforeEndUs } = model.card.input;
  return { merged: polarity === "merged", validBeforeEndUs };
}
