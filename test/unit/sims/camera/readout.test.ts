import { describe, expect, it } from "vitest";
import { EventCamera } from "../../../../sims/camera/event-camera.ts";
import { EventColumns } from "../../../../sims/camera/event-columns.ts";
import { PIXEL_PRESETS } from "../../../../sims/camera/pixel-presets.ts";
import { Readout } from "../../../../sims/camera/readout.ts";
import {
  type ClockModel,
  FREE_READOUT,
  type ReadoutModel,
  runTimeUs,
} from "../../../../sims/camera/readout-model.ts";
import { Random } from "../../../../src/core/random.ts";
import { CurveScene } from "../../../support/event-cameras.ts";

const WIDTH = 100;
type Row = readonly [t: number, pixel: number, flags?: number];

/** What leaves a readout that is asked every `quantumUs`. */
function passed(model: ReadoutModel, rows: readonly Row[], { quantumUs = 1000, untilUs = 10_000 } = {}) {
  const readout = new Readout(model, WIDTH, 100);
  const out: [number, number, number][] = [];
  let next = 0;
  for (let nowUs = quantumUs; nowUs <= untilUs; nowUs += quantumUs) {
    const events = new EventColumns();
    for (; next < rows.length && rows[next]![0] < nowUs; next++) {
      const [t, pixel, flags = 1] = rows[next]!;
      events.push(t, pixel, flags);
    }
    const { t, pixel, flags, length } = readout.pass(events, nowUs);
    for (let i = 0; i < length; i++) {
      expect(t[i]).toBeLessThan(nowUs);
      expect(t[i]).toBeGreaterThanOrEqual(nowUs - quantumUs);
      out.push([t[i]!, pixel[i]!, flags[i]!]);
    }
  }
  return { out, drops: readout.drops };
}

const burst = (count: number, atUs = 100): Row[] => Array.from({ length: count }, (_, i) => [atUs, i * 37]);
const times = ({ out }: { out: readonly (readonly number[])[] }): number[] => out.map(([t]) => t!);

it("lets everything out at once when it is free", () => {
  const rows: Row[] = [...burst(5), [2000, 3, 0]];
  expect(passed(FREE_READOUT, rows).out).toEqual(rows.map(([t, pixel, flags = 1]) => [t, pixel, flags]));
});

describe("a bus", () => {
  const bus = { ...FREE_READOUT, eventNs: 2000 };

  it("takes its time for each event, so a burst comes late and evenly", () => {
    expect(times(passed(bus, burst(4)))).toEqual([102, 104, 106, 108]);
  });

  it("is idle until the next event", () => {
    expect(
      times(
        passed(bus, [
          [100, 1],
          [500, 2],
        ]),
      ),
    ).toEqual([102, 502]);
  });

  it("saturates at its rate", () => {
    const random = new Random(3);
    const rows = Array.from({ length: 20_000 }, (): Row => [Math.floor(random.between(0, 5000)), 5]).sort(
      (a, b) => a[0] - b[0],
    );
    const { out } = passed(bus, rows, { untilUs: 50_000 });
    expect(out.length).toBe(20_000);
    // 20,000 events at 2 us each take 40 ms
    expect(out.at(-1)![0]).toBeGreaterThanOrEqual(39_990);
    expect(times({ out }).filter((t) => t < 5000).length).toBeLessThanOrEqual(2500);
  });

  it("loses what finds no room to wait, and counts it", () => {
    const { out, drops } = passed({ ...bus, queueEvents: 10 }, burst(50));
    expect(out.length).toBe(11); // one is read, ten wait
    expect(drops).toEqual({ region: 0, queue: 39, rateControl: 0 });
  });
});

describe("row by row", () => {
  const rows = { ...FREE_READOUT, eventNs: 1000, rowNs: 5000 };

  it("events that wait in one row leave together, in the order they came", () => {
    const { out } = passed(rows, [
      [100, 205], // row 2: read first, alone, until 106
      [101, 310], // row 3: waits, and is read with its other event until 113
      [102, 420], // row 4: until 119
      [103, 311, 0],
    ]);
    expect(out).toEqual([
      [106, 205, 1],
      [113, 310, 1],
      [113, 311, 0],
      [119, 420, 1],
    ]);
  });

  it("an event that comes while its row is read waits for the next turn", () => {
    expect(
      times(
        passed(rows, [
          [100, 205],
          [103, 206],
        ]),
      ),
    ).toEqual([106, 112]);
  });

  it("all that came is read or lost", () => {
    const random = new Random(9);
    const events = Array.from({ length: 5000 }, (): Row => [
      Math.floor(random.between(0, 9000)),
      Math.floor(random.between(0, 10_000)),
    ]).sort((a, b) => a[0] - b[0]);
    const { out, drops } = passed({ ...rows, queueEvents: 40 }, events, { untilUs: 40_000 });
    expect(drops.queue).toBeGreaterThan(100);
    expect(out.length + drops.queue).toBe(5000);
    expect(times({ out })).toEqual(times({ out }).sort((a, b) => a - b));
  });
});

