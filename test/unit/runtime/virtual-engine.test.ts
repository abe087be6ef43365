import { map, mergeMap, tap } from "rxjs";
import { describe, expect, it } from "vitest";
import { derive, Message } from "../../../src/core/message.ts";
import { defineNode } from "../../../src/runtime/node.ts";
import { collect, counter, join, NUMBER, pullCounter, scale } from "../../support/number-nodes.ts";
import type { EdgeSketch, NodeSketch, PipelineSketch } from "../../support/plan-builder.ts";
import { costing, edgeOf, numbers, OUT, runVirtual } from "../../support/run-sketch.ts";
import {
  chip,
  dice,
  first,
  fork,
  greet,
  optional,
  pass,
  script,
  silent,
  total,
} from "../../support/runtime-nodes.ts";

const rows = (...atUs: number[]): { rows: number[][] } => ({ rows: atUs.map((t, i) => [t, i + 1]) });
/** src -> work -> out, with the node in the middle given. */
const through = (work: NodeSketch, atUs: number[], edge: Partial<EdgeSketch> = {}): PipelineSketch => ({
  nodes: { src: { spec: script, params: rows(...atUs) }, work, out: OUT },
  edges: [numbers("src", "work", { policy: "drop-oldest", depth: 8, ...edge }), numbers("work", "out")],
  durationUs: null,
});

describe("what work costs in virtual time", () => {
  it("is charged to what the node emits", async () => {
    const run = await runVirtual(through({ spec: scale, cost: costing(100) }, [0, 1000]));
    expect(run.got()).toEqual([
      { n: 2, atUs: 100 },
      { n: 4, atUs: 1100 },
    ]);
    expect(run.report.nodes["work"]?.latencyUs).toMatchObject({ p50: 100, max: 100 });
  });

  it("is charged to what a source emits on its clock", async () => {
    const sketch = through({ spec: pass }, [0, 1000]);
    const nodes = { ...sketch.nodes, src: { spec: script, params: rows(0, 1000), cost: costing(30) } };
    expect((await runVirtual({ ...sketch, nodes })).times()).toEqual([30, 1030]);
  });

  it("keeps a node busy, and messages wait their turn", async () => {
    const run = await runVirtual(through({ spec: scale, cost: costing(100) }, [0, 10, 20]));
    expect(run.times()).toEqual([100, 200, 300]);
  });

  it("makes the policy of the edge drop what comes meanwhile, exactly", async () => {
    const edge = { policy: "latest" } as const;
    const run = await runVirtual(through({ spec: scale, cost: costing(100) }, [0, 10, 20, 30, 200], edge));
    expect(run.numbers()).toEqual([2, 8, 10]);
    expect(edgeOf(run, "src.numbers -> work.numbers")).toEqual({
      sent: 5,
      delivered: 3,
      dropped: { "replaced-by-newer": 2 },
    });
  });

  it("is drawn from a recorded profile with the run's seed", async () => {
    const cost = { kind: "profile", file: "p.json", samplesNs: [10_000, 20_000, 30_000, 40_000] } as const;
    const atUs = Array.from({ length: 40 }, (_, i) => i * 1000);
    const costs = async (seed: number): Promise<number[]> => {
      const run = await runVirtual({ ...through({ spec: scale, cost }, atUs), seed });
      return run.times().map((t) => t % 1000);
    };
    const [a, again, b] = [await costs(1), await costs(1), await costs(2)];
    expect(new Set(a)).toEqual(new Set([10, 20, 30, 40]));
    expect(again).toEqual(a);
    expect(b).not.toEqual(a);
  });

  it("of a chip is the host's share plus the device and link time that the message says", async () => {
    const params = { deviceUs: 300, linkUs: 20 };
    const run = await runVirtual(through({ spec: chip, params, cost: { kind: "chip", us: 50 } }, [0, 10]));
    expect(run.times()).toEqual([370, 740]);
  });

  it("is what observers are told of each turn, from its start to its end", async () => {
    const worked: [node: number, startedUs: number, endedUs: number][] = [];
    await runVirtual(through({ spec: scale, cost: costing(100) }, [0, 10]), {
      worked: (node, startedNs, endedNs) => worked.push([node, startedNs / 1000, endedNs / 1000]),
    });
    expect(worked.filter(([node]) => node === 1)).toEqual([
      [1, 0, 100],
      [1, 100, 200],
    ]);
  });

  it("of a node that is no chip leaves modelled time out", async () => {
    const params = { deviceUs: 300, linkUs: 20 };
    const run = await runVirtual(through({ spec: chip, params, cost: costing(50) }, [0]));
    expect(run.times()).toEqual([50]);
  });
});

