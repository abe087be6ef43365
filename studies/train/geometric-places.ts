import { Random } from "../../src/core/random.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import { frameBytes, type PackedFrames } from "../../src/snn/train/packed-frames.ts";
import { BALL_CIRCLE, fitCircle } from "../../src/tracking/circle-fit.ts";

/** What one would try before a network: places by geometry alone, from the active pixels of a frame. */
export const GEOMETRIC_METHODS = ["centroid", "mid-range", "ransac-circle"] as const;
export type GeometricMethod = (typeof GEOMETRIC_METHODS)[number];

/** [-] cut off on either side of the extents: a few noise events do not count. */
const TRIM = 0.03;

/** The method's place in each frame; a frame without events gives the window's centre. */
export function geometricPlaces(
  method: GeometricMethod,
  frames: PackedFrames,
  count: number,
): PlaceReading[] {
  const random = new Random(1);
  return Array.from({ length: count }, (_, frame) => {
    const { x, y } = activePixels(frames, frame);
    const place = x.length === 0 ? centreOf(frames) : PLACES[method](x, y, random);
    return { ...place, varianceXPx2: 0, varianceYPx2: 0, presence: 1 };
  });
}

interface Place {
  readonly xPx: number;
  readonly yPx: number;
}

const PLACES: Readonly<Record<GeometricMethod, (x: Float64Array, y: Float64Array, random: Random) => Place>> =
  {
    centroid: (x, y) => ({ xPx: meanOf(x), yPx: meanOf(y) }),
    "mid-range": (x, y) => ({ xPx: middleOf(x), yPx: middleOf(y) }),
    "ransac-circle": (x, y, random) =>
      fitCircle(x, y, BALL_CIRCLE, random) ?? { xPx: meanOf(x), yPx: meanOf(y) },
  };

const centreOf = ({ volume }: PackedFrames): Place => ({ xPx: volume.width / 2, yPx: volume.height / 2 });

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function middleOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  const cut = Math.floor(TRIM * sorted.length);
  return ((sorted[cut] ?? NaN) + (sorted[sorted.length - 1 - cut] ?? NaN)) / 2;
}

/** [px] places of the pixels with an event, of either channel, less those without two neighbours: noise. */
function activePixels(
  { volume, bits }: PackedFrames,
  frame: number,
): { readonly x: Float64Array; readonly y: Float64Array } {
  const { width, height, channels } = volume;
  const bytes = frameBytes(volume);
  const on = (x: number, y: number): boolean => {
    if (x < 0 || x >= width || y < 0 || y >= height) return false;
    for (let channel = 0; channel < channels; channel++) {
      const place = (channel * height + y) * width + x;
      if ((((bits[frame * bytes + (place >> 3)] ?? 0) >> (place & 7)) & 1) === 1) return true;
    }
    return false;
  };
  const places = Array.from(
    { length: width * height },
    (_, place) => [place % width, Math.floor(place / width)] as const,
  );
  const kept = places.filter(
    ([x, y]) => on(x, y) && AROUND.filter(([dx, dy]) => on(x + dx, y + dy)).length >= 2,
  );
  return { x: Float64Array.from(kept, ([x]) => x), y: Float64Array.from(kept, ([, y]) => y) };
}

const AROUND = [-1, 0, 1]
  .flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy] as const))
  .filter(([dx, dy]) => dx !== 0 || dy !== 0);