it.each<[string, ReadoutModel]>([
  ["a bus", { ...FREE_READOUT, eventNs: 1700, queueEvents: 50 }],
  ["rows", { ...FREE_READOUT, eventNs: 300, rowNs: 4000, queueEvents: 50 }],
  ["rate control", { ...FREE_READOUT, eventNs: 10, rateControl: { periodUs: 300, maxEvents: 60 } }],
])("gives the same however time is cut, with %s", (_, model) => {
  const random = new Random(1);
  const rows = Array.from({ length: 3000 }, (): Row => [
    Math.floor(random.between(0, random.uniform() < 0.5 ? 9000 : 1000)),
    Math.floor(random.between(0, 10_000)),
  ]).sort((a, b) => a[0] - b[0]);
  const whole = passed(model, rows, { quantumUs: 20_000, untilUs: 20_000 });
  expect(whole.out.length).toBeLessThan(3000);
  for (const quantumUs of [10, 250, 1000])
    expect(passed(model, rows, { quantumUs, untilUs: 20_000 })).toEqual(whole);
});

describe("rate control", () => {
  const limited = { ...FREE_READOUT, rateControl: { periodUs: 1000, maxEvents: 100 } };

  it("lets at most its number out in each period, and counts the rest", () => {
    const rows = Array.from({ length: 4000 }, (_, i): Row => [i * 2, i]);
    const { out, drops } = passed(limited, rows);
    const perPeriod = Array.from(
      { length: 8 },
      (_, n) => out.filter(([t]) => Math.floor(t / 1000) === n).length,
    );
    for (const count of perPeriod) expect(count).toBeLessThanOrEqual(100);
    expect(drops.rateControl).toBe(4000 - out.length);
  });

  it("thins a steady stream out evenly, from the second period on", () => {
    const rows = Array.from({ length: 4000 }, (_, i): Row => [i * 2, i]);
    const second = times(passed(limited, rows)).filter((t) => t >= 1000 && t < 2000);
    expect(second.length).toBe(100);
    for (const [i, t] of second.entries()) expect(Math.abs(t - 1000 - i * 10)).toBeLessThanOrEqual(10);
  });

  it("does not touch a stream below its limit", () => {
    const rows = Array.from({ length: 90 }, (_, i): Row => [1000 + i, i]);
    expect(passed(limited, rows).drops.rateControl).toBe(0);
  });
});

it("reads only its region", () => {
  const region = { x: 10, y: 2, width: 5, height: 3 };
  const rows: Row[] = [
    [1, 210],
    [2, 214],
    [3, 215],
    [4, 209],
    [5, 110],
    [6, 412],
    [7, 512],
  ];
  const { out, drops } = passed({ ...FREE_READOUT, region }, rows);
  expect(out.map(([, pixel]) => pixel)).toEqual([210, 214, 412]);
  expect(drops.region).toBe(4);
});

describe("a camera", () => {
  const camera = (readout: ReadoutModel | null, clock: ClockModel | null = null): EventCamera =>
    new EventCamera(
      {
        id: "c",
        width: 100,
        height: 1,
        pixels: PIXEL_PRESETS.ideal,
        readout,
        clock,
        seed: 1,
        startUs: 0,
        rows: null,
      },
      new CurveScene((t) => Math.exp(t / 1000), { pixels: 100 }),
    );
  const shown = (clock: ClockModel): number[] => {
    const dvs = camera(null, clock);
    dvs.expose(1000);
    return [...new Set(dvs.take(1000).t)];
  };

  it("stamps its events when they are read", () => {
    const dvs = camera({ ...FREE_READOUT, eventNs: 1500 });
    dvs.expose(1000);
    const batch = dvs.takeLabelled(1000);
    expect([batch.t[0], batch.t[1], batch.t[2]]).toEqual([201, 203, 204]);
    expect(batch.cause.length).toBe(batch.length);
    expect(dvs.drops).toEqual({ region: 0, queue: 0, rateControl: 0 });
  });

  it("shows the times of its own clock, which the run's can be told from", () => {
    const straight = shown({ offsetUs: 0, driftPpm: 0 });
    expect(straight).toEqual([200, 400, 600, 800]);
    expect(shown({ offsetUs: 5000.4, driftPpm: 0 })).toEqual([5200, 5400, 5600, 5800]);
    expect(shown({ offsetUs: 0, driftPpm: 10_000 })).toEqual([202, 404, 606, 808]);
    const clock = { offsetUs: -300, driftPpm: -20_000 };
    for (const [i, time] of shown(clock).entries()) {
      expect(Math.abs(runTimeUs(clock, time) - straight[i]!)).toBeLessThanOrEqual(1);
    }
  });

  it.each<[string, object]>([
    ["eventNs", { eventNs: -1 }],
    ["eventNs", { eventNs: NaN }],
    ["rowNs", { rowNs: -1 }],
    ["queueEvents", { queueEvents: 0 }],
    ["periodUs", { rateControl: { periodUs: 0, maxEvents: 1 } }],
    ["maxEvents", { rateControl: { periodUs: 1, maxEvents: 1.5 } }],
    ["region.x", { region: { x: 99, y: 0, width: 2, height: 1 } }],
    ["region.y", { region: { x: 0, y: 0, width: 2, height: 2 } }],
  ])("refuses a wrong %s", (option, wrong) => {
    expect(() => camera({ ...FREE_READOUT, ...wrong })).toThrow(
      expect.objectContaining({ code: "world-invalid", where: { option } }),
    );
  });

  it.each<[string, ClockModel]>([
    ["offsetUs", { offsetUs: NaN, driftPpm: 0 }],
    ["driftPpm", { offsetUs: 0, driftPpm: 2e5 }],
  ])("refuses a clock with a wrong %s", (option, clock) => {
    expect(() => camera(null, clock)).toThrow(
      expect.objectContaining({ code: "world-invalid", where: { option } }),
    );
  });
});
