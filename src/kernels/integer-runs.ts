import { type WasmArray, WasmKernel } from "./wasm-kernel.ts";

/**
 * What each sender's spike adds where: the runs of sender p are `start[p] .. start[p + 1] - 1`, each `length` neighbouring
 * targets from `target` on, with the weights from `at` on.
 */
export interface IntegerRuns {
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly at: Int32Array;
  readonly length: Int32Array;
  /** By run: the first unit of neighbouring targets that it reaches, and how many units. */
  readonly unit: Int32Array;
  readonly units: Int32Array;
  readonly weights: Int32Array;
  /** By sender: synapses, and those with a weight that is not 0. */
  readonly synapses: Int32Array;
  readonly effective: Int32Array;
}

/** Whole numbers in a kernel's memory. */
export type Integers = WasmArray<Int32Array<ArrayBuffer>>;
/** Flags there, a byte each. */
export type Bytes = WasmArray<Uint8Array<ArrayBuffer>>;

/** Runs in a memory. */
export interface RunTable {
  /** [bytes] */
  readonly address: number;
  readonly senders: number;
}

/** What `addValues` has done. */
export interface ValueWork {
  /** Senders whose value was not 0. */
  senders: number;
  /** Their synapses. */
  synapses: number;
  /** Those with a weight that is not 0, of senders whose value was 1. */
  additions: number;
  /** Likewise of senders with any other value. */
  products: number;
}

interface Calls {
  addSpikes(table: number, senders: number, count: number, sums: number, flags: number): number;
  addValues(table: number, values: number, count: number, sums: number, work: number): void;
}

/**
 * Runs, sums and spikes in one memory, and the kernel that works on them. All is reserved before the first call. Hot path: nothing is
 * allocated in `addSpikes` and `addValues`; `npm run bench -- chips` times both.
 */
export class RunMemory {
  readonly #kernel = new WasmKernel<Calls>("integer-runs");
  readonly #work = this.#kernel.reserve(Int32Array, 4);

  /** So many numbers, 0 at first. */
  integers(length: number): Integers {
    return this.#kernel.reserve(Int32Array, length);
  }

  /** So many bytes, 0 at first. */
  bytes(length: number): Bytes {
    return this.#kernel.reserve(Uint8Array, length);
  }

  /** Copies runs into the memory, for `addSpikes` or for `addValues`. */
  table(runs: IntegerRuns, use: "spikes" | "values"): RunTable {
    const { start, target, at, length, unit, units, weights, synapses, effective } = runs;
    const ofUse = use === "spikes" ? [unit, units, NOTHING] : [NOTHING, NOTHING, synapses];
    const columns = [start, target, at, length, ...ofUse, weights, effective];
    const senders = start.length - 1;
    const fields = [senders, ...columns.map((column) => this.#kept(column).address)];
    return { address: this.#kept(fields).address, senders };
  }

  #kept(values: ArrayLike<number>): Integers {
    const kept = this.integers(values.length);
    kept.view.set(values);
    return kept;
  }

  /**
   * Adds the weights of the first `count` of some senders to sums, and sets the flag of every unit that they reach to 1.
   * A sender that the table does not have adds nothing. Returns how many of the weights were not 0.
   */
  addSpikes(table: RunTable, senders: Integers, count: number, { sums, flags }: Receivers): number {
    return this.#kernel.call.addSpikes(table.address, senders.address, count, sums.address, flags.address);
  }

  /** Adds the weights of every sender, times its value, to sums. @param values one for each sender @param work told what that was */
  addValues(table: RunTable, values: Integers, sums: Integers, work: ValueWork): void {
    this.#kernel.call.addValues(
      table.address,
      values.address,
      table.senders,
      sums.address,
      this.#work.address,
    );
    const { view } = this.#work;
    work.senders = view[0]!;
    work.synapses = view[1]!;
    work.additions = view[2]!;
    work.products = view[3]!;
  }
}

const NOTHING = new Int32Array(0);

/** Sums by target and flags by unit. */
export interface Receivers {
  readonly sums: Integers;
  readonly flags: Bytes;
}

/** Plain form of `addSpikes`, for tests. */
export function addSpikesPlain(
  { start, target, at, length, unit, units, weights, effective }: IntegerRuns,
  senders: readonly number[],
  { sums, flags }: { readonly sums: Int32Array; readonly flags: Uint8Array },
): number {
  let additions = 0;
  for (const sender of senders) {
    additions += effective[sender]!;
    for (let run = start[sender]!; run < start[sender + 1]!; run++) {
      for (let k = 0; k < length[run]!; k++) sums[target[run]! + k]! += weights[at[run]! + k]!;
      flags.fill(1, unit[run], unit[run]! + units[run]!);
    }
  }
  return additions;
}

/** Plain form of `addValues`, for tests. */
export function addValuesPlain(
  { start, target, at, length, weights, synapses, effective }: IntegerRuns,
  values: ArrayLike<number>,
  sums: Int32Array,
): ValueWork {
  const work = { senders: 0, synapses: 0, additions: 0, products: 0 };
  for (let sender = 0; sender < values.length; sender++) {
    const value = values[sender]!;
    if (value === 0) continue;
    for (let run = start[sender]!; run < start[sender + 1]!; run++)
      for (let k = 0; k < length[run]!; k++) sums[target[run]! + k]! += value * weights[at[run]! + k]!;
    work.senders++;
    work.synapses += synapses[sender]!;
    work[value === 1 ? "additions" : "products"] += effective[sender]!;
  }
  return work;
}
