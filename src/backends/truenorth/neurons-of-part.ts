import { assert } from "../../core/errors.ts";
import { decayForm } from "../../snn/engine/neuron-plan.ts";
import type { FiringSpec, PopulationSpec } from "../../snn/population.ts";
import type { NetworkChoice } from "../../snn/step-choice.ts";
import { choiceFor } from "../../snn/step-choice.ts";
import { populationSpec } from "../../snn/step-rule.ts";
import type { Violation } from "../fit-report.ts";
import { faultOf, type Part } from "../parts.ts";
import type { CodedPart, PartShape } from "./coded-part.ts";
import { THRESHOLD_MOST, WEIGHT_MOST } from "./limits.ts";
import type { Neuron } from "./neuron.ts";

/** A part's neurons in the chip's numbers; one of the two forms may be missing. */
export interface PartNeurons {
  /** For windows of one step, each from rest. */
  readonly comparing: Comparing | null;
  readonly lasting: Lasting | null;
  /** [-] most spikes of the network's neuron in a step; the chip's gives one. */
  readonly maxSpikes: number;
}

/**
 * Neurons that compare one tick's sum and begin the next at zero, spike or not, so that no potential has to be written before a
 * window: threshold and floor are 0, the network's threshold is their leak. By element.
 */
export interface Comparing {
  /** [-] weight of a step. */
  readonly gain: Int16Array;
  /** [-] least sum that fires. */
  readonly bound: Int32Array;
}

/** Neurons that keep their potential from tick to tick. By element. */
export interface Lasting {
  /** [-] weight of a step. */
  readonly gain: Int16Array;
  readonly threshold: Int32Array;
  readonly leak: Int32Array;
  readonly reset: Int32Array;
  readonly floor: Int32Array;
  /** Potential before a window. */
  readonly start: Int32Array;
  readonly subtracts: boolean;
}

export interface NeuronOptions {
  readonly choice: NetworkChoice;
  readonly steps: number;
  readonly shape: PartShape;
  readonly coded: CodedPart;
  /** By output channel: what all weights' biases add a step. */
  readonly bias: Float64Array;
}

export type NeuronsResult = PartNeurons | { readonly violations: readonly Violation[] };

/** What a threshold may lie above a whole number by rounding alone. */
const ROUNDING = 1e-9;

/** A part's neurons; never throws for a network. */
export function neuronsOf(part: Part, options: NeuronOptions): NeuronsResult {
  try {
    const { path, node } = part;
    const spec = node === null ? null : populationSpec(path, node, choiceFor(path, options.choice));
    if (spec?.firing == null) {
      const need = `neurons of ${node?.type ?? "no kind"}, rule ${options.choice.rule}`;
      return refuse(part, need, [
        "neurons that fire, a rule in floats",
        "IF neurons, rule spikingjelly or sinabs",
      ]);
    }
    const odd = oddityOf(spec, spec.firing);
    if (odd !== null) return refuse(part, odd[0], [odd[1], odd[2]]);
    return new Converter(part, spec, spec.firing, options).convert();
  } catch (error) {
    return { violations: [faultOf(error)] };
  }
}

function refuse(
  { path }: Part,
  need: string,
  [limit, hint]: readonly [string, string],
): { readonly violations: readonly Violation[] } {
  const formula = `${path} has ${need}`;
  return { violations: [{ code: "UNSUPPORTED_LAYER", layer: path, need, limit, formula, hint }] };
}

type Oddity = readonly [need: string, limit: string, hint: string];

const LEAK_BY_SHARE = ["a leak by a share", ["a leak by a fixed amount", "IF neurons, or one step"]] as const;

function oddityOf(spec: PopulationSpec, firing: FiringSpec): Oddity | null {
  const { gain } = decayForm(spec.membrane);
  if (spec.current !== null) return ["a synaptic current", "a potential alone", "IF neurons"];
  if (firing.lookBack !== null) return ["a late reset", "none", "a reset in the step of the spike"];
  if (!gain.every((value) => value > 0))
    return ["r of 0 or below", "above 0", "r 1, the sign in the weights"];
  if (spec.vMin > 0) return ["a lowest potential above 0", "0 or below", "vMin 0"];
  return null;
}

class Converter {
  readonly #part: Part;
  readonly #spec: PopulationSpec;
  readonly #firing: FiringSpec;
  readonly #options: NeuronOptions;
  readonly #form: ReturnType<typeof decayForm>;
  readonly #widest: number;

  constructor(part: Part, spec: PopulationSpec, firing: FiringSpec, options: NeuronOptions) {
    this.#part = part;
    this.#spec = spec;
    this.#firing = firing;
    this.#options = options;
    this.#form = decayForm(spec.membrane);
    this.#widest = Math.max(...options.coded.code.types.map(Math.abs));
  }

  convert(): NeuronsResult {
    const { maxSpikes } = this.#firing;
    const comparing = this.#options.steps === 1 ? this.#comparing() : null;
    const lasting = this.#lasting();
    if (!("violations" in lasting)) return { comparing, lasting, maxSpikes };
    return comparing === null ? lasting : { comparing, lasting: null, maxSpikes };
  }

  #channel(n: number): number {
    return Math.floor(n / this.#options.shape.cells);
  }

  /** [network's units] that a step of weight is, at a neuron. */
  #stepOf(n: number): number {
    return (this.#options.coded.step[this.#channel(n)] ?? NaN) * (this.#form.gain[n] ?? NaN);
  }

