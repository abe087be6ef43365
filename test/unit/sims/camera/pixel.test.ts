import { describe, expect, it } from "vitest";
import { EventCamera } from "../../../../sims/camera/event-camera.ts";
import { CAUSE } from "../../../../sims/camera/pixel-array.ts";
import type { PixelModel } from "../../../../sims/camera/pixel-model.ts";
import { PIXEL_PRESETS } from "../../../../sims/camera/pixel-presets.ts";
import { CurveScene, eventsOf } from "../../../support/event-cameras.ts";

const IDEAL = PIXEL_PRESETS.ideal;
/** Log light as a function of time becomes light. */
const curve = (logLight: (timeUs: number) => number, options = {}): CurveScene =>
  new CurveScene((timeUs) => Math.exp(logLight(timeUs)), { stepUs: 10, ...options });
const times = (scene: CurveScene, pixels: PixelModel, untilUs: number): [number, number][] =>
  eventsOf(scene, pixels, { untilUs }).map(({ t, p }) => [t, p]);
/** [ln] steps up by `size` at 1000 us, within 10 us. */
const step = (size: number) => (timeUs: number) => (timeUs <= 1000 ? 0 : size);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

describe("threshold", () => {
  it("makes an event each time the log light has risen by it, when it did", () => {
    const rising = curve((t) => t / 1000);
    expect(times(rising, IDEAL, 1001)).toEqual([
      [200, 1],
      [400, 1],
      [600, 1],
      [800, 1],
      [1000, 1],
    ]);
    expect(
      times(
        curve((t) => t / 1000),
        { ...IDEAL, onThreshold: 0.45 },
        1000,
      ),
    ).toEqual([
      [450, 1],
      [900, 1],
    ]);
  });

  it("has its own size for falling light", () => {
    const falling = curve((t) => -t / 1000);
    expect(times(falling, { ...IDEAL, onThreshold: 0.1, offThreshold: 0.4 }, 1000)).toEqual([
      [400, 0],
      [800, 0],
    ]);
  });

  it("keeps what is left between thresholds for the next change, and needs a whole one to turn back", () => {
    const upAndDown = curve((t) => (t <= 500 ? t / 1000 : (1000 - t) / 1000));
    expect(times(upAndDown, IDEAL, 1001)).toEqual([
      [200, 1],
      [400, 1],
      [800, 0],
      [1000, 0],
    ]);
  });

  it("differs from pixel to pixel by its deviation, and stays with its pixel", () => {
    const model = { ...IDEAL, onThreshold: 0.3, thresholdSigma: 0.03 };
    // every pixel sees the same rise of 0.9 in 9 ms
    const events = eventsOf(
      curve((t) => t / 10_000, { pixels: 2000 }),
      model,
      { untilUs: 9000, width: 2000 },
    );
    const own = Array.from({ length: 2000 }, (_, x) => events.filter((e) => e.x === x).map(({ t }) => t));
    const first = own.map(([t]) => t! / 10_000);
    expect(mean(first)).toBeCloseTo(0.3, 2);
    expect(Math.abs(deviation(first) - 0.03)).toBeLessThan(0.002); // 4 standard errors
    for (const [a, b] of own) if (b !== undefined) expect(Math.abs(b - 2 * a!)).toBeLessThanOrEqual(2);
  });

  it("is drawn from seed and camera", () => {
    const model = { ...IDEAL, thresholdSigma: 0.03 };
    const of = (seed: number): number[] =>
      eventsOf(
        curve((t) => t / 1000, { pixels: 50 }),
        model,
        { untilUs: 400, width: 50, seed },
      ).map(({ t }) => t);
    expect(of(1)).toEqual(of(1));
    expect(of(2)).not.toEqual(of(1));
  });
});

