import { Random } from "../../src/core/random.ts";
import { createEventBatch, type EventBatch, pushEvent } from "../../src/core/event-batch.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import { frameBytes, type PackedFrames } from "../../src/snn/train/packed-frames.ts";
import { BALL_CIRCLE, fitCircle } from "../../src/tracking/circle-fit.ts";
import { CircleHough } from "../../src/tracking/circle-hough.ts";
import { ClusterTracker } from "../../src/tracking/cluster-tracker.ts";

/** What one would try before a network: places by geometry alone, from the active pixels of a frame. */
export const GEOMETRIC_METHODS = ["centroid", "mid-range", "ransac-circle", "hough", "clusters"] as const;
export type GeometricMethod = (typeof GEOMETRIC_METHODS)[number];

/** The method of a name; absent = it is none. */
export const geometricMethod = (name: string): GeometricMethod | undefined =>
  GEOMETRIC_METHODS.find((method) => method === name);

/** [-] cut off on either side of the extents: a few noise events do not count. */
const TRIM = 0.03;
/** [us] in which a frame's pixels are shown to the cluster tracker, in an order by chance: their times are not known. */
const FRAME_US = 1000;
/** As in nodes/trackers/cluster-ball.ts, with a centre that is there within one frame of 120 pixels. */
const CLUSTERS = { camera: "frame", radiusPx: 20, mixing: 0.03, decayUs: 3000, minMass: 10, maxClusters: 64 };

/** The method's place in each frame; a frame without events gives the window's centre. */
export function geometricPlaces(
  method: GeometricMethod,
  frames: PackedFrames,
  indices: Uint32Array,
): PlaceReading[] {
  const find = FINDERS[method](frames);
  return Array.from(indices, (frame) => {
    const { x, y } = activePixels(frames, frame);
    const place = x.length === 0 ? centreOf(frames) : (find(x, y) ?? { xPx: meanOf(x), yPx: meanOf(y) });
    return { ...place, varianceXPx2: 0, varianceYPx2: 0, presence: 1 };
  });
}

interface Place {
  readonly xPx: number;
  readonly yPx: number;
}

/** Null where the method finds nothing. */
type Find = (x: Float64Array, y: Float64Array) => Place | null;

const FINDERS: Readonly<Record<GeometricMethod, (frames: PackedFrames) => Find>> = {
  centroid: () => () => null,
  "mid-range": () => (x, y) => ({ xPx: middleOf(x), yPx: middleOf(y) }),
  "ransac-circle": () => {
    const random = new Random(1);
    return (x, y) => placeOf(fitCircle(x, y, BALL_CIRCLE, random));
  },
  hough: ({ volume }) => {
    const hough = new CircleHough({ ...BALL_CIRCLE, sidePx: Math.max(volume.width, volume.height) });
    return (x, y) => placeOf(hough.find(x, y, { leftPx: 0, topPx: 0 }));
  },
  clusters: ({ volume }) => {
    const random = new Random(1);
    return (x, y) => {
      const { tracks } = new ClusterTracker(CLUSTERS).track(shuffled(x, y, volume, random));
      const [first, ...rest] = tracks;
      return placeOf(
        rest.reduce((most, track) => (track.events > (most?.events ?? 0) ? track : most), first),
      );
    };
  },
};

const placeOf = (found: Place | null | undefined): Place | null =>
  found === null || found === undefined ? null : { xPx: found.xPx, yPx: found.yPx };

const centreOf = ({ volume }: PackedFrames): Place => ({ xPx: volume.width / 2, yPx: volume.height / 2 });

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function middleOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  const cut = Math.floor(TRIM * sorted.length);
  return ((sorted[cut] ?? NaN) + (sorted[sorted.length - 1 - cut] ?? NaN)) / 2;
}

/** The pixels as events of one window, in an order by chance (R. Durstenfeld, 1964). */
function shuffled(
  x: Float64Array,
  y: Float64Array,
  { width, height }: PackedFrames["volume"],
  random: Random,
): EventBatch {
  const order = Uint32Array.from(x.keys());
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  const batch = createEventBatch(width, height, order.length);
  for (const [i, pixel] of order.entries())
    pushEvent(batch, Math.floor((i * FRAME_US) / order.length), x[pixel] ?? 0, y[pixel] ?? 0, 1);
  return batch;
}

/** [px] places of the pixels with an event, of either channel, less those without two neighbours: noise. */
export function activePixels(
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
