import { LoihiPopulation } from "../../snn/rules/loihi.ts";
import type { PlacedPart } from "./compile.ts";
import type { PartIntegers } from "./integers.ts";

const NO_MEMORY = 4095;

/** A part's neurons with the sums on their way to them, some steps ahead, and what of them is awake. By place. */
export class Compartments {
  /** Spikes of the last step: places, the first `fired` of them. */
  readonly spikes: Int32Array;
  fired = 0;
  readonly population: LoihiPopulation;
  /** By slice: neurons that had something to compute in the last step. */
  readonly updated: Int32Array;
  readonly #y: Float64Array;
  /** Sums that arrive in step s: `#sums[s mod #sums.length]`, and which of them something arrived at. */
  readonly #sums: readonly Float64Array[];
  readonly #arrived: readonly Uint8Array[];
  readonly #busy: Uint8Array;
  /** Potential not 0 after the last step. */
  readonly #live: Uint8Array;
  /** By slice, how many. */
  readonly #liveCounts: Int32Array;
  readonly #slices: readonly { readonly from: number; readonly to: number }[];
  readonly #hasBias: boolean;
  /** Nothing changes by itself: no leak, no current's memory, no bias. */
  readonly #still: boolean;
  readonly #refires: boolean;
  readonly #fires: boolean;

  /** @param ahead [steps] the longest delay of what feeds it. */
  constructor({ slices, part }: PlacedPart, { spec }: PartIntegers, ahead: number) {
    this.population = new LoihiPopulation(spec);
    this.spikes = new Int32Array(part.count);
    this.#y = new Float64Array(part.count);
    const slots = Array.from({ length: ahead + 2 });
    this.#sums = slots.map(() => new Float64Array(part.count));
    this.#arrived = slots.map(() => new Uint8Array(part.count));
    this.#busy = new Uint8Array(slots.length);
    this.#live = new Uint8Array(part.count);
    this.#slices = slices;
    this.updated = new Int32Array(slices.length);
    this.#liveCounts = new Int32Array(slices.length);
    this.#hasBias = spec.biasMant.some((mantissa) => mantissa !== 0);
    this.#still =
      !this.#hasBias && spec.dv.every((dv) => dv === 0) && spec.du.every((du) => du === NO_MEMORY);
    this.#refires = spec.subtract !== undefined;
    this.#fires = spec.vth !== null;
    this.reset();
  }

  /** Sums for step `step`, to add to; whoever does says so. */
  sumsAt(step: number): Float64Array {
    return this.#sums[step % this.#sums.length]!;
  }

  arrivedAt(step: number): Uint8Array {
    const slot = step % this.#sums.length;
    this.#busy[slot] = 1;
    return this.#arrived[slot]!;
  }

  /** Hot path: nothing is allocated; a part to which nothing comes and which does not change by itself is not gone through. */
  step(step: number): void {
    const slot = step % this.#sums.length;
    const busy = this.#busy[slot] === 1;
    if (this.#still && !busy && !(this.#refires && this.fired > 0)) {
      this.fired = 0;
      this.population.i.fill(0);
      this.updated.set(this.#liveCounts);
      return;
    }
    const sums = this.#sums[slot]!;
    this.population.step(sums, this.#y);
    this.#count(this.#arrived[slot]!);
    if (!busy) return;
    sums.fill(0);
    this.#arrived[slot]!.fill(0);
    this.#busy[slot] = 0;
  }

  /** Adds what the last step put out, by element: spikes, or potentials where nothing fires. */
  addOutputs(to: Float64Array, places: Int32Array): void {
    if (!this.#fires) {
      const { v } = this.population;
      for (let n = 0; n < to.length; n++) to[n]! += v[places[n]!]!;
    } else if (this.fired > 0) {
      for (let n = 0; n < to.length; n++) to[n]! += this.#y[places[n]!]!;
    }
  }

  reset(): void {
    this.population.reset();
    for (const sums of this.#sums) sums.fill(0);
    for (const arrived of this.#arrived) arrived.fill(0);
    this.#busy.fill(0);
    this.#y.fill(0);
    this.#count(this.#arrived[0]!); // counts what a first potential keeps awake
    this.updated.fill(0);
    this.fired = 0;
  }

  /** Lists the spikes, and counts what was updated: a potential, an arrival or a bias. */
  #count(arrived: Uint8Array): void {
    const y = this.#y;
    const live = this.#live;
    const { v } = this.population;
    const bias = this.#hasBias ? 1 : 0;
    let fired = 0;
    for (let s = 0; s < this.#slices.length; s++) {
      const { from, to } = this.#slices[s]!;
      let updated = 0;
      let awake = 0;
      for (let n = from; n < to; n++) {
        updated += live[n]! | arrived[n]! | bias;
        live[n] = v[n] === 0 ? 0 : 1;
        awake += live[n]!;
        if (this.#fires && y[n] !== 0) this.spikes[fired++] = n;
      }
      this.updated[s] = updated;
      this.#liveCounts[s] = awake;
    }
    this.fired = fired;
  }
}
