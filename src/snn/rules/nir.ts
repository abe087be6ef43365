import type { MembraneSpec, PopulationSpec } from "../population.ts";
import type { StepChoice } from "../step-choice.ts";
import {
  fill,
  filteredCurrent,
  firing,
  integrator,
  membraneRates,
  numbers,
  type FloatRule,
  type StepNode,
} from "./rule.ts";

/**
 * Rule `nir`: the standard's equations, one Euler step a dt, the current first:
 *
 *     i <- i + dt/tau_syn (w_in x - i)          CUBA; else i = x
 *     v <- v + dt r x                           I, IF
 *     v <- v + dt/tau (r i + v_leak - v)        LI, LIF, CUBA
 *     z = [v > v_threshold], then the reset
 *
 * v begins at 0. Source: Pedersen et al. 2024, table 1, for the equations; Euler's step is ours.
 */
export const nirRule: FloatRule = (layer, node, choice) => eulerSpec(layer, node, choice, choice.dt);

/** The Euler step; `perStep` is what one step adds to an integrator for r x = 1. */
export function eulerSpec(
  layer: string,
  node: StepNode,
  choice: StepChoice,
  perStep: number,
): PopulationSpec {
  const r = numbers(layer, "r", node.r);
  const count = r.length;
  const leaky = (leak: Float64Array, rate: Float64Array): MembraneSpec => ({ form: "euler", rate, r, leak });
  return {
    count,
    current: filteredCurrent(layer, node, choice.dt),
    membrane:
      "vLeak" in node
        ? leaky(numbers(layer, "v_leak", node.vLeak), membraneRates(layer, node, choice.dt))
        : integrator(r, perStep),
    vInitial: fill(count, 0),
    firing: firing(layer, node, choice, { strict: true, maxSpikes: 1 }),
    vMin: choice.vMin ?? -Infinity,
  };
}
