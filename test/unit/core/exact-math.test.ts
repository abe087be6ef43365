import { describe, expect, it } from "vitest";
import {
  exactAcos,
  exactAsin,
  exactAtan,
  exactAtan2,
  exactCos,
  exactExp,
  exactLog,
  exactPow,
  exactSin,
  exactTan,
} from "../../../src/core/exact-math.ts";
import { Random } from "../../../src/core/random.ts";
import { heapBytesPerCall } from "../../support/heap-growth.ts";

const SAMPLES = 20_000;

/** [ulp] how many doubles lie between a and b. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
  const view = new DataView(new ArrayBuffer(8));
  const order = (value: number): bigint => {
    view.setFloat64(0, value);
    const bits = view.getBigInt64(0);
    return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
  };
  const distance = order(a) - order(b);
  return Number(distance < 0n ? -distance : distance);
}

type Draw = (random: Random) => number;
const uniform =
  (low: number, high: number): Draw =>
  (random) =>
    random.between(low, high);
/** Spread evenly over the exponents. */
const overExponents =
  (low: number, high: number): Draw =>
  (random) =>
    random.between(1, 2) * 2 ** Math.floor(random.between(low, high));
const anySign =
  (draw: Draw): Draw =>
  (random) =>
    random.uniform() < 0.5 ? draw(random) : -draw(random);

describe("against the engine's own functions", () => {
  // Math.* itself may be off by 1 ulp, so each limit is ours plus one
  it.each<[string, (x: number) => number, (x: number) => number, Draw, number]>([
    ["exp over its range", exactExp, Math.exp, uniform(-708, 709.7), 2],
    ["exp near 0", exactExp, Math.exp, uniform(-1, 1), 2],
    ["exp where the result is subnormal", exactExp, Math.exp, uniform(-745.1, -708), 2],
    ["log over its range", exactLog, Math.log, overExponents(-1074, 1023), 2],
    ["log near 1", exactLog, Math.log, uniform(0.5, 2), 2],
    ["sin in one turn", exactSin, Math.sin, uniform(-6.3, 6.3), 2],
    ["sin of small angles", exactSin, Math.sin, anySign(overExponents(-40, 0)), 2],
    ["sin up to 1.6e6 rad", exactSin, Math.sin, uniform(-1.6e6, 1.6e6), 2],
    ["sin close to its zeros", exactSin, Math.sin, (r) => Math.round(r.between(1, 5e5)) * Math.PI, 2],
    ["cos in one turn", exactCos, Math.cos, uniform(-6.3, 6.3), 2],
    ["cos up to 1.6e6 rad", exactCos, Math.cos, uniform(-1.6e6, 1.6e6), 2],
    ["tan in one turn", exactTan, Math.tan, uniform(-6.3, 6.3), 3],
    ["tan up to 1.6e6 rad", exactTan, Math.tan, uniform(-1.6e6, 1.6e6), 3],
    ["atan near 0", exactAtan, Math.atan, uniform(-3, 3), 3],
    ["atan over its range", exactAtan, Math.atan, anySign(overExponents(-60, 60)), 3],
    ["asin", exactAsin, Math.asin, uniform(-1, 1), 3],
    ["asin close to 1", exactAsin, Math.asin, (r) => 1 - 2 ** r.between(-50, 0), 3],
    ["acos", exactAcos, Math.acos, uniform(-1, 1), 3],
    ["acos close to 1", exactAcos, Math.acos, (r) => 1 - 2 ** r.between(-50, 0), 3],
  ])("%s", (_name, ours, theirs, draw, limitUlp) => {
    const random = new Random(11);
    let worst = 0;
    for (let i = 0; i < SAMPLES; i++) {
      const x = draw(random);
      worst = Math.max(worst, ulps(ours(x), theirs(x)));
    }
    expect(worst).toBeLessThanOrEqual(limitUlp);
  });

  it.each<[string, (a: number, b: number) => number, (a: number, b: number) => number, Draw, Draw, number]>([
    ["atan2 in all quadrants", exactAtan2, Math.atan2, uniform(-3, 3), uniform(-3, 3), 3],
    [
      "atan2 of very unequal sides",
      exactAtan2,
      Math.atan2,
      anySign(overExponents(-200, 200)),
      anySign(overExponents(-200, 200)),
      3,
    ],
    ["pow of moderate powers", exactPow, Math.pow, uniform(0.01, 100), uniform(-8, 8), 2],
    ["pow of high powers", exactPow, Math.pow, uniform(0.5, 2), uniform(-900, 900), 2],
  ])("%s", (_name, ours, theirs, drawA, drawB, limitUlp) => {
    const random = new Random(12);
    let worst = 0;
    for (let i = 0; i < SAMPLES; i++) {
      const [a, b] = [drawA(random), drawB(random)];
      worst = Math.max(worst, ulps(ours(a, b), theirs(a, b)));
    }
    expect(worst).toBeLessThanOrEqual(limitUlp);
  });
});

