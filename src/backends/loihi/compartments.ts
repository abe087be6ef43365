import type { Bytes, Integers, RunMemory } from "../../kernels/integer-runs.ts";
import { type LoihiSpec, LoihiPopulation } from "../../snn/rules/loihi.ts";
import { NO_MEMORY } from "./unscaled.ts";

/** 2^23: states have 24 bits. */
const STATE_BITS = 8388608;
const STATE_MOST = STATE_BITS - 1;
/** [v] of a unit of input and of thresholds, as a shift. */
const UNIT_SHIFT = 6;
/** Above every potential. */
const NEVER = 0x7fffffff;

/** Something arrived at a unit; a unit must be looked at, for a neuron of it is above its threshold still. */
export const ARRIVED = 1;
const AWAKE = 2;

export interface CompartmentsOptions {
  /** Holds what arrives and the spikes. */
  readonly memory: RunMemory;
  /** [bits] the sum of weights is shifted by, to the left when above 0. */
  readonly exponent: number;
  /** [steps] the longest delay of what feeds them. */
  readonly ahead: number;
  /** Neighbouring places that all runs of synapses reach together, or not at all. */
  readonly unit: number;
  /** Places by core; ends are multiples of `unit`. */
  readonly slices: readonly { readonly from: number; readonly to: number }[];
}

/** Sums on their way to one step. */
export interface Arrivals {
  /** By place: weights added up. */
  readonly sums: Integers;
  /** By unit: 0, or whether something arrived. */
  readonly flags: Bytes;
  /** Whether any flag is set. */
  busy: boolean;
}

/**
 * A part's neurons, with the sums on their way to them and what of them is awake. By place. All states are integers.
 *
 * Neurons without leak, current or bias change only where something arrives, so only that is gone through; all others step
 * as `LoihiPopulation`, the rule that both follow. Hot path: nothing is allocated in `step`.
 */
export class Compartments {
  /** Spikes of the last step: places, the first `fired` of them. */
  readonly spikes: Integers;
  fired = 0;
  /** By slice: neurons that had something to compute in the last step: a potential, an arrival, or a bias. */
  readonly updated: Int32Array;
  readonly #spec: LoihiSpec;
  readonly #options: CompartmentsOptions;
  /** Arrivals of step s: `#ways[s mod #ways.length]`. */
  readonly #ways: readonly Arrivals[];
  /** By slice: neurons whose potential is not 0. */
  readonly #live: Int32Array;
  /** Null where neurons change only by what arrives; then the states are in `#v` and `#u`. */
  readonly #population: LoihiPopulation | null;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #v: Int32Array;
  readonly #u: Int32Array;
  #uIsSet = false;
  /** [v] by place: fires above it. */
  readonly #limit: Int32Array;
  readonly #hasBias: boolean;
  #clips = 0;
  /** Of the unit stepped last: neurons whose potential was not 0, and now is not. */
  #liveBefore = 0;
  #liveAfter = 0;

