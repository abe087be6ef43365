import { expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { type Timer, TimerHeap } from "../../../src/runtime/timer-heap.ts";

const timer = (dueNs: number, node = 0, order = 0): Timer => ({
  dueNs,
  node,
  order,
  at: -1,
  fire: () => undefined,
});

function popAll(heap: TimerHeap): Timer[] {
  const popped: Timer[] = [];
  for (let next = heap.pop(); next !== undefined; next = heap.pop()) popped.push(next);
  return popped;
}

const key = ({ dueNs, node, order }: Timer): number[] => [dueNs, node, order];

it("gives out timers by due time, then node, then the order in which they were set", () => {
  const heap = new TimerHeap();
  for (const t of [timer(5, 1, 0), timer(5, 0, 7), timer(4, 9, 9), timer(5, 1, 1), timer(5, 0, 2)])
    heap.push(t);
  expect(heap.nextDueNs).toBe(4);
  expect(popAll(heap).map(key)).toEqual([
    [4, 9, 9],
    [5, 0, 2],
    [5, 0, 7],
    [5, 1, 0],
    [5, 1, 1],
  ]);
  expect(heap.nextDueNs).toBe(Infinity);
});

it("stays in order while timers are taken out of its middle", () => {
  const random = new Random(3);
  const heap = new TimerHeap();
  const timers = Array.from({ length: 200 }, (_, i) => timer(Math.floor(random.between(0, 40)), i % 5, i));
  for (const t of timers) heap.push(t);
  const removed = new Set(timers.filter(() => random.uniform() < 0.4));
  for (const t of removed) heap.remove(t);
  const expected = timers
    .filter((t) => !removed.has(t))
    .sort((a, b) => a.dueNs - b.dueNs || a.node - b.node || a.order - b.order);
  expect(heap.size).toBe(expected.length);
  expect(popAll(heap)).toEqual(expected);
});

it("ignores the removal of a timer that is not pending", () => {
  const heap = new TimerHeap();
  const [a, b] = [timer(1), timer(2)];
  heap.push(a);
  heap.push(b);
  heap.remove(a);
  heap.remove(a);
  expect(popAll(heap)).toEqual([b]);
});
