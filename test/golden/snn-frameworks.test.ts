import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readNir } from "../../src/snn/nir-read.ts";
import { ReferenceRun } from "../../src/snn/reference-run.ts";
import { LoihiPopulation } from "../../src/snn/rules/loihi.ts";
import type { StepNode } from "../../src/snn/rules/rule.ts";
import { RULE_NAMES, type StepChoice } from "../../src/snn/step-choice.ts";
import { populationOf } from "../../src/snn/step-rule.ts";
import { filled, sizeOf } from "../../src/snn/tensor.ts";
import { Random } from "../../src/core/random.ts";
import { DATA_FOLDER, lacksData } from "../support/skip.ts";
import { replay, type Table } from "../support/snn-vectors.ts";

interface StepCase {
  readonly name: string;
  readonly node: Readonly<Record<string, number | string>>;
  readonly choice: StepChoice;
  readonly input: Table;
  readonly spikes: Table;
  readonly v: Table;
}
const FIXTURE = join(import.meta.dirname, "../fixtures/snn/steps.json");
const steps = JSON.parse(readFileSync(FIXTURE, "utf8")) as readonly StepCase[];

describe("a node of a NIR file steps as in the framework", () => {
  it.each(steps)("$name", (c) => {
    const parameters = Object.entries(c.node).map(([name, value]) => [
      name,
      typeof value === "number" ? filled([3], value) : value,
    ]);
    replay(populationOf("n", Object.fromEntries(parameters) as StepNode, c.choice), c, 1e-12);
  });
});

const noTraces = lacksData("nir/lif-traces");
/** [input, v, spike] a step. */
const trace = (name: string): number[][] =>
  readFileSync(join(DATA_FOLDER, "nir/lif-traces", name), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(",").map(Number));

describe.skipIf(noTraces)("one neuron of a NIR file as other simulators ran it", () => {
  it.each<[string, StepChoice, number, number]>([
    ["lif_norse.csv", { rule: "norse", dt: 1e-4, reset: "value" }, 1, 1e-7],
    ["lif_snntorch.csv", { rule: "snntorch", dt: 1e-4, reset: "value", resetDelay: false }, 0.04, 1e-6],
  ])("%s", async (name, choice, unit, tolerance) => {
    const { network } = await readNir(readFileSync(join(DATA_FOLDER, "nir/lif_norse.nir")));
    const run = new ReferenceRun(network, choice);
    const rows = trace(name);
    const spikes: number[] = [];
    let worst = 0;
    rows.forEach(([x = 0, v = 0], t) => {
      run.step({ input: [x] });
      if (run.output("output")[0] !== 0) spikes.push(t);
      worst = Math.max(worst, Math.abs((run.population("1")?.v[0] ?? NaN) - v * unit));
    });
    expect(spikes).toEqual(rows.flatMap(([, , z], t) => (z === 1 ? [t] : [])));
    expect(worst).toBeLessThan(tolerance);
  });

  it("lif_exact.csv up to its first spike, whose instant lies between two steps", async () => {
    const { network } = await readNir(readFileSync(join(DATA_FOLDER, "nir/lif_norse.nir")));
    const run = new ReferenceRun(network, { rule: "sinabs", dt: 1e-4, reset: "subtract", maxSpikes: 1 });
    const rows = trace("lif_exact.csv");
    const first = rows.findIndex(([, v = 0], t) => v < (rows[t - 1]?.[1] ?? 0) - 0.05);
    rows.slice(0, first).forEach(([x = 0, v = NaN]) => {
      run.step({ input: [x] });
      expect(run.population("1")?.v[0]).toBeCloseTo(v, 8);
    });
    expect(first).toBe(460);
    run.step({ input: [1] });
    expect(run.output("output")[0]).toBe(1);
  });

  it("lif_lava_cpu_fixed.csv, integer for integer", () => {
    const one = (value: number): Int32Array => Int32Array.of(value);
    const spec = { du: one(4095), dv: one(163), vth: one(25), biasMant: one(0), biasExp: one(0) };
    const neuron = new LoihiPopulation(spec);
    const y = new Float64Array(1);
    const rows = trace("lif_lava_cpu_fixed.csv");
    const found = [
      0,
      ...rows.slice(0, -1).map(([x = 0]) => (neuron.step(Float64Array.of(10 * x), y), neuron.v[0]!)),
    ];
    expect(found).toEqual(rows.map(([, v]) => v));
  });
});

const noFiles = lacksData("nir");
describe.skipIf(noFiles)("files of other frameworks run", () => {
  const files = [
    ["braille_noDelay_bias_zero.nir", 1e-4],
    ["cnn_sinabs.nir", 1],
    ["lif_norse.nir", 1e-4],
    ["two_lif_neurons.nir", 1e-4],
    ["generated/all_1d_gzip.nir", 1e-3],
    ["generated/conv_same_padding_string.nir", 1e-3],
    ["generated/conv_stack_gzip.nir", 1],
    ["generated/nested_recurrent.nir", 1e-3],
  ] as const;

  it.each(files)("%s", async (name, dt) => {
    const { network } = await readNir(readFileSync(join(DATA_FOLDER, "nir", name)));
    const random = new Random(3);
    const run = new ReferenceRun(network, { rule: "sinabs", dt, reset: "value" });
    const inputs = run.layers.filter(({ node }) => node.type === "Input");
    let sum = 0;
    for (let t = 0; t < 60; t++) {
      run.step(
        Object.fromEntries(inputs.map(({ path, inputShape }) => [path, spikes(sizeOf(inputShape), random)])),
      );
      for (const { path, node } of run.layers) {
        if (node.type === "Input") continue;
        expect(run.output(path).every(Number.isFinite), path).toBe(true);
        sum += run.output(path).reduce((total, y) => total + Math.abs(y), 0);
      }
    }
    expect(sum).toBeGreaterThan(0);
  });

  it.each(RULE_NAMES.filter((rule) => rule !== "loihi"))(
    "a recurrent network under rule %s",
    async (rule) => {
      const { network } = await readNir(readFileSync(join(DATA_FOLDER, "nir/braille_noDelay_bias_zero.nir")));
      const random = new Random(4);
      const run = new ReferenceRun(network, { rule, dt: 1e-4, reset: "value" });
      let count = 0;
      for (let t = 0; t < 100; t++) {
        run.step({ input: spikes(12, random) });
        count += run.output("output").reduce((total, y) => total + y, 0);
      }
      expect(count).toBeGreaterThan(100);
      expect(count).toBeLessThan(500);
    },
  );
});

const spikes = (count: number, random: Random): number[] =>
  Array.from({ length: count }, () => (random.uniform() < 0.3 ? 1 : 0));
