import { SaccadeError } from "../../core/errors.ts";
import { exactLog } from "../../core/exact-math.ts";
import { signModeOf, storedWeights } from "../../snn/loihi-synapse.ts";
import type { PopulationSpec } from "../../snn/population.ts";
import { type LoihiSpec, loihiSpec } from "../../snn/rules/loihi.ts";
import { choiceFor } from "../../snn/step-choice.ts";
import { populationSpec } from "../../snn/step-rule.ts";
import type { LayerQuantisation, Violation, Warning } from "../fit-report.ts";
import { faultOf, type Part } from "../parts.ts";
import { distinctWeights, type Wiring } from "../wiring.ts";
import { LOIHI_FORMATS } from "./limits.ts";
import { refused, refusalsOf } from "./neuron-refusals.ts";
import { commonScale, earlyBias, fittingScale, ScaledNeurons, weightExponent } from "./scaled-neurons.ts";
import { type IntegersOptions, NO_MEMORY, placed, UNIT, unscaled } from "./unscaled.ts";

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

/** The integers of a part, or why it has none. */
export type IntegersResult = PartIntegers | { readonly violations: readonly Violation[] };

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
