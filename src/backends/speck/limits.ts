import { quantities, type Quantity } from "../../core/quantity.ts";

const CONSTRAINTS =
  "sinabs (synsense/sinabs at 904eb893), backend/dynapcnn/chips/dynapcnn.py get_constraints and docs/speck/overview";
const DISCRETIZE = "sinabs 3.1.3, backend/dynapcnn/discretize.py";
const PAPER =
  "Speck: O. Richter et al. (arXiv 2304.06793) and M. Yao et al., Nature Communications 15, 4464, 2024 (abstracts)";
const RAILS = "sinabs, power monitoring notebook: rails of an idle Speck 2f kit";
const NO_NUMBER = "no public number; one word a cycle of 100 MHz is supposed";

const KI = 1024;

const words = (value: number): Quantity => ({
  value,
  unit: "words",
  source: CONSTRAINTS,
  basis: "published",
});
const count = (value: number): Quantity => ({ value, unit: "-", source: CONSTRAINTS, basis: "published" });
const pixels = (value: number): Quantity => ({ value, unit: "px", source: CONSTRAINTS, basis: "published" });
const rail = (value: number): Quantity => ({ value, unit: "uW", source: RAILS, basis: "published" });

/** Memory of one core: a kernel word has 8 bits, a neuron word 16. */
export interface CoreMemory {
  readonly kernel: Quantity;
  readonly neuron: Quantity;
  readonly bias: Quantity;
}

const core = (kernelKi: number, neuronKi: number): CoreMemory => ({
  kernel: words(kernelKi * KI),
  neuron: words(neuronKi * KI),
  bias: words(KI),
});

/** The nine cores, by number. */
export const SPECK_CORES: readonly CoreMemory[] = [
  core(16, 64),
  core(16, 64),
  core(16, 64),
  core(32, 32),
  core(32, 32),
  core(64, 16),
  core(64, 16),
  core(16, 16),
  core(16, 16),
];

export const SPECK_LIMITS = quantities({
  inputSideMost: pixels(128),
  sensorSide: pixels(128),
  mapSideMost: pixels(64),
  channelsMost: count(1024),
  kernelSideMost: pixels(16),
  strideMost: pixels(8),
  paddingMost: pixels(7),
  poolMost: pixels(4),
  destinationsMost: count(2),
  weightBits: { value: 8, unit: "bit", source: DISCRETIZE, basis: "published" },
  stateBits: { value: 16, unit: "bit", source: DISCRETIZE, basis: "published" },
});

/** Strides and sizes of poolings that there are, along each axis. */
export const SPECK_STRIDES: readonly number[] = [1, 2, 4, 8];
export const SPECK_POOLS: readonly number[] = [1, 2, 4];

/** Times and powers that have been published or must be supposed. */
export const SPECK_TIMES = quantities({
  /** From its arrival at a core until the core is free again and its spikes are out. */
  eventThroughCoreNs: {
    value: 3360 / 9,
    unit: "ns",
    source: `${PAPER}: 3.36 us for one event through 9 layers, a ninth each`,
    basis: "published",
  },
  /** To read or to write one neuron's state: resets, readouts, ticks of the slow clock. */
  stateAccessNs: { value: 10, unit: "ns", source: NO_NUMBER, basis: "assumed" },
});

export const SPECK_POWERS = quantities({
  processorResting: { value: 0.42, unit: "mW", source: `${PAPER}: processor at rest`, basis: "published" },
  leastTotal: {
    value: 0.7,
    unit: "mW",
    source: `${PAPER}: "as low as" with a task running`,
    basis: "published",
  },
  idleIo: rail(61.7),
  idleRam: rail(51.7),
  idleLogic: rail(367),
  idlePixelDigital: rail(78.9),
  idlePixelAnalog: rail(610.9),
});