describe("an edge in virtual time", () => {
  it("takes its declared transport time, during which the nodes are free", async () => {
    const run = await runVirtual(
      through({ spec: scale, cost: costing(10) }, [0, 20, 40], { transportUs: 500 }),
    );
    expect(run.times()).toEqual([510, 530, 550]);
  });

  it("drops what is too old before the node runs", async () => {
    const run = await runVirtual(
      through({ spec: scale, cost: costing(100) }, [0, 10, 20, 400], { maxAgeUs: 150 }),
    );
    expect(run.numbers()).toEqual([2, 4, 8]);
    expect(edgeOf(run, "src.numbers -> work.numbers").dropped).toEqual({ "too-old": 1 });
    expect(run.report.nodes["work"]?.in).toBe(3);
  });

  it("lets through what is exactly as old as may be", async () => {
    const ages = async (maxAgeUs: number): Promise<readonly number[]> =>
      (await runVirtual(through({ spec: scale, cost: costing(100) }, [0, 10], { maxAgeUs }))).numbers();
    expect(await ages(90)).toEqual([2, 4]);
    expect(await ages(89)).toEqual([2]);
  });

  it("drops and counts a message that is older than its predecessor, and goes on", async () => {
    const params = {
      rows: [
        [0, 1, 0],
        [10, 2, -5],
        [20, 3, 0],
      ],
    };
    const run = await runVirtual({
      nodes: { src: { spec: script, params }, out: OUT },
      edges: [numbers("src", "out")],
      durationUs: null,
    });
    expect(run.numbers()).toEqual([1, 3]);
    expect(edgeOf(run, "src.numbers -> out.numbers").dropped).toEqual({ "non-monotonic": 1 });
    expect(run.end).toEqual({ reason: "completed", error: null });
  });

  it("ends the run when it is lossless and full, naming itself", async () => {
    const edge = { policy: "lossless", depth: 2 } as const;
    const run = await runVirtual(through({ spec: scale, cost: costing(1000) }, [0, 1, 2, 3, 4], edge));
    expect(run.end.error).toMatchObject({
      code: "edge-overflow",
      where: { edge: "src.numbers -> work.numbers", line: 1 },
    });
    expect(edgeOf(run, "src.numbers -> work.numbers")).toMatchObject({ sent: 4, delivered: 1 });
  });
});

describe("the order of things", () => {
  it("gives messages of one instant to a node by input, whichever source comes first in the file", async () => {
    const sketch = (a: string, b: string): PipelineSketch => ({
      nodes: {
        a: { spec: script, params: { rows: [[5, 1]] } },
        b: { spec: script, params: { rows: [[5, 2]] } },
        both: { spec: pass },
        out: OUT,
      },
      edges: [
        { wire: `${a}.numbers -> both.numbers` },
        { wire: `${b}.numbers -> both.others` },
        numbers("both", "out"),
      ],
      durationUs: null,
    });
    expect((await runVirtual(sketch("a", "b"))).numbers()).toEqual([1, 2]);
    expect((await runVirtual(sketch("b", "a"))).numbers()).toEqual([2, 1]);
  });

  it("gives a busy node the message that has waited longest, transport counted", async () => {
    const run = await runVirtual({
      nodes: {
        a: { spec: script, params: { rows: [[0, 1, 0]] } },
        b: {
          spec: script,
          params: {
            rows: [
              [0, 2, 0],
              [40, 3, 0],
            ],
          },
        },
        both: { spec: pass, cost: costing(100) },
        out: OUT,
      },
      edges: [
        { wire: "a.numbers -> both.numbers", transportUs: 60 },
        { wire: "b.numbers -> both.others", transportUs: 10 },
        numbers("both", "out"),
      ],
      durationUs: null,
    });
    expect(run.got()).toEqual([
      { n: 2, atUs: 110 },
      { n: 3, atUs: 210 },
      { n: 1, atUs: 310 },
    ]);
  });

  it("numbers the messages of an output from 0", async () => {
    const seqs: number[][] = [];
    const watch = defineNode({
      ...collect,
      kind: "sink/watch",
      create:
        () =>
        ({ numbers: stream }) =>
          stream.pipe(tap(({ node, seq }) => seqs.push([node, seq]))),
    });
    await runVirtual({
      nodes: { src: { spec: script, params: rows(0, 1, 2) }, out: { spec: watch } },
      edges: [numbers("src", "out")],
      durationUs: null,
    });
    expect(seqs).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ]);
  });
});

