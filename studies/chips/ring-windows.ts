import { Random } from "../../src/core/random.ts";

/** [-] events of a ring: about what a real window of 1 ms holds of a ball. */
export const RING_EVENTS = 150;

/** A window with a ring in it. */
export interface RingWindow {
  /** [px] the ring's centre. */
  readonly xPx: number;
  readonly yPx: number;
  /** Row-major. */
  readonly pixels: Int32Array;
}

/**
 * Windows with a ring of a ball's size, radius 6 to 10 px, in a square picture.
 * @param sidePx [px] of the picture
 * @param spreadPx [px] that the ring's centre is off the middle at most, along each axis
 */
export const ringWindows = (
  count: number,
  sidePx: number,
  spreadPx: number = (5 / 32) * sidePx,
): RingWindow[] =>
  Array.from({ length: count }, (_, seed) => {
    const random = new Random(seed);
    const [least, most] = [sidePx / 2 - spreadPx, sidePx / 2 + spreadPx];
    const [x, y] = [random.between(least, most), random.between(least, most)];
    const pixels = new Set<number>();
    while (pixels.size < RING_EVENTS) {
      const angle = 2 * Math.PI * random.uniform();
      const radius = random.between(6, 10);
      const row = clamp(Math.round(y + radius * Math.sin(angle)), sidePx);
      pixels.add(row * sidePx + clamp(Math.round(x + radius * Math.cos(angle)), sidePx));
    }
    return { xPx: x, yPx: y, pixels: Int32Array.from(pixels) };
  });

const clamp = (place: number, sidePx: number): number => Math.min(sidePx - 1, Math.max(0, place));

/** A ring's pixels as elements of a network's input, row-major: split, what lies right of the centre is ON, the rest OFF. */
export const ringElements = ({ pixels, xPx }: RingWindow, sidePx: number, channels: number): Int32Array =>
  channels === 1 ? pixels : pixels.map((pixel) => (pixel % sidePx > xPx ? pixel : pixel + sidePx * sidePx));
