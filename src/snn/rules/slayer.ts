import type { Population } from "../population.ts";
import { DECAY_ONE, descale, fixedDecays } from "./fixed-point.ts";
import { numbers, type IntegerRule } from "./rule.ts";

/** What slayer's CUBA neuron is made of, one number a neuron. */
export interface SlayerSpec {
  /** [1/4096] 0 .. 4096. */
  readonly currentDecay: Float64Array;
  readonly voltageDecay: Float64Array;
  /** Input is multiplied by it first. */
  readonly gain: Float64Array;
  /** [network's unit]; null for no firing. */
  readonly threshold: Float64Array | null;
}

/** [1/unit] `scale`, to which the threshold is cut, and `s_scale`, in which states count; slayer's defaults. */
const WEIGHT_SCALE = 64;
const STATE_SCALE = 4096;

/**
 * Rule `slayer`: lava-dl's CUBA neuron, whose states are integers of 1/4096 of the network's unit; `/` rounds toward zero:
 *
 *     u <- u (4096 - current_decay) / 4096 + trunc(4096 x)
 *     v <- v (4096 - voltage_decay) / 4096 + u
 *     z = [v > 64 trunc(64 v_threshold)] (its >= with threshold_eps, as on the chip); v <- 0 where z
 *
 * The v reported is that before the reset. current_decay = 4096 dt/tau_syn (4096 for IF and LIF), rounded.
 * Source: lava-dl, `slayer/neuron/{base,cuba}.py`, `slayer/neuron/dynamics/leaky_integrator.py`.
 */
export const slayerRule: IntegerRule = (layer, node, choice) => {
  const { current, voltage, gain } = fixedDecays(layer, node, choice);
  const threshold = "vThreshold" in node ? numbers(layer, "v_threshold", node.vThreshold) : null;
  return new SlayerPopulation({ currentDecay: current, voltageDecay: voltage, gain, threshold });
};

/** Steps slayer's neurons; `v` and `i` are in the network's unit. */
export class SlayerPopulation implements Population {
  readonly count: number;
  readonly v: Float64Array;
  readonly i: Float64Array;
  readonly #spec: SlayerSpec;
  readonly #current: Float64Array;
  readonly #voltage: Float64Array;

  constructor(spec: SlayerSpec) {
    this.count = spec.gain.length;
    this.#spec = spec;
    this.v = new Float64Array(this.count);
    this.i = new Float64Array(this.count);
    this.#current = new Float64Array(this.count);
    this.#voltage = new Float64Array(this.count);
  }

  reset(): void {
    for (const state of [this.v, this.i, this.#current, this.#voltage]) state.fill(0);
  }

  step(x: Float64Array, y: Float64Array): void {
    const { currentDecay, voltageDecay, gain, threshold } = this.#spec;
    const current = this.#current;
    const voltage = this.#voltage;
    for (let n = 0; n < this.count; n++) {
      current[n] =
        descale(current[n]! * (DECAY_ONE - currentDecay[n]!)) + Math.trunc(STATE_SCALE * gain[n]! * x[n]!);
      voltage[n] = descale(voltage[n]! * (DECAY_ONE - voltageDecay[n]!)) + current[n]!;
      this.i[n] = current[n]! / STATE_SCALE;
      this.v[n] = voltage[n]! / STATE_SCALE;
      y[n] = this.v[n]!;
      if (threshold === null) continue;
      const fires = voltage[n]! > WEIGHT_SCALE * Math.trunc(WEIGHT_SCALE * threshold[n]!);
      y[n] = fires ? 1 : 0;
      if (fires) voltage[n] = 0;
    }
  }
}
