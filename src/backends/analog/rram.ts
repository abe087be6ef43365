import { quantities, type Quantity } from "../../core/quantity.ts";
import { type DeviceModel, polynomial } from "./device.ts";

const MODEL =
  "IBM aihwkit at 4545f11b, ReRAM noise model of W. Wan et al. (Nature 608, 2022), conductances up to 40 uS";
const fit = (value: number, unit = "uS"): Quantity => ({ value, unit, source: MODEL, basis: "published" });

/** Standard deviations of the conductance as polynomials of its share, by the time since programming. */
export const RRAM_NUMBERS = quantities({
  largestConductance: fit(40),
  second0: fit(0.348),
  second1: fit(16.03),
  second2: fit(-43.853),
  second3: fit(45.393),
  second4: fit(-16.815),
  day0: fit(0.701),
  day1: fit(22.086),
  day2: fit(-50.773),
  day3: fit(47.095),
  day4: fit(-16.458),
  twoDays0: fit(0.782),
  twoDays1: fit(20.274),
  twoDays2: fit(-43.507),
  twoDays3: fit(37.062),
  twoDays4: fit(-11.934),
  readNoise: {
    value: 0.01,
    unit: "-",
    source: "noise from read to read, as a share of the conductance; about one per cent, no fit of it",
    basis: "assumed",
  },
});

const N = RRAM_NUMBERS;

interface Deviation {
  readonly afterS: number;
  readonly coefficients: readonly number[];
}

const SECOND: Deviation = {
  afterS: 1,
  coefficients: [N.second0, N.second1, N.second2, N.second3, N.second4].map(({ value }) => value),
};
const DAY: Deviation = {
  afterS: 86_400,
  coefficients: [N.day0, N.day1, N.day2, N.day3, N.day4].map(({ value }) => value),
};
const TWO_DAYS: Deviation = {
  afterS: 172_800,
  coefficients: [N.twoDays0, N.twoDays1, N.twoDays2, N.twoDays3, N.twoDays4].map(({ value }) => value),
};

/** The deviation at a time: that of the next time that was measured, of the last where it is later. */
const deviationAt = (afterS: number): Deviation =>
  [SECOND, DAY].find((each) => afterS <= each.afterS) ?? TWO_DAYS;

const spreadAt = (share: number, { coefficients }: Deviation): number =>
  Math.max(0, polynomial(coefficients, share));

/** Resistive memory: conductances relax to where chance has them; the three times that were measured are known. */
export const RRAM_DEVICE: DeviceModel = {
  numbers: RRAM_NUMBERS,
  largestUs: N.largestConductance.value,
  programmingSpreadUs: (share) => spreadAt(share, SECOND),
  agedUs: ({ share, conductanceUs, chance }, afterS) => {
    const deviation = deviationAt(afterS);
    if (deviation === SECOND) return conductanceUs;
    return Math.max(0, share * N.largestConductance.value + spreadAt(share, deviation) * chance);
  },
  readSpread: (_, conductanceUs) => ({ heldUs: 0, freshUs: Math.abs(conductanceUs) * N.readNoise.value }),
  spreadUs: (share, afterS) => {
    const read = share * N.largestConductance.value * N.readNoise.value;
    const deviation = spreadAt(share, deviationAt(afterS));
    return Math.sqrt(deviation * deviation + read * read);
  },
  knownS: (afterS) => deviationAt(afterS).afterS,
};
