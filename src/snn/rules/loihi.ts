import { networkError } from "../network-error.ts";
import type { Population } from "../population.ts";
import { DECAY_ONE, descale, fixedDecays } from "./fixed-point.ts";
import { numbers, type IntegerRule, type StepNode } from "./rule.ts";
import type { StepChoice } from "../step-choice.ts";

/** A Loihi compartment's settings, integers, one a neuron. */
export interface LoihiSpec {
  /** [1/4096] 12 bits; the chip adds 1 to `du`. */
  readonly du: Int32Array;
  readonly dv: Int32Array;
  /** [64 units of v] 17 bits; null: v is put out and nothing fires. */
  readonly vth: Int32Array | null;
  /** Added to v each step, mantissa times 2^exponent, rounded down. */
  readonly biasMant: Int32Array;
  readonly biasExp: Int32Array;
  /** [v] what a spike takes off, where neurons are programmed so (Loihi 2); left out: a spike sets v to 0. */
  readonly subtract?: Int32Array;
  /** [v] lowest potential, applied last in a step, where neurons are programmed so (Loihi 2). */
  readonly vMin?: Int32Array;
  /** [v] before the first step; 0 when left out. */
  readonly vInitial?: Int32Array;
}

/** 2^23: states have 24 bits. */
const STATE_BITS = 8388608;
const VTH_MAX = 131071;
/** The chip's shift of input sums and thresholds. */
const UNIT = 64;

/**
 * Rule `loihi`: the integers of a Loihi compartment, as Lava's bit-accurate model has them; `/` rounds toward zero:
 *
 *     u <- u (4096 - (du + 1)) / 4096 + 64 a;  u > 2^23: u - 2^24, u <= -2^23: u + 2^24
 *     v <- v (4096 - dv) / 4096 + u + bias;    held within +-(2^23 - 1)
 *     z = [v > 64 vth]; v <- 0 where z
 *
 * The network must be in the chip's integers already: sums of weights a, thresholds vth. du = 4096 dt/tau_syn - 1, rounded
 * (4095, no memory, for IF and LIF), dv = 4096 dt/tau. Source: Lava 0.10.0, `proc/lif/models.py` PyLifModelBitAcc.
 */
export const loihiRule: IntegerRule = (layer, node, choice) =>
  new LoihiPopulation(loihiSpec(layer, node, choice));

/** A node that is in the chip's integers, as the settings of its compartments. */
export function loihiSpec(layer: string, node: StepNode, choice: StepChoice): LoihiSpec {
  const { current, voltage, gain } = fixedDecays(layer, node, choice);
  const odd = gain.find((value) => Math.abs(value - 1) > 1e-6);
  if (odd !== undefined) {
    throw networkError(layer, `rule loihi takes its input unscaled, found a factor of ${String(odd)}`, {
      parameter: "r",
    });
  }
  const count = gain.length;
  return {
    du: Int32Array.from(current, (value) => Math.max(0, value - 1)),
    dv: Int32Array.from(voltage, (value) => Math.min(value, DECAY_ONE - 1)),
    vth: "vThreshold" in node ? thresholds(layer, numbers(layer, "v_threshold", node.vThreshold)) : null,
    biasMant: new Int32Array(count),
    biasExp: new Int32Array(count),
  };
}

function thresholds(layer: string, values: Float64Array): Int32Array {
  const wrong = values.find((value) => !(Number.isInteger(value) && value >= 0 && value <= VTH_MAX));
  if (wrong === undefined) return Int32Array.from(values);
  const message = `rule loihi takes integers 0 to ${String(VTH_MAX)} for v_threshold, found ${String(wrong)}`;
  throw networkError(layer, message, { parameter: "v_threshold", found: wrong, allowed: VTH_MAX });
}

/** Steps Loihi compartments. Input is the sum of weights, an integer; v is reported after the reset. */
export class LoihiPopulation implements Population {
  readonly count: number;
  readonly v: Float64Array;
  readonly i: Float64Array;
  /** [-] since the start: currents that wrapped round, potentials held at a bound of 24 bits. */
  clips = 0;
  readonly #spec: LoihiSpec;
  /** Bias as it is added. */
  readonly #bias: Float64Array;

  constructor(spec: LoihiSpec) {
    this.count = spec.du.length;
    this.#spec = spec;
    this.v = new Float64Array(this.count);
    this.i = new Float64Array(this.count);
    this.reset();
    this.#bias = Float64Array.from(spec.biasMant, (mantissa, n) => {
      const exponent = spec.biasExp[n] ?? 0;
      return exponent >= 0 ? mantissa << exponent : mantissa >> -exponent;
    });
  }

  reset(): void {
    if (this.#spec.vInitial === undefined) this.v.fill(0);
    else this.v.set(this.#spec.vInitial);
    this.i.fill(0);
  }

  step(x: Float64Array, y: Float64Array): void {
    const { du, dv, vth, subtract, vMin } = this.#spec;
    const { v, i } = this;
    for (let n = 0; n < this.count; n++) {
      let u = descale(i[n]! * (DECAY_ONE - (du[n]! + 1))) + UNIT * x[n]!;
      const added = u;
      if (u > STATE_BITS) u -= 2 * STATE_BITS;
      if (u <= -STATE_BITS) u += 2 * STATE_BITS;
      const sum = descale(v[n]! * (DECAY_ONE - dv[n]!)) + u + this.#bias[n]!;
      const held = Math.min(Math.max(sum, 1 - STATE_BITS), STATE_BITS - 1);
      if (u !== added) this.clips++;
      if (held !== sum) this.clips++;
      const fires = vth !== null && held > UNIT * vth[n]!;
      i[n] = u;
      const left = fires ? (subtract === undefined ? 0 : held - subtract[n]!) : held;
      v[n] = vMin === undefined ? left : Math.max(left, vMin[n]!);
      y[n] = vth === null ? held : fires ? 1 : 0;
    }
  }
}