describe("messages and their headers", () => {
  it("gives every branch of a fan-out the same message and counts each edge by itself", async () => {
    const run = await runVirtual({
      nodes: {
        src: { spec: script, params: rows(0, 10) },
        slow: { spec: scale, cost: costing(50) },
        out: OUT,
        other: OUT,
      },
      edges: [numbers("src", "slow", { policy: "latest" }), numbers("src", "out"), numbers("slow", "other")],
      durationUs: null,
    });
    expect(run.times("out")).toEqual([0, 10]);
    expect(run.times("other")).toEqual([50, 100]);
    expect(run.report.nodes["src"]?.out).toBe(2);
  });

  it("makes a header of its own for a message sent on two ports, and keeps its lineage", async () => {
    const seen: { port: string; node: number; parent: number; seq: number }[] = [];
    const watch = (port: string): NodeSketch => ({
      spec: defineNode({
        ...collect,
        kind: "sink/watch",
        create:
          () =>
          ({ numbers: stream }) =>
            stream.pipe(
              tap(({ node, seq, parents }) => {
                seen.push({ port, node, seq, parent: parents instanceof Message ? parents.node : -9 });
              }),
            ),
      }),
    });
    await runVirtual({
      nodes: { src: { spec: script, params: rows(0) }, fork: { spec: fork }, l: watch("l"), r: watch("r") },
      edges: [
        numbers("src", "fork"),
        { wire: "fork.left -> l.numbers" },
        { wire: "fork.right -> r.numbers" },
      ],
      durationUs: null,
    });
    expect(seen).toEqual([
      { port: "l", node: 1, seq: 0, parent: 0 },
      { port: "r", node: 1, seq: 0, parent: 0 },
    ]);
  });

  it("derives a new header for a message that a node passes on as it came", async () => {
    const run = await runVirtual({
      nodes: {
        src: { spec: script, params: rows(0) },
        passing: { spec: pass, cost: costing(7) },
        out: OUT,
        early: OUT,
      },
      edges: [numbers("src", "passing"), numbers("src", "early"), numbers("passing", "out")],
      durationUs: null,
    });
    expect([run.times("early"), run.times("out")]).toEqual([[0], [7]]);
  });

  it("cuts the lineage at a feedback edge, so that it does not grow with the run", async () => {
    const depths: number[] = [];
    const depthOf = (message: Message<unknown>): number => {
      const { parents } = message;
      if (parents === null) return 1;
      const list = parents instanceof Message ? [parents] : parents;
      return 1 + Math.max(...list.map(depthOf));
    };
    const watch = defineNode({
      ...collect,
      kind: "test/watch",
      outputs: { numbers: NUMBER },
      create:
        () =>
        ({ numbers: stream }) => ({
          numbers: stream.pipe(
            map((message) => {
              depths.push(depthOf(message));
              return derive(message, message.payload + 1);
            }),
          ),
        }),
    });
    const run = await runVirtual({
      nodes: {
        src: { spec: script, params: { ...rows(0), completes: false } },
        both: { spec: pass, cost: costing(100) },
        loop: { spec: watch, cost: costing(100) },
        out: OUT,
      },
      edges: [
        numbers("src", "both"),
        { wire: "loop.numbers -> both.others", feedback: true },
        numbers("both", "loop"),
        numbers("loop", "out"),
      ],
      durationUs: 1000,
    });
    expect(run.numbers()).toEqual([2, 3, 4, 5, 6]);
    expect(depths).toEqual([2, 2, 2, 2, 2]);
  });
});

