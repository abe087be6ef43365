import { Random } from "../../src/core/random.ts";
import { frameBytes, type PackedFrames } from "../../src/snn/train/packed-frames.ts";
import { BALL_CIRCLE, type Circle, fitCircle } from "../../src/tracking/circle-fit.ts";
import { activePixels } from "../train/geometric-places.ts";

/** [radii] width of a ring of the profile, and how far it goes. */
export const RING_RADII = 0.1;
const RINGS = 25;
/** [-] a circle that fewer pixels lie on is not taken for the ball's rim. */
const LEAST_SUPPORT = 25;
/** [radii] active pixels further from the centre count as noise. */
const NOISE_RADII = 2;

/** What frames of a ball look like. */
export interface FrameMeasures {
  readonly frames: number;
  /** [-] active pixels of each frame. */
  readonly activePixels: readonly number[];
  /** Of each frame in which a circle was found: [px] its radius, and [-] active pixels beyond two radii. */
  readonly radiusPx: readonly number[];
  readonly noisePixels: readonly number[];
  /** [-] part of the pixels that is active in rings round the circle's centre, over all those frames; see `RING_RADII`. */
  readonly ringActivity: readonly number[];
}

/**
 * Measures frames in which a ball is the only thing, of either kind: the ball is looked for in the picture (the circle
 * through most active pixels), so that no label is needed and real and simulated frames are treated alike.
 */
export function measureFrames(frames: PackedFrames, count: number): FrameMeasures {
  const random = new Random(1);
  const rings = { active: new Float64Array(RINGS), pixels: new Float64Array(RINGS) };
  const active: number[] = [];
  const radiusPx: number[] = [];
  const noise: number[] = [];
  for (let frame = 0; frame < count; frame++) {
    const picture = pictureOf(frames, frame);
    active.push(picture.reduce((sum, on) => sum + on, 0));
    const { x, y } = activePixels(frames, frame);
    const circle = fitCircle(x, y, BALL_CIRCLE, random);
    if (circle === null || circle.support < LEAST_SUPPORT) continue;
    radiusPx.push(circle.radiusPx);
    noise.push(addRings(picture, frames.volume.width, circle, rings));
  }
  return {
    frames: count,
    activePixels: active,
    radiusPx,
    noisePixels: noise,
    ringActivity: Array.from(rings.active, (sum, ring) => sum / (rings.pixels[ring] ?? 1)),
  };
}

/** 1 where a pixel had an event of either channel. */
function pictureOf({ volume, bits }: PackedFrames, frame: number): Uint8Array {
  const { width, height, channels } = volume;
  const area = width * height;
  const from = frame * frameBytes(volume);
  const picture = new Uint8Array(area);
  for (let place = 0; place < channels * area; place++) {
    const pixel = place % area;
    picture[pixel] = (picture[pixel] ?? 0) | (((bits[from + (place >> 3)] ?? 0) >> (place & 7)) & 1);
  }
  return picture;
}

/** Adds a frame to the rings; returns how many active pixels are noise. */
function addRings(
  picture: Uint8Array,
  width: number,
  { xPx, yPx, radiusPx }: Circle,
  rings: { readonly active: Float64Array; readonly pixels: Float64Array },
): number {
  let noise = 0;
  for (const [pixel, on] of picture.entries()) {
    const [dx, dy] = [(pixel % width) - xPx, Math.floor(pixel / width) - yPx];
    const radii = Math.sqrt(dx * dx + dy * dy) / radiusPx;
    if (radii > NOISE_RADII) noise += on;
    const ring = Math.floor(radii / RING_RADII);
    if (ring >= RINGS) continue;
    rings.active[ring] = (rings.active[ring] ?? 0) + on;
    rings.pixels[ring] = (rings.pixels[ring] ?? 0) + 1;
  }
  return noise;
}
