import { describe, expect, it } from "vitest";
import type { PackedFrames } from "../../../../src/snn/train/packed-frames.ts";
import { framesPlot } from "../../../../studies/frames/frames-plot.ts";
import { measureFrames, RING_RADII } from "../../../../studies/frames/measure-frames.ts";
import { realLikeFrames } from "../../../../studies/frames/real-like-frames.ts";
import { quantile, sampleDistance } from "../../../../studies/frames/sample-distance.ts";

const SIDE = 64;

/** A frame with a ring of 8 px round (30, 33) and so many pixels in its corner. */
function ringFrame(noise: number): PackedFrames {
  const bits = new Uint8Array((SIDE * SIDE) / 8);
  const set = (x: number, y: number): void => {
    bits[(y * SIDE + x) >> 3]! |= 1 << (x & 7);
  };
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) if (Math.abs(Math.hypot(x - 30, y - 33) - 8) < 1) set(x, y);
  }
  for (let i = 0; i < noise; i++) set(3 * i, 0);
  const one = new Float64Array(1);
  const volume = { channels: 1, height: SIDE, width: SIDE };
  return { volume, bits, xPx: one, yPx: one, present: new Uint8Array([1]) };
}

describe("measures of a frame", () => {
  it("are its active pixels, its circle, what lies off it, and how active rings round its centre are", () => {
    const quiet = measureFrames(ringFrame(0), 1);
    const { activePixels, radiusPx, noisePixels, ringActivity } = measureFrames(ringFrame(7), 1);
    expect(activePixels[0]).toBe((quiet.activePixels[0] ?? NaN) + 7);
    expect([quiet.noisePixels, noisePixels]).toEqual([[0], [7]]);
    expect(radiusPx[0]).toBeCloseTo(8, 0);
    const rim = ringActivity[Math.round(1 / RING_RADII)] ?? NaN;
    expect(rim).toBeGreaterThan(0.9);
    expect(ringActivity[3]).toBe(0);
  });

  it("count an empty frame, in which no circle is", () => {
    const { bits } = ringFrame(0);
    const found = measureFrames({ ...ringFrame(0), bits: new Uint8Array(bits.length) }, 1);
    expect([found.frames, found.activePixels, found.radiusPx, found.noisePixels]).toEqual([1, [0], [], []]);
  });
});

it("makes frames like the real ones: alone, of their sizes, mostly found again as circles", () => {
  const frames = realLikeFrames(1, 60);
  const { radiusPx, activePixels } = measureFrames(frames, 60);
  expect(radiusPx.length).toBeGreaterThan(50);
  expect(quantile(radiusPx, 0.5)).toBeGreaterThan(6.3);
  expect(quantile(radiusPx, 0.5)).toBeLessThan(10.4);
  expect(Math.min(...activePixels)).toBeGreaterThan(0);
  expect(realLikeFrames(1, 60)).toEqual(frames);
});

describe("the distance of two samples", () => {
  it.each([
    ["the same", [1, 2, 2, 3], [3, 2, 1, 2], 0],
    ["apart", [1, 2], [3, 4], 1],
    ["half of them shifted", [1, 2, 3, 4], [3, 4, 5, 6], 0.5],
    ["of unlike sizes", [0, 0, 0, 1], [0, 1], 0.25],
  ])("is the largest gap of their cumulative shares: %s", (_, a, b, distance) => {
    expect(sampleDistance(a, b)).toBe(distance);
    expect(sampleDistance(b, a)).toBe(distance);
  });
});

it("draws kinds of frames over one another", async () => {
  const measures = measureFrames(ringFrame(3), 1);
  const svg = await framesPlot({ real: measures, simulated: measures });
  expect(svg).toContain("active pixels beyond two radii");
  expect(svg).toContain("simulated");
});