describe("bandwidth", () => {
  // light 1 is white here, so the lag after the step is that of light e^size
  const model = (bandwidthHz: number): PixelModel => ({
    ...IDEAL,
    bandwidthHz,
    whiteLight: 1,
    onThreshold: 0.4,
    offThreshold: 0.4,
  });

  it("delays a step by the closed form of a first-order lag", () => {
    const [[t] = [NaN]] = times(curve(step(1), { endUs: 1010 }), model(500), 20_000);
    const tauUs = 1e6 / (2 * Math.PI * 500 * Math.E);
    expect(Math.abs(t - (1005 + tauUs * Math.log(1 / 0.6)))).toBeLessThan(5);
    expect(times(curve(step(1)), { ...IDEAL, onThreshold: 0.4 }, 20_000)[0]![0]).toBeLessThan(1010);
  });

  it("goes with the light: four times darker, four times slower", () => {
    const delay = (light: number): number => {
      const scene = new CurveScene((t) => light * Math.exp(step(1)(t)), { stepUs: 10, endUs: 1010 });
      return eventsOf(scene, model(500), { untilUs: 50_000 })[0]!.t - 1005;
    };
    expect(Math.abs(delay(0.25) / delay(1) - 4)).toBeLessThan(0.1);
  });

  it("gives the same whether the light is looked at often or once", () => {
    const of = (stepUs: number): [number, number][] =>
      times(
        curve((t) => Math.min(1, t / 2000), { stepUs, endUs: 2000 }),
        model(2000),
        20_000,
      );
    // both see the same ramp, straight in the logarithm
    const [fine, coarse] = [of(10), of(200)];
    expect(fine.length).toBe(2);
    for (const [i, [t]] of coarse.entries()) expect(Math.abs(t - fine[i]![0])).toBeLessThan(25);
  });

  it("lets a fast flash pass unseen", () => {
    const flash = (t: number): number => (t > 1000 && t <= 1050 ? 1 : 0);
    expect(times(curve(flash, { endUs: 2000 }), model(1e9), 5000).length).toBe(4);
    expect(times(curve(flash, { endUs: 2000 }), model(200), 5000)).toEqual([]);
  });
});

describe("refractory period", () => {
  it("is slept through, and the reference is what the pixel sees when it wakes", () => {
    const rising = curve((t) => t / 1000);
    // 200 awake at 0.2, asleep to 500, reference then 0.5, so 0.7 next: dropping events alone would give 600
    expect(times(rising, { ...IDEAL, refractoryUs: 300 }, 2000)).toEqual([
      [200, 1],
      [700, 1],
      [1200, 1],
      [1700, 1],
    ]);
  });

  it("works the same while nobody looks at the pixel", () => {
    const model = { ...IDEAL, bandwidthHz: 50, whiteLight: Math.E, onThreshold: 0.2, refractoryUs: 2000 };
    const got = times(curve(step(1), { endUs: 1010 }), model, 60_000);
    const tauUs = 1e6 / (2 * Math.PI * 50);
    const expected: number[] = [];
    let level = 0;
    let t = 1005;
    for (;;) {
      const wait = tauUs * Math.log((1 - level) / (1 - level - 0.2));
      if (!(wait < Infinity)) break;
      t += wait;
      expected.push(t);
      t += 2000;
      level = 1 - (1 - level - 0.2) * Math.exp(-2000 / tauUs);
    }
    expect(got.length).toBe(expected.length);
    expect(got.length).toBeGreaterThan(1);
    for (const [i, [time]] of got.entries()) expect(Math.abs(time - expected[i]!)).toBeLessThan(12);
  });
});