describe("the end of a run in virtual time", () => {
  it("comes when every node has completed, and everything has been delivered", async () => {
    const run = await runVirtual({
      nodes: {
        src: { spec: counter, params: { count: 50 } },
        a: { spec: scale },
        sum: { spec: total },
        out: OUT,
      },
      edges: [numbers("src", "a"), numbers("a", "sum"), numbers("sum", "out")],
      durationUs: null,
    });
    expect(run.end).toEqual({ reason: "completed", error: null });
    expect(run.numbers()).toEqual([2550]);
    expect(run.report.durationUs).toBe(50_100);
    for (const edge of Object.values(run.report.edges)) expect(edge.dropped).toEqual({});
  });

  it("brings a chain of sums to its end one after the other", async () => {
    const run = await runVirtual({
      nodes: { src: { spec: greet }, a: { spec: total }, b: { spec: total }, c: { spec: total }, out: OUT },
      edges: [numbers("src", "a"), numbers("a", "b"), numbers("b", "c"), numbers("c", "out")],
      durationUs: null,
    });
    expect(run.numbers()).toEqual([1]);
    expect(run.end.reason).toBe("completed");
  });

  it("comes at its duration, the last instant included; what waits or is on its way is counted", async () => {
    const run = await runVirtual({
      ...through({ spec: scale, cost: costing(400) }, [0, 100, 200, 300, 1000, 1001], { transportUs: 1 }),
      durationUs: 1000,
    });
    expect(run.end).toEqual({ reason: "duration", error: null });
    expect(run.report.durationUs).toBe(1000);
    expect(run.times()).toEqual([401, 801]);
    expect(edgeOf(run, "src.numbers -> work.numbers")).toEqual({
      sent: 5,
      delivered: 3,
      dropped: { "run-ended": 2 },
    });
    expect(edgeOf(run, "work.numbers -> out.numbers")).toEqual({
      sent: 3,
      delivered: 2,
      dropped: { "run-ended": 1 },
    });
  });

  it("sends what nodes emit while they flush, and delivers it no more", async () => {
    const run = await runVirtual({
      nodes: { src: { spec: counter }, sum: { spec: total }, out: OUT },
      edges: [numbers("src", "sum"), numbers("sum", "out")],
      durationUs: 3000,
    });
    expect(run.numbers()).toEqual([]);
    expect(edgeOf(run, "sum.numbers -> out.numbers")).toEqual({
      sent: 1,
      delivered: 0,
      dropped: { "run-ended": 1 },
    });
  });

  it("comes when nothing can happen any more, even if a node never completes", async () => {
    const run = await runVirtual({
      nodes: { src: { spec: silent }, out: OUT },
      edges: [numbers("src", "out")],
      durationUs: null,
    });
    expect(run.end).toEqual({ reason: "completed", error: null });
  });

  it("lets time pass to its duration when nothing happens", async () => {
    const run = await runVirtual({
      nodes: { src: { spec: silent }, out: OUT },
      edges: [numbers("src", "out")],
      durationUs: 7777,
    });
    expect(run.report.durationUs).toBe(7777);
    expect(run.end.reason).toBe("duration");
  });

  it("delivers to a node that has taken all it wants until the others are done", async () => {
    const run = await runVirtual({
      nodes: {
        src: { spec: counter, params: { count: 10 } },
        few: { spec: first, params: { count: 3 } },
        out: OUT,
        all: OUT,
      },
      edges: [numbers("src", "few"), numbers("few", "out"), numbers("src", "all")],
      durationUs: null,
    });
    expect(run.numbers("out")).toEqual([1, 2, 3]);
    expect(run.numbers("all")).toHaveLength(10);
    expect(run.end.reason).toBe("completed");
  });

  it("completes optional inputs that nothing feeds before anything comes", async () => {
    const run = await runVirtual({
      nodes: { src: { spec: script, params: rows(0) }, out: { spec: optional } },
      edges: [numbers("src", "out")],
      durationUs: null,
    });
    expect(run.report.robot?.["out"]).toEqual(["extra completed", "numbers completed"]);
  });
});

