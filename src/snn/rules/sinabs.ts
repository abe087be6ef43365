import { exactExp } from "../../core/exact-math.ts";
import type { MembraneSpec, PopulationSpec } from "../population.ts";
import {
  fill,
  firing,
  integrator,
  map,
  numbers,
  rates,
  type FloatRule,
  type LeakyNode,
  type StepNode,
} from "./rule.ts";

/**
 * Rule `sinabs`: sinabs' IAF, LIF and ExpLeak, with alpha = exp(-dt/tau):
 *
 *     i <- alpha_syn (i + w_in x)                            CUBA; else i = x
 *     v <- v + r x                                           I, IF
 *     v <- alpha v + (1 - alpha) (r i + v_leak)              LI, LIF, CUBA (norm_input: exact for a constant input)
 *     z = floor(v / v_threshold) where v > 0, at most maxSpikes; with maxSpikes 1: [v >= v_threshold]
 *     v <- v - z v_threshold, or v_reset;  v <- max(v, vMin)
 *
 * v begins at 0. Source: sinabs 3.1.3, `sinabs/layers/functional/lif.py`, `sinabs/activation/`. Its reader of NIR files
 * takes tau for a count of steps and leaves the input unscaled; here tau and dt have one unit.
 */
export const sinabsRule: FloatRule = (layer, node, choice) => {
  const r = numbers(layer, "r", node.r);
  const count = r.length;
  return {
    count,
    current: current(layer, node, choice.dt),
    membrane: "vLeak" in node ? exponential(layer, node, choice.dt, r) : integrator(r, 1),
    vInitial: fill(count, 0),
    firing: firing(layer, node, choice, { strict: false, maxSpikes: Infinity }),
    vMin: choice.vMin ?? -Infinity,
  };
};

function current(layer: string, node: StepNode, dt: number): PopulationSpec["current"] {
  if (!("tauSyn" in node)) return null;
  const rate = rates(layer, "tau_syn", node.tauSyn, dt);
  return {
    decay: map(rate, (value) => exactExp(-value)),
    gain: numbers(layer, "w_in", node.wIn),
    decayInput: true,
  };
}

function exponential(layer: string, node: LeakyNode, dt: number, r: Float64Array): MembraneSpec {
  const rate = "tau" in node ? rates(layer, "tau", node.tau, dt) : rates(layer, "tau_mem", node.tauMem, dt);
  const leak = numbers(layer, "v_leak", node.vLeak);
  const decay = map(rate, (value) => exactExp(-value));
  return {
    form: "decay",
    decay,
    gain: map(decay, (alpha, n) => (1 - alpha) * (r[n] ?? NaN)),
    offset: map(decay, (alpha, n) => (1 - alpha) * (leak[n] ?? NaN)),
  };
}
