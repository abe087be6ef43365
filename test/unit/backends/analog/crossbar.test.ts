import { describe, expect, it } from "vitest";
import type { Blocks } from "../../../../src/backends/analog/blocks.ts";
import { type ChipState, type Crossbar, programCrossbar } from "../../../../src/backends/analog/crossbar.ts";
import { PCM_DEVICE } from "../../../../src/backends/analog/pcm.ts";
import { RRAM_DEVICE } from "../../../../src/backends/analog/rram.ts";
import { NONIDEALITIES, type Nonideality } from "../../../../src/backends/analog/tile.ts";
import { Random } from "../../../../src/core/random.ts";
import { momentsOf } from "../../../support/analog-networks.ts";

const [ROWS, COLUMNS] = [120, 200];
const DEVICES = ROWS * COLUMNS;
/** Four standard errors of a mean of as many, in units of the standard deviation; of a standard deviation, as a share of it. */
const MEAN = 4 / Math.sqrt(DEVICES);
const SPREAD = 4 / Math.sqrt(2 * DEVICES);
const DAY = 86_400;

const blocks: Blocks = {
  groups: 1,
  rows: ROWS,
  columns: COLUMNS,
  rowBlocks: 1,
  columnBlocks: 1,
  groupsPerTile: 1,
  tiles: 1,
};

const chipOf = (kept: readonly Nonideality[], more: Partial<ChipState> = {}): ChipState => ({
  device: PCM_DEVICE,
  afterS: DAY,
  verifyRounds: 0,
  compensate: false,
  ideal: new Set(NONIDEALITIES.filter((each) => !kept.includes(each))),
  ...more,
});

/** A tile all of whose plus devices are asked for the same share. */
function programmed(share: number, chip: ChipState, seed = 1): Crossbar {
  const shares = new Float64Array(DEVICES).fill(share);
  const quantisation = { layer: "w", scale: 1, bits: 1, max_abs_err: 0, saturated: 0 };
  const scaled = { shares, largest: new Float64Array(COLUMNS).fill(1), quantisation };
  return programCrossbar("w", scaled, blocks, { chip, seed });
}

/** [uS] conductances, as shares of the largest, of all plus devices. */
const conductances = (crossbar: Crossbar, largestUs: number): Float64Array =>
  Float64Array.from(crossbar.plus, (g) => g * largestUs);

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Of what a normal number becomes when it may not fall below 0. */
function rectified(mean: number, sd: number): { readonly mean: number; readonly sd: number } {
  const values = new Float64Array(20_000);
  let [sum, square] = [0, 0];
  for (let n = 0; n < values.length; n++) {
    const z = -8 + (16 * (n + 0.5)) / values.length;
    const density = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * (16 / values.length);
    const value = Math.max(0, mean + sd * z);
    sum += density * value;
    square += density * value * value;
  }
  return { mean: sum, sd: Math.sqrt(square - sum * sum) };
}

describe("programming of phase-change memory", () => {
  it.each([0.1, 0.5, 1])("is off by the published spread at %f of the largest conductance", (x) => {
    const sigma = 0.26348 + 1.965 * x - 1.1731 * x * x;
    const { mean, sd } = momentsOf(conductances(programmed(x, chipOf(["programming"])), 25));
    expect(Math.abs(mean - 25 * x)).toBeLessThan(MEAN * sigma);
    expect(Math.abs(sd / sigma - 1)).toBeLessThan(SPREAD);
    expect(Math.abs(sd / sigma - 1)).toBeLessThan(0.02);
  });

  it("leaves what is asked for nothing at 0 or above", () => {
    const { minus } = programmed(0.5, chipOf(["programming"]));
    const half = rectified(0, 0.26348 / 25);
    const { mean, sd } = momentsOf(minus);
    expect(Math.abs(mean / half.mean - 1)).toBeLessThan(0.02);
    expect(Math.abs(sd / half.sd - 1)).toBeLessThan(0.02);
  });

  it("comes closer by rounds of verification: what stays is what the band lets through", () => {
    const sigma = 0.26348 + 1.965 - 1.1731;
    const spread = (verifyRounds: number): number =>
      momentsOf(conductances(programmed(1, chipOf(["programming"], { verifyRounds })), 25)).sd / sigma;
    const kept = 0.2838; // of a normal number that is at most half a standard deviation off
    const missed = 1 - 0.38292; // share that is further off than that
    const outside = Math.sqrt((1 - (1 - missed) * kept * kept) / missed);
    const after = (rounds: number): number => {
      const still = missed ** (rounds + 1);
      return Math.sqrt((1 - still) * kept * kept + still * outside * outside);
    };
    for (const rounds of [0, 1, 10])
      expect(Math.abs(spread(rounds) / after(rounds) - 1)).toBeLessThan(2 * SPREAD);
  });
});

