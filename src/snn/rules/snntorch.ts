import { networkError } from "../network-error.ts";
import type { FiringSpec } from "../population.ts";
import type { StepChoice } from "../step-choice.ts";
import {
  decayingMembrane,
  fill,
  filteredCurrent,
  firing,
  integrator,
  numbers,
  type FloatRule,
  type StepNode,
} from "./rule.ts";

/**
 * Rule `snntorch`: snnTorch's Leaky and Synaptic. With a = [v > v_threshold] before the step:
 *
 *     i <- (1 - dt/tau_syn) i + dt/tau_syn w_in x                           CUBA (Synaptic); else i = x
 *     v <- beta v + gain i - a v_threshold                                  reset by subtraction
 *     v <- beta (1 - a) v + gain i                                          reset to zero, Leaky
 *     v <- (1 - a) (beta v + gain i)                                        reset to zero, Synaptic
 *     z = [v > v_threshold]
 *     v <- v - (z - a) (v_threshold, or v)                                  with resetDelay false
 *
 * beta = 1 - dt/tau and gain = dt/tau r; an IF neuron has beta 1 and gain r. v begins at 0; v_leak adds dt/tau v_leak.
 * Source: snntorch 1.0.0, `snntorch/_neurons/{leaky,synaptic}.py`, and `import_nir.py` for beta, gain and alpha.
 */
export const snntorchRule: FloatRule = (layer, node, choice) => {
  refuse(layer, choice);
  const r = numbers(layer, "r", node.r);
  const count = r.length;
  return {
    count,
    current: filteredCurrent(layer, node, choice.dt),
    membrane: "vLeak" in node ? decayingMembrane(layer, node, choice.dt) : integrator(r, 1),
    vInitial: fill(count, 0),
    firing: lookingBack(layer, node, choice),
    vMin: -Infinity,
  };
};

function refuse(layer: string, { maxSpikes = 1, vMin }: StepChoice): void {
  if (maxSpikes === 1 && vMin === undefined) return;
  throw networkError(layer, "rule snntorch has one spike a step and no lowest potential", {
    rule: "snntorch",
  });
}

function lookingBack(layer: string, node: StepNode, choice: StepChoice): FiringSpec | null {
  const spec = firing(layer, node, choice, { strict: true, maxSpikes: 1 });
  if (spec === null) return null;
  const zero = spec.reset === "subtract" || spec.vReset.every((value) => value === 0);
  if (!zero)
    throw networkError(layer, "rule snntorch resets to zero, found another v_reset", {
      parameter: "v_reset",
    });
  return { ...spec, lookBack: { whole: "tauSyn" in node, corrected: choice.resetDelay === false } };
}
