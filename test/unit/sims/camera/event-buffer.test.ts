import { expect, it } from "vitest";
import { EventBuffer } from "../../../../sims/camera/event-buffer.ts";

function rows(buffer: EventBuffer, fromUs: number, toUs: number): number[][] {
  const { t, pixel, flags, length } = buffer.take(fromUs, toUs);
  return Array.from({ length }, (_, i) => [t[i]!, pixel[i]!, flags[i]!]);
}

it("gives the events by time, those of one microsecond by pixel, those of one pixel as they came", () => {
  const buffer = new EventBuffer();
  const found = [
    [1005.9, 1, 1],
    [1002.5, 20, 0],
    [1005.2, 0, 0],
    [1000, 4, 1],
    [1002.1, 5, 1],
    [1002.3, 5, 0],
  ] as const;
  for (const [t, pixel, flags] of found) buffer.push(t, pixel, flags);
  expect(rows(buffer, 1000, 2000)).toEqual([
    [1000, 4, 1],
    [1002, 5, 1],
    [1002, 5, 0],
    [1002, 20, 0],
    [1005, 0, 0],
    [1005, 1, 1],
  ]);
});

it("forgets what it gave and keeps what comes later", () => {
  const buffer = new EventBuffer();
  buffer.push(12, 1, 1);
  buffer.push(3, 2, 1);
  buffer.push(10, 3, 1);
  expect(rows(buffer, 0, 10)).toEqual([[3, 2, 1]]);
  expect(rows(buffer, 10, 20)).toEqual([
    [10, 3, 1],
    [12, 1, 1],
  ]);
  expect(rows(buffer, 20, 30)).toEqual([]);
});

it("orders thousands of events at one instant as it orders two", () => {
  const buffer = new EventBuffer();
  for (let i = 0; i < 5000; i++) buffer.push(7, (i * 7919) % 2500, i < 2500 ? 0 : 1);
  const sorted = rows(buffer, 0, 10);
  expect(sorted.length).toBe(5000);
  expect(sorted).toEqual(Array.from({ length: 5000 }, (_, i) => [7, i >> 1, i & 1]));
});

it("counts times of an hour-long run exactly", () => {
  const buffer = new EventBuffer();
  buffer.push(3_600_000_000_001.5, 0, 1);
  buffer.push(3_600_000_000_000, 0, 0);
  expect(rows(buffer, 3_600_000_000_000, 3_600_000_001_000)).toEqual([
    [3_600_000_000_000, 0, 0],
    [3_600_000_000_001, 0, 1],
  ]);
});

it("does not take an event that is older than what it gave", () => {
  const buffer = new EventBuffer();
  buffer.push(9, 0, 1);
  expect(() => buffer.take(10, 20)).toThrow("later than the last batch");
});