describe("drift of phase-change memory", () => {
  const exponent = (x: number) => {
    const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
    return {
      mean: clamp(-0.0155 * Math.log(x) + 0.0244, 0.049, 0.1),
      sd: clamp(-0.0125 * Math.log(x) - 0.0059, 0.008, 0.045),
    };
  };

  it.each([0.1, 0.5, 1].flatMap((x) => [20, 3600, DAY].map((t) => [x, t] as const)))(
    "has the published exponents at %f of the largest conductance after %i s",
    (x, afterS) => {
      const { plus } = programmed(x, chipOf(["drift"], { afterS }));
      const age = Math.log((afterS + 20) / 20);
      const found = momentsOf(Array.from(plus, (g) => -Math.log(g / x) / age));
      const { mean, sd } = exponent(x);
      expect(Math.abs(found.mean - mean)).toBeLessThan(MEAN * sd + 1e-6);
      expect(Math.abs(found.sd / sd - 1)).toBeLessThan(SPREAD);
      expect(Math.abs(found.mean / mean - 1)).toBeLessThan(0.02);
      expect(Math.abs(found.sd / sd - 1)).toBeLessThan(0.02);
    },
  );

  it("is, after an hour, a day and a year, what one computes from the formula for a strong device", () => {
    const year = 365.25 * DAY;
    for (const [afterS, factor] of [
      [3600, 0.775],
      [DAY, 0.664],
      [year, 0.497],
    ] as const)
      // prettier-ignore
      expect(PCM_DEVICE.agedUs({ share: 1, conductanceUs: 1, chance: 0 }, afterS)).toBeCloseTo(factor, 3);
  });
});

describe("noise of reads of phase-change memory", () => {
  it.each([0.1, 0.5, 1].flatMap((x) => [20, 3600, DAY].map((t) => [x, t] as const)))(
    "has, held and fresh together, the published variance at %f after %i s",
    (x, afterS) => {
      const { plus, fresh } = programmed(x, chipOf(["read-noise"], { afterS }));
      const q = Math.min(0.0088 / x ** 0.65, 0.2);
      const all = x * q * Math.sqrt(Math.log((afterS + 2.5e-7) / 5e-7));
      const { mean, sd } = momentsOf(plus);
      const freshOfPlus = momentsOf(fresh).mean; // the other device is at 0 and makes none
      const found = Math.sqrt(sd * sd + freshOfPlus);
      expect(Math.abs(found / all - 1)).toBeLessThan(0.02);
      expect(Math.abs(mean - x)).toBeLessThan(MEAN * all);
      expect(sd > 0 && freshOfPlus > 0).toBe(true);
    },
  );
});