  constructor(spec: LoihiSpec, options: CompartmentsOptions) {
    const count = spec.du.length;
    this.#spec = spec;
    this.#options = options;
    this.spikes = options.memory.integers(count);
    this.updated = new Int32Array(options.slices.length);
    this.#live = new Int32Array(options.slices.length);
    this.#ways = Array.from({ length: options.ahead + 2 }, () => ({
      sums: options.memory.integers(count),
      flags: options.memory.bytes(count / options.unit),
      busy: false,
    }));
    this.#hasBias = spec.biasMant.some((mantissa) => mantissa !== 0);
    const isStill =
      !this.#hasBias && spec.dv.every((dv) => dv === 0) && spec.du.every((du) => du === NO_MEMORY);
    this.#population = isStill ? null : new LoihiPopulation(spec);
    this.#x = new Float64Array(isStill ? 0 : count);
    this.#y = new Float64Array(isStill ? 0 : count);
    this.#v = new Int32Array(isStill ? count : 0);
    this.#u = new Int32Array(isStill ? count : 0);
    this.#limit = Int32Array.from({ length: count }, (_, n) =>
      spec.vth === null ? NEVER : spec.vth[n]! << UNIT_SHIFT,
    );
    this.reset();
  }

  /** [-] currents that wrapped round and potentials held at a bound, since the start. */
  get clips(): number {
    return this.#clips + (this.#population?.clips ?? 0);
  }

  get fires(): boolean {
    return this.#spec.vth !== null;
  }

  /** Sums for a step to come, to add to; whoever does sets the flags, and `busy`. */
  arrivalsAt(step: number): Arrivals {
    return this.#ways[step % this.#ways.length]!;
  }

  step(step: number): void {
    const arrivals = this.arrivalsAt(step);
    if (this.#population !== null) this.#stepAll(this.#population, arrivals);
    else if (arrivals.busy) this.#stepArrivals(arrivals, this.arrivalsAt(step + 1));
    else this.#rest();
    arrivals.busy = false;
  }

  /** Potentials, by place. */
  v(place: number): number {
    return this.#population === null ? this.#v[place]! : this.#population.v[place]!;
  }

  /** Currents, by place. */
  u(place: number): number {
    return this.#population === null ? this.#u[place]! : this.#population.i[place]!;
  }

  reset(): void {
    for (const way of this.#ways) {
      way.sums.view.fill(0);
      way.flags.view.fill(0);
      way.busy = false;
    }
    this.#u.fill(0);
    this.updated.fill(0);
    this.fired = 0;
    if (this.#population !== null) this.#population.reset();
    else if (this.#spec.vInitial === undefined) {
      this.#v.fill(0);
      this.#live.fill(0);
    } else {
      this.#v.set(this.#spec.vInitial);
      const { slices } = this.#options;
      for (let s = 0; s < slices.length; s++) this.#live[s] = this.#liveIn(slices[s]!.from, slices[s]!.to);
    }
  }

  /** Nothing arrives and nothing is above its threshold: all stays as it is. */
  #rest(): void {
    this.fired = 0;
    this.updated.set(this.#live);
    if (this.#uIsSet) this.#u.fill(0);
    this.#uIsSet = false;
  }

  #stepArrivals(arrivals: Arrivals, next: Arrivals): void {
    const sums = arrivals.sums.view;
    const flags = arrivals.flags.view;
    const nextFlags = next.flags.view;
    const { unit, slices } = this.#options;
    if (this.#uIsSet) this.#u.fill(0);
    this.#uIsSet = true;
    this.fired = 0;
    for (let s = 0; s < slices.length; s++) {
      const { from, to } = slices[s]!;
      let updated = this.#live[s]!;
      let live = updated;
      for (let k = from / unit; k < to / unit; k++) {
        const flag = flags[k]!;
        if (flag === 0) continue;
        flags[k] = 0;
        if (this.#stepUnit(sums, k * unit, (k + 1) * unit)) {
          nextFlags[k] = nextFlags[k]! | AWAKE;
          next.busy = true;
        }
        if ((flag & ARRIVED) !== 0) updated += unit - this.#liveBefore;
        live += this.#liveAfter - this.#liveBefore;
      }
      this.updated[s] = updated;
      this.#live[s] = live;
    }
  }

  /** Neurons `from` to `end`, as the rule has them; true when one of them is above its threshold still. */
  #stepUnit(sums: Int32Array, from: number, end: number): boolean {
    const { subtract, vMin } = this.#spec;
    const v = this.#v;
    const limits = this.#limit;
    const spikes = this.spikes.view;
    let stays = false;
    let before = 0;
    let after = 0;
    for (let n = from; n < end; n++) {
      if (v[n] !== 0) before++;
      const u = this.#currentOf(sums[n]!);
      sums[n] = 0;
      this.#u[n] = u;
      let held = this.#bounded(v[n]! + u);
      const limit = limits[n]!;
      if (held > limit) {
        spikes[this.fired++] = n;
        held = subtract === undefined ? 0 : held - subtract[n]!;
        stays ||= held > limit;
      }
      if (vMin !== undefined && held < vMin[n]!) held = vMin[n]!;
      v[n] = held;
      if (held !== 0) after++;
    }
    this.#liveBefore = before;
    this.#liveAfter = after;
    return stays;
  }

  /** What a sum of weights comes to, in 24 bits, wrapped round where it is more. */
  #currentOf(sum: number): number {
    const { exponent } = this.#options;
    const u = (exponent < 0 ? sum >> -exponent : sum << exponent) << UNIT_SHIFT;
    if (u <= STATE_BITS && u > -STATE_BITS) return u;
    this.#clips++;
    return u > STATE_BITS ? u - 2 * STATE_BITS : u + 2 * STATE_BITS;
  }

  /** A potential within its bounds. */
  #bounded(v: number): number {
    if (v <= STATE_MOST && v >= -STATE_MOST) return v;
    this.#clips++;
    return v > 0 ? STATE_MOST : -STATE_MOST;
  }

  #liveIn(from: number, end: number): number {
    const v = this.#v;
    let live = 0;
    for (let n = from; n < end; n++) if (v[n] !== 0) live++;
    return live;
  }

  /** Neurons that change by themselves: all are stepped. */
  #stepAll(population: LoihiPopulation, arrivals: Arrivals): void {
    const sums = arrivals.sums.view;
    const flags = arrivals.flags.view;
    const { exponent, slices } = this.#options;
    const x = this.#x;
    for (let n = 0; n < x.length; n++) x[n] = exponent < 0 ? sums[n]! >> -exponent : sums[n]! << exponent;
    this.#countUpdated(population, flags);
    population.step(x, this.#y);
    if (arrivals.busy) {
      sums.fill(0);
      flags.fill(0);
    }
    this.fired = 0;
    if (this.#spec.vth === null) return;
    const spikes = this.spikes.view;
    for (let s = 0; s < slices.length; s++) {
      for (let n = slices[s]!.from; n < slices[s]!.to; n++) if (this.#y[n] !== 0) spikes[this.fired++] = n;
    }
  }

  #countUpdated({ v }: LoihiPopulation, flags: Uint8Array): void {
    const { slices, unit } = this.#options;
    for (let s = 0; s < slices.length; s++) {
      const { from, to } = slices[s]!;
      let updated = this.#hasBias ? to - from : 0;
      for (let n = from; n < to && !this.#hasBias; n++)
        if (v[n] !== 0 || flags[(n / unit) | 0] !== 0) updated++;
      this.updated[s] = updated;
    }
  }
}
