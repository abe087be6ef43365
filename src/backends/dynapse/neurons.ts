import { exactExp, exactLog } from "../../core/exact-math.ts";
import { decayForm } from "../../snn/engine/neuron-plan.ts";
import type { FiringSpec, PopulationSpec } from "../../snn/population.ts";
import type { StepNode } from "../../snn/rules/rule.ts";
import type { NetworkChoice } from "../../snn/step-choice.ts";
import type { Violation, Warning } from "../fit-report.ts";
import { floatNeurons } from "../float-neurons.ts";
import type { Part } from "../parts.ts";
import { LONGEST_MEMBRANE_S, LONGEST_SYNAPSE_S } from "./circuit.ts";
import { DYNAPSE_MODEL } from "./limits.ts";

/** A part's neurons in the chip's terms. By element. */
export interface MappedNeurons {
  /** [s] time constants of the membrane and of its synapses. */
  readonly tauMemS: Float64Array;
  readonly tauSynS: Float64Array;
  /** [s] what a spike over a weight of 1 brings: the time integral of r i, as a share of the threshold. */
  readonly chargeS: Float64Array;
}

export interface MappedOrNot {
  readonly neurons: MappedNeurons | null;
  readonly violations: readonly Violation[];
  readonly warnings: readonly Warning[];
}

export interface NeuronOptions {
  readonly choice: NetworkChoice;
  /** [s] that a step of the network lasts, in which `choice.dt` of its own time goes by. */
  readonly stepS: number;
  /** [steps] of a window. */
  readonly steps: number;
}

/** What a time constant may be off by for a rounding of single precision. */
const ROUNDING = 1e-6;
const SHORTEST_S = DYNAPSE_MODEL.shortestTau.value;

/**
 * Neurons that fire, leak and are reset to 0, as the chip's. A spike of the network is an input of 1 for one step; the chip
 * gives its charge through a synapse: one with the network's time constant, or, where the network has none, half a step's, so
 * that the input is on average as late. An integrator gets the slowest leak that there is.
 */
export function mapNeurons(part: Part, node: StepNode, options: NeuronOptions): MappedOrNot {
  const found = floatNeurons(part, node, options.choice);
  if ("violation" in found) return { neurons: null, violations: [found.violation], warnings: [] };
  const { spec } = found;
  const { firing } = spec;
  if (firing === null) {
    const refused = unlike(part, [`${node.type} neurons`, "neurons that fire", "LIF neurons"]);
    return { neurons: null, violations: [refused], warnings: [] };
  }
  const oddities = odditiesOf(spec, firing).map((oddity) => unlike(part, oddity));
  const neurons = neuronsIn(node, { spec, firing }, options);
  const times = timeViolations(part, node, { neurons, options });
  const violations = [...oddities, ...times];
  return {
    neurons: violations.length === 0 ? neurons : null,
    violations,
    warnings: "vLeak" in node || times.length > 0 ? [] : [leakWarning(part, options)],
  };
}

type Oddity = readonly [need: string, limit: string, hint: string];

const unlike = ({ path }: Part, [need, limit, hint]: Oddity): Violation => ({
  code: "UNSUPPORTED_LAYER",
  layer: path,
  need,
  limit,
  formula: `${path} has ${need}`,
  hint,
});

function odditiesOf({ membrane }: PopulationSpec, firing: FiringSpec): Oddity[] {
  const { gain, offset } = decayForm(membrane);
  const found: Oddity[] = [];
  if (firing.reset === "subtract")
    found.push(["reset by subtraction", "reset to a value", "reset value, in training, too"]);
  else if (firing.vReset.some((value) => value !== 0))
    found.push(["a reset to other than 0", "reset to 0", "v_reset 0"]);
  if (firing.lookBack !== null)
    found.push(["a late reset", "a reset with the spike", "a reset in the step of the spike"]);
  if (offset.some((value) => value !== 0)) found.push(["a resting potential", "0", "v_leak 0"]);
  if (!firing.threshold.every((value) => value > 0))
    found.push(["a threshold of 0 or below", "above 0", "thresholds above 0"]);
  if (!gain.every((value) => value > 0))
    found.push(["r of 0 or below", "above 0", "r above 0, the sign in the weights"]);
  return found;
}

