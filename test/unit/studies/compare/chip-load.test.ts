import { describe, expect, it } from "vitest";
import type { Quantity } from "../../../../src/core/quantity.ts";
import type { EnergyTable } from "../../../../src/backends/ledger.ts";
import { chipRun } from "../../../../studies/compare/chip-run.ts";
import { chipLoad, type LoadTerms } from "../../../../studies/compare/chip-load.ts";

const quantity = (value: number, unit: string, basis: Quantity["basis"]): Quantity => ({
  value,
  unit,
  source: "here",
  basis,
});
const energies: EnergyTable = {
  dynamic: [
    { component: "synapse", counter: "synops", each: quantity(10, "pJ", "published") },
    { component: "spike", counter: "spikes", each: quantity(100, "pJ", "assumed") },
  ],
  static: quantity(5, "mW", "published"),
};
const terms: LoadTerms = { energies, hostUs: 100, submission: "serial" };

/** A run of `windows` windows, each 200 us on the chip and 1.7 ms on the way. */
const run = (windows: number, p99 = 2) => ({
  windows,
  steps: 1,
  saturated: windows,
  passMs: { p99 },
  footprint: { weightBytes: 1000, stateBytes: 24, synapses: 10, zeroSynapses: 4, neurons: 5 },
  sums: {
    deviceNs: windows * 200_000,
    linkNs: windows * 1_700_000,
    counts: {
      synops: windows * 2000,
      spikes: windows * 10,
      effectiveAcs: windows * 2000,
      denseOps: windows * 8000,
    },
  },
});
const NONE = {
  windows: 0,
  steps: 1,
  saturated: 0,
  footprint: run(1).footprint,
  sums: { deviceNs: 0, linkNs: 0, counts: {} },
};

describe("the load of a chip", () => {
  const load = chipLoad([run(10), NONE, run(30, 3)], terms)!;

  it("is a mean over the windows of all runs", () => {
    expect(load).toMatchObject({ windows: 40, saturated: 40, passP99Ms: 2.75 });
    expect(load.inferenceMs).toBeCloseTo(0.2, 12);
    expect(load.linkMs).toBeCloseTo(1.7, 12);
    expect(load.passMs).toBeCloseTo(1.9, 12);
    expect(load.energies.dynamicNj).toEqual({ synapse: 20, spike: 1 });
    expect(load.neuroBench).toMatchObject({ footprint: 1024, membrane_updates: 0, connection_sparsity: 0.4 });
    expect(load.neuroBench.synaptic_operations).toEqual({
      Effective_MACs: 0,
      Effective_ACs: 2000,
      Dense: 8000,
    });
  });

  it("takes a window when the one before is back, the host's work included; two cameras then need two chips", () => {
    expect(load.rateHz).toBeCloseTo(500, 9);
    expect(load.chips).toBe(2);
    expect(load.chipsAtFullRate).toBe(4);
  });

  it("takes one as soon as the chip is free when submission is pipelined", () => {
    const pipelined = chipLoad([run(10)], { ...terms, submission: "pipelined" })!;
    expect(pipelined).toMatchObject({ rateHz: 1000, chips: 1, chipsAtFullRate: 1 });
  });

  it("has each power within the bounds of what it rests on, static power by chips, and none for the link", () => {
    const { dynamicMw, staticMw, linkMw } = load.power;
    // 1000 windows/s: 20 nJ published and 1 nJ assumed
    expect(dynamicMw!.value).toBeCloseTo(0.021, 12);
    expect(dynamicMw!.low).toBeCloseTo(0.02 / 1.5 + 0.001 / 3, 12);
    expect(dynamicMw!.high).toBeCloseTo(0.02 * 1.5 + 0.001 * 3, 12);
    expect(load.windowNj!.value).toBeCloseTo(21, 9);
    expect(load.windowNj!.high).toBeCloseTo(33, 9);
    expect(staticMw!.value).toBeCloseTo(10, 12);
    expect(linkMw).toBeUndefined();
  });

  it("is nothing where no window went to the chip, and a section that is none is refused by its field", () => {
    expect(chipLoad([NONE], terms)).toBeNull();
    expect(chipLoad([], terms)).toBeNull();
    expect(chipRun({ ...run(1), link: "pcie" })).toEqual(run(1));
    expect(() => chipRun({ ...run(1), steps: "one" })).toThrow(
      expect.objectContaining({ code: "config-invalid", where: { field: "steps" } }),
    );
  });
});
