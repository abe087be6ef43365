import { TYPES } from "./limits.ts";

/**
 * A TrueNorth neuron, in whole numbers. Each tick, with G the type of an axon and rho drawn anew each time:
 *
 *     V += sum over axons that spike, joined by the crossbar:  s[G], or where stochastic[G]:  F(s[G], rho) sgn(s[G])
 *     V += omega (leak, or where stochasticLeak: F(leak, rho) sgn(leak));  omega = 1, or sgn(V) with leakReversal
 *     eta = rho & mask
 *     V >= threshold + eta: spike, V = reset | V - (threshold + eta) | V                     by resetMode
 *     else V < -floor (saturates) : V = -floor
 *     else V < -(floor + eta)     : V = -reset | V + (floor + eta) | V                       by resetMode
 *
 * F(s, rho) = 1 where |s| >= rho. A leak toward zero ends at zero. Source: A. Cassidy et al., IJCNN 2013 (letters there:
 * leak lambda, threshold alpha, floor beta, mask M, reset R, resetMode gamma, saturates kappa, leakReversal epsilon). On the chip
 * rho comes from one shift register a core, whose seed and order are not public: here rho is uniform, 0 .. 255 for weights and
 * leaks, 18 bits for thresholds, from a seeded generator a core, axon by axon, then neuron by neuron.
 */
export interface Neuron {
  /** [-] -255 .. 255, by axon type. */
  readonly weights: readonly number[];
  /** By axon type; none when left out. */
  readonly stochastic?: readonly boolean[];
  /** [-] -255 .. 255 a tick. */
  readonly leak?: number;
  readonly leakReversal?: boolean;
  readonly stochasticLeak?: boolean;
  /** [-] 0 and above. */
  readonly threshold: number;
  /** [-] 0 and above: how far the potential goes below zero. */
  readonly floor: number;
  readonly mask?: number;
  readonly reset?: number;
  readonly resetMode?: ResetMode;
  readonly saturates?: boolean;
}

/** After a spike: to a value, down by the threshold, or nothing. */
export const RESET_MODES = ["value", "subtract", "none"] as const;
export type ResetMode = (typeof RESET_MODES)[number];

/** Bits of `NeuronTable.flags`; the lowest four are `stochastic` by type. */
export const STOCHASTIC_WEIGHTS = 15;
export const STOCHASTIC_LEAK = 16;
export const LEAK_REVERSAL = 32;
export const SATURATES = 64;

/** Neurons as columns, one entry each; `weights` has four. */
export interface NeuronTable {
  readonly weights: Int16Array;
  readonly leak: Int16Array;
  readonly threshold: Int32Array;
  readonly floor: Int32Array;
  readonly mask: Int32Array;
  readonly reset: Int32Array;
  /** Index into RESET_MODES. */
  readonly resetMode: Uint8Array;
  readonly flags: Uint8Array;
}

export const neuronTable = (count: number): NeuronTable => ({
  weights: new Int16Array(TYPES * count),
  leak: new Int16Array(count),
  threshold: new Int32Array(count),
  floor: new Int32Array(count),
  mask: new Int32Array(count),
  reset: new Int32Array(count),
  resetMode: new Uint8Array(count),
  flags: new Uint8Array(count),
});

export function writeNeuron(table: NeuronTable, n: number, neuron: Neuron): void {
  table.weights.set(neuron.weights, TYPES * n);
  table.leak[n] = neuron.leak ?? 0;
  table.threshold[n] = neuron.threshold;
  table.floor[n] = neuron.floor;
  table.mask[n] = neuron.mask ?? 0;
  table.reset[n] = neuron.reset ?? 0;
  table.resetMode[n] = RESET_MODES.indexOf(neuron.resetMode ?? "value");
  const stochastic = (neuron.stochastic ?? []).reduce((bits, is, type) => bits | (is ? 1 << type : 0), 0);
  table.flags[n] =
    stochastic |
    (neuron.stochasticLeak === true ? STOCHASTIC_LEAK : 0) |
    (neuron.leakReversal === true ? LEAK_REVERSAL : 0) |
    (neuron.saturates === true ? SATURATES : 0);
}