  /** [network's units] added a step whatever comes in. */
  #drift(n: number): number {
    const bias = this.#options.bias[this.#channel(n)] ?? NaN;
    return (this.#form.offset[n] ?? NaN) + (this.#form.gain[n] ?? NaN) * bias;
  }

  /** Null where a threshold does not fit a leak. */
  #comparing(): Comparing | null {
    const { count } = this.#part;
    const { lowest, highest } = this.#options.coded;
    const [gain, bound] = [new Int16Array(count), new Int32Array(count)];
    for (let n = 0; n < count; n++) {
      const begun = (this.#form.decay[n] ?? 1) * (this.#spec.vInitial[n] ?? 0) + this.#drift(n);
      const wanted = ((this.#firing.threshold[n] ?? NaN) - begun) / this.#stepOf(n);
      const channel = this.#channel(n);
      // beyond all sums it is the same whatever it is
      const least = Math.max((lowest[channel] ?? 0) - 1, Math.min(wanted, (highest[channel] ?? 0) + 1));
      const most = Math.min(WEIGHT_MOST / this.#widest, (WEIGHT_MOST - 1) / Math.abs(least));
      gain[n] = Math.max(1, Math.floor(most));
      bound[n] = this.#whole(least * (gain[n] ?? 1));
      if (Math.abs(bound[n] ?? 0) > WEIGHT_MOST) return null;
    }
    return { gain, bound };
  }

  /** The least whole potential that fires. */
  #whole(bound: number): number {
    const slack = ROUNDING * Math.max(1, Math.abs(bound));
    return this.#firing.strict ? Math.floor(bound + slack) + 1 : Math.ceil(bound - slack);
  }

  #lasting(): Lasting | { readonly violations: readonly Violation[] } {
    const { count } = this.#part;
    const { threshold, vReset, reset } = this.#firing;
    if (this.#form.decay.some((value) => value !== 1)) return refuse(this.#part, ...LEAK_BY_SHARE);
    if (threshold.some((value) => value < 0))
      return refuse(this.#part, "a threshold below 0", ["0 or above", "a threshold above 0"]);
    const gain = new Int16Array(count);
    const columns = {
      threshold: new Int32Array(count),
      leak: new Int32Array(count),
      reset: new Int32Array(count),
    };
    const [floor, start] = [new Int32Array(count), new Int32Array(count)];
    for (let n = 0; n < count; n++) {
      const step = this.#stepOf(n);
      const largest = Math.max(
        threshold[n] ?? 0,
        Math.abs(vReset[n] ?? 0),
        Math.abs(this.#spec.vInitial[n] ?? 0),
      );
      const most = Math.min(
        WEIGHT_MOST / this.#widest,
        ((WEIGHT_MOST + 0.5) * step) / Math.abs(this.#drift(n)),
        ((THRESHOLD_MOST - 1) * step) / largest,
      );
      if (!(most >= 1)) return { violations: [this.#tooFine(n, step, largest)] };
      gain[n] = Math.floor(most);
      const scale = (gain[n] ?? 1) / step;
      columns.threshold[n] = Math.max(0, this.#whole((threshold[n] ?? NaN) * scale));
      columns.leak[n] = Math.round(this.#drift(n) * scale);
      columns.reset[n] = Math.round((vReset[n] ?? NaN) * scale);
      start[n] = Math.round((this.#spec.vInitial[n] ?? NaN) * scale);
      floor[n] = Math.min(THRESHOLD_MOST, Math.round(-this.#spec.vMin * scale));
    }
    return { gain, ...columns, floor, start, subtracts: reset === "subtract" };
  }

  /** Thresholds or biases too large for a weight of one. */
  #tooFine(n: number, step: number, largest: number): Violation {
    const drift = Math.abs(this.#drift(n));
    const isBias = drift / WEIGHT_MOST > largest / THRESHOLD_MOST;
    const [what, value, most] = isBias
      ? ["bias", drift, WEIGHT_MOST]
      : ["threshold", largest, THRESHOLD_MOST];
    return {
      code: "WEIGHT_LEVELS",
      layer: this.#part.path,
      need: Math.ceil(value / step),
      limit: most,
      formula: `a ${what} of ${value} by a step of weight of ${step}`,
      hint: `a ${what} of ${(step * most).toPrecision(3)} at most, or larger weights`,
    };
  }
}

/** A neuron of a part; `carries`: its state is to go on from window to window, where it can. */
export function neuronAt(
  { comparing, lasting }: PartNeurons,
  n: number,
  {
    types,
    sign,
    carries,
  }: { readonly types: readonly number[]; readonly sign: number; readonly carries: boolean },
): Neuron {
  const weighted = (gain = 0): number[] => types.map((type) => type * sign * gain);
  if (comparing !== null && (lasting === null || !carries))
    return comparingNeuron(weighted(comparing.gain[n]), comparing.bound[n] ?? 0);
  assert(lasting !== null, "a part has neurons of one form at least");
  return lastingNeuron(lasting, n, weighted(lasting.gain[n]));
}

const lastingNeuron = (
  { threshold, leak, reset, floor, subtracts }: Lasting,
  n: number,
  weights: readonly number[],
): Neuron => ({
  weights,
  leak: leak[n] ?? 0,
  threshold: threshold[n] ?? 0,
  floor: floor[n] ?? 0,
  reset: reset[n] ?? 0,
  resetMode: subtracts ? "subtract" : "value",
  saturates: true,
});

/** Fires where a tick's sum is `bound` or more, and begins every tick at zero. */
export const comparingNeuron = (weights: readonly number[], bound: number): Neuron => ({
  weights,
  leak: -bound,
  threshold: 0,
  floor: 0,
});
