import { SaccadeError } from "../../core/errors.ts";
import { exactLog } from "../../core/exact-math.ts";
import { decayForm } from "../../snn/engine/neuron-plan.ts";
import { signModeOf, storedWeights } from "../../snn/loihi-synapse.ts";
import type { PopulationSpec } from "../../snn/population.ts";
import { type LoihiSpec, loihiSpec } from "../../snn/rules/loihi.ts";
import { choiceFor, type NetworkChoice } from "../../snn/step-choice.ts";
import { populationSpec } from "../../snn/step-rule.ts";
import type { LayerQuantisation, Violation, Warning } from "../fit-report.ts";
import { faultOf, type Part } from "../parts.ts";
import { distinctWeights, type Wiring } from "../wiring.ts";
import { LOIHI_FORMATS } from "./limits.ts";

/** A part in the chip's integers. */
export interface PartIntegers {
  /** By place. */
  readonly spec: LoihiSpec;
  /** By wiring: each weight once, in the order of `distinctWeights`. */
  readonly weights: readonly Int32Array[];
  /** [bits] sums of weights are shifted by before neurons take them up: 0, or below it for a shift to the right. */
  readonly exponent: number;
  /** [network's units] by element: of a spike (1), of a unit of v where nothing fires, of a unit of the sum of a readout. */
  readonly unit: Float64Array;
  /** [network's units] added to each output of a readout by the host, by element; null for none. */
  readonly offset: Float64Array | null;
  readonly quantisation: LayerQuantisation;
  readonly warnings: readonly Warning[];
}

export interface IntegersOptions {
  readonly choice: NetworkChoice;
  /** [steps] of a window; with 1, what a spike does to the potential is of no matter. */
  readonly steps: number;
  /** [steps] of the chip before this part's first input. */
  readonly idleSteps: number;
  /** Neurons are programs (Loihi 2): they can subtract, and have a lowest potential. */
  readonly programmable: boolean;
}

/** The integers of a part, or why it has none. */
export type IntegersResult = PartIntegers | { readonly violations: readonly Violation[] };

/** [v] of one unit of a sum of weights. */
const UNIT = 64;
const BIAS_MOST = LOIHI_FORMATS.biasMantissaMost.value * (1 << LOIHI_FORMATS.biasExponentMost.value);

/**
 * Rounds a part to the chip's integers. A network of rule `loihi` is in them already. Of any other, weights, threshold and
 * bias get one scale, the largest with which all of them fit; what a neuron multiplies its input by goes into its threshold.
 */
export function integersOf(part: Part, wirings: readonly Wiring[], options: IntegersOptions): IntegersResult {
  try {
    const { choice } = options;
    if (part.node === null) return readoutIntegers(part, wirings, choice.rule === "loihi");
    if (choice.rule === "loihi")
      return exactIntegers(part, wirings, loihiSpec(part.path, part.node, choiceFor(part.path, choice)));
    const spec = populationSpec(part.path, part.node, choiceFor(part.path, choice));
    if (spec === null)
      return {
        violations: [refused(part, choice.rule, "a rule in floats, or loihi", "train with another rule")],
      };
    return scaledIntegers(part, wirings, { spec, options });
  } catch (error) {
    const fault = faultOf(error);
    const parameter = error instanceof SaccadeError ? error.where["parameter"] : undefined;
    const isDecay = typeof parameter === "string" && parameter.startsWith("tau");
    return {
      violations: [
        isDecay ? { ...fault, code: "DECAY_RANGE", hint: "a time constant of at least one step" } : fault,
      ],
    };
  }
}

const refused = (part: Part, need: string, limit: string, hint: string): Violation => ({
  code: "UNSUPPORTED_LAYER",
  layer: part.path,
  need,
  limit,
  formula: `${part.path} needs ${need}`,
  hint,
});

