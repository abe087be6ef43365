import { expect, it } from "vitest";
import { EventBuffer } from "../../../../sims/camera/event-buffer.ts";

it("gives the events sorted by time, equal times in the order they came", () => {
  const buffer = new EventBuffer(8, 8);
  const found = [
    [1005, 1, 0, 1],
    [1002, 2, 0, 0],
    [1005, 3, 1, 0],
    [1000, 4, 2, 1],
    [1002, 5, 3, 1],
  ] as const;
  for (const [t, x, y, p] of found) buffer.push(t, x, y, p);
  const batch = buffer.take(1000, 2000);
  expect([...batch.t]).toEqual([1000, 1002, 1002, 1005, 1005]);
  expect([...batch.x]).toEqual([4, 2, 5, 1, 3]);
  expect([...batch.y]).toEqual([2, 0, 3, 0, 1]);
  expect([...batch.p]).toEqual([1, 0, 1, 1, 0]);
});

it("makes a batch of exactly the events, and forgets them", () => {
  const buffer = new EventBuffer(8, 8);
  buffer.push(3, 1, 1, 1);
  const first = buffer.take(0, 10);
  expect([first.length, first.t.length, first.width, first.height]).toEqual([1, 1, 8, 8]);
  expect(buffer.take(10, 20).length).toBe(0);
});

it("takes the last microsecond and keeps more events than it began with room for", () => {
  const buffer = new EventBuffer(100, 100);
  for (let i = 0; i < 5000; i++) buffer.push(999 - (i % 1000), i % 100, 0, 1);
  const batch = buffer.take(0, 1000);
  expect(batch.length).toBe(5000);
  expect(batch.t[0]).toBe(0);
  expect(batch.t[4999]).toBe(999);
  // equal times were found in ascending i: i = 999, 1999, ... have t = 0
  expect([...batch.x.slice(0, 5)]).toEqual([99, 99, 99, 99, 99]);
});

it("counts times of an hour-long run exactly", () => {
  const buffer = new EventBuffer(8, 8);
  buffer.push(3_600_000_000_001, 0, 0, 1);
  buffer.push(3_600_000_000_000, 0, 0, 0);
  expect([...buffer.take(3_600_000_000_000, 3_600_000_001_000).t]).toEqual([
    3_600_000_000_000, 3_600_000_000_001,
  ]);
});
