/** Spikes and counts through runs of whole-numbered weights; `src/kernels/integer-runs.ts` lays the table out and says what it means. */
export { heapBase } from "./heap-base";

@unmanaged
class Table {
  senders: u32;
  start: usize;
  target: usize;
  at: usize;
  length: usize;
  unit: usize;
  units: usize;
  synapses: usize;
  weights: usize;
  effective: usize;
}

/** Of what `addValues` has done. */
@unmanaged
class Work {
  senders: i32;
  synapses: i32;
  additions: i32;
  products: i32;
}

/** Adds the weights of each sender's runs to the sums and flags the units they reach. Does what `addSpikesPlain` there does. */
export function addSpikes(tableAt: usize, senders: usize, count: i32, sums: usize, flags: usize): i32 {
  const table = changetype<Table>(tableAt);
  let additions = 0;
  for (let e: usize = 0; e < (<usize>count) << 2; e += 4) {
    const number = load<u32>(senders + e);
    if (number >= table.senders) continue;
    const sender = (<usize>number) << 2;
    additions += load<i32>(table.effective + sender);
    const end = (<usize>load<i32>(table.start + sender, 4)) << 2;
    for (let run = (<usize>load<i32>(table.start + sender)) << 2; run < end; run += 4) {
      Runs.add(table, run, sums);
      const units = load<i32>(table.units + run);
      const first = flags + <usize>load<i32>(table.unit + run);
      if (units == 1) store<u8>(first, 1);
      else memory.fill(first, 1, units);
    }
  }
  return additions;
}

/** Adds the weights of each sender's runs, times its value, to the sums. Does what `addValuesPlain` there does. */
export function addValues(tableAt: usize, values: usize, count: i32, sums: usize, workAt: usize): void {
  const table = changetype<Table>(tableAt);
  const work = changetype<Work>(workAt);
  work.senders = 0;
  work.synapses = 0;
  work.additions = 0;
  work.products = 0;
  for (let sender: usize = 0; sender < (<usize>count) << 2; sender += 4) {
    const value = load<i32>(values + sender);
    if (value == 0) continue;
    const end = (<usize>load<i32>(table.start + sender, 4)) << 2;
    for (let run = (<usize>load<i32>(table.start + sender)) << 2; run < end; run += 4) {
      if (value == 1) Runs.add(table, run, sums);
      else Runs.addTimes(table, run, sums, value);
    }
    work.senders++;
    work.synapses += load<i32>(table.synapses + sender);
    if (value == 1) work.additions += load<i32>(table.effective + sender);
    else work.products += load<i32>(table.effective + sender);
  }
}

/** One run, put into its callers; static methods, for only those can be marked so. */
class Runs {
  @inline
  static add(table: Table, run: usize, sums: usize): void {
    let to = sums + ((<usize>load<i32>(table.target + run)) << 2);
    let from = table.weights + ((<usize>load<i32>(table.at + run)) << 2);
    let left = load<i32>(table.length + run);
    for (; left >= 4; left -= 4, to += 16, from += 16)
      v128.store(to, i32x4.add(v128.load(to), v128.load(from)));
    for (; left > 0; left--, to += 4, from += 4) store<i32>(to, load<i32>(to) + load<i32>(from));
  }

  @inline
  static addTimes(table: Table, run: usize, sums: usize, value: i32): void {
    let to = sums + ((<usize>load<i32>(table.target + run)) << 2);
    let from = table.weights + ((<usize>load<i32>(table.at + run)) << 2);
    let left = load<i32>(table.length + run);
    const factor = i32x4.splat(value);
    for (; left >= 4; left -= 4, to += 16, from += 16)
      v128.store(to, i32x4.add(v128.load(to), i32x4.mul(v128.load(from), factor)));
    for (; left > 0; left--, to += 4, from += 4) store<i32>(to, load<i32>(to) + value * load<i32>(from));
  }
}
