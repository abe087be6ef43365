import type { ResetMode } from "./step-choice.ts";

/** Neurons that step together: the plain, double-precision form that every faster one is tested against. */
export interface Population {
  readonly count: number;
  /** Potential after the last step, as the rule reports it. */
  readonly v: Float64Array;
  /** Synaptic current after the last step, as the rule reports it; null where the rule has none. */
  readonly i: Float64Array | null;
  /** One step: input `x` in, output (spikes, or v where nothing fires) to `y`; both of `count`. */
  step(x: Float64Array, y: Float64Array): void;
  /** Back to the state before the first step. */
  reset(): void;
}

/** i <- decay i + gain x, before it is used. `decayInput`: i <- decay (i + gain x). One number a neuron, as everywhere here. */
export interface CurrentSpec {
  readonly decay: Float64Array;
  readonly gain: Float64Array;
  readonly decayInput: boolean;
}

/**
 * How v takes up i; the form fixes the order of rounding.
 * `decay`: v <- decay v + gain i + offset.
 * `euler`: v <- v + rate (r i + leak - v).
 * `tau`: v <- v + (r i - (v - leak)) / tau, or, when `decayInput` is false, v <- v - (v - leak) / tau + i.
 */
export type MembraneSpec =
  | {
      readonly form: "decay";
      readonly decay: Float64Array;
      readonly gain: Float64Array;
      readonly offset: Float64Array;
    }
  | {
      readonly form: "euler";
      readonly rate: Float64Array;
      readonly r: Float64Array;
      readonly leak: Float64Array;
    }
  | {
      readonly form: "tau";
      readonly tau: Float64Array;
      readonly r: Float64Array;
      readonly leak: Float64Array;
      readonly decayInput: boolean;
    };

export interface FiringSpec {
  readonly threshold: Float64Array;
  /** True: fires above the threshold; false: at it, too. */
  readonly strict: boolean;
  /** 1, or more: as many as subtracting the threshold again and again would give, up to that many. */
  readonly maxSpikes: number;
  readonly reset: ResetMode;
  /** Potential after a spike with reset to a value. */
  readonly vReset: Float64Array;
  /** Null: the reset acts in the step of the spike. Else as snnTorch has it. */
  readonly lookBack: LookBack | null;
}

/** A reset in the step after the spike, for v that was above its threshold; equations in `rules/snntorch.ts`. */
export interface LookBack {
  /** A reset to zero acts on v with this step's current; else on v before it decays. */
  readonly whole: boolean;
  /** What the reset will do in the next step is done in this one, and taken back there. */
  readonly corrected: boolean;
}

/** All that a float step needs. */
export interface PopulationSpec {
  readonly count: number;
  readonly current: CurrentSpec | null;
  readonly membrane: MembraneSpec;
  readonly vInitial: Float64Array;
  /** Null: v is put out. */
  readonly firing: FiringSpec | null;
  /** -Infinity for none. */
  readonly vMin: number;
}

/** Steps a population in double precision, operation by operation in the order that its rule's source has. */
export class FloatPopulation implements Population {
  readonly count: number;
  readonly v: Float64Array;
  readonly i: Float64Array | null;
  readonly #spec: PopulationSpec;
  readonly #drive: Float64Array;

  constructor(spec: PopulationSpec) {
    this.count = spec.count;
    this.#spec = spec;
    this.v = Float64Array.from(spec.vInitial);
    this.i = spec.current === null ? null : new Float64Array(spec.count);
    this.#drive = new Float64Array(spec.count);
  }

