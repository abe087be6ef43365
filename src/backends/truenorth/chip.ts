import { deriveSeed, Random } from "../../core/random.ts";
import { AXONS, DELAY_MOST, NEURONS, POTENTIAL_MOST, TYPES } from "./limits.ts";
import {
  LEAK_REVERSAL,
  type NeuronTable,
  neuronTable,
  SATURATES,
  STOCHASTIC_LEAK,
  STOCHASTIC_WEIGHTS,
} from "./neuron.ts";

/** [words] of 32 bits in a row of a crossbar. */
const WORDS = NEURONS / 32;
/** Ticks that axons hold spikes for, the present one among them; a power of two. */
const SLOTS = DELAY_MOST + 1;

/** All that is written into cores. Axon a of core c is number 256 c + a, and so are neurons. */
export interface ChipImage {
  readonly cores: number;
  /** [-] neurons in use, by core, from its first on. */
  readonly used: Int32Array;
  /** [-] 0 .. 3, by axon. */
  readonly axonType: Uint8Array;
  /** Eight words an axon: bit n of word w joins it to neuron 32 w + n of its core. */
  readonly crossbar: Int32Array;
  readonly neurons: NeuronTable;
  /** By neuron: the axon that its spikes go to, -1 for none on the chip. */
  readonly target: Int32Array;
  /** [ticks] 1 .. 15, by neuron. */
  readonly delay: Uint8Array;
}

export const chipImage = (cores: number): ChipImage => ({
  cores,
  used: new Int32Array(cores),
  axonType: new Uint8Array(cores * AXONS),
  crossbar: new Int32Array(cores * AXONS * WORDS),
  neurons: neuronTable(cores * NEURONS),
  target: new Int32Array(cores * NEURONS).fill(-1),
  delay: new Uint8Array(cores * NEURONS).fill(1),
});

/** Joins an axon to a neuron of its core. */
export function join({ crossbar }: ChipImage, axon: number, neuron: number): void {
  const n = neuron % NEURONS;
  crossbar[axon * WORDS + (n >>> 5)]! |= 1 << (n & 31);
}

/**
 * Cores at work, tick by tick: spikes that arrive, then leaks, then spikes that leave, which arrive 1 to 15 ticks later. A core is left
 * alone in ticks that would change nothing in it. Hot path: `deliver` and `tick` allocate nothing, and go by bits of a crossbar's rows.
 */
export class Chip {
  /** By neuron. */
  readonly v: Int32Array;
  /** Neurons that fired in the last tick, the first `firedCount` of them. */
  readonly fired: Int32Array;
  firedCount = 0;
  /** [-] potentials that met their bounds since the chip began. */
  clips = 0;
  /** [-] additions in crossbars, by core; whoever reads them may set them back. */
  readonly additions: Float64Array;
  readonly #image: ChipImage;
  /** Spikes that wait, a bit an axon: by slot, core and word. */
  readonly #waiting: Int32Array;
  /** By slot and core: whether any waits. */
  readonly #isDue: Uint8Array;
  readonly #isAwake: Uint8Array;
  /** By core: whether all its neurons compare one tick's sum (`#compare`), and whether one of them then fires of itself. */
  readonly #compares: Uint8Array;
  readonly #isRestless: Uint8Array;
  /** By core; null where nothing is left to chance. */
  readonly #random: readonly (Random | null)[];
  #now = 0;

