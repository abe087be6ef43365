import { exactLog } from "../../core/exact-math.ts";
import { discretize, roundHalfEven } from "../../snn/dynapcnn-scale.ts";
import { decayForm } from "../../snn/engine/neuron-plan.ts";
import type { FiringSpec, PopulationSpec } from "../../snn/population.ts";
import { choiceFor, type NetworkChoice } from "../../snn/step-choice.ts";
import { populationSpec } from "../../snn/step-rule.ts";
import type { LayerQuantisation, Violation, Warning } from "../fit-report.ts";
import { faultOf, type Part } from "../parts.ts";
import { SPECK_LIMITS } from "./limits.ts";

/** A part in the chip's integers. */
export interface SpeckIntegers {
  /** 8 bits, in the order of the weights given. */
  readonly weights: Int32Array;
  /** By output channel, 8 bits: what a tick of the slow clock adds; null for none. */
  readonly bias: Int32Array | null;
  /** 16 bits; a neuron fires at its threshold, not only above it. */
  readonly threshold: number;
  readonly vMin: number;
  readonly vInitial: number;
  /** A spike sets the potential to 0; else it takes the threshold off. */
  readonly returnToZero: boolean;
  readonly quantisation: LayerQuantisation;
  readonly warnings: readonly Warning[];
}

/** The integers of a part, or why it has none. */
export type SpeckIntegersResult = SpeckIntegers | { readonly violations: readonly Violation[] };

/** What feeds a part, in the network's units. */
export interface SpeckWeights {
  /** Path of the layer of weights. */
  readonly path: string;
  /** Poolings multiplied in, in any order. */
  readonly weights: Float64Array;
  /** By output channel; null where all are 0. */
  readonly bias: Float64Array | null;
}

/** [chip's units] bounds of a state. */
export const STATE_MOST = (1 << (SPECK_LIMITS.stateBits.value - 1)) - 1;
export const STATE_LEAST = -STATE_MOST - 1;

/** Rounds a part to integers: one scale for weights, bias, threshold and lowest potential (`dynapcnn-scale.ts`). */
export function integersOf(part: Part, layer: SpeckWeights, choice: NetworkChoice): SpeckIntegersResult {
  const odd = layer.weights.find(isOdd) ?? layer.bias?.find(isOdd);
  if (odd !== undefined) {
    const formula = `a weight or bias of ${layer.path} is ${odd}`;
    return {
      violations: [
        {
          code: "NETWORK_INVALID",
          layer: layer.path,
          need: String(odd),
          limit: "finite numbers",
          formula,
          hint: "mend the network file",
        },
      ],
    };
  }
  if (part.node === null) return readoutIntegers(part, layer);
  try {
    return new NeuronRounding(part, layer, choice).result();
  } catch (error) {
    return { violations: [faultOf(error)] };
  }
}

const isOdd = (value: number): boolean => !Number.isFinite(value);

const asTensor = (data: Float64Array) => ({ shape: [data.length], data });

/** Weights at the end: neurons that do not fire, whose potentials the host reads. */
function readoutIntegers(part: Part, { weights }: SpeckWeights): SpeckIntegers {
  const isZero = weights.every((weight) => weight === 0);
  const rounded = isZero
    ? null
    : discretize({ weight: asTensor(weights), bias: null, threshold: 0, vMin: 0 });
  const integers = rounded?.weight ?? new Int32Array(weights.length);
  return {
    weights: integers,
    bias: null,
    threshold: STATE_MOST,
    vMin: STATE_LEAST,
    vInitial: 0,
    returnToZero: false,
    ...quantisationOf(part, { weights, integers, scale: rounded?.scale ?? 1 }),
  };
}

const FEW_BITS = 5;

interface RoundedWeights {
  readonly weights: Float64Array;
  readonly integers: Int32Array;
  readonly scale: number;
}

function quantisationOf(
  { path }: Part,
  { weights, integers, scale }: RoundedWeights,
): Pick<SpeckIntegers, "quantisation" | "warnings"> {
  let worst = 0;
  let largest = 0;
  integers.forEach((integer, i) => {
    worst = Math.max(worst, Math.abs((weights[i] ?? NaN) - integer / scale));
    largest = Math.max(largest, Math.abs(integer));
  });
  const most = SPECK_LIMITS.weightBits.value;
  const bits =
    largest === 0 ? 0 : Math.min(most, Math.round((1 + exactLog(largest + 1) / Math.LN2) * 1e4) / 1e4);
  const message = `the weights use ${bits} of ${most} bits: the threshold, the lowest potential or a bias is large beside them`;
  const isFew = bits < FEW_BITS && weights.some((weight) => weight !== 0);
  return {
    quantisation: { layer: path, scale, bits, max_abs_err: worst, saturated: 0 },
    warnings: isFew ? [{ code: "EFFECTIVE_BITS", layer: path, message }] : [],
  };
}

/** Neurons as the network has them, divided by what they multiply their input by: so the weights enter as they are. */
interface Neurons {
  readonly threshold: number;
  readonly vMin: number;
  readonly vInitial: number;
  readonly returnToZero: boolean;
}

interface Oddity {
  readonly need: string;
  readonly limit: string;
  readonly hint: string;
}