describe("resistive memory", () => {
  const spreads = [
    [1, [0.348, 16.03, -43.853, 45.393, -16.815]],
    [DAY, [0.701, 22.086, -50.773, 47.095, -16.458]],
    [2 * DAY, [0.782, 20.274, -43.507, 37.062, -11.934]],
  ] as const;

  it.each([0.1, 0.5, 1].flatMap((x) => spreads.map(([t, c]) => [x, t, c] as const)))(
    "deviates by the published spread at %f of the largest conductance after %i s",
    (x, afterS, [c0, c1, c2, c3, c4]) => {
      const sigma = c0 + c1 * x + c2 * x * x + c3 * x ** 3 + c4 * x ** 4;
      const chip = chipOf(["programming", "drift"], { device: RRAM_DEVICE, afterS });
      const expected = rectified(40 * x, sigma);
      const { mean, sd } = momentsOf(conductances(programmed(x, chip), 40));
      expect(Math.abs(mean - expected.mean)).toBeLessThan(MEAN * sigma);
      expect(Math.abs(sd / expected.sd - 1)).toBeLessThan(0.02);
    },
  );

  it("takes the numbers of the next time that was measured, of the last beyond it", () => {
    expect([0, 1, 2, DAY, DAY + 1, 1e9].map((t) => RRAM_DEVICE.knownS(t))).toEqual([1, 1, DAY, DAY, 2 * DAY, 2 * DAY]); // prettier-ignore
  });

  it("reads a conductance with one per cent of noise", () => {
    const chip = chipOf(["read-noise"], { device: RRAM_DEVICE });
    expect(Math.sqrt(momentsOf(programmed(0.5, chip).fresh).mean)).toBeCloseTo(0.005, 6);
  });
});

describe("a reference readout", () => {
  it("brings the mean gain back to within 1 % after a day, which is 0.66 or less without", () => {
    const random = new Random(3);
    const shares = Float64Array.from({ length: DEVICES }, () => random.between(-1, 1));
    const largest = new Float64Array(COLUMNS).fill(1);
    const quantisation = { layer: "w", scale: 1, bits: 1, max_abs_err: 0, saturated: 0 };
    const gainOf = (compensate: boolean): number => {
      const chip = chipOf(NONIDEALITIES, { compensate });
      const { plus, minus, gains } = programCrossbar("w", { shares, largest, quantisation }, blocks, {
        chip,
        seed: 5,
      });
      let [out, asked] = [0, 0];
      shares.forEach((share, n) => {
        out += Math.sign(share) * ((plus[n] ?? NaN) - (minus[n] ?? NaN)) * (gains[0] ?? NaN);
        asked += Math.abs(share);
      });
      return out / asked;
    };
    expect(gainOf(false)).toBeLessThan(0.67);
    expect(Math.abs(gainOf(true) - 1)).toBeLessThan(0.01);
  });
});

describe("chance", () => {
  it("is the seed's: the same seed gives the same bytes, another another chip", () => {
    const chip = chipOf(NONIDEALITIES);
    const [first, again, other] = [
      programmed(0.5, chip, 7),
      programmed(0.5, chip, 7),
      programmed(0.5, chip, 8),
    ];
    for (const each of ["plus", "minus", "fresh", "gains"] as const)
      expect(Buffer.compare(bytesOf(again[each]), bytesOf(first[each]))).toBe(0);
    expect(momentsOf(other.plus.map((g, n) => g - (first.plus[n] ?? NaN))).sd).toBeGreaterThan(0.01);
  });

  it("is not the same for two devices of a pair, two rows, or programming and drift", () => {
    const { plus, minus } = programmed(0.5, chipOf(["programming"]));
    const drifted = programmed(0.5, chipOf(["drift"])).plus;
    const correlation = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
      const [one, two] = [momentsOf(a), momentsOf(b)];
      const product = Array.from(a, (value, n) => (value - one.mean) * ((b[n] ?? NaN) - two.mean));
      return momentsOf(product).mean / (one.sd * two.sd);
    };
    const bound = 4.5 / Math.sqrt(DEVICES);
    expect(Math.abs(correlation(plus, minus))).toBeLessThan(bound);
    expect(Math.abs(correlation(plus, drifted))).toBeLessThan(bound);
    expect(Math.abs(correlation(plus.subarray(COLUMNS), plus.subarray(0, -COLUMNS)))).toBeLessThan(bound);
  });
});
