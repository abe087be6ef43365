import { decayForm } from "../../snn/engine/neuron-plan.ts";
import type { PopulationSpec } from "../../snn/population.ts";
import type { NetworkChoice } from "../../snn/step-choice.ts";
import { LOIHI_FORMATS } from "./limits.ts";

/** [v] of one unit of a sum of weights, and of a threshold. */
export const UNIT = 64;

/** [1/4096] a decay that leaves nothing. */
export const NO_MEMORY = LOIHI_FORMATS.decayOne.value - 1;

export interface IntegersOptions {
  readonly choice: NetworkChoice;
  /** [steps] of a window; with 1, what a spike does to the potential is of no matter. */
  readonly steps: number;
  /** [steps] of the chip before this part's first input. */
  readonly idleSteps: number;
  /** Neurons are programs (Loihi 2): they can subtract, and have a lowest potential. */
  readonly programmable: boolean;
}

/** A neuron without its factors: v' = v / gain, so the input enters unscaled. By element. */
export interface Unscaled {
  readonly gain: Float64Array;
  readonly du: Int32Array;
  readonly dv: Int32Array;
  /** Threshold, and what is added each step, in units of v'. */
  readonly threshold: Float64Array | null;
  readonly drift: Float64Array;
}

export function unscaled(spec: PopulationSpec, bias: Float64Array | null): Unscaled {
  const { decay, gain, offset } = decayForm(spec.membrane);
  const { current, firing } = spec;
  const one = LOIHI_FORMATS.decayOne.value;
  const whole = gain.map((value, n) => {
    if (current === null) return value;
    return value * (current.gain[n] ?? NaN) * (current.decayInput ? (current.decay[n] ?? NaN) : 1);
  });
  return {
    gain: whole,
    du: Int32Array.from(decay, (_, n) =>
      current === null ? NO_MEMORY : Math.round(one * (1 - (current.decay[n] ?? NaN))) - 1,
    ),
    dv: Int32Array.from(decay, (value) => Math.min(Math.round(one * (1 - value)), NO_MEMORY)),
    threshold: firing === null ? null : firing.threshold.map((value, n) => value / (whole[n] ?? NaN)),
    drift: offset.map((value, n) => value / (whole[n] ?? NaN) + (bias?.[n] ?? 0)),
  };
}

/** Values by element, by place. */
export function placed(values: ArrayLike<number>, places: Int32Array): Int32Array {
  const out = new Int32Array(places.length);
  places.forEach((place, n) => (out[place] = values[n] ?? 0));
  return out;
}
