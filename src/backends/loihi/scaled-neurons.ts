import { signModeOf } from "../../snn/loihi-synapse.ts";
import type { PopulationSpec } from "../../snn/population.ts";
import type { LoihiSpec } from "../../snn/rules/loihi.ts";
import { potentialsBefore } from "./early-bias.ts";
import { LOIHI_FORMATS } from "./limits.ts";
import { type IntegersOptions, placed, UNIT, type Unscaled } from "./unscaled.ts";

const BIAS_MOST = LOIHI_FORMATS.biasMantissaMost.value * (1 << LOIHI_FORMATS.biasExponentMost.value);

/** Neurons times a scale: everything by element, until it is placed. */
export class ScaledNeurons {
  readonly biasActsEarly: boolean;
  readonly #spec: PopulationSpec;
  readonly #free: Unscaled;
  readonly #scale: number;
  readonly #options: IntegersOptions;
  readonly #vth: Float64Array | null;
  /** [v] a step. */
  readonly #drift: Float64Array;
  readonly #initial: Float64Array;

  constructor(
    spec: PopulationSpec,
    {
      free,
      scale,
      options,
    }: { readonly free: Unscaled; readonly scale: number; readonly options: IntegersOptions },
  ) {
    this.#spec = spec;
    this.#free = free;
    this.#scale = scale;
    this.#options = options;
    const strict = spec.firing?.strict === true;
    this.#vth =
      free.threshold?.map((value) =>
        strict ? Math.floor(value * scale) : Math.ceil(value * scale - ROUNDING) - 1,
      ) ?? null;
    this.#drift = free.drift.map((value) => Math.round(UNIT * scale * value));
    const start = this.#units(spec.vInitial);
    const biased = { start, drift: this.#drift, dv: free.dv, vth: this.#vth };
    const initial = potentialsBefore(biased, options.idleSteps);
    this.biasActsEarly = initial === null;
    this.#initial = initial ?? start;
  }

  spec(places: Int32Array): LoihiSpec {
    const { firing, vMin } = this.#spec;
    const exponents = Int32Array.from(this.#drift, biasExponent);
    const several = this.#options.steps > 1;
    return {
      du: placed(this.#free.du, places),
      dv: placed(this.#free.dv, places),
      vth: this.#vth === null ? null : placed(this.#vth, places),
      biasMant: placed(
        this.#drift.map((value, n) => Math.round(value / (1 << (exponents[n] ?? 0)))),
        places,
      ),
      biasExp: placed(exponents, places),
      ...(several && firing?.reset === "subtract"
        ? { subtract: placed(this.#units(firing.threshold), places) }
        : {}),
      ...(several && vMin > -Infinity
        ? { vMin: placed(this.#units(new Float64Array(places.length).fill(vMin)), places) }
        : {}),
      ...(this.#initial.every((value) => value === 0) ? {} : { vInitial: placed(this.#initial, places) }),
    };
  }

  /** Potentials of the network in the chip's units. */
  #units(values: Float64Array): Float64Array {
    return values.map((value, n) => Math.round((UNIT * this.#scale * value) / (this.#free.gain[n] ?? NaN)));
  }
}

/** What a threshold times its scale may lie above a whole number by rounding alone. */
const ROUNDING = 1e-9;

/** The largest factor with which weights of a wiring fit. */
export function fittingScale(weights: Float64Array): number {
  const mode = signModeOf(weights);
  let least = 0;
  let most = 0;
  for (const weight of weights) [least, most] = [Math.min(least, weight), Math.max(most, weight)];
  const [low, high] = mode === "mixed" ? [256, 254] : [255, 255];
  return Math.min(most === 0 ? Infinity : high / most, least === 0 ? Infinity : low / -least);
}

/** The largest scale with which weights, thresholds and biases fit. */
export function commonScale(originals: readonly Float64Array[], { threshold, drift }: Unscaled): number {
  const largest = (values: Float64Array): number =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = Math.min(
    ...originals.map(fittingScale),
    threshold === null ? Infinity : LOIHI_FORMATS.thresholdMost.value / largest(threshold),
    BIAS_MOST / (UNIT * largest(drift)),
  );
  return scale === Infinity ? 1 : scale;
}

/**
 * [bits] Where a threshold keeps the scale of the sums small, weights can have a larger one: the chip multiplies the sums
 * by a power of 2 from 2^-8 on.
 */
export function weightExponent(scale: number, fitting: number): number {
  let exponent = 0;
  const least = -LOIHI_FORMATS.weightExponentMost.value;
  while (exponent > least && scale * (1 << (1 - exponent)) <= fitting && fitting < Infinity) exponent--;
  return exponent;
}

/** The least exponent with which a bias' mantissa fits. */
function biasExponent(value: number): number {
  let exponent = 0;
  while (Math.round(Math.abs(value) / (1 << exponent)) > LOIHI_FORMATS.biasMantissaMost.value) exponent++;
  return exponent;
}
