import { normal } from "../../core/normal.ts";
import { deriveSeed, Random } from "../../core/random.ts";
import type { CircuitParameters, ParameterName } from "./circuit.ts";
import { DYNAPSE_CIRCUIT } from "./limits.ts";

/** [-] the least that a deviation leaves of a parameter; nine standard deviations away. */
const LEAST = 0.1;

/**
 * Deviation of the devices, frozen at the chip's making: each parameter p of each neuron by itself is p (1 + sigma x), x
 * standard normal. Source: synsense/rockpool at 22866607, `devices/dynapse/simulation/mismatch.py`; which parameters, at
 * 142044f0, `mismatch_prototype.py`: all here but weights. One chip a seed; a place's deviation does not depend on others'.
 */
export class Mismatch {
  readonly #seed: number;
  readonly #sigma: number;

  /** @param sigma [-] standard deviation as a share; the published one when left out, 0 for a chip as designed. */
  constructor(seed: number, sigma: number = DYNAPSE_CIRCUIT.mismatch.value) {
    this.#seed = seed;
    this.#sigma = sigma;
  }

  /** Parameters of the neuron at a place of a core. */
  at(core: number, place: number, designed: CircuitParameters): CircuitParameters {
    if (this.#sigma === 0) return designed;
    const random = new Random(deriveSeed(this.#seed, "dynapse2", String(core), String(place)));
    const deviating = Object.entries(designed).map(([name, value]) => [
      name,
      value * Math.max(LEAST, 1 + this.#sigma * normal(random)),
    ]);
    return Object.fromEntries(deviating) as Record<ParameterName, number>;
  }
}