const EDGES = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  -3,
  1e-320,
  -1e-320,
  1e308,
  -1e308,
  Infinity,
  -Infinity,
  NaN,
];

describe("edge cases are those of Math", () => {
  const special = (value: number): boolean => value === 0 || !Number.isFinite(value);

  it.each<[string, (x: number) => number, (x: number) => number]>([
    ["exp", exactExp, Math.exp],
    ["log", exactLog, Math.log],
    ["atan", exactAtan, Math.atan],
    ["asin", exactAsin, Math.asin],
    ["acos", exactAcos, Math.acos],
  ])("%s", (_name, ours, theirs) => {
    for (const x of EDGES) {
      if (special(theirs(x))) expect(ours(x), `f(${String(x)})`).toBe(theirs(x));
      else expect(ulps(ours(x), theirs(x)), `f(${String(x)})`).toBeLessThanOrEqual(3);
    }
  });

  it.each<[string, (x: number) => number, (x: number) => number]>([
    ["sin", exactSin, Math.sin],
    ["cos", exactCos, Math.cos],
    ["tan", exactTan, Math.tan],
  ])("%s, but for huge angles, which only stay in range", (_name, ours, theirs) => {
    for (const x of EDGES.filter((edge) => !(Math.abs(edge) > 1e6 && Number.isFinite(edge)))) {
      if (special(theirs(x))) expect(ours(x), `f(${String(x)})`).toBe(theirs(x));
      else expect(ulps(ours(x), theirs(x)), `f(${String(x)})`).toBeLessThanOrEqual(3);
    }
  });

  it.each<[string, (a: number, b: number) => number, (a: number, b: number) => number]>([
    ["atan2", exactAtan2, Math.atan2],
    ["pow", exactPow, Math.pow],
  ])("%s of every pair", (_name, ours, theirs) => {
    for (const a of EDGES) {
      for (const b of EDGES) {
        const expected = theirs(a, b);
        if (special(expected)) expect(ours(a, b), `f(${String(a)}, ${String(b)})`).toBe(expected);
        else expect(ulps(ours(a, b), expected), `f(${String(a)}, ${String(b)})`).toBeLessThanOrEqual(3);
      }
    }
  });
});

it("keeps sine and cosine of huge angles on the unit circle", () => {
  for (const x of [1e7, -3e9, 1e15, 2 ** 60, 1e308]) {
    expect(exactSin(x) ** 2 + exactCos(x) ** 2).toBeCloseTo(1, 14);
  }
});

it("is wrong for a large angle by no more than the angle's own rounding", () => {
  const random = new Random(13);
  for (let i = 0; i < 2000; i++) {
    const x = random.between(1.7e6, 1e9);
    expect(Math.abs(exactSin(x) - Math.sin(x))).toBeLessThan(x * 1.2e-16);
  }
});

it("gives exact powers exactly", () => {
  expect([exactPow(2, 10), exactPow(10, 22), exactPow(3, -1), exactPow(-2, 3), exactPow(0.25, 0.5)]).toEqual([
    1024,
    1e22,
    1 / 3,
    -8,
    0.5,
  ]);
});

it("gives these bits and no others, on any engine", () => {
  // recorded once; a change means that recorded runs no longer replay to the same hash
  let digest = 0;
  const view = new DataView(new ArrayBuffer(8));
  const take = (value: number): void => {
    view.setFloat64(0, value);
    digest = Math.imul(digest ^ view.getInt32(0), 0x01000193);
    digest = Math.imul(digest ^ view.getInt32(4), 0x01000193);
  };
  const random = new Random(14);
  for (let i = 0; i < 5000; i++) {
    const x = random.between(-20, 20);
    const unit = random.between(-1, 1);
    for (const f of [exactExp, exactSin, exactCos, exactTan, exactAtan]) take(f(x));
    for (const f of [exactAsin, exactAcos]) take(f(unit));
    take(exactLog(Math.abs(x)));
    take(exactPow(Math.abs(x), unit * 9));
    take(exactAtan2(x, unit));
  }
  expect(digest >>> 0).toBe(1358687976);
});

it.each<[string, () => number]>([
  ["exp", () => exactExp(1.5)],
  ["log", () => exactLog(1.5)],
  ["sin", () => exactSin(1.5)],
  ["cos", () => exactCos(1.5)],
])("%s allocates nothing", (_name, call) => {
  const kept = { sum: 0.5 };
  const bytes = heapBytesPerCall(() => {
    kept.sum += call();
  });
  // a number returned by a function that is not inlined is boxed: 16 bytes, which are the caller's
  expect(bytes).toBeLessThanOrEqual(16.5);
  expect(kept.sum).not.toBe(0.5);
});
