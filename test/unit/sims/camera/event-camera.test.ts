import { describe, expect, it } from "vitest";
import { BallPath } from "../../../../sims/camera/ball-path.ts";
import { BallScene, DEFAULT_LOOK } from "../../../../sims/camera/ball-scene.ts";
import { EventCamera } from "../../../../sims/camera/event-camera.ts";
import type { PixelSink, Scene } from "../../../../sims/camera/scene.ts";
import { lookAt } from "../../../../src/core/camera.ts";
import type { EventBatch } from "../../../../src/core/event-batch.ts";

const OPTIONS = { threshold: 0.2, mostMotionPx: 0.25, startUs: 0 };
const LOOK = { ...DEFAULT_LOOK, radiusM: 0.02 };
/** Looks along +y; at 2 m distance 1 m is 300 px. */
const camera = lookAt({ id: "c", width: 346, height: 260, focalPx: 600 }, [0, -2, 0], [0, 0, 0]);
const DISTANCE_M = 2;
const M_PER_PX = DISTANCE_M / 600;

interface Sweep {
  readonly radiusPx: number;
  readonly fromPx: number;
  readonly speedPxps: number;
  readonly seconds: number;
  readonly quantumUs?: number;
  readonly mostMotionPx?: number;
}

/** A ball that crosses the picture from left to right, one batch per quantum. */
function sweep(options: Sweep): EventBatch[] {
  const { radiusPx, fromPx, speedPxps, seconds, quantumUs = 1000, mostMotionPx = 0.25 } = options;
  const path = new BallPath();
  const place = (timeUs: number): { x: number; y: number; z: number } => ({
    x: (fromPx + speedPxps * timeUs * 1e-6) * M_PER_PX,
    y: 0,
    z: 0.4 * M_PER_PX,
  });
  const scene = new BallScene(camera, path, { ...LOOK, radiusM: radiusPx * M_PER_PX });
  const dvs = new EventCamera({ width: 346, height: 260, ...OPTIONS, mostMotionPx }, scene);
  path.add(0, place(0));
  dvs.adopt();
  const batches: EventBatch[] = [];
  for (let t = quantumUs; t <= seconds * 1e6; t += quantumUs) {
    path.add(t, place(t));
    dvs.expose(t);
    path.keepLast();
    batches.push(dvs.take(t));
  }
  return batches;
}

const count = (batches: readonly EventBatch[], polarity?: number): number =>
  batches.reduce(
    (sum, { p }) => sum + (polarity === undefined ? p.length : p.filter((v) => v === polarity).length),
    0,
  );

/** [-] events that a pixel makes when its light rises from 40 by the share `covered` of the way to 220. */
const levels = (covered: number): number => Math.floor(Math.log(1 + (180 / 40) * covered) / 0.2);

/** [1/s] over 200 px of way. */
function rateOf(radiusPx: number, speedPxps: number): number {
  const seconds = Math.floor((200 / speedPxps) * 1000) / 1000;
  return count(sweep({ radiusPx, fromPx: -100, speedPxps, seconds })) / seconds;
}

describe("event rate", () => {
  it.each([
    { radiusPx: 12, speedPxps: 800 },
    { radiusPx: 7.3, speedPxps: 3000 },
  ])(
    "follows 2 edges x 2 r v x floor(ln(I1 / I0) / C) within 2.5 % for $radiusPx px at $speedPxps px/s",
    ({ radiusPx, speedPxps }) => {
      const law = 2 * 2 * radiusPx * speedPxps * levels(1);
      expect(rateOf(radiusPx, speedPxps) / law).toBeGreaterThan(0.975);
      expect(rateOf(radiusPx, speedPxps) / law).toBeLessThan(1.025);
    },
  );

  it.each([
    { radiusPx: 12, speedPxps: 800 },
    { radiusPx: 4, speedPxps: 400 },
    { radiusPx: 2, speedPxps: 5000 },
  ])(
    "follows the same law row by row, blurred top and bottom included, within 0.7 % for $radiusPx px",
    ({ radiusPx, speedPxps }) => {
      const centre = camera.cy - 0.4; // where `sweep` lets the ball pass
      const rows = Array.from({ length: camera.height }, (_, row) => {
        const inside = radiusPx - Math.abs(row - centre);
        return levels(Math.min(1, Math.max(0, 0.5 + inside / (2 * LOOK.edgePx))));
      });
      const law = 2 * speedPxps * rows.reduce((sum, value) => sum + value, 0);
      expect(Math.abs(rateOf(radiusPx, speedPxps) / law - 1)).toBeLessThan(0.007);
    },
  );
});