/** By output element of a part: the sum of its weights' biases; null where all are 0. */
function biasOf(part: Part, wirings: readonly Wiring[]): Float64Array | null {
  const bias = new Float64Array(part.count);
  for (const weighted of new Set(wirings.map((wiring) => wiring.weighted))) {
    if (weighted?.bias == null) continue;
    const cells = part.count / weighted.geometry.outChannels;
    for (let n = 0; n < bias.length; n++) bias[n]! += weighted.bias[Math.floor(n / cells)] ?? 0;
  }
  return bias.some((value) => value !== 0) ? bias : null;
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** The largest factor with which weights of a wiring fit. */
function fittingScale(weights: Float64Array): number {
  const mode = signModeOf(weights);
  let least = 0;
  let most = 0;
  for (const weight of weights) [least, most] = [Math.min(least, weight), Math.max(most, weight)];
  const [low, high] = mode === "mixed" ? [256, 254] : [255, 255];
  return Math.min(most === 0 ? Infinity : high / most, least === 0 ? Infinity : low / -least);
}

interface Rounded {
  readonly weights: readonly Int32Array[];
  readonly quantisation: LayerQuantisation;
  readonly warnings: readonly Warning[];
}

const FEW_BITS = 5;

/** Weights times a scale, rounded to what the chip stores. */
function roundWeights(part: Part, originals: readonly Float64Array[], scale: number): Rounded {
  let worst = 0;
  let saturated = 0;
  let largest = 0;
  const weights = originals.map((original) => {
    const signMode = signModeOf(original);
    const step = signMode === "mixed" ? 2 : 1;
    const stored = storedWeights(
      original.map((weight) => step * Math.round((weight * scale) / step)),
      { signMode, weightBits: LOIHI_FORMATS.weightBits.value, weightExponent: 0 },
    );
    original.forEach((weight, i) => {
      const back = (stored[i] ?? 0) / scale;
      worst = Math.max(worst, Math.abs(weight - back));
      largest = Math.max(largest, Math.abs(stored[i] ?? 0));
      if (Math.abs(weight * scale - (stored[i] ?? 0)) > step) saturated++;
    });
    return stored;
  });
  const bits = rounded(exactLog(largest + 1) / Math.LN2);
  const few: Warning = {
    code: "EFFECTIVE_BITS",
    layer: part.path,
    message: `the weights use ${String(bits)} of ${String(LOIHI_FORMATS.weightBits.value)} bits: the threshold or bias is large beside them`,
  };
  return {
    weights,
    quantisation: { layer: part.path, scale, bits, max_abs_err: worst, saturated },
    warnings:
      bits < FEW_BITS && originals.some((original) => original.some((weight) => weight !== 0)) ? [few] : [],
  };
}

const NO_MEMORY = LOIHI_FORMATS.decayOne.value - 1;

/** Weights at the end: a compartment that sums, never fires, and whose potential is read. */
function readoutIntegers(part: Part, wirings: readonly Wiring[], exact: boolean): IntegersResult {
  const originals = wirings.map(distinctWeights);
  const wrong = exact ? inexact(part, wirings, originals) : null;
  if (wrong !== null) return { violations: [wrong] };
  const fitting = Math.min(...originals.map(fittingScale));
  const scale = exact || fitting === Infinity ? 1 : fitting;
  const { weights, quantisation, warnings } = roundWeights(part, originals, scale);
  return {
    spec: {
      du: new Int32Array(part.count).fill(NO_MEMORY),
      dv: new Int32Array(part.count),
      vth: null,
      biasMant: new Int32Array(part.count),
      biasExp: new Int32Array(part.count),
    },
    weights,
    exponent: 0,
    unit: new Float64Array(part.count).fill(1 / scale),
    offset: biasOf(part, wirings),
    quantisation,
    warnings,
  };
}

/** The first weight of a network in integers that the chip does not store as it is. */
function inexact(
  part: Part,
  wirings: readonly Wiring[],
  originals: readonly Float64Array[],
): Violation | null {
  for (const [w, original] of originals.entries()) {
    const signMode = signModeOf(original);
    const stored = storedWeights(original, { signMode, weightBits: 8, weightExponent: 0 });
    const i = original.findIndex((weight, n) => weight !== stored[n]);
    if (i < 0) continue;
    return {
      code: "WEIGHT_RANGE",
      layer: wirings[w]?.path ?? part.path,
      need: original[i] ?? NaN,
      limit:
        signMode === "mixed"
          ? "even numbers -256 .. 254"
          : signMode === "excitatory"
            ? "0 .. 255"
            : "-255 .. 0",
      formula: `weight ${String(i)} is ${String(original[i])}, stored as ${String(stored[i])}`,
      hint: "round the weights to what 8 bits hold, or give a rule in floats: they are then scaled",
    };
  }
  return null;
}

function exactIntegers(part: Part, wirings: readonly Wiring[], spec: LoihiSpec): IntegersResult {
  const originals = wirings.map(distinctWeights);
  const wrong = inexact(part, wirings, originals);
  if (wrong !== null) return { violations: [wrong] };
  const bias = biasOf(part, wirings);
  const most = LOIHI_FORMATS.biasMantissaMost.value;
  const odd = bias?.find((value) => !Number.isInteger(value) || Math.abs(value) > most);
  if (odd !== undefined) {
    const formula = `bias ${String(odd)}, stored as mantissa · 2^6`;
    return {
      violations: [
        {
          code: "WEIGHT_RANGE",
          layer: part.path,
          need: odd,
          limit: `integers to ${String(most)}`,
          formula,
          hint: "a smaller bias",
        },
      ],
    };
  }
  const { places } = wirings[0] ?? { places: Int32Array.from({ length: part.count }, (_, n) => n) };
  const { weights, quantisation, warnings } = roundWeights(part, originals, 1);
  return {
    spec: {
      du: placed(spec.du, places),
      dv: placed(spec.dv, places),
      vth: spec.vth === null ? null : placed(spec.vth, places),
      biasMant: bias === null ? spec.biasMant : placed(Int32Array.from(bias), places),
      biasExp: bias === null ? spec.biasExp : new Int32Array(part.count).fill(6),
    },
    weights,
    exponent: 0,
    unit: new Float64Array(part.count).fill(1),
    offset: null,
    quantisation,
    warnings,
  };
}

/** Values by element, by place. */
function placed(values: ArrayLike<number>, places: Int32Array): Int32Array {
  const out = new Int32Array(places.length);
  places.forEach((place, n) => (out[place] = values[n] ?? 0));
  return out;
}

/** A neuron without its factors: v' = v / gain, so the input enters unscaled. By element. */
interface Unscaled {
  readonly gain: Float64Array;
  readonly du: Int32Array;
  readonly dv: Int32Array;
  /** Threshold, and what is added each step, in units of v'. */
  readonly threshold: Float64Array | null;
  readonly drift: Float64Array;
}

function unscaled(spec: PopulationSpec, bias: Float64Array | null): Unscaled {
  const { decay, gain, offset } = decayForm(spec.membrane);
  const { current, firing } = spec;
  const one = LOIHI_FORMATS.decayOne.value;
  const whole = gain.map((value, n) => {
    if (current === null) return value;
    return value * (current.gain[n] ?? NaN) * (current.decayInput ? (current.decay[n] ?? NaN) : 1);
  });
  return {
    gain: whole,
    du: Int32Array.from(decay, (_, n) =>
      current === null ? NO_MEMORY : Math.round(one * (1 - (current.decay[n] ?? NaN))) - 1,
    ),
    dv: Int32Array.from(decay, (value) => Math.min(Math.round(one * (1 - value)), NO_MEMORY)),
    threshold: firing === null ? null : firing.threshold.map((value, n) => value / (whole[n] ?? NaN)),
    drift: offset.map((value, n) => value / (whole[n] ?? NaN) + (bias?.[n] ?? 0)),
  };
}

function scaledIntegers(
  part: Part,
  wirings: readonly Wiring[],
  { spec, options }: { readonly spec: PopulationSpec; readonly options: IntegersOptions },
): IntegersResult {
  const bias = biasOf(part, wirings);
  const free = unscaled(spec, bias);
  const refusals = refusalsOf(part, { spec, free, options, bias });
  if (refusals.length > 0) return { violations: refusals };
  const originals = wirings.map(distinctWeights);
  const scale = commonScale(originals, free);
  const exponent = weightExponent(scale, Math.min(...originals.map(fittingScale)));
  const round = roundWeights(part, originals, scale * (1 << -exponent));
  const scaled = new ScaledNeurons(spec, { free, scale, options });
  const { places } = wirings[0] ?? { places: new Int32Array(0) };
  return {
    spec: scaled.spec(places),
    weights: round.weights,
    exponent,
    unit: free.gain.map((gain) => (free.threshold === null ? gain / (scale * UNIT) : 1)),
    offset: null,
    quantisation: round.quantisation,
    warnings: scaled.biasActsEarly ? [...round.warnings, earlyBias(part, options.idleSteps)] : round.warnings,
  };
}

/** Neurons times a scale: everything by element, until it is placed. */
class ScaledNeurons {
  readonly biasActsEarly: boolean;
  readonly #spec: PopulationSpec;
  readonly #free: Unscaled;
  readonly #scale: number;
  readonly #options: IntegersOptions;
  readonly #vth: Float64Array | null;
  /** [v] a step. */
  readonly #drift: Float64Array;
  readonly #initial: Float64Array;

  constructor(
    spec: PopulationSpec,
    {
      free,
      scale,
      options,
    }: { readonly free: Unscaled; readonly scale: number; readonly options: IntegersOptions },
  ) {
    this.#spec = spec;
    this.#free = free;
    this.#scale = scale;
    this.#options = options;
    const strict = spec.firing?.strict === true;
    this.#vth =
      free.threshold?.map((value) =>
        strict ? Math.floor(value * scale) : Math.ceil(value * scale - ROUNDING) - 1,
      ) ?? null;
    this.#drift = free.drift.map((value) => Math.round(UNIT * scale * value));
    const { idleSteps } = options;
    const initial = this.#units(spec.vInitial).map(
      // where nothing leaks, the bias of the steps before the first input can be taken off beforehand
      (value, n) => value - (free.dv[n] === 0 ? idleSteps * (this.#drift[n] ?? 0) : 0),
    );
    const fires = initial.some((value, n) => this.#vth !== null && value > UNIT * (this.#vth[n] ?? 0));
    const leaks = idleSteps > 0 && this.#drift.some((value, n) => value !== 0 && free.dv[n] !== 0);
    this.biasActsEarly = fires || leaks;
    this.#initial = fires ? new Float64Array(initial.length) : initial;
  }

  spec(places: Int32Array): LoihiSpec {
    const { firing, vMin } = this.#spec;
    const exponents = Int32Array.from(this.#drift, biasExponent);
    const several = this.#options.steps > 1;
    return {
      du: placed(this.#free.du, places),
      dv: placed(this.#free.dv, places),
      vth: this.#vth === null ? null : placed(this.#vth, places),
      biasMant: placed(
        this.#drift.map((value, n) => Math.round(value / (1 << (exponents[n] ?? 0)))),
        places,
      ),
      biasExp: placed(exponents, places),
      ...(several && firing?.reset === "subtract"
        ? { subtract: placed(this.#units(firing.threshold), places) }
        : {}),
      ...(several && vMin > -Infinity
        ? { vMin: placed(this.#units(new Float64Array(places.length).fill(vMin)), places) }
        : {}),
      ...(this.#initial.every((value) => value === 0) ? {} : { vInitial: placed(this.#initial, places) }),
    };
  }

  /** Potentials of the network in the chip's units. */
  #units(values: Float64Array): Float64Array {
    return values.map((value, n) => Math.round((UNIT * this.#scale * value) / (this.#free.gain[n] ?? NaN)));
  }
}

/** What a threshold times its scale may lie above a whole number by rounding alone. */
const ROUNDING = 1e-9;

const earlyBias = (part: Part, idleSteps: number): Warning => ({
  code: "EXTRA_STEPS",
  layer: part.path,
  message: `its bias acts in the ${String(idleSteps)} steps of the chip before its first input arrives`,
});

function commonScale(originals: readonly Float64Array[], { threshold, drift }: Unscaled): number {
  const largest = (values: Float64Array): number =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = Math.min(
    ...originals.map(fittingScale),
    threshold === null ? Infinity : LOIHI_FORMATS.thresholdMost.value / largest(threshold),
    BIAS_MOST / (UNIT * largest(drift)),
  );
  return scale === Infinity ? 1 : scale;
}

/**
 * [bits] Where a threshold keeps the scale of the sums small, weights can have a larger one: the chip multiplies the sums
 * by a power of 2 from 2^-8 on.
 */
function weightExponent(scale: number, fitting: number): number {
  let exponent = 0;
  const least = -LOIHI_FORMATS.weightExponentMost.value;
  while (exponent > least && scale * (1 << (1 - exponent)) <= fitting && fitting < Infinity) exponent--;
  return exponent;
}

/** The least exponent with which a bias' mantissa fits. */
function biasExponent(value: number): number {
  let exponent = 0;
  while (Math.round(Math.abs(value) / (1 << exponent)) > LOIHI_FORMATS.biasMantissaMost.value) exponent++;
  return exponent;
}

interface Refusable {
  readonly spec: PopulationSpec;
  readonly free: Unscaled;
  readonly options: IntegersOptions;
  readonly bias: Float64Array | null;
}

/** What no compartment does, what only those of Loihi 2 do, and decays that do not fit. */
function refusalsOf(part: Part, found: Refusable): Violation[] {
  const { programmable } = found.options;
  return [
    ...inputRefusals(part, found),
    ...firingRefusals(part, found),
    ...(programmable ? [] : fixedNeuronRefusals(part, found)),
    ...decayRefusals(part, found.free),
  ];
}

function inputRefusals(part: Part, { spec, free, bias }: Refusable): Violation[] {
  const violations: Violation[] = [];
  if (free.gain.some((gain) => !(gain > 0))) {
    const hint = "turn the signs of the weights round";
    violations.push(refused(part, "a factor of 0 or less on its input", "factors above 0", hint));
  }
  if (spec.current !== null && bias !== null) {
    const need = "a bias behind a synaptic current";
    violations.push(refused(part, need, "a bias on the potential", "bias 0, or v_leak in its place"));
  }
  return violations;
}

function firingRefusals(part: Part, { spec: { firing }, free, options }: Refusable): Violation[] {
  if (firing === null) return [];
  const violations: Violation[] = [];
  if (free.threshold?.some((value) => !(value > 0)) === true)
    violations.push(refused(part, "a threshold of 0 or less", "thresholds above 0", "a threshold above 0"));
  if (firing.lookBack !== null) {
    const need = "a reset in the step after the spike";
    violations.push(refused(part, need, "a reset in the step of the spike", "resetDelay: false"));
  } else if (firing.maxSpikes > 1)
    violations.push(refused(part, "more than 1 spike a step", "1 spike a step", "train with maxSpikes 1"));
  if (options.steps > 1 && firing.reset === "value" && firing.vReset.some((v) => v !== 0))
    violations.push(refused(part, "a reset to another value than 0", "a reset to 0", "v_reset 0"));
  return violations;
}

/** With one step a window, what a spike leaves of the potential is of no matter. */
function fixedNeuronRefusals(part: Part, { spec: { firing, vMin }, options }: Refusable): Violation[] {
  if (options.steps === 1) return [];
  const violations: Violation[] = [];
  if (firing?.reset === "subtract") {
    const hint = "reset: value, one step a window, or loihi2";
    violations.push(refused(part, "a reset by subtraction", "a reset to 0", hint));
  }
  if (vMin > -Infinity) {
    const hint = "train without vMin, one step a window, or loihi2";
    violations.push(refused(part, "a lowest potential", "none", hint));
  }
  return violations;
}

function decayRefusals(part: Part, { du, dv }: Unscaled): Violation[] {
  const bad = (value: number): boolean => !(value >= 0 && value <= NO_MEMORY);
  const decays: readonly (readonly [Int32Array, string, string])[] = [
    [du, "du = 4096·(1 - decay) - 1", "tau_syn of 4096 steps or less"],
    [dv, "dv = 4096·(1 - decay)", "a decay from 0 to 1"],
  ];
  return decays.flatMap(([values, formula, hint]): Violation[] => {
    const need = values.find(bad);
    if (need === undefined) return [];
    const limit = `0 .. ${String(NO_MEMORY)}`;
    return [
      { code: "DECAY_RANGE", layer: part.path, need, limit, formula: `${formula} = ${String(need)}`, hint },
    ];
  });
}