describe("leak", () => {
  const dark = (): CurveScene => new CurveScene(() => 40, { endUs: 0 });
  const leaking: PixelModel = { ...IDEAL, leakHz: 5, leakDecades: 0 };

  it("makes a resting pixel fire ON at its rate, evenly", () => {
    const events = eventsOf(dark(), leaking, { untilUs: 2_000_000 });
    expect(events.length).toBe(10);
    for (const [i, { t, p, cause }] of events.entries()) {
      expect([p, cause]).toEqual([1, CAUSE.leak]);
      if (i > 0) expect(Math.abs(t - events[i - 1]!.t - 200_000)).toBeLessThanOrEqual(1);
    }
    expect(eventsOf(dark(), IDEAL, { untilUs: 2_000_000 })).toEqual([]);
  });

  it("begins anywhere in its period, and spreads over pixels by its decades", () => {
    const wide = { ...leaking, leakDecades: 0.1 };
    const events = eventsOf(dark(), wide, { untilUs: 1_000_000, width: 2000 });
    const own = Array.from({ length: 2000 }, (_, x) => events.filter((e) => e.x === x).map(({ t }) => t));
    const decades = own.map((t) => Math.log10(1e6 / (t[1]! - t[0]!) / 5));
    expect(mean(decades)).toBeCloseTo(0, 1);
    expect(Math.abs(deviation(decades) - 0.1)).toBeLessThan(0.007);
    const phases = own.map(([t]) => t!);
    expect(Math.abs(phases.filter((t) => t < 100_000).length / 2000 - 0.5)).toBeLessThan(0.05);
  });

  it("counts from the end of the last sleep, whatever the pixel fired at", () => {
    const scene = curve((t) => (t <= 1_000_000 ? 0 : 0.21), { endUs: 1_000_010 });
    const slow = { ...leaking, leakHz: 0.5, refractoryUs: 500 };
    const events = eventsOf(scene, slow, { untilUs: 4_000_000 });
    const signal = events.findIndex(({ cause }) => cause === CAUSE.signal);
    expect(Math.abs(events[signal]!.t - 1_000_005)).toBeLessThanOrEqual(5);
    expect(Math.abs(events[signal + 1]!.t - events[signal]!.t - 2_000_500)).toBeLessThanOrEqual(1);
  });

  it("goes on for longer than its wheel is round", () => {
    const events = eventsOf(dark(), { ...leaking, leakHz: 0.02 }, { untilUs: 200_000_000, width: 20 });
    expect(events.length).toBe(20 * 4);
  });

  it("hides no change of light that is still on its way when it fires", () => {
    // down by less than a threshold, then up by 1.5: references lie low, and some leaks fire while most of the rise is to come
    const upUs = 800_000;
    const upBy = 0.3;
    const logLight = (t: number): number => (t < 500_000 ? 0 : t < upUs ? -0.18 : upBy - 0.18);
    const scene = curve(logLight, { stepUs: 50, endUs: 900_000, pixels: 200 });
    const slow = { ...leaking, leakHz: 1, bandwidthHz: 2, refractoryUs: 500, whiteLight: 1, darkLight: 0 };
    const events = eventsOf(scene, slow, { untilUs: 1_400_000, width: 200 });
    const perUs = 2 * Math.PI * 2 * Math.exp(upBy - 0.18) * 1e-6; // the lag's speed in the last light
    const fired = events.filter(({ t, cause }) => cause === CAUSE.leak && t > upUs);
    expect(fired.length).toBeGreaterThan(10);
    for (let x = 0; x < 200; x++) {
      const last = events.findLast((event) => event.x === x)!;
      const toComeFrom = last.t + 500 - upUs;
      if (toComeFrom > 0) expect(upBy * Math.exp(-perUs * toComeFrom)).toBeLessThan(0.2);
    }
  });

  it("comes when it is due after noise, too, from above its reference as from below", () => {
    // the light drops by less than a threshold: the pixels rest below their reference until noise gives them a new one
    const dropping = (): CurveScene => curve((t) => (t < 1000 ? 3 : 2.85), { endUs: 2000, pixels: 60 });
    const model = { ...leaking, leakHz: 0.2, shotHz: 0.5 };
    const options = { untilUs: 40_000_000, width: 60, seed: 4 };
    const events = eventsOf(dropping(), model, options); // one that comes late ends it with a failed assertion
    const leaks = events.filter(({ cause }) => cause === CAUSE.leak);
    expect(leaks.length).toBeGreaterThan(100);
    for (let x = 0; x < 60; x++) {
      const own = events.filter((event) => event.x === x);
      for (const [k, { t, cause }] of own.entries()) {
        const before = own[k - 1];
        // 5 s are what the leak takes from a reference to a threshold
        if (before === undefined || cause !== CAUSE.leak) continue;
        expect(Math.abs(t - before.t - 5_000_000)).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe("high pass", () => {
  const model: PixelModel = { ...IDEAL, highPassHz: 20 };
  it("makes slow changes of light go unseen that fast ones of the same size do not", () => {
    const slow = curve((t) => t / 100_000, { stepUs: 1000, endUs: 100_000 });
    const fast = curve((t) => Math.min(1, t / 1000), { stepUs: 10, endUs: 1000 });
    expect(times(slow, model, 200_000)).toEqual([]);
    expect(times(fast, model, 200_000).length).toBe(4);
    expect(
      times(
        curve((t) => t / 100_000, { stepUs: 1000, endUs: 100_000 }),
        IDEAL,
        200_000,
      ).length,
    ).toBe(5);
  });

  it("holds a leak that is too slow, and delays a faster one by its closed form", () => {
    const dark = (): CurveScene => new CurveScene(() => 40, { endUs: 0 });
    const leaky = (leakHz: number): PixelModel => ({ ...model, highPassHz: 1, leakHz, leakDecades: 0 });
    const ratio = 2 * Math.PI; // high pass [1/s]
    expect(eventsOf(dark(), leaky(0.9 * ratio), { untilUs: 5_000_000 }).length).toBeLessThanOrEqual(1);
    const events = eventsOf(dark(), leaky(2 * ratio), { untilUs: 5_000_000 });
    const limit = 2; // [thresholds]
    const periodUs = (Math.log(limit / (limit - 1)) / ratio) * 1e6;
    expect(Math.abs(events[2]!.t - events[1]!.t - periodUs)).toBeLessThan(2);
  });
});

describe("noise", () => {
  const room = (light: number): CurveScene => new CurveScene(() => light, { endUs: 0 });
  const shot: PixelModel = { ...IDEAL, shotHz: 10 };

  it("of shots comes at its rate, half of it ON, evenly over the pixels", () => {
    const events = eventsOf(room(1e-6), shot, { untilUs: 5_000_000, width: 200 });
    expect(Math.abs(events.length - 10_000)).toBeLessThan(4 * 100);
    expect(Math.abs(events.filter(({ p }) => p === 1).length / events.length - 0.5)).toBeLessThan(0.02);
    expect(events.every(({ cause }) => cause === CAUSE.shot)).toBe(true);
    const perPixel = Array.from({ length: 200 }, (_, x) => events.filter((e) => e.x === x).length);
    // a Poisson number of mean 50 has a variance of 50
    expect(Math.abs(deviation(perPixel) ** 2 - 50)).toBeLessThan(20);
    expect(eventsOf(room(1), IDEAL, { untilUs: 5_000_000, width: 200 })).toEqual([]);
  });

  it("of shots falls to a quarter in full light", () => {
    const count = (light: number): number =>
      eventsOf(room(light), shot, { untilUs: 5_000_000, width: 200 }).length;
    expect(Math.abs(count(220) - 2500)).toBeLessThan(4 * 50);
    expect(Math.abs(count(110) - 6250)).toBeLessThan(4 * 79);
  });

  it("of hot pixels comes from few pixels, always the same, at their rate", () => {
    const model: PixelModel = { ...IDEAL, hotShare: 0.01, hotHz: 100 };
    const events = eventsOf(room(40), model, { untilUs: 2_000_000, width: 5000 });
    const pixels = new Set(events.map(({ x }) => x));
    expect(Math.abs(pixels.size - 50)).toBeLessThan(28);
    const rate = events.length / pixels.size / 2;
    expect(rate).toBeGreaterThan(85);
    expect(rate).toBeLessThan(140); // the mean of a log-normal lies above its median
    expect(events.every(({ cause, p }) => cause === CAUSE.hot && p === 1)).toBe(true);
    expect(new Set(eventsOf(room(40), model, { untilUs: 400_000, width: 5000 }).map(({ x }) => x)).size).toBe(
      pixels.size,
    );
  });

  it("does not wake a sleeping pixel", () => {
    const sleepy: PixelModel = { ...IDEAL, hotShare: 1, hotHz: 10_000, refractoryUs: 1000 };
    const events = eventsOf(room(40), sleepy, { untilUs: 1_000_000 });
    expect(events.length).toBeGreaterThan(500);
    for (let i = 1; i < events.length; i++)
      expect(events[i]!.t - events[i - 1]!.t).toBeGreaterThanOrEqual(999);
  });
});

it.each([
  ["onThreshold", 0],
  ["offThreshold", NaN],
  ["thresholdSigma", -0.1],
  ["bandwidthHz", 0],
  ["whiteLight", -1],
  ["darkLight", NaN],
  ["highPassHz", Infinity],
  ["refractoryUs", -1],
  ["leakHz", NaN],
  ["shotHz", Infinity],
  ["hotShare", 1.5],
])("refuses a %s of %d", (option, value) => {
  const pixels = { ...IDEAL, [option]: value };
  const make = (): EventCamera =>
    new EventCamera(
      { id: "c", width: 4, height: 4, pixels, seed: 1, startUs: 0, readout: null, clock: null, rows: null },
      new CurveScene(() => 1),
    );
  expect(make).toThrow(expect.objectContaining({ code: "world-invalid", where: { option } }));
});
