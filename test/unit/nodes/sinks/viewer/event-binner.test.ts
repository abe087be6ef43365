import { expect, it } from "vitest";
import { EventBinner } from "../../../../../nodes/sinks/viewer/event-binner.ts";
import { createEventBatch, pushEvent, type EventBatch } from "../../../../../src/core/event-batch.ts";

function batch(width: number, height: number, ...events: [x: number, y: number, p: number][]): EventBatch {
  const made = createEventBatch(width, height, events.length);
  for (const [x, y, p] of events) pushEvent(made, 0, x, y, p);
  return made;
}

it("counts ON in the high and OFF in the low half of a cell's byte", () => {
  const binner = new EventBinner();
  binner.add(batch(3, 2, [1, 0, 1], [1, 0, 1], [1, 0, 0], [2, 1, 0]));
  expect(binner.flush()).toEqual({
    width: 3,
    height: 2,
    cellPx: 1,
    pixels: Uint8Array.of(0, 0x21, 0, 0, 0, 1),
  });
});

it("stops counting at 15, each polarity for itself", () => {
  const binner = new EventBinner();
  for (let i = 0; i < 20; i++) binner.add(batch(2, 1, [0, 0, 1], [1, 0, 0]));
  expect(binner.flush()?.pixels).toEqual(Uint8Array.of(0xf0, 0x0f));
});

it.each([
  [346, 260, 1, 346, 260],
  [640, 480, 2, 320, 240],
  [1280, 720, 4, 320, 180],
])("puts a sensor of %i x %i on a grid with cells of %i px", (width, height, cellPx, columns, rows) => {
  const binner = new EventBinner();
  binner.add(batch(width, height, [width - 1, height - 1, 1]));
  const binned = binner.flush();
  expect([binned?.cellPx, binned?.width, binned?.height]).toEqual([cellPx, columns, rows]);
  expect(binned?.pixels.lastIndexOf(0x10)).toBe(columns * rows - 1);
});

it("has nothing to hand over until a batch comes, and starts anew after each flush", () => {
  const binner = new EventBinner();
  expect(binner.flush()).toBeNull();
  binner.add(batch(1, 1, [0, 0, 1]));
  const first = binner.flush();
  expect(binner.flush()).toBeNull();
  binner.add(batch(1, 1, [0, 0, 0]));
  expect([first?.pixels[0], binner.flush()?.pixels[0]]).toEqual([0x10, 0x01]);
});
