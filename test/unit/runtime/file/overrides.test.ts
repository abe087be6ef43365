import { describe, expect, it } from "vitest";
import { load, places, problemsOf } from "./memory.ts";

const TEXT = `
version: 1
vars: { rig: { periodUs: 500 }, factor: 2 }
nodes:
  source: { kind: test/counter, params: "\${rig}" }
  other: { kind: test/counter, params: "\${rig}" }
  double: { kind: test/scale, params: { factor: "\${factor}" }, in: { in: source } }
`;

const params = async (...set: string[]): Promise<unknown[]> =>
  (await load(TEXT, { set })).nodes.map((node) => node.params);

describe("--set", () => {
  it("changes one node's parameter, also where it comes from a shared variable", async () => {
    expect(await params("source.periodUs=100")).toMatchObject([{ periodUs: 100 }, { periodUs: 500 }, {}]);
  });

  it("changes a variable and a part of one", async () => {
    expect(await params("vars.factor=3", "vars.rig.periodUs=50")).toMatchObject([
      { periodUs: 50 },
      { periodUs: 50 },
      { factor: 3 },
    ]);
  });

  it("reads the value as YAML and fills variables in", async () => {
    expect(
      await params("source.count=0x10", "double.factor=${factor}", 'double.mode="rounded"'),
    ).toMatchObject([{ count: 16 }, {}, { factor: 2, mode: "rounded" }]);
  });

  it("lets the last of several win, and gives parameters to a node without any", async () => {
    const text = "version: 1\nnodes: { a: { kind: test/counter } }";
    const plan = await load(text, { set: ["a.periodUs=5", "a.periodUs=6"] });
    expect(plan.nodes[0]?.params).toEqual({ periodUs: 6 });
  });

  it("names option and column of a mistake, as the command line has it", async () => {
    const set = [
      "double.factor=.nan",
      "source.perioUs=5",
      "sorce.periodUs=5",
      "double.mode= exac",
      "vars.factor=x",
    ];
    const problems = await problemsOf(TEXT, { set });
    expect(places(problems).sort()).toEqual([
      "command line:1:15 not-finite",
      "command line:2:8 unknown-parameter",
      "command line:3:1 unknown-node",
      "command line:4:14 invalid-value",
    ]);
    expect(problems.find(({ code }) => code === "unknown-node")).toMatchObject({ suggestion: "source" });
  });

  it.each(["periodUs=5", "source.periodUs", "=5", "source..x=1", ""])(
    "refuses %o and shows the forms",
    async (set) => {
      const [problem, ...more] = await problemsOf(TEXT, { set: [set] });
      expect(more).toEqual([]);
      expect(problem).toMatchObject({ code: "bad-set", file: "command line", line: 1, column: 1 });
      expect(problem?.allowed).toContain("node.param=value");
    },
  );

  it("refuses to set something inside a value that is not a map", async () => {
    expect(places(await problemsOf(TEXT, { set: ["double.factor.x=1"] }))).toEqual([
      "command line:1:15 bad-set",
    ]);
  });

  it("reports broken YAML at its column", async () => {
    expect(places(await problemsOf(TEXT, { set: ["source.count=5", "double.factor=[1"] }))).toEqual([
      "command line:2:17 yaml-syntax",
    ]);
  });
});

describe("options of the caller", () => {
  it("win over the file", async () => {
    const text = "version: 1\nclock: wall\nseed: 1\ndurationMs: 5\nnodes: { a: { kind: test/counter } }";
    await expect(load(text, { clock: "virtual", seed: 9, durationMs: 2.5 })).resolves.toMatchObject({
      clock: "virtual",
      seed: 9,
      durationUs: 2500,
    });
  });

  it("are held to the same limits", async () => {
    const text = "version: 1\nnodes: { a: { kind: test/counter } }";
    const problems = await problemsOf(text, { seed: NaN, durationMs: -1 });
    expect(problems.map(({ file, code, found }) => `${file} ${code} ${found}`)).toEqual([
      "command line not-finite .nan",
      "command line out-of-range -1",
    ]);
  });
});
