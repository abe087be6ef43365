import { CORRECTED, DECAY_INPUT, RESET_TO_VALUE, STRICT, WHOLE } from "../../kernels/spiking/neurons.ts";
import type { FiringSpec, MembraneSpec, PopulationSpec } from "../population.ts";
import { placesOf, type Cells } from "./cells.ts";

/** Which kernel steps a population. */
type NeuronKernel = "stepIntegrators" | "stepLeaky" | "stepEach" | "stepLookingBack";

/** A population in single precision: one number for all where that serves, else one a place of the layout. */
export interface NeuronPlan {
  readonly kernel: NeuronKernel;
  readonly flags: number;
  readonly fires: boolean;
  readonly vInitial: Float32Array;
  readonly uniform: {
    readonly decay: number;
    readonly gain: number;
    readonly offset: number;
    readonly limit: number;
    readonly threshold: number;
    readonly vReset: number;
    readonly vMin: number;
    readonly maxSpikes: number;
  };
  /** Null where `uniform` serves. */
  readonly each: Readonly<Record<EachField, Float32Array>> | null;
  readonly current: { readonly decays: Float32Array; readonly gains: Float32Array } | null;
}

export type EachField = "decays" | "gains" | "offsets" | "limits" | "thresholds" | "vResets";

/** Plans a population for a layout. What fills the layout up never fires. */
export function planNeurons(spec: PopulationSpec, cells: Cells): NeuronPlan {
  const { firing, current } = spec;
  const columns = columnsOf(spec);
  const spread = (values: ArrayLike<number>, filler: number): Float32Array =>
    spreadOver(cells, values, filler);
  const one = isUniform(spec, columns);
  const first = (values: Float64Array): number => values[0] ?? 0;
  const integrates = first(columns.decays) === 1 && first(columns.gains) === 1;
  return {
    kernel: one ? (integrates ? "stepIntegrators" : "stepLeaky") : kernelOfEach(firing),
    flags: flagsOf(firing, current?.decayInput === true),
    fires: firing !== null,
    vInitial: spread(spec.vInitial, 0),
    uniform: {
      decay: first(columns.decays),
      gain: first(columns.gains),
      offset: first(columns.offsets),
      limit: first(columns.limits),
      threshold: first(columns.thresholds),
      vReset: first(columns.vResets),
      vMin: spec.vMin,
      maxSpikes: firing?.maxSpikes ?? 1,
    },
    each: one ? null : spreadColumns(columns, spread),
    current: current === null ? null : { decays: spread(current.decay, 0), gains: spread(current.gain, 0) },
  };
}

/** Parameters of each neuron, row-major. */
type Columns = Readonly<Record<EachField, Float64Array>>;

function columnsOf({ firing, membrane, count }: PopulationSpec): Columns {
  const { decay, gain, offset } = decayForm(membrane);
  const none = new Float64Array(count);
  return {
    decays: decay,
    gains: gain,
    offsets: offset,
    limits: firing === null ? none.map(() => Infinity) : limitsOf(firing),
    thresholds: firing?.threshold ?? none,
    vResets: firing?.vReset ?? none,
  };
}

/** What a place that fills the layout up has: nothing that would make it fire. */
const FILLERS: Readonly<Record<EachField, number>> = {
  decays: 0,
  gains: 0,
  offsets: 0,
  limits: Infinity,
  thresholds: 1,
  vResets: 0,
};

const spreadColumns = (columns: Columns, spread: (values: Float64Array, filler: number) => Float32Array) => ({
  decays: spread(columns.decays, FILLERS.decays),
  gains: spread(columns.gains, FILLERS.gains),
  offsets: spread(columns.offsets, FILLERS.offsets),
  limits: spread(columns.limits, FILLERS.limits),
  thresholds: spread(columns.thresholds, FILLERS.thresholds),
  vResets: spread(columns.vResets, FILLERS.vResets),
});

/** Whether one number serves for all neurons, and for the places that fill the layout up: those must stay silent. */
function isUniform({ firing, current, vInitial }: PopulationSpec, columns: Columns): boolean {
  if (current !== null || (firing !== null && firing.lookBack !== null)) return false;
  const same = Object.values(columns).every((values) => values.every((value) => value === values[0]));
  const quiet = (columns.limits[0] ?? 0) >= 0 && columns.offsets[0] === 0 && vInitial.every((v) => v === 0);
  return same && quiet;
}

const kernelOfEach = (firing: FiringSpec | null): NeuronKernel =>
  firing?.lookBack == null ? "stepEach" : "stepLookingBack";

function flagsOf(firing: FiringSpec | null, decayInput: boolean): number {
  let flags = decayInput ? DECAY_INPUT : 0;
  if (firing === null) return flags;
  if (firing.reset === "value") flags |= RESET_TO_VALUE;
  if (firing.strict) flags |= STRICT;
  if (firing.lookBack?.whole === true) flags |= WHOLE;
  if (firing.lookBack?.corrected === true) flags |= CORRECTED;
  return flags;
}

/** Row-major values at their places in a layout, `filler` elsewhere. */
export function spreadOver(cells: Cells, values: ArrayLike<number>, filler: number): Float32Array {
  const out = new Float32Array(cells.count).fill(filler);
  placesOf(cells).forEach((place, n) => (out[place] = values[n] ?? NaN));
  return out;
}

/** Any form of the membrane as v <- decay v + gain i + offset. */
export function decayForm(
  membrane: MembraneSpec,
): Readonly<Record<"decay" | "gain" | "offset", Float64Array>> {
  if (membrane.form === "decay") return membrane;
  if (membrane.form === "euler") {
    const { rate, r, leak } = membrane;
    return {
      decay: rate.map((value) => 1 - value),
      gain: rate.map((value, n) => value * r[n]!),
      offset: rate.map((value, n) => value * leak[n]!),
    };
  }
  const { tau, r, leak, decayInput } = membrane;
  return {
    decay: tau.map((value) => 1 - 1 / value),
    gain: tau.map((value, n) => (decayInput ? r[n]! / value : 1)),
    offset: tau.map((value, n) => leak[n]! / value),
  };
}

/** The kernels fire above a limit; where a rule fires at the threshold, too, that is the next smaller number. */
const limitsOf = ({ threshold, strict }: FiringSpec): Float64Array =>
  threshold.map((value) => (strict ? Math.fround(value) : nextBelow(value)));

const bits = new DataView(new ArrayBuffer(4));

/** The largest number of single precision below a value of single precision. */
function nextBelow(value: number): number {
  bits.setFloat32(0, value);
  const word = bits.getInt32(0);
  if (word === 0 || word === -2147483648) return -1.401298464324817e-45; // below zero: the smallest there is
  bits.setInt32(0, word > 0 ? word - 1 : word + 1);
  return bits.getFloat32(0);
}
