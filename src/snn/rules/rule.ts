import { networkError } from "../network-error.ts";
import type { CubaLIFNode, CubaLINode, IFNode, INode, LIFNode, LINode } from "../network.ts";
import type { CurrentSpec, FiringSpec, MembraneSpec, Population, PopulationSpec } from "../population.ts";
import type { StepChoice } from "../step-choice.ts";
import type { Tensor } from "../tensor.ts";

/** The nodes that a rule steps; delays and thresholds are the same under every rule. */
export type StepNode = INode | IFNode | LINode | LIFNode | CubaLINode | CubaLIFNode;

/** Turns a node's continuous parameters into one framework's step. Faults name the layer. */
export type FloatRule = (layer: string, node: StepNode, choice: StepChoice) => PopulationSpec;
/** The same for a rule that counts in integers. */
export type IntegerRule = (layer: string, node: StepNode, choice: StepChoice) => Population;

export const fill = (count: number, value: number): Float64Array => new Float64Array(count).fill(value);

export const map = (from: Float64Array, each: (value: number, n: number) => number): Float64Array =>
  Float64Array.from(from, each);

/** A parameter in double precision; throws unless every number is finite. */
export function numbers(layer: string, name: string, { data }: Tensor): Float64Array {
  const bad = data.find((value) => !Number.isFinite(value));
  if (bad !== undefined)
    throw networkError(layer, `${name} must be finite, found ${String(bad)}`, { parameter: name });
  return Float64Array.from(data);
}

/** dt / tau, one a neuron; throws where a time constant is not positive. */
export function rates(layer: string, name: string, tau: Tensor, dt: number): Float64Array {
  return map(numbers(layer, name, tau), (value) => {
    if (value > 0) return dt / value;
    throw networkError(layer, `${name} must be above 0, found ${String(value)}`, {
      parameter: name,
      found: value,
    });
  });
}

/**
 * dt / tau for a step of Euler; throws where dt is longer than tau, for such a step overshoots. A rate a rounding of
 * single precision above 1 counts as 1.
 */
export function eulerRates(layer: string, name: string, tau: Tensor, dt: number): Float64Array {
  return map(rates(layer, name, tau, dt), (rate) => {
    if (rate <= 1) return rate;
    if (rate < 1 + 1e-6) return 1;
    const message = `a step of ${String(dt)} is longer than ${name} ${String(dt / rate)}: choose a shorter dt, or rule sinabs`;
    throw networkError(layer, message, { parameter: name, found: dt, allowed: dt / rate });
  });
}

/** Threshold and reset that hold under every rule; `now` in the step of the spike. */
export function firing(
  layer: string,
  node: StepNode,
  { reset, maxSpikes, vMin = -Infinity }: StepChoice,
  habit: { readonly strict: boolean; readonly maxSpikes: number },
): FiringSpec | null {
  if (!("vThreshold" in node)) return null;
  const most = maxSpikes ?? habit.maxSpikes;
  const threshold = numbers(layer, "v_threshold", node.vThreshold);
  const below = threshold.find((value) => value < vMin);
  if (below !== undefined) {
    throw networkError(layer, `a threshold of ${String(below)} is below vMin ${String(vMin)}`, {
      parameter: "v_threshold",
    });
  }
  if (most > 1 && threshold.some((value) => value <= 0)) {
    throw networkError(layer, "more than 1 spike a step needs thresholds above 0", {
      parameter: "v_threshold",
    });
  }
  return {
    threshold,
    strict: habit.strict,
    maxSpikes: most,
    reset,
    vReset: numbers(layer, "v_reset", node.vReset),
    lookBack: null,
  };
}

/** Decay and gain of an Euler step of the current: i <- (1 - dt/tau_syn) i + dt/tau_syn w_in x; null without a current. */
export function filteredCurrent(layer: string, node: StepNode, dt: number): CurrentSpec | null {
  if (!("tauSyn" in node)) return null;
  const rate = eulerRates(layer, "tau_syn", node.tauSyn, dt);
  const wIn = numbers(layer, "w_in", node.wIn);
  return {
    decay: map(rate, (value) => 1 - value),
    gain: map(rate, (value, n) => value * (wIn[n] ?? NaN)),
    decayInput: false,
  };
}

/** Nodes that leak. */
export type LeakyNode = Extract<StepNode, { readonly vLeak: Tensor }>;

/** dt / tau of the membrane, for an Euler step. */
export const membraneRates = (layer: string, node: LeakyNode, dt: number): Float64Array =>
  "tau" in node ? eulerRates(layer, "tau", node.tau, dt) : eulerRates(layer, "tau_mem", node.tauMem, dt);

/** v <- (1 - dt/tau) v + dt/tau r i + dt/tau v_leak. */
export function decayingMembrane(layer: string, node: LeakyNode, dt: number): MembraneSpec {
  const rate = membraneRates(layer, node, dt);
  const r = numbers(layer, "r", node.r);
  const leak = numbers(layer, "v_leak", node.vLeak);
  return {
    form: "decay",
    decay: map(rate, (value) => 1 - value),
    gain: map(rate, (value, n) => value * (r[n] ?? NaN)),
    offset: map(rate, (value, n) => value * (leak[n] ?? NaN)),
  };
}

/** v <- v + perStep r x. */
export const integrator = (r: Float64Array, perStep: number): MembraneSpec => ({
  form: "decay",
  decay: fill(r.length, 1),
  gain: map(r, (value) => value * perStep),
  offset: fill(r.length, 0),
});
