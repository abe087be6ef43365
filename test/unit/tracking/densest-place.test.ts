import { describe, expect, it } from "vitest";
import { createEventBatch, pushEvent, type EventBatch } from "../../../src/core/event-batch.ts";
import { Random } from "../../../src/core/random.ts";
import { DensestPlace } from "../../../src/tracking/densest-place.ts";

/** `count` events within 8 px of a place, and `noise` anywhere. */
function clusterAt(xPx: number, yPx: number, count: number, noise: number): EventBatch {
  const random = new Random(2);
  const batch = createEventBatch(1280, 720, count + noise);
  const inside = (value: number, end: number): number => Math.min(end - 1, Math.max(0, Math.floor(value)));
  for (let i = 0; i < count; i++) {
    const [x, y] = [xPx + random.between(-8, 8), yPx + random.between(-8, 8)];
    pushEvent(batch, i, inside(x, 1280), inside(y, 720), 1);
  }
  for (let i = 0; i < noise; i++) {
    pushEvent(batch, count, inside(random.between(0, 1280), 1280), inside(random.between(0, 720), 720), 0);
  }
  return batch;
}

describe("DensestPlace", () => {
  it.each([
    ["inside a cell", 648, 344],
    ["on the corner of four cells", 640, 352],
    ["in the upper left corner", 0, 0],
    ["in the lower right corner", 1279, 719],
  ])("finds a cluster %s among 2000 noise events", (_, x, y) => {
    const place = new DensestPlace().find(clusterAt(x, y, 80, 2000));
    expect(Math.abs((place?.xPx ?? NaN) - x)).toBeLessThanOrEqual(16);
    expect(Math.abs((place?.yPx ?? NaN) - y)).toBeLessThanOrEqual(16);
    expect(place?.events).toBeGreaterThanOrEqual(80);
  });

  it("names the corner that the four densest cells share", () => {
    expect(new DensestPlace().find(clusterAt(640, 352, 80, 0))).toEqual({
      xPx: 639.5,
      yPx: 351.5,
      events: 80,
    });
  });

  it("remembers nothing of the batch before", () => {
    const reused = new DensestPlace();
    reused.find(clusterAt(100, 100, 500, 0));
    expect(reused.find(clusterAt(900, 500, 20, 0))).toEqual(
      new DensestPlace().find(clusterAt(900, 500, 20, 0)),
    );
  });

  it("finds nothing in nothing", () => {
    expect(new DensestPlace().find(createEventBatch(1280, 720, 0))).toBeNull();
  });
});