describe("sources that can wait", () => {
  it.each(["block", "latest", "drop-oldest", "lossless"] as const)(
    "are asked only when a %s edge has room, so that nothing is lost",
    async (policy) => {
      const run = await runVirtual({
        nodes: {
          src: { spec: pullCounter, params: { count: 100 } },
          a: { spec: scale, cost: costing(30) },
          b: { spec: pass, cost: costing(100) },
          out: OUT,
        },
        edges: [
          numbers("src", "a", { policy, depth: 4 }),
          numbers("a", "b", { policy: "block", depth: 2 }),
          numbers("b", "out", { policy: "block", depth: 2 }),
        ],
        durationUs: null,
      });
      expect(run.numbers()).toEqual(Array.from({ length: 100 }, (_, i) => 2 * (i + 1)));
      expect(run.end).toEqual({ reason: "completed", error: null });
      // The slowest node sets the pace: 100 x 100 us behind the first message's 30 us.
      expect(run.times().at(-1)).toBe(10_030);
    },
  );

  it("do not outrun a blocking edge that takes its time", async () => {
    const run = await runVirtual({
      nodes: { src: { spec: pullCounter, params: { count: 50 } }, out: OUT },
      edges: [numbers("src", "out", { policy: "block", depth: 4, transportUs: 1000 })],
      durationUs: null,
    });
    expect(run.numbers()).toHaveLength(50);
    expect(run.times().slice(0, 6)).toEqual([1000, 1000, 1000, 1000, 2000, 2000]);
  });

  it("deliver their last message although they have nothing more", async () => {
    const run = await runVirtual({
      nodes: { src: { spec: pullCounter, params: { count: 1 } }, sum: { spec: total }, out: OUT },
      edges: [numbers("src", "sum"), numbers("sum", "out")],
      durationUs: null,
    });
    expect(run.numbers()).toEqual([1]);
  });

  it("are told when blocking edges wait for each other in a circle", async () => {
    const twice = defineNode({
      ...pass,
      kind: "test/twice",
      create:
        () =>
        ({ numbers: stream }) => ({
          numbers: stream.pipe(
            mergeMap((message) => [derive(message, message.payload), derive(message, message.payload)]),
          ),
        }),
    });
    const run = await runVirtual({
      nodes: { src: { spec: pullCounter }, both: { spec: pass, cost: costing(10) }, loop: { spec: twice } },
      edges: [
        numbers("src", "both", { policy: "block", depth: 1 }),
        numbers("both", "loop", { policy: "block", depth: 1 }),
        { wire: "loop.numbers -> both.others", feedback: true, policy: "block", depth: 1 },
      ],
      durationUs: 1e6,
    });
    expect(run.end.reason).toBe("duration");
    expect(run.notes.map(({ node }) => node)).toEqual(expect.arrayContaining(["both", "loop"]));
    expect(run.notes[0]?.message).toContain("never empties");
  });

  it("hold back through a node between two blocking edges", async () => {
    const run = await runVirtual({
      nodes: {
        src: { spec: pullCounter, params: { count: 20 } },
        fast: { spec: pass },
        slow: { spec: pass, cost: costing(1000) },
        out: OUT,
      },
      edges: [
        numbers("src", "fast", { policy: "block", depth: 1 }),
        numbers("fast", "slow", { policy: "block", depth: 1 }),
        numbers("slow", "out"),
      ],
      durationUs: 5500,
    });
    // In 5.5 ms: five are through, one is at work, one waits at each edge.
    expect(run.report.nodes["src"]?.out).toBe(8);
    expect(run.numbers()).toHaveLength(5);
  });
});

describe("seeds", () => {
  const dicey: PipelineSketch = {
    nodes: { src: { spec: counter, params: { count: 20 } }, die: { spec: dice }, out: OUT },
    edges: [numbers("src", "die"), numbers("die", "out")],
    durationUs: null,
  };

  it("give the same hash for the same seed and another for another", async () => {
    const hash = async (seed: number): Promise<string | undefined> =>
      (await runVirtual({ ...dicey, seed })).report.hash;
    const [a, again, b] = [await hash(7), await hash(7), await hash(8)];
    expect(a).toMatch(/^[0-9a-f]{64}$/);
    expect(again).toBe(a);
    expect(b).not.toBe(a);
  });

  it("differ between nodes of one kind", async () => {
    const run = await runVirtual({
      nodes: { src: { spec: greet }, a: { spec: dice }, b: { spec: dice }, out: OUT, other: OUT },
      edges: [numbers("src", "a"), numbers("src", "b"), numbers("a", "out"), numbers("b", "other")],
      durationUs: null,
    });
    expect(run.numbers("out")).not.toEqual(run.numbers("other"));
  });

  it("change the hash with anything that is sent: a cost, a transport, a payload", async () => {
    const base = through({ spec: scale, cost: costing(100) }, [0, 10]);
    const hashes = await Promise.all(
      [
        base,
        through({ spec: scale, cost: costing(101) }, [0, 10]),
        through({ spec: scale, cost: costing(100) }, [0, 10], { transportUs: 1 }),
        through({ spec: scale, cost: costing(100), params: { by: 3 } }, [0, 10]),
      ].map(async (sketch) => (await runVirtual(sketch)).report.hash),
    );
    expect(new Set(hashes).size).toBe(4);
  });
});

it("joins streams with the age of both", async () => {
  const ages: number[][] = [];
  const watch = defineNode({
    ...collect,
    kind: "sink/watch",
    create:
      () =>
      ({ numbers: stream }) =>
        stream.pipe(tap(({ originUs, oldestOriginUs }) => ages.push([originUs, oldestOriginUs]))),
  });
  await runVirtual({
    nodes: {
      left: { spec: script, params: { rows: [[0, 1]] } },
      right: { spec: script, params: rows(500, 1500) },
      sum: { spec: join },
      out: { spec: watch },
    },
    edges: [
      { wire: "left.numbers -> sum.left" },
      { wire: "right.numbers -> sum.right" },
      numbers("sum", "out"),
    ],
    durationUs: null,
  });
  expect(ages).toEqual([
    [500, 0],
    [1500, 0],
  ]);
});
