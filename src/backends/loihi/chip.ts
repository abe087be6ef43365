import { quantities, type Quantity } from "../../core/quantity.ts";
import type { BackendName, DeviceSheet } from "../backend.ts";
import type { EnergyRow } from "../ledger.ts";
import { type CoreLimits, LOIHI1_LIMITS, LOIHI2_LIMITS, LOIHI_FORMATS } from "./limits.ts";
import { LOIHI1_ENERGIES, LOIHI1_MESH, LOIHI1_TIMES, type Mesh, type MeshTimes } from "./mesh-costs.ts";

/** One generation of the chip. */
export interface LoihiChip {
  readonly name: BackendName;
  readonly title: string;
  readonly limits: CoreLimits;
  readonly mesh: Mesh;
  readonly energies: readonly EnergyRow[];
  readonly times: MeshTimes;
  /** Neurons are programs: reset by subtraction, a lowest potential, potentials sent as graded spikes. */
  readonly programmable: boolean;
  readonly notes: readonly string[];
}

/** A number of Loihi 1 in the place of one of Loihi 2 that nobody has published. */
const borrowed = (quantity: Quantity): Quantity => ({
  ...quantity,
  source: `Loihi 1's number, for Loihi 2's is not public: ${quantity.source}`,
  basis: "assumed",
});

const timesBorrowed = (times: MeshTimes): MeshTimes => ({
  accessNs: borrowed(times.accessNs),
  updateNs: borrowed(times.updateNs),
  spikeNs: borrowed(times.spikeNs),
  messageOutNs: borrowed(times.messageOutNs),
  messageInNs: borrowed(times.messageInNs),
  denseNs: borrowed(times.denseNs),
  sparseNs: borrowed(times.sparseNs),
  convNs: borrowed(times.convNs),
  barrierNs: times.barrierNs.map(({ tiles, each }) => ({ tiles, each: borrowed(each) })),
});

const MODEL_NOTES = [
  "Arithmetic: Lava's bit-accurate model, integer for integer (24-bit states, 8-bit weights, decays of 12 bits rounded toward zero).",
  "Time of a step: the slowest core's neurons and sending, or its receiving and synapses, whichever is longer, and the barrier (SANA-FE's analytic model; congestion of the mesh left out, 4 to 7 % in its cases).",
  "Allocation and memory of sliding kernels are this project's: the makers' allocators are not public.",
  "Static power and the embedded processors' work are not modelled: no public number.",
];

export const LOIHI1_CHIP: LoihiChip = {
  name: "loihi1",
  title: "Intel Loihi (2018)",
  limits: LOIHI1_LIMITS,
  mesh: LOIHI1_MESH,
  energies: LOIHI1_ENERGIES,
  times: LOIHI1_TIMES,
  programmable: false,
  notes: MODEL_NOTES,
};

export const LOIHI2_CHIP: LoihiChip = {
  name: "loihi2",
  title: "Intel Loihi 2 (2021)",
  limits: LOIHI2_LIMITS,
  mesh: LOIHI1_MESH,
  energies: LOIHI1_ENERGIES.map((row) => ({ ...row, each: borrowed(row.each) })),
  times: timesBorrowed(LOIHI1_TIMES),
  programmable: true,
  notes: [
    ...MODEL_NOTES,
    "Energies, times and mesh are Loihi 1's: Loihi 2's are not public, so figures in joules and seconds are an upper bound at best.",
    "A reset by subtraction and a lowest potential are neuron programs; their cost is that of the built-in neuron.",
  ],
};

/** The chip's numbers, by name. */
export function sheetOf(chip: LoihiChip): DeviceSheet {
  const { barrierNs, ...times } = chip.times;
  const barriers = barrierNs.map(({ tiles, each }) => [`barrierNs.${String(tiles)}tiles`, each] as const);
  return {
    name: chip.name,
    title: chip.title,
    time: "barrier",
    numbers: quantities({ ...chip.limits, ...LOIHI_FORMATS, ...times, ...Object.fromEntries(barriers) }),
    energies: { dynamic: chip.energies, static: null },
    notes: chip.notes,
  };
}