  constructor(image: ChipImage, seed: number) {
    const { cores } = image;
    this.#image = image;
    this.v = new Int32Array(cores * NEURONS);
    this.fired = new Int32Array(cores * NEURONS);
    this.additions = new Float64Array(cores);
    this.#waiting = new Int32Array(SLOTS * cores * WORDS);
    this.#isDue = new Uint8Array(SLOTS * cores);
    this.#isAwake = new Uint8Array(cores).fill(1);
    this.#compares = Uint8Array.from({ length: cores }, (_, core) => (compares(image, core) ? 1 : 0));
    this.#isRestless = Uint8Array.from({ length: cores }, (_, core) => (firesOfItself(image, core) ? 1 : 0));
    this.#random = Array.from({ length: cores }, (_, core) =>
      isStochastic(image, core) ? new Random(deriveSeed(seed, "core", String(core))) : null,
    );
  }

  /** Brings a spike to an axon, `ticks` from the next tick on; false where one waits there already, for an axon holds one. */
  deliver(axon: number, ticks: number): boolean {
    const slot = (this.#now + ticks) & (SLOTS - 1);
    const core = Math.floor(axon / AXONS);
    const a = axon % AXONS;
    const word = (slot * this.#image.cores + core) * WORDS + (a >>> 5);
    const bit = 1 << (a & 31);
    if ((this.#waiting[word]! & bit) !== 0) return false;
    this.#waiting[word]! |= bit;
    this.#isDue[slot * this.#image.cores + core] = 1;
    return true;
  }

  /** Forgets spikes under way. */
  clear(): void {
    this.#waiting.fill(0);
    this.#isDue.fill(0);
    this.firedCount = 0;
  }

  /** As before the first tick, but for chance, which goes on. */
  reset(): void {
    this.clear();
    this.v.fill(0);
    this.#isAwake.fill(1);
  }

  /** Writes a neuron's potential. */
  write(neuron: number, v: number): void {
    this.v[neuron] = v;
    this.#isAwake[Math.floor(neuron / NEURONS)] = 1;
  }

  tick(): void {
    const { cores, target, delay } = this.#image;
    const slot = this.#now & (SLOTS - 1);
    this.firedCount = 0;
    for (let core = 0; core < cores; core++) {
      const at = slot * cores + core;
      const isDue = this.#isDue[at] === 1;
      if (!isDue && this.#isAwake[core] === 0) continue;
      if (isDue) {
        this.#integrate(core, at * WORDS);
        this.#isDue[at] = 0;
      }
      if (this.#compares[core] === 1) {
        this.#compare(core);
        this.#isAwake[core] = this.#isRestless[core]!;
        continue;
      }
      const changed = this.#settle(core);
      this.#isAwake[core] = isDue || changed || this.#random[core] !== null ? 1 : 0;
    }
    for (let i = 0; i < this.firedCount; i++) {
      const neuron = this.fired[i]!;
      if (target[neuron]! >= 0) this.deliver(target[neuron]!, delay[neuron]!);
    }
    this.#now++;
  }

  /** Adds the weights of axons that spike. */
  #integrate(core: number, waitingAt: number): void {
    const { axonType } = this.#image;
    const random = this.#random[core] ?? null;
    for (let w = 0; w < WORDS; w++) {
      let bits = this.#waiting[waitingAt + w]!;
      this.#waiting[waitingAt + w] = 0;
      while (bits !== 0) {
        const axon = core * AXONS + 32 * w + lowest(bits);
        bits &= bits - 1;
        if (random === null) this.#add(axon, core, axonType[axon]!);
        else this.#addByChance(axon, core, random);
      }
    }
  }

  #add(axon: number, core: number, type: number): void {
    const { crossbar, neurons } = this.#image;
    const { weights } = neurons;
    const { v } = this;
    let additions = 0;
    for (let w = 0; w < WORDS; w++) {
      let bits = crossbar[axon * WORDS + w]!;
      const first = core * NEURONS + 32 * w;
      while (bits !== 0) {
        const neuron = first + lowest(bits);
        bits &= bits - 1;
        v[neuron]! += weights[TYPES * neuron + type]!;
        additions++;
      }
    }
    this.additions[core]! += additions;
  }

  #addByChance(axon: number, core: number, random: Random): void {
    const { crossbar, neurons, axonType } = this.#image;
    const type = axonType[axon]!;
    for (let n = 0; n < NEURONS; n++) {
      if ((crossbar[axon * WORDS + (n >>> 5)]! & (1 << (n & 31))) === 0) continue;
      const neuron = core * NEURONS + n;
      const weight = neurons.weights[TYPES * neuron + type]!;
      const byChance = (neurons.flags[neuron]! & STOCHASTIC_WEIGHTS & (1 << type)) !== 0;
      this.v[neuron]! += byChance ? oneByChance(weight, random) : weight;
      this.additions[core]!++;
    }
  }

  /** Leaks, fires and resets a core's neurons; whether anything changed. */
  #settle(core: number): boolean {
    const { used, neurons } = this.#image;
    const { threshold, mask } = neurons;
    const random = this.#random[core] ?? null;
    const first = core * NEURONS;
    const end = first + used[core]!;
    let changed = false;
    for (let n = first; n < end; n++) {
      const before = this.v[n]!;
      const v = this.#bounded(neurons.leak[n] === 0 ? before : leaked(neurons, n, before, random));
      const eta = mask[n] === 0 || random === null ? 0 : (random.uint32() >>> 14) & mask[n]!;
      const fires = v >= threshold[n]! + eta;
      const after = fires ? afterSpike(neurons, n, v, eta) : aboveFloor(neurons, n, v, eta);
      this.v[n] = after;
      if (fires) this.fired[this.firedCount++] = n;
      changed ||= fires || after !== before;
    }
    return changed;
  }

  /** `#settle` where threshold, floor and reset are 0: what leaks to 0 or above fires, and all end at 0. */
  #compare(core: number): void {
    const { used, neurons } = this.#image;
    const { leak } = neurons;
    const { v } = this;
    const end = core * NEURONS + used[core]!;
    for (let n = core * NEURONS; n < end; n++) {
      if (v[n]! + leak[n]! >= 0) this.fired[this.firedCount++] = n;
      v[n] = 0;
    }
  }

  #bounded(v: number): number {
    if (v <= POTENTIAL_MOST && v >= -POTENTIAL_MOST) return v;
    this.clips++;
    return v > 0 ? POTENTIAL_MOST : -POTENTIAL_MOST;
  }
}

