import { assert, SaccadeError } from "../../core/errors.ts";
import { exactLog } from "../../core/exact-math.ts";
import { signModeOf, storedWeights } from "../../snn/loihi-synapse.ts";
import type { PopulationSpec } from "../../snn/population.ts";
import { type LoihiSpec, loihiSpec } from "../../snn/rules/loihi.ts";
import { choiceFor, type NetworkChoice, type RuleName } from "../../snn/step-choice.ts";
import { populationSpec } from "../../snn/step-rule.ts";
import type { LayerQuantisation, Violation, Warning } from "../fit-report.ts";
import { faultOf, type Part } from "../parts.ts";
import { distinctWeights, type Wiring } from "../wiring.ts";
import { earlyBias, potentialsBefore } from "./early-bias.ts";
import { LOIHI_FORMATS } from "./limits.ts";
import { biasBehindCurrent, refusalsOf } from "./neuron-refusals.ts";
import { commonScale, fittingScale, ScaledNeurons, weightExponent } from "./scaled-neurons.ts";
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

/** [1/unit] Rules whose networks are in the chip's integers when multiplied by this: lava-dl's weights count in 1/64. */
const EXACT_SCALES: Readonly<Partial<Record<RuleName, number>>> = { loihi: 1, slayer: 64 };

/**
 * Rounds a part to the chip's integers. A network of rule `loihi` or `slayer` is in them already. Of any other, weights, threshold and
 * bias get one scale, the largest with which all of them fit; what a neuron multiplies its input by goes into its threshold.
 */
export function integersOf(part: Part, wirings: readonly Wiring[], options: IntegersOptions): IntegersResult {
  try {
    const { choice } = options;
    const exact = EXACT_SCALES[choice.rule] ?? null;
    if (part.node === null) return readoutIntegers(part, wirings, exact);
    if (exact !== null)
      return exactIntegers(part, wirings, { spec: exactSpec(part, exact, choice), scale: exact, options });
    const spec = populationSpec(part.path, part.node, choiceFor(part.path, choice));
    assert(spec !== null, "a rule is in floats or exact");
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
function readoutIntegers(part: Part, wirings: readonly Wiring[], exact: number | null): IntegersResult {
  const originals = wirings.map(distinctWeights);
  const wrong = exact === null ? null : inexact(part, wirings, { originals, scale: exact });
  if (wrong !== null) return { violations: [wrong] };
  const fitting = Math.min(...originals.map(fittingScale));
  const scale = exact ?? (fitting === Infinity ? 1 : fitting);
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
  { originals, scale }: { readonly originals: readonly Float64Array[]; readonly scale: number },
): Violation | null {
  for (const [w, unscaledWeights] of originals.entries()) {
    const original = unscaledWeights.map((weight) => weight * scale);
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

/** A node in the chip's integers, its threshold as the rule cuts it. */
function exactSpec(part: Part, scale: number, choice: NetworkChoice): LoihiSpec {
  const node = part.node;
  assert(node !== null, "neurons have a node");
  const scaled =
    "vThreshold" in node
      ? {
          ...node,
          vThreshold: { ...node.vThreshold, data: node.vThreshold.data.map((v) => Math.trunc(v * scale)) },
        }
      : node;
  return loihiSpec(part.path, scaled, { ...choiceFor(part.path, choice), rule: "loihi" });
}

function exactIntegers(
  part: Part,
  wirings: readonly Wiring[],
  {
    spec,
    scale,
    options,
  }: { readonly spec: LoihiSpec; readonly scale: number; readonly options: IntegersOptions },
): IntegersResult {
  const originals = wirings.map(distinctWeights);
  const wrong = inexact(part, wirings, { originals, scale });
  if (wrong !== null) return { violations: [wrong] };
  const bias = biasOf(part, wirings)?.map((value) => value * scale) ?? new Float64Array(part.count);
  const refusal = exactBiasRefusal(part, bias, spec);
  if (refusal !== null) return { violations: [refusal] };
  const { places } = wirings[0] ?? { places: Int32Array.from({ length: part.count }, (_, n) => n) };
  const round = roundWeights(part, originals, scale);
  const drift = bias.map((value) => value * UNIT);
  const initial = potentialsBefore(
    { start: new Float64Array(part.count), drift, dv: spec.dv, vth: spec.vth },
    options.idleSteps,
  );
  return {
    spec: {
      du: placed(spec.du, places),
      dv: placed(spec.dv, places),
      vth: spec.vth === null ? null : placed(spec.vth, places),
      biasMant: placed(bias, places),
      biasExp: new Int32Array(part.count).fill(UNIT_EXPONENT),
      ...(initial?.some((value) => value !== 0) === true ? { vInitial: placed(initial, places) } : {}),
    },
    weights: round.weights,
    exponent: 0,
    // what rule loihi puts out where nothing fires is v itself
    unit: new Float64Array(part.count).fill(spec.vth !== null || scale === 1 ? 1 : 1 / (UNIT * scale)),
    offset: null,
    quantisation: round.quantisation,
    warnings: initial === null ? [...round.warnings, earlyBias(part, options.idleSteps)] : round.warnings,
  };
}

/** A bias is added to the sums: as a mantissa times 2^6 to the potential, which is the same where no current remembers. */
const UNIT_EXPONENT = 6;

function exactBiasRefusal(part: Part, bias: Float64Array, { du }: LoihiSpec): Violation | null {
  const most = LOIHI_FORMATS.biasMantissaMost.value;
  const odd = bias.find((value) => !Number.isInteger(value) || Math.abs(value) > most);
  if (odd !== undefined) {
    const formula = `bias ${String(odd)}, stored as mantissa · 2^${String(UNIT_EXPONENT)}`;
    const limit = `integers to ${String(most)}`;
    return { code: "WEIGHT_RANGE", layer: part.path, need: odd, limit, formula, hint: "a smaller bias" };
  }
  const remembers = du.some((value, n) => value !== NO_MEMORY && bias[n] !== 0);
  return remembers ? biasBehindCurrent(part) : null;
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
