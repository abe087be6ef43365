import type { ChipImage } from "./chip.ts";
import { AXONS, NEURONS, TRUENORTH_LIMITS } from "./limits.ts";

/** [-] hops of a neuron's spike, by neuron; 0 for spikes that leave the chip. */
export interface MeshHops {
  readonly eastWest: Int16Array;
  readonly northSouth: Int16Array;
}

const COLUMNS = TRUENORTH_LIMITS.meshColumns.value;
const PER_CHIP = TRUENORTH_LIMITS.coresPerChip.value;

/** Cores lie row by row on their chip, chips side by side; a spike goes along its row, then along its column. */
export function hopsOf({ cores, target }: ChipImage): MeshHops {
  const column = (core: number): number => Math.floor(core / PER_CHIP) * COLUMNS + (core % COLUMNS);
  const row = (core: number): number => Math.floor((core % PER_CHIP) / COLUMNS);
  const hops = { eastWest: new Int16Array(cores * NEURONS), northSouth: new Int16Array(cores * NEURONS) };
  target.forEach((axon, neuron) => {
    if (axon < 0) return;
    const [from, to] = [Math.floor(neuron / NEURONS), Math.floor(axon / AXONS)];
    hops.eastWest[neuron] = Math.abs(column(from) - column(to));
    hops.northSouth[neuron] = Math.abs(row(from) - row(to));
  });
  return hops;
}