/** What neurons do that a core's cannot. */
function oddities(spec: PopulationSpec, { threshold, vReset, reset, lookBack }: FiringSpec): Oddity[] {
  const { gain, decay, offset } = decayForm(spec.membrane);
  const found: Oddity[] = [];
  const leaks =
    spec.current !== null || decay.some((value) => value !== 1) || offset.some((value) => value !== 0);
  if (leaks || lookBack !== null) {
    const hint = "IF neurons whose reset acts in the step of the spike";
    found.push({ need: "a leak or a late reset", limit: "plain integration", hint });
  }
  if (reset === "value" && vReset.some((value) => value !== 0)) {
    found.push({ need: "a reset to a value", limit: "0, or the threshold taken off", hint: "v_reset 0" });
  }
  const shared = { v_threshold: threshold, r: gain, "first potentials": spec.vInitial };
  for (const [name, values] of Object.entries(shared)) {
    if (values.every((value) => value === values[0])) continue;
    const hint = `one ${name} for all, the difference in the weights of each channel`;
    found.push({ need: `${name} that differ`, limit: "one a layer", hint });
  }
  if (!gain.every((value) => value > 0))
    found.push({ need: `r ${gain[0]}`, limit: "above 0", hint: "r 1, the sign in the weights" });
  return found;
}

class NeuronRounding {
  readonly #part: Part;
  readonly #layer: SpeckWeights;
  readonly #choice: NetworkChoice;

  constructor(part: Part, layer: SpeckWeights, choice: NetworkChoice) {
    this.#part = part;
    this.#layer = layer;
    this.#choice = choice;
  }

  result(): SpeckIntegersResult {
    const neurons = this.#neurons();
    if ("violation" in neurons) return { violations: [neurons.violation] };
    if (neurons.vMin === -Infinity) return { violations: [this.#unset(neurons)] };
    const rounded = discretize({ ...this.#tensors(), threshold: neurons.threshold, vMin: neurons.vMin });
    const { scale, threshold, vMin, weight, bias } = rounded;
    if (threshold < 1) return { violations: [this.#vanished(neurons.threshold, scale)] };
    const { quantisation, warnings } = quantisationOf(this.#part, {
      weights: this.#layer.weights,
      integers: weight,
      scale,
    });
    return {
      weights: weight,
      bias: bias?.some((value) => value !== 0) === true ? bias : null,
      threshold,
      vMin,
      vInitial: Math.max(vMin, roundHalfEven(neurons.vInitial * scale)),
      returnToZero: neurons.returnToZero,
      quantisation,
      warnings: [...warnings, ...this.#warnings(weight, threshold)],
    };
  }

  #tensors() {
    const { weights, bias } = this.#layer;
    return { weight: asTensor(weights), bias: bias === null ? null : asTensor(bias) };
  }

  #neurons(): Neurons | { readonly violation: Violation } {
    const { path, node } = this.#part;
    const spec = node === null ? null : populationSpec(path, node, choiceFor(path, this.#choice));
    if (spec?.firing == null) {
      const limit = "a rule in floats, whose neurons fire";
      return this.#refuse(`rule ${this.#choice.rule}`, [limit, "run it by rule sinabs or spikingjelly"]);
    }
    const { gain } = decayForm(spec.membrane);
    const [odd] = oddities(spec, spec.firing);
    if (odd !== undefined) return this.#refuse(odd.need, [odd.limit, odd.hint]);
    const [factor = NaN] = gain;
    return {
      threshold: (spec.firing.threshold[0] ?? NaN) / factor,
      vMin: spec.vMin / factor,
      vInitial: (spec.vInitial[0] ?? NaN) / factor,
      returnToZero: spec.firing.reset === "value",
    };
  }

  #refuse(need: string, [limit, hint]: readonly [string, string]): { readonly violation: Violation } {
    const { path } = this.#part;
    return {
      violation: {
        code: "UNSUPPORTED_LAYER",
        layer: path,
        need,
        limit,
        formula: `${path} has ${need}`,
        hint,
      },
    };
  }

  /** The lowest potential has no default: the lowest that the chip has would count as -32768 of the network's units. */
  #unset({ threshold }: Neurons): Violation {
    const { scale } = discretize({ ...this.#tensors(), threshold, vMin: 0 });
    return {
      code: "V_MIN_UNSET",
      layer: this.#part.path,
      need: "a lowest potential",
      limit: `down to ${STATE_LEAST} / scale`,
      formula: `unset counts as ${STATE_LEAST}, so the scale would be 1 at most and weights below 0.5 would vanish`,
      hint: `vMin ${roundedDown(-STATE_LEAST / scale) * -1} or higher: it costs the weights no bit`,
    };
  }

  #vanished(threshold: number, scale: number): Violation {
    const formula = `threshold ${threshold}·${scale.toPrecision(4)} rounds to 0`;
    const { path } = this.#part;
    return {
      code: "WEIGHT_RANGE",
      layer: path,
      need: threshold,
      limit: `${1 / scale} or more`,
      formula,
      hint: `a threshold of ${1 / scale}, or smaller weights`,
    };
  }

  #warnings(weight: Int32Array, threshold: number): Warning[] {
    const { path } = this.#part;
    const largest = weight.reduce((most, value) => Math.max(most, value), 0);
    const found: Warning[] = [];
    if (largest > threshold) {
      const message = `the largest weight is ${(largest / threshold).toFixed(1)} thresholds, but an update gives one spike: the rest waits for the next`;
      found.push({ code: "WEIGHT_OVER_THRESHOLD", layer: path, message });
    }
    if (this.#layer.bias !== null) {
      const message = `the bias of ${this.#layer.path} is added by the slow clock, here once a step; how it ticks among events is not public`;
      found.push({ code: "NOT_PUBLIC", layer: path, message });
    }
    return found;
  }
}

/** To three digits, toward 0. */
function roundedDown(value: number): number {
  let step = 1;
  while (value / step >= 1000) step *= 10;
  while (value / step < 100) step /= 10;
  return Number((Math.floor(value / step) * step).toPrecision(3));
}
