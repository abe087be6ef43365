import type { ModelCard } from "../../nodes/model-card.ts";
import { pixelErrors, round4, rounded } from "./error-statistics.ts";
import { type Predictor, predictFrames } from "./predict.ts";
import type { SimulatedFrames } from "./simulated-frames.ts";
import { distances } from "./train-model.ts";

/** Events of its own that make a ball visible. */
const VISIBLE_EVENTS = 20;
/** [-] of the windows without a ball may be taken for one. */
const FALSE_POSITIVE_RATE = 0.01;

export type DetectorScore = NonNullable<ModelCard["figures"]["held"]>;

/** Scores place and presence on simulated frames: the truth is exact. */
export function scoreDetector(predictor: Predictor, data: SimulatedFrames): DetectorScore {
  const all = Uint32Array.from({ length: data.count }, (_, i) => i);
  const found = predictFrames(predictor, data.frames, all);
  const errors = distances(found, data, all);
  const { present } = data.frames;
  const visible = (i: number): boolean => present[i] === 1 && (data.visibleEvents[i] ?? 0) >= VISIBLE_EVENTS;
  const alone = errors.filter((_, i) => visible(i) && data.distracted[i] === 0);
  const presence = found.map((place) => place.presence);
  const without = presence.filter((_, i) => present[i] === 0).sort((a, b) => b - a);
  const allowed = Math.floor(FALSE_POSITIVE_RATE * without.length);
  const threshold = without[allowed] ?? 1; // so many lie above it
  const seen = presence.filter((_, i) => visible(i));
  const rate = (values: readonly number[]): number =>
    round4(values.filter((value) => value > threshold).length / values.length);
  return {
    all: rounded(pixelErrors(errors.filter((_, i) => present[i] === 1))),
    ...(alone.length === 0 ? {} : { visibleAlone: rounded(pixelErrors(alone)) }),
    presence: { truePositiveRate: rate(seen), falsePositiveRate: rate(without), threshold },
  };
}
