import { describe, expect, it } from "vitest";
import type { PackedFrames } from "../../../../src/snn/train/packed-frames.ts";
import {
  GEOMETRIC_METHODS,
  geometricMethod,
  geometricPlaces,
} from "../../../../studies/train/geometric-places.ts";

/** Frames of two channels with a rim of two pixels round (x, y), one half in either channel. */
function ringFrames(centres: readonly (readonly [number, number])[], radiusPx: number): PackedFrames {
  const bits = new Uint8Array(centres.length * 1024);
  centres.forEach(([x, y], frame) => {
    for (let place = 0; place < 8192; place++) {
      const [column, row] = [place % 64, Math.floor(place / 64) % 64];
      const [dx, dy] = [column - x, row - y];
      const onRim = Math.abs(Math.sqrt(dx * dx + dy * dy) - radiusPx) <= 1;
      if (onRim && dx > 0 === place < 4096) bits[frame * 1024 + (place >> 3)]! |= 1 << (place & 7);
    }
  });
  return {
    volume: { channels: 2, height: 64, width: 64 },
    bits,
    xPx: Float64Array.from(centres, ([x]) => x),
    yPx: Float64Array.from(centres, ([, y]) => y),
    present: new Uint8Array(centres.length).fill(1),
  };
}

const FRAMES = ringFrames(
  [
    [30.25, 21.5],
    [40, 44.75],
    [12.5, 33],
  ],
  8,
);

describe.each(GEOMETRIC_METHODS)("%s", (method) => {
  it("finds a ball's rim in a frame of either polarity, frame by frame", () => {
    const found = geometricPlaces(method, FRAMES, Uint32Array.from([2, 0]));
    const withinPx = method === "clusters" ? 3 : 0.75; // its centre is a mean that forgets
    expect(Math.hypot(found[0]!.xPx - 12.5, found[0]!.yPx - 33)).toBeLessThan(withinPx);
    expect(Math.hypot(found[1]!.xPx - 30.25, found[1]!.yPx - 21.5)).toBeLessThan(withinPx);
  });

  it("takes an empty frame's middle", () => {
    const empty = { ...FRAMES, bits: new Uint8Array(3 * 1024) };
    expect(geometricPlaces(method, empty, Uint32Array.from([1]))).toMatchObject([{ xPx: 32, yPx: 32 }]);
  });
});

it("knows a method by its name only", () => {
  expect(geometricMethod("hough")).toBe("hough");
  expect(geometricMethod("models/hough")).toBeUndefined();
});
