import { exactExp } from "../core/exact-math.ts";

/** Settings of a `SpikeResponseNeuron`; times are in steps, potentials in millivolt. */
export interface SpikeResponseSpec {
  /** One an input; a spike of input k adds weights[k] t exp(-t / tau) to the potential, t steps after it. */
  readonly weights: readonly number[];
  readonly tauSteps: number;
  readonly restMv: number;
  /** It fires above this potential. */
  readonly thresholdMv: number;
  /** Potential shown in the step of a spike. */
  readonly spikeMv: number;
  /** After a spike a counter starts here and falls by `refractoryFall` a step; it rests until the counter is 0. */
  readonly refractory: number;
  readonly refractoryFall: number;
}

/**
 * Integrate and fire with a spike response function and a refractory period: the potential is rest plus the responses to
 * all input spikes since the end of the last refractory period,
 *
 *     v(t) = rest + sum over inputs k and their spikes s <= t of w_k (t - s) exp(-(t - s) / tau).
 *
 * After a spike it rests, and what arrives meanwhile is lost. Source: spike response model, Gerstner and Kistler,
 * "Spiking Neuron Models", 2002, section 4.2, with the alpha function as response.
 *
 * The sum is kept by two numbers, which step exactly as the sum does: with d = exp(-1/tau), the sum of exp(-t'/tau)
 * becomes d times itself plus the new spikes, that of t' exp(-t'/tau) becomes d times (itself plus the other).
 */
export class SpikeResponseNeuron {
  /** [mV] of the last step. */
  potentialMv: number;
  readonly #spec: SpikeResponseSpec;
  readonly #decay: number;
  #exponentials = 0;
  #responses = 0;
  #counter = 0;

  constructor(spec: SpikeResponseSpec) {
    this.#spec = spec;
    this.#decay = exactExp(-1 / spec.tauSteps);
    this.potentialMv = spec.restMv;
  }

  /** One step; `inputs` says which inputs spike in it. True when the neuron fires. */
  step(inputs: readonly boolean[]): boolean {
    const { weights, restMv, thresholdMv, spikeMv, refractory, refractoryFall } = this.#spec;
    this.potentialMv = restMv;
    if (this.#counter > 0) {
      this.#counter = Math.max(0, this.#counter - refractoryFall);
      return false;
    }
    this.#responses = this.#decay * (this.#responses + this.#exponentials);
    this.#exponentials *= this.#decay;
    for (const [k, weight] of weights.entries()) if (inputs[k] === true) this.#exponentials += weight;
    this.potentialMv = restMv + this.#responses;
    if (this.potentialMv <= thresholdMv) return false;
    this.potentialMv = spikeMv;
    this.#counter = refractory;
    this.#exponentials = 0;
    this.#responses = 0;
    return true;
  }

  /** Back to the state before the first step. */
  reset(): void {
    this.potentialMv = this.#spec.restMv;
    this.#exponentials = 0;
    this.#responses = 0;
    this.#counter = 0;
  }
}