  reset(): void {
    this.v.set(this.#spec.vInitial);
    this.i?.fill(0);
  }

  step(x: Float64Array, y: Float64Array): void {
    const { membrane, firing } = this.#spec;
    const drive = this.#current(x);
    if (firing === null) {
      charge(membrane, this.v, drive);
      this.#clip();
      y.set(this.v);
    } else if (firing.lookBack === null) {
      charge(membrane, this.v, drive);
      fire(firing, this.v, y);
      this.#clip();
    } else {
      before(firing, firing.lookBack, this.v, y);
      charge(membrane, this.v, drive);
      fireLookingBack(firing, firing.lookBack, this.v, y);
    }
  }

  /** The current that the membrane takes up in this step. */
  #current(x: Float64Array): Float64Array {
    const { current } = this.#spec;
    const i = this.i;
    if (current === null || i === null) return x;
    const { decay, gain, decayInput } = current;
    for (let n = 0; n < i.length; n++) {
      i[n] = decayInput ? decay[n]! * (i[n]! + gain[n]! * x[n]!) : decay[n]! * i[n]! + gain[n]! * x[n]!;
    }
    this.#drive.set(i);
    return this.#drive;
  }

  #clip(): void {
    const { vMin } = this.#spec;
    if (vMin === -Infinity) return;
    for (let n = 0; n < this.v.length; n++) this.v[n] = Math.max(this.v[n]!, vMin);
  }
}

function charge(membrane: MembraneSpec, v: Float64Array, i: Float64Array): void {
  if (membrane.form === "decay") {
    const { decay, gain, offset } = membrane;
    for (let n = 0; n < v.length; n++) v[n] = decay[n]! * v[n]! + gain[n]! * i[n]! + offset[n]!;
  } else if (membrane.form === "euler") {
    const { rate, r, leak } = membrane;
    for (let n = 0; n < v.length; n++) v[n] = v[n]! + rate[n]! * (r[n]! * i[n]! + leak[n]! - v[n]!);
  } else {
    const { tau, r, leak, decayInput } = membrane;
    for (let n = 0; n < v.length; n++) {
      const away = v[n]! - leak[n]!;
      v[n] = decayInput ? v[n]! + (r[n]! * i[n]! - away) / tau[n]! : v[n]! - away / tau[n]! + i[n]!;
    }
  }
}

/** Spikes of each v, and its reset. */
function fire(firing: FiringSpec, v: Float64Array, y: Float64Array): void {
  const { threshold, reset, vReset } = firing;
  for (let n = 0; n < v.length; n++) {
    const spikes = spikesOf(v[n]!, threshold[n]!, firing);
    y[n] = spikes;
    if (spikes === 0) continue;
    v[n] = reset === "subtract" ? v[n]! - spikes * threshold[n]! : vReset[n]!;
  }
}

function spikesOf(v: number, threshold: number, { strict, maxSpikes }: FiringSpec): number {
  if (maxSpikes === 1) return (strict ? v > threshold : v >= threshold) ? 1 : 0;
  if (v <= 0) return 0;
  return Math.min(strict ? Math.ceil(v / threshold) - 1 : Math.trunc(v / threshold), maxSpikes);
}

/** Marks in `above` what was above its threshold; a reset to zero that is not `whole` acts on those. */
function before(
  { threshold, reset }: FiringSpec,
  { whole }: LookBack,
  v: Float64Array,
  above: Float64Array,
): void {
  for (let n = 0; n < v.length; n++) {
    above[n] = v[n]! > threshold[n]! ? 1 : 0;
    if (reset === "value" && !whole) v[n] = (1 - above[n]!) * v[n]!;
  }
}

/** Takes the reset of what `y` marks, then puts the spikes into `y`. */
function fireLookingBack(
  { threshold, reset }: FiringSpec,
  { whole, corrected }: LookBack,
  v: Float64Array,
  y: Float64Array,
): void {
  for (let n = 0; n < v.length; n++) {
    const above = y[n]!;
    if (reset === "subtract") v[n] = v[n]! - above * threshold[n]!;
    else if (whole) v[n] = v[n]! - v[n]! * above;
    const spike = v[n]! > threshold[n]! ? 1 : 0;
    if (corrected) v[n] = v[n]! - (spike - above) * (reset === "subtract" ? threshold[n]! : v[n]!);
    y[n] = spike;
  }
}
