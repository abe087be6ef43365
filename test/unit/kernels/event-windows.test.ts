import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventWindows, type WindowOptions } from "../../../src/kernels/event-windows.ts";
import { batchOf, rowsOf, type Row } from "../../support/codec-decode.ts";

const OPTIONS: WindowOptions = {
  startUs: 1000,
  windowUs: 100,
  windowEvents: 1000,
  sortUs: 0,
  restartUs: 5000,
  emptyUs: 1e9,
};
const at = (...timesUs: readonly number[]): Row[] => timesUs.map((t) => [t, t % 10, 0, 1] as const);
const make = (options: Partial<WindowOptions> = {}) => new EventWindows(10, 10, { ...OPTIONS, ...options });

/** Every window that is ready: its end and the times in it. */
function windowsOf(windows: EventWindows, ended = false): [endUs: number, ...timesUs: number[]][] {
  const found: [number, ...number[]][] = [];
  for (let window = windows.next(ended); window !== null; window = windows.next(ended)) {
    found.push([window.endUs, ...rowsOf(window.batch).map(([t]) => t)]);
  }
  return found;
}

describe("EventWindows by time", () => {
  it("hands a window out when an event after it has come, empty ones too", () => {
    const windows = make();
    windows.push(batchOf(at(1000, 1099)));
    expect(windowsOf(windows)).toEqual([]);
    windows.push(batchOf(at(1100, 1350)));
    expect(windowsOf(windows)).toEqual([[1100, 1000, 1099], [1200, 1100], [1300]]);
    expect(windowsOf(windows, true)).toEqual([[1400, 1350]]);
    expect(windows.closedUs).toBe(1400);
  });

  it("puts events in order that lag by no more than it waits for", () => {
    const windows = make({ sortUs: 50 });
    windows.push(batchOf(at(1010, 1120, 1090, 1140, 1095)));
    expect(windowsOf(windows)).toEqual([]);
    windows.push(batchOf(at(1150)));
    expect(windowsOf(windows)).toEqual([[1100, 1010, 1090, 1095]]);
    expect(windows.counts).toMatchObject({ sorted: 2, late: 0 });
  });

  it("drops and counts what comes after its window, and before the first", () => {
    const windows = make();
    windows.push(batchOf(at(999, 1001, 1100)));
    windowsOf(windows);
    windows.push(batchOf(at(1099, 1101)));
    expect(windowsOf(windows, true)).toEqual([[1200, 1100, 1101]]);
    expect(windows.counts.late).toBe(2);
  });

  it("goes on from the newest time when the clock was set anew", () => {
    const windows = make();
    windows.push(batchOf(at(1000, 9000, 10, 60, 8000, 5, 7)));
    const times = windowsOf(windows, true).flatMap(([, ...timesUs]) => timesUs);
    expect(times).toEqual([1000, 9000, 9000, 9050, 16_990, 16_990, 16_992]);
    expect(windows.counts).toMatchObject({ clockRestarts: 2, late: 0 });
  });

  it("takes a fall of exactly `restartUs` for a late event, a longer one for a clock set anew", () => {
    const windows = make();
    windows.push(batchOf(at(9000, 4000)));
    expect(windows.counts).toMatchObject({ clockRestarts: 0, late: 1 });
    windows.push(batchOf(at(3999)));
    expect(windows.counts).toMatchObject({ clockRestarts: 1, late: 1 });
  });

  it("leaves out the windows of a long gap, and stays on its grid", () => {
    const windows = make({ emptyUs: 200 });
    windows.push(batchOf(at(1000, 1e12 + 50)));
    expect(windowsOf(windows, true)).toEqual([[1100, 1000], [1200], [1300], [1e12 + 100, 1e12 + 50]]);
  });

  it("does not skip windows that a late event may still fall into", () => {
    const windows = make({ emptyUs: 0, sortUs: 300 });
    windows.push(batchOf(at(1000, 5000)));
    const found = windowsOf(windows);
    windows.push(batchOf(at(4750, 5001)));
    found.push(...windowsOf(windows, true));
    expect(found.filter(([, ...timesUs]) => timesUs.length > 0)).toEqual([
      [1100, 1000],
      [4800, 4750],
      [5100, 5000, 5001],
    ]);
    expect(found.length).toBeLessThan(10);
  });

  it("hands out a window with too many events in parts", () => {
    const windows = make({ windowEvents: 2 });
    windows.push(batchOf(at(1000, 1001, 1001, 1001, 1002, 1100)));
    expect(windowsOf(windows, true)).toEqual([
      [1001, 1000, 1001],
      [1001, 1001, 1001],
      [1100, 1002],
      [1200, 1100],
    ]);
    expect(windows.counts).toMatchObject({ split: 2, late: 0 });
  });

  it("holds no more than about what it was told to, however dense the stream is", () => {
    const windows = make({ windowEvents: 100, sortUs: 1e6 });
    let most = 0;
    let given = 0;
    let out = 0;
    for (let round = 0; round < 200; round++) {
      windows.push(batchOf(at(...Array.from({ length: 50 }, (_, i) => 1000 + round * 50 + i))));
      given += 50;
      for (let window = windows.next(false); window !== null; window = windows.next(false))
        out += window.batch.length;
      most = Math.max(most, given - out);
    }
    expect(most).toBeLessThanOrEqual(250);
    expect(windows.counts.late).toBe(0);
  });
});

describe("EventWindows by number", () => {
  it("cuts after so many events, what is left at the end", () => {
    const windows = make({ windowUs: null, windowEvents: 3 });
    windows.push(batchOf(at(1000, 1001, 1002, 1003)));
    expect(windowsOf(windows)).toEqual([[1002, 1000, 1001, 1002]]);
    expect(windowsOf(windows, true)).toEqual([[1003, 1003]]);
  });

  it("waits until no earlier event can come", () => {
    const windows = make({ windowUs: null, windowEvents: 2, sortUs: 10 });
    windows.push(batchOf(at(1000, 1005)));
    expect(windowsOf(windows)).toEqual([]);
    windows.push(batchOf(at(1003, 1012)));
    expect(windowsOf(windows)).toEqual([]);
    windows.push(batchOf(at(1013)));
    expect(windowsOf(windows)).toEqual([[1003, 1000, 1003]]);
  });
});

describe("EventWindows in general", () => {
  it("hands out every event once, sorted, whatever the batches and the windows", () => {
    const jitter = fc.array(fc.tuple(fc.nat(30), fc.nat(40)), { minLength: 100, maxLength: 200 });
    const shape = fc.oneof(
      fc.record({ windowUs: fc.constantFrom(7, 100), emptyUs: fc.constantFrom(0, 1000) }),
      fc.record({ windowUs: fc.constant(null), windowEvents: fc.integer({ min: 1, max: 50 }) }),
    );
    fc.assert(
      fc.property(jitter, shape, fc.integer({ min: 1, max: 40 }), (steps, options, size) => {
        let nowUs = 2000;
        const rows = steps.map(([step, lag]): Row => {
          nowUs += step;
          return [nowUs - lag, 1, 2, 1];
        });
        const windows = make({ ...options, startUs: 0, sortUs: 40 });
        const out: number[] = [];
        const take = (ended: boolean): void => {
          out.push(...windowsOf(windows, ended).flatMap(([, ...timesUs]) => timesUs));
        };
        for (let i = 0; i < rows.length; i += size) {
          windows.push(batchOf(rows.slice(i, i + size)));
          take(false);
        }
        take(true);
        expect(out).toEqual(rows.map(([t]) => t).sort((a, b) => a - b));
      }),
      { seed: 3 },
    );
  });
});
