import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadPipeline } from "../../../../src/runtime/file/load.ts";
import { PipelineFileError } from "../../../../src/runtime/file/pipeline-file-error.ts";
import { createTestRegistry } from "../../../support/test-nodes.ts";
import { load, places, problemsOf } from "./memory.ts";

const CHAIN = `
version: 1
nodes:
  source: { kind: test/counter }
  parted: { kind: test/split, in: { in: source } }
  double: { kind: test/scale, in: { in: parted.odd } }
  end: { kind: sink/collect, in: { in: double } }
`;

describe("a loaded pipeline", () => {
  it("has defaults for all that the file leaves out", async () => {
    await expect(load(CHAIN)).resolves.toMatchObject({
      name: "main",
      file: "/lab/main.yaml",
      clock: "wall",
      seed: 0,
      durationUs: null,
      budgets: [],
      threads: [],
      uses: [],
    });
  });

  it("lists nodes in file order with parsed parameters, declared costs and places", async () => {
    const { nodes } = await load(CHAIN);
    expect(nodes.map(({ index, id }) => [index, id])).toEqual([
      [0, "source"],
      [1, "parted"],
      [2, "double"],
      [3, "end"],
    ]);
    expect(nodes[2]).toMatchObject({
      params: { factor: 1, mode: "exact" },
      cost: { kind: "constant", us: 100, declared: true },
      restart: { policy: "never" },
      thread: null,
      place: { file: "/lab/main.yaml", line: 6, column: 3 },
    });
  });

  it("lists edges sorted by id, with the input's own policy where the file says none", async () => {
    const { edges } = await load(CHAIN);
    expect(edges.map(({ index, id }) => [index, id])).toEqual([
      [0, "double.out -> end.in"],
      [1, "parted.odd -> double.in"],
      [2, "source.out -> parted.in"],
    ]);
    expect(edges[0]).toMatchObject({
      policy: "lossless",
      depth: 1024,
      fromNode: 2,
      toNode: 3,
      type: "number",
    });
    expect(edges[1]).toEqual({
      index: 1,
      id: "parted.odd -> double.in",
      fromNode: 1,
      fromPort: "odd",
      toNode: 2,
      toPort: "in",
      type: "number",
      policy: "drop-oldest",
      depth: 4,
      maxAgeUs: null,
      transportUs: 0,
      feedback: false,
      role: "data",
      place: { file: "/lab/main.yaml", line: 6, column: 41 },
    });
  });

  it("takes an edge's long form at its word", async () => {
    const edge = "{ from: source.out, policy: drop-newest, depth: 9, maxAgeMs: 1.5, transportUs: 50 }";
    const { edges } = await load(`version: 1
nodes:
  source: { kind: test/counter }
  end: { kind: sink/collect, in: { in: ${edge} } }`);
    expect(edges[0]).toMatchObject({ policy: "drop-newest", depth: 9, maxAgeUs: 1500, transportUs: 50 });
  });

  it.each([
    ["latest", 1],
    ["drop-newest", 4],
    ["lossless", 4],
  ])(
    "keeps an input's depth under another policy only where it means the same: %s %i",
    async (policy, depth) => {
      const { edges } = await load(`version: 1
nodes:
  source: { kind: test/counter }
  double: { kind: test/scale, in: { in: { from: source, policy: ${policy} } } }`);
      expect(edges[0]).toMatchObject({ policy, depth });
    },
  );

  it.each([
    ["drop-oldest", 16],
    ["lossless", 1024],
  ])("gives an input of policy latest the common depth under %s: %i", async (policy, depth) => {
    const { edges } = await load(`version: 1
nodes:
  source: { kind: test/counter }
  text: { kind: test/print, in: { in: { from: source, policy: ${policy} } } }`);
    expect(edges[0]).toMatchObject({ policy, depth });
  });

  it("accepts a cycle whose closing edge is declared", async () => {
    const { edges } = await load(`version: 1
nodes:
  plant: { kind: test/plant, in: { command: { from: control, feedback: true } } }
  control: { kind: test/scale, params: { factor: -0.5 }, in: { in: plant } }`);
    expect(edges.map(({ id, feedback }) => [id, feedback])).toEqual([
      ["control.out -> plant.command", true],
      ["plant.state -> control.in", false],
    ]);
  });

  it("accepts truth at sinks and at the oracle", async () => {
    const { edges } = await load(`version: 1
nodes:
  world: { kind: world/test-truth }
  score: { kind: sink/truth, in: { truth: world.truth } }
  oracle: { kind: tracker/oracle, in: { truth: world.truth } }
  end: { kind: sink/collect, in: { in: oracle } }`);
    expect(edges).toHaveLength(3);
  });

  it("accepts a block edge behind a source that waits, and behind a node that is fed", async () => {
    const { edges } = await load(`version: 1
nodes:
  source: { kind: test/pull-counter, params: { count: 5 } }
  double: { kind: test/scale, in: { in: { from: source, policy: block } } }
  end: { kind: sink/collect, in: { in: { from: double, policy: block, depth: 2 } } }`);
    expect(edges.map(({ policy }) => policy)).toEqual(["block", "block"]);
  });

  it.each([
    ["with nothing but feedback", "{ kind: test/plant, in: { command: { from: end, feedback: true } } }"],
    ["with an unconnected optional input", "{ kind: test/plant }"],
    ["without inputs", "{ kind: test/counter }"],
  ])("refuses a block edge behind a node that pushes, %s", async (_what, node) => {
    const problems = await problemsOf(`version: 1
nodes:
  first: ${node}
  end: { kind: test/scale, in: { in: { from: first, policy: block } } }`);
    expect(problems).toMatchObject([{ code: "block-needs-pull", line: 4, suggestion: "drop-oldest" }]);
  });

  it("says so where a node has no inputs or outputs at all", async () => {
    const problems = await problemsOf(`version: 1
nodes:
  source: { kind: test/counter, in: { in: end } }
  end: { kind: sink/collect, in: { in: source } }`);
    expect(problems.map(({ code, found, allowed }) => [code, found, allowed])).toEqual([
      ["unknown-port", '"in"', ["no input at all"]],
      ["unknown-port", '"end"', []],
    ]);
  });

  it("names the outputs there are, and the nearest, for one there is not", async () => {
    const problems = await problemsOf(`version: 1
nodes:
  source: { kind: test/counter }
  parted: { kind: test/split, in: { in: source } }
  a: { kind: sink/collect, in: { in: parted.evn } }
  b: { kind: sink/collect, in: { in: parted } }
  c: { kind: sink/collect, in: { in: b } }`);
    const outputs = ["parted.even", "parted.odd"];
    expect(problems).toMatchObject([
      { code: "unknown-port", allowed: outputs, suggestion: "parted.even" },
      { code: "ambiguous-port", allowed: outputs, suggestion: null },
      { code: "unknown-port", allowed: [], message: "nodes.c.in.in: sink/collect has no outputs" },
    ]);
  });

  it("puts nodes on threads and sorts the threads by name", async () => {
    const plan = await load(`${CHAIN}threads: { work: [double], decode: [parted] }`);
    expect(plan.threads).toEqual(["decode", "work"]);
    expect(plan.nodes.map(({ thread }) => thread)).toEqual([null, "decode", "work", null]);
  });

  it("reads restart policies with their defaults", async () => {
    const plan = await load(`version: 1
nodes:
  a: { kind: test/counter, restart: { policy: on-failure } }
  b: { kind: test/counter, restart: { policy: on-failure, max: 1, windowMs: 50 } }`);
    expect(plan.nodes.map(({ restart }) => restart)).toEqual([
      { policy: "on-failure", max: 3, windowMs: 10_000 },
      { policy: "on-failure", max: 1, windowMs: 50 },
    ]);
  });
});