it("gives as many OFF as ON events once the ball has passed, and every pixel its own balance", () => {
  const batches = sweep({ radiusPx: 10, fromPx: -220, speedPxps: 4400, seconds: 0.1 });
  expect(count(batches, 1)).toBe(count(batches, 0));
  expect(count(batches, 1)).toBeGreaterThan(10_000);
  const balance = new Int32Array(346 * 260);
  for (const { x, y, p } of batches) {
    for (const [i, column] of x.entries()) balance[y[i]! * 346 + column]! += p[i] === 1 ? 1 : -1;
  }
  expect(balance.every((value) => value === 0)).toBe(true);
});

it("shows ON events before the ball's centre and OFF events behind it", () => {
  const [batch] = sweep({ radiusPx: 10, fromPx: 0, speedPxps: 2000, seconds: 0.001 });
  expect(batch!.length).toBeGreaterThan(50);
  for (const [i, column] of batch!.x.entries()) expect(column > camera.cx + 1).toBe(batch!.p[i] === 1);
});

it("keeps times in order, whole, and inside their quantum", () => {
  const batches = sweep({ radiusPx: 12, fromPx: -50, speedPxps: 3000, seconds: 0.02 });
  for (const [n, batch] of batches.entries()) {
    expect(batch.length).toBeGreaterThan(0);
    let last = n * 1000;
    for (const t of batch.t) {
      expect(Number.isInteger(t)).toBe(true);
      expect(t).toBeGreaterThanOrEqual(last);
      last = t;
    }
    expect(last).toBeLessThan((n + 1) * 1000);
  }
});

it("sees the same events at the same times whether quanta are long or short", () => {
  const rows = (quantumUs: number): string[] =>
    sweep({ radiusPx: 8, fromPx: -20, speedPxps: 2000, seconds: 0.01, quantumUs }).flatMap(({ t, x, y, p }) =>
      [...t].map((time, i) => [Math.round(time / 200), x[i], y[i], p[i]].join()),
    );
  const long = rows(5000);
  const short = new Set(rows(500));
  // looks fall at other instants, so times differ by tens of microseconds, and a few fall into the next bin
  expect(long.filter((row) => short.has(row)).length / long.length).toBeGreaterThan(0.85);
  expect(Math.abs(long.length - rows(500).length) / long.length).toBeLessThan(0.01);
});

it("times events within 40 us of very small steps, median", () => {
  const timesOf = (mostMotionPx: number): Map<string, number> => {
    const seen = new Map<string, number>();
    for (const { t, x, y, p } of sweep({
      radiusPx: 12,
      fromPx: -30,
      speedPxps: 800,
      seconds: 0.05,
      mostMotionPx,
    })) {
      const order = new Map<string, number>();
      for (const [i, time] of t.entries()) {
        const pixel = [x[i], y[i], p[i]].join();
        const n = (order.get(pixel) ?? 0) + 1;
        order.set(pixel, n);
        seen.set(`${pixel},${String(n)}`, seen.get(`${pixel},${String(n)}`) ?? time);
      }
    }
    return seen;
  };
  const fine = timesOf(0.01);
  const errors = [...timesOf(0.25)].flatMap(([key, time]) => {
    const truth = fine.get(key);
    return truth === undefined ? [] : [Math.abs(time - truth)];
  });
  errors.sort((a, b) => a - b);
  expect(errors.length).toBeGreaterThan(1000);
  expect(errors[errors.length >> 1]!).toBeLessThan(40);
});

