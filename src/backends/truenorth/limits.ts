import { quantities, type Quantity } from "../../core/quantity.ts";

const NEURON =
  "A. Cassidy et al., Cognitive computing building block, IJCNN 2013, as NeMo (markplagge/NeMo at 5edb82c6) encodes its neuron and comments it";
const NEMO = "NeMo (markplagge/NeMo at 5edb82c6)";
const MEROLLA = "P. Merolla et al., Science 345, 668, 2014 (abstract)";
const RECALLED = "P. Merolla et al., Science 345, 668, 2014; quoted from memory";

const count = (value: number, source: string, basis: Quantity["basis"]): Quantity => ({
  value,
  unit: "-",
  source,
  basis,
});
const bits = (value: number): Quantity => ({ value, unit: "bit", source: NEURON, basis: "published" });

/** What one core holds, what a neuron can be, how many cores there are. */
export const TRUENORTH_LIMITS = quantities({
  axonsPerCore: count(256, `${MEROLLA}: 256 million synapses, 4096 cores, 1 million neurons`, "published"),
  neuronsPerCore: count(256, `${MEROLLA}: 1 million neurons, 4096 cores`, "published"),
  coresPerChip: count(4096, MEROLLA, "published"),
  meshColumns: count(64, `${RECALLED}: 64 by 64 cores`, "assumed"),
  axonTypes: count(4, NEURON, "published"),
  weightBits: bits(9),
  leakBits: bits(9),
  thresholdBits: { value: 18, unit: "bit", source: `${NEMO}, from memory`, basis: "assumed" },
  potentialMost: count(393_216, `${NEMO}: +- 1.5 times 2^18`, "assumed"),
  delayMost: { value: 15, unit: "ticks", source: `${NEURON}; from memory`, basis: "assumed" },
  destinationsPerNeuron: count(1, `${RECALLED}: one axon of one core`, "assumed"),
});

/** [-] sizes that code is written for; the sheet gives their sources. */
export const AXONS = TRUENORTH_LIMITS.axonsPerCore.value;
export const NEURONS = TRUENORTH_LIMITS.neuronsPerCore.value;
export const TYPES = TRUENORTH_LIMITS.axonTypes.value;
export const DELAY_MOST = TRUENORTH_LIMITS.delayMost.value;
/** [-] the largest size of a weight, and of a leak: nine bits with their sign. */
export const WEIGHT_MOST = 255;
/** [-] the largest threshold. */
export const THRESHOLD_MOST = (1 << TRUENORTH_LIMITS.thresholdBits.value) - 1;
export const POTENTIAL_MOST = TRUENORTH_LIMITS.potentialMost.value;

export const TRUENORTH_COSTS = quantities({
  tickUs: { value: 1000, unit: "us", source: `${RECALLED}: 1 kHz, its real time`, basis: "assumed" },
  resetTicks: {
    value: 1,
    unit: "ticks",
    source: "to write potentials anew before a window; no public number",
    basis: "assumed",
  },
  chipPower: {
    value: 63,
    unit: "mW",
    source: `${MEROLLA}: a whole chip at work on video of 400x240 at 30 frames/s; taken for static, which most of it is`,
    basis: "published",
  },
  synapticEvent: {
    value: 2.5,
    unit: "pJ",
    source:
      "an upper bound: 400 billion synaptic operations a second and watt at the highest load (press of 2014), static power within; 26 pJ, often quoted, is mostly static",
    basis: "assumed",
  },
});