/** Place of the lowest bit that is set. */
const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);

/** sgn(value) where |value| is not below a byte drawn, else 0. */
const oneByChance = (value: number, random: Random): number =>
  Math.abs(value) >= random.uint32() >>> 24 ? Math.sign(value) : 0;

function leaked({ leak, flags }: NeuronTable, n: number, v: number, random: Random | null): number {
  const byChance = random !== null && (flags[n]! & STOCHASTIC_LEAK) !== 0;
  const amount = byChance ? oneByChance(leak[n]!, random) : leak[n]!;
  if ((flags[n]! & LEAK_REVERSAL) === 0) return v + amount;
  const next = v + Math.sign(v) * amount;
  return Math.sign(next) === -Math.sign(v) ? 0 : next;
}

function afterSpike({ threshold, reset, resetMode }: NeuronTable, n: number, v: number, eta: number): number {
  if (resetMode[n] === 0) return reset[n]!;
  return resetMode[n] === 1 ? v - (threshold[n]! + eta) : v;
}

function aboveFloor(
  { floor, reset, resetMode, flags }: NeuronTable,
  n: number,
  v: number,
  eta: number,
): number {
  if ((flags[n]! & SATURATES) !== 0) return Math.max(v, -floor[n]!);
  const depth = floor[n]! + eta;
  if (v >= -depth) return v;
  if (resetMode[n] === 0) return -reset[n]!;
  return resetMode[n] === 1 ? v + depth : v;
}

/** Whether a core has a neuron that chance acts on. */
function isStochastic({ used, neurons: { flags, mask } }: ChipImage, core: number): boolean {
  const first = core * NEURONS;
  for (let n = first; n < first + used[core]!; n++) {
    if ((flags[n]! & (STOCHASTIC_WEIGHTS | STOCHASTIC_LEAK)) !== 0 || mask[n] !== 0) return true;
  }
  return false;
}

/** Whether all neurons of a core begin each tick at 0, whatever comes; their sums are within bounds. */
function compares({ used, neurons }: ChipImage, core: number): boolean {
  const { threshold, floor, mask, reset, resetMode, flags } = neurons;
  for (let n = core * NEURONS; n < core * NEURONS + used[core]!; n++) {
    const settings = threshold[n]! | floor[n]! | mask[n]! | reset[n]! | resetMode[n]! | flags[n]!;
    if (settings !== 0) return false;
  }
  return true;
}

function firesOfItself({ used, neurons: { leak } }: ChipImage, core: number): boolean {
  return leak.subarray(core * NEURONS, core * NEURONS + used[core]!).some((value) => value >= 0);
}