it("says nothing of a ball that appears or vanishes while nobody looks, nor of one at rest", () => {
  const path = new BallPath();
  const dvs = new EventCamera({ width: 346, height: 260, ...OPTIONS }, new BallScene(camera, path, LOOK));
  dvs.expose(1000);
  path.add(1000, { x: 0, y: 0, z: 0 });
  dvs.adopt();
  path.add(2000, { x: 0, y: 0, z: 0 });
  dvs.expose(2000);
  path.clear();
  dvs.adopt();
  dvs.expose(3000);
  expect(dvs.take(3000).length).toBe(0);
});

it("loses sight of a ball at the sensor's edge without a trace outside", () => {
  const batches = sweep({ radiusPx: 20, fromPx: 100, speedPxps: 2000, seconds: 0.06 });
  const columns = batches.flatMap(({ x }) => [...x]);
  expect(Math.max(...columns)).toBe(345);
  expect(batches.at(-1)!.length).toBe(0);
});

/** A scene of one pixel whose light follows a given curve, looked at every 100 us. */
class OnePixel implements Scene {
  readonly #logLight: (timeUs: number) => number;
  #timeUs = 0;

  constructor(logLight: (timeUs: number) => number) {
    this.#logLight = logLight;
  }

  restingLogLight(): number {
    return this.#logLight(0);
  }

  nextInstant(untilUs: number): number {
    return Math.min(untilUs, this.#timeUs + 100);
  }

  moveTo(timeUs: number, sink: PixelSink): void {
    this.#timeUs = timeUs;
    sink.see(0, 0, this.#logLight(timeUs));
  }
}

function eventsOf(logLight: (timeUs: number) => number, untilUs: number): [number, number][] {
  const dvs = new EventCamera({ width: 1, height: 1, ...OPTIONS }, new OnePixel(logLight));
  dvs.expose(untilUs);
  const { t, p } = dvs.take(untilUs);
  return [...t].map((time, i) => [time, p[i]!]);
}

describe("one pixel", () => {
  it("fires each time its log light has risen by the threshold, at the interpolated time", () => {
    // 1 per ms: a threshold of 0.2 every 200 us
    expect(eventsOf((t) => t / 1000, 1000)).toEqual([
      [200, 1],
      [400, 1],
      [600, 1],
      [800, 1],
      [999, 1],
    ]);
  });

  it("keeps what is left between thresholds for the next rise", () => {
    expect(eventsOf((t) => Math.min(t / 1000, 0.35) + Math.max(0, t - 2000) / 1000, 3000)).toEqual([
      [200, 1],
      [2050, 1],
      [2250, 1],
      [2450, 1],
      [2650, 1],
      [2850, 1],
    ]);
  });

  it("needs the whole threshold in the other direction, too", () => {
    const upAndDown = (t: number): number => (t <= 500 ? t / 1000 : (1000 - t) / 1000);
    expect(eventsOf(upAndDown, 1000)).toEqual([
      [200, 1],
      [400, 1],
      [800, 0],
      [999, 0],
    ]);
  });
});

it.each([
  ["threshold", { threshold: 0 }],
  ["threshold", { threshold: NaN }],
  ["mostMotionPx", { mostMotionPx: -1 }],
  ["width * height", { width: 0 }],
])("refuses a wrong %s", (option, wrong) => {
  const scene = new OnePixel(() => 0);
  expect(() => new EventCamera({ width: 4, height: 4, ...OPTIONS, ...wrong }, scene)).toThrow(
    expect.objectContaining({ code: "world-invalid", where: { option } }),
  );
});
