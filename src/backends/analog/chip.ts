import { quantities, type Quantity } from "../../core/quantity.ts";
import type { BackendName, DeviceSheet } from "../backend.ts";
import type { DeviceModel } from "./device.ts";
import { PCM_DEVICE } from "./pcm.ts";
import { RRAM_DEVICE } from "./rram.ts";
import { TILE_NUMBERS } from "./tile.ts";

/** Crossbars of one kind of device. */
export interface AnalogChip {
  readonly name: BackendName;
  readonly title: string;
  readonly device: DeviceModel;
  readonly notes: readonly string[];
}

const NOTES = [
  "A window of a convolution is one read of its tiles for each of its places, all tiles of a layer at once, layer after layer; places and pieces without input are not read. Neurons step in digital logic, in double precision.",
  "Weights are pairs of devices, of which one stays at 0; each column has a scale of its own, and its largest weights may be cut off where that loses less than the devices' chance, or part of the conductance left unused, so that the sums that are foreseen stay within its converter.",
  "Modelled: programming and its verification, ageing, noise of reads, noise of outputs, converters, resistance of bit lines (to first order; that of word lines is left out). All chance is from the seed: another seed is another chip.",
  "Spreads are those that the makers' own write-verify left; further verify rounds are this project's model of them, and see devices without noise.",
  "Time and energy are modelled: those of HERMES at full load, a column at a time; static power is in them and not known apart. Programming and reference readouts are not charged.",
];

export const PCM_CHIP: AnalogChip = {
  name: "pcm",
  title: "Analog in-memory computing, phase-change memory (tiles as in IBM HERMES)",
  device: PCM_DEVICE,
  notes: [
    ...NOTES,
    "Noise of reads has the published variance; what is slower than a window is drawn once, what is faster at each read.",
  ],
};

export const RRAM_CHIP: AnalogChip = {
  name: "rram",
  title: "Analog in-memory computing, resistive memory (devices as in W. Wan et al. 2022)",
  device: RRAM_DEVICE,
  notes: [
    ...NOTES,
    "Tiles, converters, time and energy are those of pcm, so that the two differ in their devices alone.",
    "Deviations are known after 1 s, a day and two days, and drawn anew at each: those of the next known time are taken, and verification only tells in the first second.",
  ],
};

/** A number of HERMES in the place of one of another chip. */
const borrowed = (quantity: Quantity): Quantity => ({
  ...quantity,
  source: `pcm's, so that only the devices differ: ${quantity.source}`,
  basis: "assumed",
});

const HERMES_OWN = new Set(["tiles", "rows", "columns", "readNs", "conversionPj"]);

/** The chip's numbers, by name. */
export function sheetOf({ name, title, device, notes }: AnalogChip): DeviceSheet {
  const own = (key: string, quantity: Quantity): Quantity =>
    name !== "pcm" && HERMES_OWN.has(key) ? borrowed(quantity) : quantity;
  const tile = Object.fromEntries(
    Object.entries(TILE_NUMBERS).map(([key, quantity]) => [key, own(key, quantity)]),
  );
  return {
    name,
    title,
    time: "barrier",
    numbers: quantities({ ...tile, ...device.numbers }),
    energies: {
      dynamic: [
        {
          component: "crossbar",
          counter: "conversions",
          each: own("conversionPj", TILE_NUMBERS.conversionPj),
        },
        { component: "neuron", counter: "neuronUpdates", each: TILE_NUMBERS.neuronPj },
      ],
      static: null,
    },
    notes,
  };
}
