import { networkError } from "./network-error.ts";
import type { Layer } from "./layers.ts";
import type { DelayNode, ThresholdNode } from "./network.ts";
import { FloatPopulation, type Population, type PopulationSpec } from "./population.ts";
import { loihiRule } from "./rules/loihi.ts";
import { nirRule } from "./rules/nir.ts";
import { norseRule } from "./rules/norse.ts";
import { numbers, type FloatRule, type IntegerRule, type StepNode } from "./rules/rule.ts";
import { sinabsRule } from "./rules/sinabs.ts";
import { slayerRule } from "./rules/slayer.ts";
import { snntorchRule } from "./rules/snntorch.ts";
import { spikingjellyRule } from "./rules/spikingjelly.ts";
import type { StepChoice } from "./step-choice.ts";

const FLOAT_RULES: Readonly<Partial<Record<string, FloatRule>>> = {
  nir: nirRule,
  snntorch: snntorchRule,
  norse: norseRule,
  sinabs: sinabsRule,
  spikingjelly: spikingjellyRule,
};
const INTEGER_RULES: Readonly<Partial<Record<string, IntegerRule>>> = {
  slayer: slayerRule,
  loihi: loihiRule,
};

/**
 * Coefficients of a layer's neurons under a rule that steps in floats; null for a rule that counts in integers.
 * Throws `network-invalid`, naming the layer, where the rule cannot step the node as it is.
 */
export function populationSpec(path: string, node: StepNode, choice: StepChoice): PopulationSpec | null {
  checkChoice(path, choice);
  const rule = FLOAT_RULES[choice.rule];
  if (rule === undefined) return null;
  return rule(path, node, choice);
}

/** The neurons of a layer, stepped by the plain double-precision or integer form of a rule. */
export function populationOf(path: string, node: StepNode, choice: StepChoice): Population {
  const spec = populationSpec(path, node, choice);
  if (spec !== null) return new FloatPopulation(spec);
  const rule = INTEGER_RULES[choice.rule];
  if (rule === undefined) throw networkError(path, `no rule is named ${choice.rule}`, { found: choice.rule });
  return rule(path, node, choice);
}

function checkChoice(path: string, { dt, maxSpikes = 1, resetDelay, rule }: StepChoice): void {
  if (!(dt > 0 && dt < Infinity))
    throw networkError(path, `dt must be above 0, found ${String(dt)}`, { found: dt });
  if (!(maxSpikes >= 1)) throw networkError(path, `maxSpikes must be 1 or more, found ${String(maxSpikes)}`);
  if (resetDelay !== undefined && rule !== "snntorch") {
    throw networkError(path, `only rule snntorch can delay its reset, not ${rule}`, { rule });
  }
}

/** Delay of each element in whole steps; throws where a delay is negative or no multiple of dt. */
export function delaySteps(path: string, node: DelayNode, dt: number): Int32Array {
  return Int32Array.from(numbers(path, "delay", node.delay), (delay) => {
    const steps = Math.round(delay / dt);
    // a thousandth of a step: what single precision leaves of 0.003 s
    if (steps >= 0 && Math.abs(delay / dt - steps) < 1e-3) return steps;
    throw networkError(
      path,
      `a delay must be a multiple of dt ${String(dt)}, 0 or more; found ${String(delay)}`,
      {
        parameter: "delay",
        found: delay,
        allowed: dt,
      },
    );
  });
}

/** z = [x > threshold], strict under every rule: the node's own equation. */
export function stepThreshold(
  { threshold: { data } }: ThresholdNode,
  x: Float64Array,
  y: Float64Array,
): void {
  for (let n = 0; n < x.length; n++) y[n] = x[n]! > data[n]! ? 1 : 0;
}

/** Whether a layer is stepped by a rule. */
export const isStepNode = (node: Layer["node"]): node is StepNode =>
  ["I", "IF", "LI", "LIF", "CubaLI", "CubaLIF"].includes(node.type);
