import { describe, expect, it } from "vitest";
import { createEventBatch, pushEvent, type EventBatch } from "../../../src/core/event-batch.ts";
import { BallRegion } from "../../../src/tracking/ball-region.ts";

type Pixel = readonly [x: number, y: number, t?: number];

function batchOf(pixels: readonly Pixel[]): EventBatch {
  const batch = createEventBatch(200, 200, pixels.length);
  for (const [x, y, t] of pixels) pushEvent(batch, t ?? 0, x, y, 1);
  return batch;
}

/** All pixels of a square, corners `from` and `to` included. */
const square = (from: number, to: number): Pixel[] => {
  const side = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return side.flatMap((x) => side.map((y): Pixel => [x, y]));
};

const region = { xPx: 100, yPx: 100, halfPx: 30 };

describe("BallRegion", () => {
  it("measures from edge to edge of the outermost pixels", () => {
    const extent = new BallRegion(0).measure(batchOf(square(91, 104)), region);
    expect(extent).toMatchObject({ xPx: 97.5, yPx: 97.5, widthPx: 14, heightPx: 14, pixels: 196 });
  });

  it("cuts the share asked for off each side, with fractions of a pixel", () => {
    const extent = new BallRegion(0.1).measure(batchOf(square(91, 105)), region);
    expect(extent?.xPx).toBeCloseTo(98, 12);
    expect(extent?.widthPx).toBeCloseTo(0.8 * 15, 12);
  });

  it("drops pixels without an active neighbour and counts none twice", () => {
    const pixels = [...square(95, 105), ...square(95, 105), [80, 80], [120, 110]] as const;
    const extent = new BallRegion(0).measure(batchOf(pixels), region);
    expect(extent).toMatchObject({ xPx: 100, yPx: 100, pixels: 121 });
  });

  it.each([
    [-1, -1],
    [0, -1],
    [1, -1],
    [-1, 0],
    [1, 0],
    [-1, 1],
    [0, 1],
    [1, 1],
  ])("takes a neighbour at (%i, %i) for one", (dx, dy) => {
    const extent = new BallRegion(0).measure(
      batchOf([
        [100, 100],
        [100 + dx, 100 + dy],
      ]),
      region,
    );
    expect(extent?.pixels).toBe(2);
  });

  it("sees nothing outside of its region", () => {
    const pixels = [...square(95, 105), ...square(150, 160)];
    expect(new BallRegion(0).measure(batchOf(pixels), region)?.xPx).toBe(100);
    const far = { xPx: 30, yPx: 30, halfPx: 20 };
    expect(new BallRegion(0).measure(batchOf(pixels), far)).toBeNull();
  });

  it("reaches exactly half a width to either side", () => {
    const small = { xPx: 100, yPx: 100, halfPx: 2 };
    const extent = new BallRegion(0).measure(batchOf(square(90, 110)), small);
    expect(extent).toMatchObject({ xPx: 100, widthPx: 5, pixels: 25 });
  });

  it("takes the mean of the first event of each pixel as the time", () => {
    const pixels: Pixel[] = [
      [100, 100, 10],
      [101, 100, 30],
      [101, 100, 900],
      [60, 60, 500],
    ];
    expect(new BallRegion(0).measure(batchOf(pixels), { ...region, halfPx: 60 })?.meanTimeUs).toBe(20);
  });

  it("remembers nothing of the batch before", () => {
    const reused = new BallRegion(0.03);
    reused.measure(batchOf(square(80, 120)), region);
    const batch = batchOf(square(97, 103));
    expect(reused.measure(batch, region)).toEqual(new BallRegion(0.03).measure(batch, region));
  });
});