describe("costs", () => {
  const withCost = (cost: string): string => `version: 1\nnodes:\n  a: { kind: test/counter, ${cost} }`;

  it.each([
    ["cost: 7.5", { kind: "constant", us: 7.5, declared: false }],
    ["costUs: 0", { kind: "constant", us: 0, declared: false }],
    ["cost: chip", { kind: "chip", us: 10 }],
  ])("reads %s", async (text, cost) => {
    expect((await load(withCost(text))).nodes[0]?.cost).toEqual(cost);
  });

  it("reads a recorded profile beside the file that names it", async () => {
    const files = {
      "/lab/rigs/costs.yaml": "nodes: { a: { cost: { profile: p.json } } }",
      "/lab/rigs/p.json": '{ "version": 1, "nodes": { "a": { "samplesNs": [5000, 4000] } } }',
    };
    const plan = await load("version: 1\ninclude: rigs/costs.yaml\nnodes: { a: { kind: test/counter } }", {
      files,
    });
    expect(plan.nodes[0]?.cost).toEqual({
      kind: "profile",
      file: "/lab/rigs/p.json",
      samplesNs: [5000, 4000],
    });
  });

  it.each([
    ["not JSON", "{", "cannot be read"],
    ["another version", '{ "version": 2, "nodes": {} }', "malformed at version"],
    [
      "no samples",
      '{ "version": 1, "nodes": { "a": { "samplesNs": [] } } }',
      "malformed at nodes.a.samplesNs",
    ],
    ["no such node", '{ "version": 1, "nodes": {} }', 'no samples of node "a"'],
  ])("refuses a profile: %s", async (_what, json, message) => {
    const problems = await problemsOf(withCost("cost: { profile: p.json }"), {
      files: { "/lab/p.json": json },
    });
    expect(places(problems)).toEqual(["/lab/main.yaml:3:45 bad-profile"]);
    expect(problems[0]?.message).toContain(message);
  });
});

describe("loadPipeline", () => {
  const folder = mkdtempSync(join(tmpdir(), "saccade-file-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("reads from the disk and gives the plan the absolute path", async () => {
    writeFileSync(join(folder, "seed.yaml"), "seed: 5");
    writeFileSync(join(folder, "small.yaml"), `include: seed.yaml\n${CHAIN.trimStart()}`);
    const file = relative(process.cwd(), join(folder, "small.yaml"));
    await expect(loadPipeline(file, { registry: createTestRegistry() })).resolves.toMatchObject({
      name: "small",
      seed: 5,
      file: join(folder, "small.yaml"),
    });
  });

  it("throws one coded error that lists every mistake and says the first place", async () => {
    writeFileSync(join(folder, "bad.yaml"), "version: 1\nsede: 5\nnodes:\n  a: { kind: test/countr }\n");
    const error: unknown = await loadPipeline(join(folder, "bad.yaml"), {
      registry: createTestRegistry(),
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PipelineFileError);
    expect(error).toMatchObject({
      code: "config-invalid",
      where: { file: join(folder, "bad.yaml"), line: 2, column: 1 },
      problems: [{ code: "unknown-key" }, { code: "unknown-kind" }],
    });
    expect((error as Error).message.split("\n")).toHaveLength(2);
  });

  it("reports a file that does not exist like any other mistake", async () => {
    const missing = join(folder, "missing.yaml");
    await expect(loadPipeline(missing, { registry: createTestRegistry() })).rejects.toMatchObject({
      code: "config-invalid",
      problems: [{ code: "file-unreadable", file: missing, line: 1, column: 1 }],
    });
  });
});
