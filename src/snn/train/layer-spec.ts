import type { SpikeRule } from "../../kernels/train/lanes.ts";

/** Sizes of what one layer gives: [channels][height][width] numbers for each sample and time step. */
export interface Volume {
  readonly channels: number;
  /** [px] */
  readonly height: number;
  /** [px] */
  readonly width: number;
}

/** Spiking neurons, one per place; see `SpikeRule` for what they do. Leak and threshold are one number per channel. */
export interface SpikeSpec extends SpikeRule {
  readonly kind: "spike";
  /** [-] share of the potential kept from one step to the next; 1 = no leak (IF). */
  readonly leak: number;
  readonly learnLeak: boolean;
  readonly threshold: number;
  readonly learnThreshold: boolean;
}

/** One layer of a network under training. */
export type LayerSpec =
  | {
      readonly kind: "conv";
      readonly channels: number;
      readonly kernel: number;
      readonly stride: number;
      readonly padding: number;
      /** [-] groups of channels, each with filters of its own on its own share of the input; absent = 1. */
      readonly groups?: number | undefined;
      readonly bias: boolean;
      readonly initialScale?: number;
      readonly initialBias?: readonly number[];
    }
  /** `initialScale` (default 1) and `initialBias` (by channel, 0 where it ends): what to start from; see `initial.ts`. */
  | {
      readonly kind: "dense";
      readonly outputs: number;
      readonly bias: boolean;
      readonly initialScale?: number;
      readonly initialBias?: readonly number[];
    }
  | { readonly kind: "average-pool"; readonly size: number }
  | { readonly kind: "max-pool"; readonly size: number }
  /** `centre: false` divides by the root mean square alone: nothing to fold into a bias, which some chips lack. */
  | {
      readonly kind: "batch-norm";
      readonly centre: boolean;
      readonly momentum: number;
      readonly gain: number;
    }
  | SpikeSpec
  | { readonly kind: "relu" }
  /** Quantised clipped ReLU of T. Bu et al. (2022): an IF neuron's spike rate over `levels` steps; the bound is learned. */
  | { readonly kind: "qcfs"; readonly levels: number; readonly bound: number }
  | { readonly kind: "dropout"; readonly rate: number };

/** A feed-forward network under training. */
export interface NetworkSpec {
  readonly input: Volume;
  /** Time steps; a layer before the first spiking one runs once when the input is the same at every step. */
  readonly steps: number;
  /** Whether each step has an input of its own; else one input is shown at every step. */
  readonly inputPerStep: boolean;
  /** Whether the input is only 0 or 1; absent = any numbers. */
  readonly binaryInput?: boolean;
  readonly layers: readonly LayerSpec[];
}

/** Numbers in one sample and step of a volume. */
export const placesOf = ({ channels, height, width }: Volume): number => channels * height * width;
