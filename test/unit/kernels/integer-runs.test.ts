import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import {
  addSpikesPlain,
  addValuesPlain,
  type IntegerRuns,
  RunMemory,
} from "../../../src/kernels/integer-runs.ts";

const SENDERS = 40;
const UNIT = 4;
const UNITS = 30;
const WEIGHTS = 300;

/** Runs of 1 to 5 units for each of some senders; `shortBy` leaves out the last targets of each, so that none is whole. */
function someRuns(random: Random, shortBy: number): IntegerRuns {
  const whole = (least: number, most: number) => least + Math.floor(random.uniform() * (most - least + 1));
  const weights = Int32Array.from({ length: WEIGHTS }, () => whole(-3, 3) * 70_000_000);
  const bySender = Array.from({ length: SENDERS }, () =>
    Array.from({ length: whole(0, 4) }, () => {
      const units = whole(1, 5);
      const length = units * UNIT - shortBy;
      return { unit: whole(0, UNITS - units), units, length, at: whole(0, WEIGHTS - length) };
    }),
  );
  const runs = bySender.flat();
  const counted = (counts: (weight: number) => boolean) =>
    Int32Array.from(
      bySender,
      (own) => own.flatMap(({ at, length }) => [...weights.subarray(at, at + length)]).filter(counts).length,
    );
  return {
    start: Int32Array.from([0, ...bySender.map((_, p) => bySender.slice(0, p + 1).flat().length)]),
    target: Int32Array.from(runs, ({ unit }) => unit * UNIT),
    at: Int32Array.from(runs, ({ at }) => at),
    length: Int32Array.from(runs, ({ length }) => length),
    unit: Int32Array.from(runs, ({ unit }) => unit),
    units: Int32Array.from(runs, ({ units }) => units),
    weights,
    synapses: counted(() => true),
    effective: counted((weight) => weight !== 0),
  };
}

describe("runs of whole-numbered weights", () => {
  it.each([0, 1, 3])(
    "add spikes compiled as plain, flags and wrapping sums included, %d short",
    (shortBy) => {
      const random = new Random(shortBy);
      const runs = someRuns(random, shortBy);
      const memory = new RunMemory();
      const receivers = { sums: memory.integers(UNITS * UNIT), flags: memory.bytes(UNITS) };
      const plain = { sums: new Int32Array(UNITS * UNIT), flags: new Uint8Array(UNITS) };
      const senders = memory.integers(SENDERS);
      const table = memory.table(runs, "spikes");
      let additions = 0;
      for (let step = 0; step < 30; step++) {
        const list = Array.from({ length: 9 }, () => Math.floor(random.uniform() * SENDERS));
        senders.view.set(list);
        const found = memory.addSpikes(table, senders, list.length, receivers);
        expect(found).toBe(addSpikesPlain(runs, list, plain));
        expect(receivers.sums.view).toEqual(plain.sums);
        expect(receivers.flags.view).toEqual(plain.flags);
        if (step % 2 === 0) for (const flags of [receivers.flags.view, plain.flags]) flags.fill(0);
        additions += found;
      }
      expect(additions).toBeGreaterThan(1000);
    },
  );

  it("add nothing for a sender that there is not", () => {
    const runs = someRuns(new Random(5), 0);
    const memory = new RunMemory();
    const receivers = { sums: memory.integers(UNITS * UNIT), flags: memory.bytes(UNITS) };
    const senders = memory.integers(3);
    const table = memory.table(runs, "spikes");
    senders.view.set([SENDERS, -1, 1 << 30]);
    expect(memory.addSpikes(table, senders, 3, receivers)).toBe(0);
    expect(receivers.sums.view).toEqual(new Int32Array(UNITS * UNIT));
    expect(receivers.flags.view).toEqual(new Uint8Array(UNITS));
  });

  it.each([0, 1, 3])("add values compiled as plain, %d short", (shortBy) => {
    const random = new Random(10 + shortBy);
    const runs = someRuns(random, shortBy);
    const memory = new RunMemory();
    const sums = memory.integers(UNITS * UNIT);
    const plain = new Int32Array(UNITS * UNIT);
    const values = memory.integers(SENDERS);
    const table = memory.table(runs, "values");
    const work = { senders: 0, synapses: 0, additions: 0, products: 0 };
    let [additions, products] = [0, 0];
    for (let step = 0; step < 30; step++) {
      const list = Array.from({ length: SENDERS }, () => Math.max(0, Math.floor(random.between(-5, 4))));
      values.view.set(list);
      memory.addValues(table, values, sums, work);
      expect(work).toEqual(addValuesPlain(runs, list, plain));
      expect(sums.view).toEqual(plain);
      additions += work.additions;
      products += work.products;
    }
    expect(additions).toBeGreaterThan(100);
    expect(products).toBeGreaterThan(100);
  });
});
