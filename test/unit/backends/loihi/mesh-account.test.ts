import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { energiesOf } from "../../../../src/backends/ledger.ts";
import { MeshAccount } from "../../../../src/backends/loihi/mesh-account.ts";
import {
  barrierOf,
  LOIHI1_ENERGIES,
  LOIHI1_MESH,
  LOIHI1_TIMES,
} from "../../../../src/backends/loihi/mesh-costs.ts";
import { layOut } from "../../../../src/backends/loihi/mesh-layout.ts";
import { readCostCase, runCostCase } from "../../../support/loihi-cost-case.ts";
import { DATA_FOLDER, lacksData } from "../../../support/skip.ts";

const FOLDER = join(DATA_FOLDER, "loihi-cost");
const cases = existsSync(FOLDER)
  ? readdirSync(FOLDER, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  : [];

interface Expected {
  readonly totals: {
    readonly spikes_fired: number;
    readonly neurons_updated: number;
    readonly messages: number;
    readonly synaptic_ops: number;
    readonly hops: number;
    readonly energy_J: Readonly<Record<"synapse" | "soma" | "network", number>>;
    readonly time_s: Readonly<Record<"simple" | "cycle", number>>;
  };
}

const relative = (value: number, to: number): number => Math.abs(value / to - 1);

describe.skipIf(lacksData("loihi-cost"))("the account of a mesh, beside an independent model's", () => {
  it.each(cases)("%s: the same counts, energies and time", (name) => {
    const folder = join(FOLDER, name);
    const { totals } = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Expected;
    const { account, steps, spikes } = runCostCase(readCostCase(folder));
    const { ledger } = account;
    const energy = energiesOf(ledger, { dynamic: LOIHI1_ENERGIES, static: null }, 0).dynamicNj ?? {};
    const listed = readFileSync(join(folder, "spikes.csv"), "utf8").trim().split("\n").slice(1);
    expect([...spikes].sort()).toEqual(listed.map((line) => line.trim().replace(/,$/, "")).sort());
    expect({
      spikes: ledger.total("spikes"),
      updated: steps.reduce((sum, { updated }) => sum + updated, 0),
      messages: ledger.total("messagesOut"),
      synops: ledger.total("synops"),
      hops: ledger.total("hopsEastWest") + ledger.total("hopsNorthSouth"),
    }).toEqual({
      spikes: totals.spikes_fired,
      updated: totals.neurons_updated,
      messages: totals.messages,
      synops: totals.synaptic_ops,
      hops: totals.hops,
    });
    const { synapse, soma, network } = totals.energy_J;
    expect(relative((energy["synapse"] ?? NaN) * 1e-9, synapse)).toBeLessThan(1e-9);
    expect(relative((energy["neuron"] ?? NaN) * 1e-9, soma)).toBeLessThan(1e-9);
    expect(relative((energy["network"] ?? NaN) * 1e-9, network)).toBeLessThan(1e-9);
    expect(relative(account.deviceNs * 1e-9, totals.time_s.simple)).toBeLessThan(1e-9);
    expect(relative(account.deviceNs * 1e-9, totals.time_s.cycle)).toBeLessThan(0.1);
  });

  it.each(cases)("%s: the same time in every step", (name) => {
    const folder = join(FOLDER, name);
    const [head = "", ...rows] = readFileSync(join(folder, "per_step.csv"), "utf8").trim().split("\n");
    const column = head.split(",").indexOf("time_simple_s");
    const { steps } = runCostCase(readCostCase(folder));
    const listed = rows.map((row) => Number(row.split(",")[column]));
    steps.forEach(({ timeS }, i) => expect(relative(timeS, listed[i] ?? NaN)).toBeLessThan(1e-6));
    expect(steps).toHaveLength(listed.length);
  });
});

describe("the account of a mesh", () => {
  const place = (tile: number, core: number): { tile: number; core: number } => ({ tile, core });
  const account = (): MeshAccount =>
    new MeshAccount(
      layOut(
        LOIHI1_MESH,
        [
          { name: "in", isInput: true, synapses: "dense", places: [place(0, 0)] },
          { name: "far", isInput: false, synapses: "sparse", places: [place(9, 0), place(9, 0)] },
        ],
        [
          { neuron: 0, toPopulation: 1, place: place(9, 0), synapses: 1 },
          { neuron: 0, toPopulation: 1, place: place(9, 0), synapses: 1 },
        ],
      ),
      LOIHI1_TIMES,
    );

  it("sends one message to a core for all synapses there, over columns and rows", () => {
    const silent = account();
    silent.beginStep();
    silent.fired([0], 1, 0);
    silent.endStep();
    expect(silent.ledger.totals()).toMatchObject({
      spikes: 1,
      messagesOut: 1,
      messagesIn: 1,
      synops: 2,
      synopsSparse: 2,
      hopsEastWest: 2,
      hopsNorthSouth: 1,
    });
    expect(silent.ledger.of(0, "neuronSpikes")).toBe(0);
  });

  it("charges access and barrier, and nothing else, while nothing happens", () => {
    const silent = account();
    silent.beginStep();
    expect(silent.endStep()).toBe(12 + 1000);
    expect(silent.ledger.totals()).toEqual({ neuronAccesses: 2, steps: 2 });
  });

  it.each([
    [1, 600],
    [2, 1000],
    [3, 1000],
    [28, 1400],
    [32, 1800],
  ])("has on %i tiles a barrier of %i ns", (tiles, ns) => {
    expect(barrierOf(LOIHI1_TIMES, tiles)).toBe(ns);
  });
});
