import { networkError } from "../network-error.ts";
import type { StepChoice } from "../step-choice.ts";
import { membraneRates, numbers, rates, type StepNode } from "./rule.ts";

/** Decays count in steps of 1/4096: 12 bits. */
export const DECAY_ONE = 4096;
/** [-] relative error of a parameter held in single precision. */
const SINGLE = 1e-6;

/** x / 4096 for an integer x up to 2^53, rounded toward zero, which a shift of 32-bit integers cannot do. */
export const descale = (x: number): number => Math.trunc(x / DECAY_ONE);

/** Decays of a node in 1/4096, and what the current is multiplied by before it enters; one number a neuron. */
export interface FixedDecays {
  readonly current: Float64Array;
  readonly voltage: Float64Array;
  readonly gain: Float64Array;
}

/**
 * Decays of a neuron that adds its input to the current, and the current to the potential, both unscaled. A node must be
 * of that form: dt/tau_mem r = 1, v_leak = 0, reset to 0, one spike a step; throws where it is not.
 */
export function fixedDecays(layer: string, node: StepNode, choice: StepChoice): FixedDecays {
  refuse(layer, node, choice);
  const r = numbers(layer, "r", node.r);
  const rounded = (rate: Float64Array): Float64Array => rate.map((value) => Math.round(value * DECAY_ONE));
  const noMemory = new Float64Array(r.length).fill(DECAY_ONE);
  if (!("vLeak" in node)) return { current: noMemory, voltage: new Float64Array(r.length), gain: r };
  const membrane = membraneRates(layer, node, choice.dt);
  const perStep = r.map((value, n) => value * (membrane[n] ?? NaN));
  if (!("tauSyn" in node)) return { current: noMemory, voltage: rounded(membrane), gain: perStep };
  const off = perStep.find((value) => Math.abs(value - 1) > SINGLE);
  if (off !== undefined) {
    throw networkError(layer, `rule ${choice.rule} takes r = tau_mem/dt, found ${String(off)} times that`, {
      parameter: "r",
    });
  }
  const synapse = rates(layer, "tau_syn", node.tauSyn, choice.dt);
  const wIn = numbers(layer, "w_in", node.wIn);
  return {
    current: rounded(synapse),
    voltage: rounded(membrane),
    gain: synapse.map((rate, n) => rate * (wIn[n] ?? NaN)),
  };
}

function refuse(layer: string, node: StepNode, { rule, reset, maxSpikes = 1, vMin }: StepChoice): void {
  const spiking = "vThreshold" in node;
  const faults: [boolean, string][] = [
    [spiking && reset !== "value", "resets to a value, not by subtraction"],
    [maxSpikes !== 1 || vMin !== undefined, "has one spike a step and no lowest potential"],
    [spiking && node.vReset.data.some((value) => value !== 0), "resets to 0, found another v_reset"],
    [!spiking && "vLeak" in node && node.vLeak.data.some((value) => value !== 0), "has no v_leak but 0"],
    [spiking && "vLeak" in node && node.vLeak.data.some((value) => value !== 0), "has no v_leak but 0"],
  ];
  const fault = faults.find(([found]) => found);
  if (fault !== undefined) throw networkError(layer, `rule ${rule} ${fault[1]}`, { rule });
}
