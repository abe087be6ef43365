import { describe, expect, it } from "vitest";
import { energiesOf, type EnergyTable, Ledger, operationSparsity } from "../../../src/backends/ledger.ts";
import type { Quantity } from "../../../src/core/quantity.ts";

const q = (value: number, unit: string): Quantity => ({ value, unit, source: "a test", basis: "assumed" });
const table = (synapsePj: number): EnergyTable => ({
  dynamic: [
    { component: "synapse", counter: "synopsDense", each: q(synapsePj, "pJ") },
    { component: "synapse", counter: "synopsConv", each: q(24, "pJ") },
    { component: "neuron", counter: "neuronUpdates", each: q(20, "pJ") },
  ],
  static: q(2, "mW"),
});

function counted(): Ledger {
  const ledger = new Ledger(["conv1", "dense"]);
  ledger.add(0, "synopsConv", 100);
  ledger.add(0, "effectiveAcs", 100);
  ledger.add(0, "denseOps", 400);
  ledger.add(1, "synopsDense", 10);
  ledger.add(1, "effectiveMacs", 10);
  ledger.add(1, "denseOps", 100);
  ledger.add(1, "neuronUpdates", 5);
  return ledger;
}

describe("a ledger", () => {
  it("keeps counts by layer and adds them up", () => {
    const ledger = counted();
    expect([ledger.of(0, "synopsConv"), ledger.of(1, "synopsConv"), ledger.total("denseOps")]).toEqual([
      100, 0, 500,
    ]);
    expect(ledger.totals()).toEqual({
      synopsDense: 10,
      synopsConv: 100,
      effectiveMacs: 10,
      effectiveAcs: 100,
      denseOps: 500,
      neuronUpdates: 5,
    });
  });

  it("is additive over windows", () => {
    const two = counted();
    two.merge(counted());
    const once = energiesOf(counted(), table(30), 1000);
    const twice = energiesOf(two, table(30), 2000);
    expect(twice.dynamicNj?.["synapse"]).toBeCloseTo(2 * (once.dynamicNj?.["synapse"] ?? NaN), 12);
    expect(twice.staticNj).toBe(2 * (once.staticNj ?? NaN));
    expect(twice.proxyNj).toBeCloseTo(2 * once.proxyNj, 12);
  });

  it("gives the energies of a hand example", () => {
    expect(energiesOf(counted(), table(30), 1000)).toEqual({
      proxyNj: (10 * 4.6 + 100 * 0.9) * 1e-3,
      dynamicNj: { synapse: expect.closeTo(2.7, 12) as number, neuron: expect.closeTo(0.1, 12) as number },
      staticNj: 2,
    });
  });

  it("doubles one bucket, and no other, when its entry doubles", () => {
    const energy = (pj: number): Readonly<Record<string, number>> =>
      energiesOf(counted(), table(pj), 0).dynamicNj ?? {};
    expect((energy(60)["synapse"] ?? NaN) - (energy(30)["synapse"] ?? NaN)).toBeCloseTo(0.3, 12);
    expect(energy(60)["neuron"]).toBe(energy(30)["neuron"]);
  });

  it("leaves out what no source gives, instead of showing zero", () => {
    const energy = energiesOf(counted(), { dynamic: null, static: null }, 1000);
    expect(Object.keys(energy)).toEqual(["proxyNj"]);
  });

  it("tells the share of operations that were saved", () => {
    expect(operationSparsity(counted())).toBeCloseTo(1 - 110 / 500, 12);
    expect(operationSparsity(new Ledger(["a"]))).toBe(0);
  });
});
