import { expect, it } from "vitest";
import { EventLossFilter, type EventLossOptions } from "../../../src/kernels/event-loss.ts";
import type { Row } from "../../support/codec-decode.ts";
import { filtered } from "./filtered.ts";

const make = (change: Partial<EventLossOptions>) =>
  new EventLossFilter(100, 100, { share: 0, seed: 3, dead: [], ...change });
const events: Row[] = Array.from({ length: 1000 }, (_, i) => [10 * i, i % 100, 1, 1] as const);
const times = (rows: readonly Row[]): number[] => rows.map(([t]) => t);

it("loses about its share, the same events for a seed", () => {
  expect(filtered(make({}), events)).toEqual(events);
  const left = filtered(make({ share: 0.3 }), events);
  expect(left.length).toBeGreaterThan(650);
  expect(left.length).toBeLessThan(750);
  expect(filtered(make({ share: 0.3 }), events.slice(0, 400), events.slice(400))).toEqual(left);
  expect(filtered(make({ share: 0.3, seed: 4 }), events)).not.toEqual(left);
  expect(filtered(make({ share: 1 }), events)).toEqual([]);
});

it("loses all from the beginning of a dead time up to its end, and the same others", () => {
  const dead = [
    [100, 130],
    [200, 210],
  ] as const;
  const left = times(filtered(make({ dead }), events.slice(0, 15), events.slice(15)));
  expect(times(events).filter((t) => !left.includes(t))).toEqual([100, 110, 120, 200]);
  const lossy = times(filtered(make({ share: 0.3 }), events));
  expect(times(filtered(make({ share: 0.3, dead }), events))).toEqual(
    lossy.filter((t) => !(t >= 100 && t < 130) && t !== 200),
  );
});
