import type { MembraneSpec } from "../population.ts";
import {
  decayingMembrane,
  fill,
  filteredCurrent,
  firing,
  integrator,
  map,
  membraneRates,
  numbers,
  type FloatRule,
  type StepNode,
} from "./rule.ts";

/**
 * Rule `spikingjelly`: IFNode, LIFNode and CUBALIFNode, with T = tau/dt:
 *
 *     v <- v + dt r x                                        I, IF
 *     v <- v + (r x - (v - v_leak)) / T                      LI, LIF (decay_input)
 *     v <- v - (v - v_leak) / T + x                          LI, LIF where r = T (decay_input false)
 *     i <- (1 - dt/tau_syn) i + dt/tau_syn w_in x;  v <- (1 - dt/tau_mem) v + dt/tau_mem (r i + v_leak)      CUBA
 *     z = [v >= v_threshold]; v <- v - z v_threshold, or v_reset
 *
 * v begins at v_reset, with reset by subtraction at 0. Source: spikingjelly 2.0.0,
 * `activation_based/functional/neuron.py`, `activation_based/nir_exchange/from_nir.py`; there v_leak is v_reset.
 */
export const spikingjellyRule: FloatRule = (layer, node, choice) => {
  const r = numbers(layer, "r", node.r);
  const count = r.length;
  const fires = firing(layer, node, choice, { strict: false, maxSpikes: 1 });
  return {
    count,
    current: filteredCurrent(layer, node, choice.dt),
    membrane: membrane(layer, node, choice.dt, r),
    vInitial: fires?.reset === "value" ? fires.vReset : fill(count, 0),
    firing: fires,
    vMin: choice.vMin ?? -Infinity,
  };
};

/** [-] relative, for r = tau/dt in single precision. */
const SAME = 1e-6;

function membrane(layer: string, node: StepNode, dt: number, r: Float64Array): MembraneSpec {
  if (!("vLeak" in node)) return integrator(r, dt);
  if ("tau" in node) {
    const leak = numbers(layer, "v_leak", node.vLeak);
    const tau = map(membraneRates(layer, node, dt), (rate) => 1 / rate);
    const decayInput = !r.every((value, n) => Math.abs(value - (tau[n] ?? NaN)) <= SAME * value);
    return { form: "tau", tau, r, leak, decayInput };
  }
  return decayingMembrane(layer, node, dt);
}
