import type { ModelCard } from "../../nodes/model-card.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import { allOf } from "./ball-frames.ts";
import { pixelErrors, round4, rounded } from "./error-statistics.ts";
import type { SimulatedFrames } from "./simulated-frames.ts";
import { distances } from "./sample-errors.ts";

/** Events of its own that make a ball visible. */
const VISIBLE_EVENTS = 20;
/** [-] of the windows without a ball may be taken for one. */
const FALSE_POSITIVE_RATE = 0.01;

export type DetectorScore = NonNullable<ModelCard["figures"]["held"]>;

/**
 * Scores what was found in each simulated frame: the truth is exact.
 * @param says whether the finder says how sure it is of a ball
 */
export function scoreDetector(
  found: readonly PlaceReading[],
  data: SimulatedFrames,
  says: { readonly presence: boolean },
): DetectorScore {
  const errors = distances(found, data, allOf(data));
  const { present } = data.frames;
  const visible = (i: number): boolean => present[i] === 1 && (data.visibleEvents[i] ?? 0) >= VISIBLE_EVENTS;
  const alone = errors.filter((_, i) => visible(i) && data.distracted[i] === 0);
  const presence = found.map((place) => place.presence);
  return {
    all: rounded(pixelErrors(errors.filter((_, i) => present[i] === 1))),
    ...(alone.length === 0 ? {} : { visibleAlone: rounded(pixelErrors(alone)) }),
    ...(says.presence
      ? {
          presence: presenceScore(
            presence.filter((_, i) => visible(i)),
            presence.filter((_, i) => present[i] === 0),
          ),
        }
      : {}),
  };
}

/** Balls seen at the threshold above which the allowed share of the windows without one lies. */
function presenceScore(
  visible: readonly number[],
  without: readonly number[],
): NonNullable<DetectorScore["presence"]> {
  const falling = [...without].sort((a, b) => b - a);
  const threshold = falling[Math.floor(FALSE_POSITIVE_RATE * without.length)] ?? 1;
  const rate = (values: readonly number[]): number =>
    round4(values.filter((value) => value > threshold).length / values.length);
  return { truePositiveRate: rate(visible), falsePositiveRate: rate(without), threshold };
}