function neuronsIn(
  node: StepNode,
  { spec, firing }: { readonly spec: PopulationSpec; readonly firing: FiringSpec },
  { choice, stepS }: NeuronOptions,
): MappedNeurons {
  const secondsPerUnit = stepS / choice.dt;
  const { gain } = decayForm(spec.membrane);
  const tauOf = (tau: ArrayLike<number>): Float64Array =>
    Float64Array.from(tau, (value) => value * secondsPerUnit);
  const constant = (seconds: number): Float64Array => new Float64Array(spec.count).fill(seconds);
  const tauMemS =
    "tau" in node
      ? tauOf(node.tau.data)
      : "tauMem" in node
        ? tauOf(node.tauMem.data)
        : constant(LONGEST_MEMBRANE_S);
  const jumps = gain.map((value, n) => (value * currentOf(spec, n)) / firing.threshold[n]!);
  return {
    tauMemS,
    tauSynS: "tauSyn" in node ? tauOf(node.tauSyn.data) : constant(stepS / 2),
    chargeS: jumps.map((jump, n) => jump * tauMemS[n]!),
  };
}

/** What all steps of a current after an input of 1 add up to; 1 where there is no current. */
function currentOf({ current }: PopulationSpec, n: number): number {
  if (current === null) return 1;
  const decay = current.decay[n]!;
  return ((current.decayInput ? decay : 1) * current.gain[n]!) / (1 - decay);
}

function timeViolations(
  { path }: Part,
  node: StepNode,
  { neurons, options }: { readonly neurons: MappedNeurons; readonly options: NeuronOptions },
): Violation[] {
  const found: Violation[] = [];
  const check = (what: string, seconds: Float64Array, longestS: number): void => {
    for (const isOut of [
      (value: number) => value > longestS * (1 + ROUNDING),
      (value: number) => value < SHORTEST_S * (1 - ROUNDING),
    ]) {
      const out = seconds.find(isOut);
      if (out === undefined) continue;
      const limit = `${inMs(SHORTEST_S)} to ${inMs(longestS)}`;
      const formula = `${what} of ${path} is ${inMs(out)}, with steps of ${inMs(options.stepS)}; tau = C U_T/(kappa I), I no less than the dark current`;
      const hint = hintFor(what, { longestS, out, options });
      found.push({ code: "DECAY_RANGE", layer: path, need: inMs(out), limit, formula, hint });
    }
  };
  if ("vLeak" in node) check("tau_mem", neurons.tauMemS, LONGEST_MEMBRANE_S);
  else found.push(...forgetful(path, options));
  check("tauSyn" in node ? "tau_syn" : "half a step", neurons.tauSynS, LONGEST_SYNAPSE_S);
  return found;
}

function hintFor(
  what: string,
  {
    longestS,
    out,
    options,
  }: { readonly longestS: number; readonly out: number; readonly options: NeuronOptions },
): string {
  const bound = out > longestS ? longestS : SHORTEST_S;
  const step = `steps of ${inMs((options.stepS * bound) / out)} (--step-ms)`;
  if (what === "half a step") return step;
  return `${what} of ${inMs(bound)}, or ${step}`;
}

/** An integrator whose leak takes more of a window than can be called integrating. */
function forgetful(path: string, { stepS, steps }: NeuronOptions): Violation[] {
  const windowS = stepS * steps;
  const mostS = -exactLog(1 - DYNAPSE_MODEL.longestLoss.value) * LONGEST_MEMBRANE_S;
  if (windowS <= mostS) return [];
  return [
    {
      code: "DECAY_RANGE",
      layer: path,
      need: `${inMs(windowS)} without a leak`,
      limit: inMs(mostS),
      formula: `${steps} steps of ${inMs(stepS)}; every membrane leaks, in ${inMs(LONGEST_MEMBRANE_S)} at the slowest`,
      hint: `steps of ${inMs(mostS / steps)} (--step-ms), or LIF neurons`,
    },
  ];
}

function leakWarning({ path }: Part, { stepS, steps }: NeuronOptions): Warning {
  const lost = 1 - exactExp((-stepS * steps) / LONGEST_MEMBRANE_S);
  const message = `integrators leak, in ${inMs(LONGEST_MEMBRANE_S)}: ${(100 * lost).toPrecision(2)} % within a window`;
  return { code: "LEAK", layer: path, message };
}

/** Seconds for a person: `70.9 ms`. */
const inMs = (seconds: number): string => `${Number((seconds * 1000).toPrecision(3))} ms`;
