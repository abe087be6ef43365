import { exactLog, exactPow } from "../../core/exact-math.ts";
import { quantities, type Quantity } from "../../core/quantity.ts";
import { type DeviceModel, polynomial, type ProgrammedDevice, type ReadSpread } from "./device.ts";

const MODEL = "IBM aihwkit at 4545f11b, PCM noise model (after S. R. Nandakumar et al.)";
const fit = (value: number, unit: string): Quantity => ({ value, unit, source: MODEL, basis: "published" });

export const PCM_NUMBERS = quantities({
  largestConductance: fit(25, "uS"),
  programming0: fit(0.26348, "uS"),
  programming1: fit(1.965, "uS"),
  programming2: fit(-1.1731, "uS"),
  driftStart: fit(20, "s"),
  driftMeanSlope: fit(-0.0155, "-"),
  driftMeanOffset: fit(0.0244, "-"),
  driftMeanLeast: fit(0.049, "-"),
  driftMeanMost: fit(0.1, "-"),
  driftSpreadSlope: fit(-0.0125, "-"),
  driftSpreadOffset: fit(-0.0059, "-"),
  driftSpreadLeast: fit(0.008, "-"),
  driftSpreadMost: fit(0.045, "-"),
  readNoise: fit(0.0088, "-"),
  readNoisePower: fit(0.65, "-"),
  readNoiseMost: fit(0.2, "-"),
  readTime: fit(2.5e-7, "s"),
  /** The fit's share of noise is that of all frequencies down to one over the time since programming. */
  heldTime: {
    value: 1e-3,
    unit: "s",
    source: "a window: noise that is slower is the same in all its reads; a choice of this project",
    basis: "assumed",
  },
});

const N = PCM_NUMBERS;
const PROGRAMMING = [N.programming0.value, N.programming1.value, N.programming2.value];

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));

/** Mean and standard deviation of the exponent of a device's drift. */
export function driftExponent(share: number): { readonly mean: number; readonly spread: number } {
  const log = exactLog(Math.max(share, 1e-9));
  return {
    mean: clamp(
      N.driftMeanSlope.value * log + N.driftMeanOffset.value,
      N.driftMeanLeast.value,
      N.driftMeanMost.value,
    ),
    spread: clamp(
      N.driftSpreadSlope.value * log + N.driftSpreadOffset.value,
      N.driftSpreadLeast.value,
      N.driftSpreadMost.value,
    ),
  };
}

const programmingSpreadUs = (share: number): number => Math.max(0, polynomial(PROGRAMMING, share));

/** [-] logarithm of the time since programming over that of the start of the drift. */
const ageOf = (afterS: number): number => exactLog((afterS + N.driftStart.value) / N.driftStart.value);

/** g ((t + t0) / t0)^-nu, nu normal and the absolute of it taken. */
function agedUs({ share, conductanceUs, chance }: ProgrammedDevice, afterS: number): number {
  const { mean, spread } = driftExponent(share);
  const grown = (afterS + N.driftStart.value) / N.driftStart.value;
  return conductanceUs * exactPow(grown, -Math.abs(mean + spread * chance));
}

/** g Q sqrt(ln((t + t_r) / 2 t_r)), its square divided between what is faster than a window and what is slower. */
function readSpread(share: number, conductanceUs: number, afterS: number): ReadSpread {
  const q = Math.min(
    N.readNoise.value / exactPow(Math.max(share, 1e-9), N.readNoisePower.value),
    N.readNoiseMost.value,
  );
  const octaves = (seconds: number): number =>
    Math.max(0, exactLog((seconds + N.readTime.value) / (2 * N.readTime.value)));
  const all = octaves(afterS);
  const fast = octaves(Math.min(afterS, N.heldTime.value));
  const each = Math.abs(conductanceUs) * q;
  return { heldUs: each * Math.sqrt(all - fast), freshUs: each * Math.sqrt(fast) };
}

function spreadUs(share: number, afterS: number): number {
  const { spread } = driftExponent(share);
  const g = share * N.largestConductance.value;
  const { heldUs, freshUs } = readSpread(share, g, afterS);
  const parts = [programmingSpreadUs(share), g * spread * ageOf(afterS), heldUs, freshUs];
  return Math.sqrt(parts.reduce((sum, part) => sum + part * part, 0));
}

/** Phase-change memory: conductances fall with time, each device with its own exponent. */
export const PCM_DEVICE: DeviceModel = {
  numbers: PCM_NUMBERS,
  largestUs: N.largestConductance.value,
  programmingSpreadUs,
  agedUs,
  readSpread,
  spreadUs,
  knownS: (afterS) => afterS,
};
