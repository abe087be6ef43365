/** What a network can ask too much of. One union for all chips; each chip uses those that it has. */
export const VIOLATION_CODES = [
  // any chip
  "NETWORK_INVALID",
  "UNSUPPORTED_LAYER",
  "LOOP",
  // Loihi
  "COMPARTMENTS",
  "IN_AXONS",
  "OUT_AXONS",
  "SYNAPSE_BITS",
  "CFG_COUNT",
  "CORES",
  "WEIGHT_RANGE",
  "DELAY_RANGE",
  "DECAY_RANGE",
  // Speck
  "KERNEL_MEMORY",
  "NEURON_MEMORY",
  "BIAS_MEMORY",
  "MAP_GT_64",
  "INPUT_GT_128",
  "STRIDE",
  "PADDING",
  "POOL",
  "FANOUT_GT_2",
  "CHANNELS",
  "CORES_GT_9",
  "NO_MATCHING",
  "V_MIN_UNSET",
  // Akida
  "INPUT_CHANNELS",
  "INPUT_SIZE",
  "KERNEL",
  "POOL_ORDER",
  "FILTERS",
  "FC_SIZE",
  "BITS",
  "NP_COUNT",
  "SEQUENCES",
  // TrueNorth
  "FANIN_GT_256",
  "AXON_TYPES",
  "WEIGHT_LEVELS",
  "CORE_COUNT",
  "FANOUT",
  "DELAY",
  // DYNAP-SE2
  "FANIN_GT_64",
  "CORE_BIASES",
  "TAGS",
  // analog
  "TILE_SIZE",
  "ADC_SATURATION",
] as const;
export type ViolationCode = (typeof VIOLATION_CODES)[number];

/** Why a network does not run on a chip. */
export interface Violation {
  readonly code: ViolationCode;
  /** Path of the layer at fault; `network` for the whole. */
  readonly layer: string;
  /** What was found, and the most (or the values) that the chip has: numbers where they can be counted. */
  readonly need: number | string;
  readonly limit: number | string;
  /** Where `need` comes from, with its numbers: `32·2^(6+6)`. */
  readonly formula: string;
  /** The smallest change that fits. */
  readonly hint: string;
  /** NO_MATCHING: the layers that compete for too few cores. */
  readonly competing?: readonly string[];
}

export const WARNING_CODES = [
  "ROUNDING_WASTE",
  "SYNOPS_RATE",
  "WEIGHT_OVER_THRESHOLD",
  "EFFECTIVE_BITS",
  "SOFTWARE_SEQUENCE",
  "EXTRA_STEPS",
  "NOT_PUBLIC",
  "CONVERTER_RANGE",
  "LEAK",
] as const;

/** What runs, but not as one may think. */
export interface Warning {
  readonly code: (typeof WARNING_CODES)[number];
  readonly layer: string;
  readonly message: string;
}

/** What a layer takes of one resource, and what there is of it. `raw`: before the chip rounds it up. */
export interface ResourceUse {
  readonly need: number;
  readonly limit: number;
  readonly raw?: number;
}

/** Resources by the name that tables print. */
export const RESOURCES = [
  "kernel",
  "neuron",
  "bias",
  "compartments",
  "in_axons",
  "out_axons",
  "synapse_bits",
  "processors",
  "axons",
  "crossbar_neurons",
  "tiles",
  "synapses",
  "core_neurons",
  "tags",
] as const;
export type Resource = (typeof RESOURCES)[number];

/** A layer on its cores; where it has several, each resource is that of the fullest. */
export interface LayerFit extends Readonly<Partial<Record<Resource, ResourceUse>>> {
  readonly name: string;
  /** Numbers of its cores, where it has been placed. */
  readonly cores?: readonly number[];
  /** [-] the largest share that it takes of a resource of a core. */
  readonly utilisation: number;
}

/** A layer's weights in the chip's numbers. */
export interface LayerQuantisation {
  readonly layer: string;
  /** [-] the chip's units a unit of the network. */
  readonly scale: number;
  /** [bits] that the weights really use. */
  readonly bits: number;
  /** [network's units] largest difference of a weight. */
  readonly max_abs_err: number;
  /** [-] weights that had to be clipped. */
  readonly saturated: number;
}

/**
 * The answer of `compile`: plain data, printed as it is by `saccade map --json`. All violations at once. Names in
 * snake case are those of the published form of the report.
 */
export interface FitReport {
  readonly fits: boolean;
  readonly device: string;
  readonly layers: readonly LayerFit[];
  readonly violations: readonly Violation[];
  readonly warnings: readonly Warning[];
  readonly quantisation: readonly LayerQuantisation[];
  /** [steps] of the chip from a window's first step to its whole result; 0 where the chip has no steps. */
  readonly latency_steps: number;
}

/** A report of what was found on the way, in the order of the published form; what was not is empty. */
export const fitReport = (
  device: string,
  found: Partial<FitReport> & Pick<FitReport, "violations">,
): FitReport => ({
  fits: found.violations.length === 0,
  device,
  layers: found.layers ?? [],
  violations: found.violations,
  warnings: found.warnings ?? [],
  quantisation: found.quantisation ?? [],
  latency_steps: found.latency_steps ?? 0,
});

/** Largest share of a layer's resources. */
export const utilisationOf = (uses: readonly ResourceUse[]): number =>
  uses.reduce((most, { need, limit }) => Math.max(most, need / limit), 0);
