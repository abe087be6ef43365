import { quantities, type Quantity } from "../../core/quantity.ts";

const HERMES =
  "HERMES (M. Le Gallo et al., Nature Electronics 6, 2023), abstract: 64 cores of 256x256, 8 bits in and out, 63.1 TOPS at 9.76 TOPS/W in one phase";
const PERIPHERY = "IBM aihwkit at 4545f11b, defaults of the analog forward pass";
const OWN = "a choice of this project; no source gives it";

const published = (value: number, unit: string, source: string): Quantity => ({
  value,
  unit,
  source,
  basis: "published",
});
const assumed = (value: number, unit: string, source = OWN): Quantity => ({
  value,
  unit,
  source,
  basis: "assumed",
});

/** Crossbars and what is round them. Signals: 1 = a device of the largest conductance with its input full on. */
export const TILE_NUMBERS = quantities({
  tiles: published(64, "-", HERMES),
  rows: published(256, "-", HERMES),
  columns: published(256, "-", HERMES),
  dacBits: published(7, "bit", `${PERIPHERY}: steps of 1/(2^7 - 2) of the whole range`),
  adcBits: published(9, "bit", `${PERIPHERY}: steps of 1/(2^9 - 2) of the whole range`),
  adcBound: published(12, "-", `${PERIPHERY}: outputs end at 12 full devices`),
  outputNoise: published(0.06, "-", `${PERIPHERY}: noise of an output, anew at each read`),
  wireOhm: published(0.35, "Ohm", `${PERIPHERY}: of a bit line from one device to the next`),
  readNs: {
    value: (2 * 64 * 65_536) / 63.1e3,
    unit: "ns",
    source: `${HERMES}; computed: 2 x 64 x 256 x 256 operations by 63.1 TOPS`,
    basis: "calibrated",
  },
  conversionPj: {
    value: (2 * 256) / 9.76,
    unit: "pJ",
    source: `${HERMES}; computed: 2 x 256 operations of a column by 9.76 TOPS/W, crossbar, converters and all else in it`,
    basis: "calibrated",
  },
  neuronPj: assumed(
    4.6,
    "pJ",
    "a multiplication and an addition at 45 nm (Horowitz 2014) for a neuron's step, in digital logic",
  ),
  neuronNs: assumed(1, "ns"),
  referenceReads: assumed(
    16,
    "-",
    "reads of a row that a reference readout averages; a choice of this project",
  ),
  activity: assumed(
    0.5,
    "-",
    "share of its inputs that is on where a column's sum is foreseen for its converter; a choice of this project",
  ),
  deviations: assumed(
    5,
    "-",
    "standard deviations that such a sum may be off its mean: inputs that come together are those that a column has learned; a choice of this project: on RRAM the error of ball-sim-chips hardly changes from 3 to 5 and rises beyond, that of ball-real falls",
  ),
  mostRoom: assumed(
    2,
    "-",
    "largest weights that a largest conductance stands for at most, for the sake of a converter; a choice of this project",
  ),
  acceptance: assumed(
    0.5,
    "-",
    "a verify round programs anew what is off by more than this share of the programming spread; a choice of this project",
  ),
});

/** What can be left out, to see what it does. */
export const NONIDEALITIES = [
  "programming",
  "drift",
  "read-noise",
  "output-noise",
  "ir-drop",
  "dac",
  "adc",
] as const;
export type Nonideality = (typeof NONIDEALITIES)[number];
