import type { Program } from "../backend.ts";
import type { CoreBiases } from "./circuit.ts";
import type { Firing } from "./neuron-bank.ts";

/** A core in use. */
export interface PlacedCore {
  readonly biases: CoreBiases;
  /** Numbers of neurons, in the order of their places. */
  readonly neurons: readonly number[];
}

/** Where spikes go. Senders are the inputs, then the neurons; sender s has synapses `start[s]` to `start[s + 1] - 1`. */
export interface Fans {
  readonly start: Int32Array;
  /** By synapse: the neuron, its kind by place in SYNAPSE_KINDS, and its weight [A]. */
  readonly target: Int32Array;
  readonly kind: Uint8Array;
  readonly weightA: Float64Array;
}

/** A part of the network as a stretch of neurons; none for the input. */
export interface PlacedPart {
  readonly path: string;
  readonly first: number;
  readonly count: number;
  /** [-] connections a step, those of weight 0 included. */
  readonly connections: number;
}

export interface DynapseProgram extends Program {
  readonly parts: readonly PlacedPart[];
  /** Indices of parts. */
  readonly input: number;
  readonly output: number;
  readonly cores: readonly PlacedCore[];
  readonly fans: Fans;
  /** By sender: destinations of a spike. */
  readonly destinations: Uint8Array;
  readonly firing: Firing;
  /** [s] a step of the network; [-] Euler's steps in it. */
  readonly stepS: number;
  readonly substeps: number;
  /** [steps] without input behind a window, until its last spikes have come through. */
  readonly runOn: number;
  /** [s] of silence in which state fades. */
  readonly fadeS: number;
  /** [-] standard deviation of the devices. */
  readonly sigma: number;
}
