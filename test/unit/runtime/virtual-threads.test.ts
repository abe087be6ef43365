import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { counter, join, pullCounter, scale, scaleAsync } from "../../support/number-nodes.ts";
import type { NodeSketch, PipelineSketch } from "../../support/plan-builder.ts";
import { costing, numbers, OUT, runSketch, runVirtual, type SketchRun } from "../../support/run-sketch.ts";
import {
  chip,
  crash,
  dice,
  fickle,
  later,
  misbehave,
  pass,
  timed,
  total,
} from "../../support/runtime-nodes.ts";

const profile: NodeSketch["cost"] = {
  kind: "profile",
  file: "p.json",
  samplesNs: [100_000, 700_000, 1_900_000, 2_600_000],
};
const anew: NodeSketch["restart"] = { policy: "on-failure", max: 9, windowMs: 1000 };

/** Pipelines in which something happens that threads could bring into another order. */
const SKETCHES: Record<string, PipelineSketch> = {
  "drops, costs by profile and chip, seeded noise": {
    nodes: {
      src: { spec: counter, params: { count: 60 } },
      slow: { spec: scale, cost: profile },
      die: { spec: dice, cost: costing(10) },
      chip: { spec: chip, params: { deviceUs: 400, linkUs: 30 }, cost: { kind: "chip", us: 20 } },
      sum: { spec: join },
      out: OUT,
    },
    edges: [
      numbers("src", "slow", { policy: "latest" }),
      numbers("src", "die"),
      numbers("die", "chip", { policy: "drop-oldest", depth: 2, transportUs: 150 }),
      { wire: "slow.numbers -> sum.left" },
      { wire: "chip.numbers -> sum.right" },
      numbers("sum", "out"),
    ],
    durationUs: null,
  },
  "promises and timers that meet at one instant": {
    nodes: {
      src: { spec: counter, params: { count: 20 } },
      fast: { spec: scaleAsync, params: { turns: 1 }, cost: costing(0) },
      slow: { spec: later, params: { turnsBefore: 6 } },
      both: { spec: pass },
      delayed: { spec: timed, params: { operator: "delay", ms: 0.3 } },
      calm: { spec: timed, params: { operator: "debounce", ms: 0.4 } },
      sum: { spec: join, cost: costing(0) },
      out: OUT,
    },
    edges: [
      numbers("src", "fast"),
      numbers("src", "slow"),
      numbers("fast", "both"),
      { wire: "slow.numbers -> both.others" },
      numbers("both", "delayed"),
      numbers("src", "calm"),
      { wire: "delayed.numbers -> sum.left" },
      { wire: "calm.numbers -> sum.right" },
      numbers("sum", "out"),
    ],
    durationUs: 21_000,
  },
  "a source that waits": {
    nodes: {
      src: { spec: pullCounter, params: { count: 40 } },
      a: { spec: fickle, cost: costing(30) },
      b: { spec: pass, cost: profile },
      sum: { spec: total },
      out: OUT,
    },
    edges: [
      numbers("src", "a", { policy: "block", depth: 3 }),
      numbers("a", "b", { policy: "block", depth: 2 }),
      numbers("b", "sum"),
      numbers("sum", "out"),
    ],
    durationUs: null,
  },
  "nodes that fail and are built anew": {
    nodes: {
      src: { spec: counter, params: { count: 20 } },
      bad: { spec: misbehave, params: { how: "throw-in-an-observer", at: 5 }, restart: anew },
      worse: { spec: scale, params: { failAt: 5 }, restart: anew },
      async: { spec: later, params: { turnsBefore: 2, rejectAt: 5 }, restart: anew },
      sum: { spec: join },
      out: OUT,
      other: OUT,
    },
    edges: [
      numbers("src", "bad"),
      numbers("src", "worse"),
      numbers("src", "async"),
      { wire: "bad.numbers -> sum.left" },
      { wire: "worse.numbers -> sum.right" },
      numbers("sum", "out"),
      numbers("async", "other"),
    ],
    durationUs: null,
  },
  "a budget with a fallback, and a loop": {
    nodes: {
      src: { spec: counter, params: { count: 40 } },
      both: { spec: pass },
      slow: { spec: scale, cost: profile },
      spare: { spec: scale, params: { by: -1 }, cost: costing(10) },
      robot: { spec: pass, cost: costing(50) },
      echo: { spec: pass, cost: costing(20) },
      out: OUT,
    },
    edges: [
      numbers("src", "both"),
      numbers("both", "slow", { policy: "drop-oldest", depth: 2 }),
      numbers("slow", "robot"),
      { wire: "slow.numbers -> spare.numbers", role: "fallback-in" },
      { wire: "spare.numbers -> robot.numbers", role: "fallback-out" },
      numbers("robot", "out"),
      numbers("robot", "echo"),
      { wire: "echo.numbers -> robot.others", feedback: true, maxAgeUs: 3000 },
    ],
    budgets: [{ path: ["src", "both", "slow", "robot"], maxMs: 2, onMiss: "fallback", fallback: "spare" }],
    durationUs: 30_000,
  },
  "two nodes that fail at one instant": {
    nodes: {
      src: { spec: counter },
      z: { spec: scale, params: { failAt: 3 } },
      a: { spec: misbehave, params: { how: "finish", at: 3 } },
      m: { spec: scale },
      out: OUT,
    },
    edges: [numbers("src", "z"), numbers("src", "a"), numbers("src", "m"), numbers("m", "out")],
    durationUs: null,
  },
};

/** The same sketch with its nodes spread over threads; `undefined` leaves a node on the main thread. */
function placed(sketch: PipelineSketch, threads: readonly (string | undefined)[]): PipelineSketch {
  const nodes = Object.entries(sketch.nodes).map(([id, node], i): [string, NodeSketch] => {
    const thread = threads[i % threads.length];
    return [id, thread === undefined ? node : { ...node, thread }];
  });
  return { ...sketch, nodes: Object.fromEntries(nodes) };
}

const told = ({ report, end }: SketchRun): object => ({ report, end: { ...end, error: String(end.error) } });

describe.each(Object.entries(SKETCHES))("with %s", (_, sketch) => {
  const alone = runVirtual(sketch);

  it("something reaches the end", async () => {
    const { report } = await alone;
    const delivered = Object.values(report.edges).map((edge) => edge.delivered);
    expect(Math.min(...delivered)).toBeGreaterThan(0);
  });

  it.each([
    ["all on one worker", ["t"]],
    ["spread over two workers and the main thread", ["t", "u", undefined]],
  ])("the whole report is the same, hash included, with nodes %s", async (_name, threads) => {
    const moved = await runSketch(placed(sketch, threads));
    expect(told(moved)).toEqual(told(await alone));
  });
});

it("gives the same hash while the machine is busy with something else", async () => {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const spin = `const { workerData: s } = require("node:worker_threads"); while (Atomics.load(s, 0) === 0);`;
  const hogs = [0, 1, 2].map(() => new Worker(spin, { eval: true, workerData: stop }));
  const sketch = SKETCHES["promises and timers that meet at one instant"]!;
  try {
    const busy = await runSketch(placed(sketch, ["t", undefined, "u"]));
    expect(told(busy)).toEqual(told(await runVirtual(sketch)));
  } finally {
    Atomics.store(stop, 0, 1);
    await Promise.all(hogs.map((hog) => hog.terminate()));
  }
});

describe("a worker that is lost in virtual time", () => {
  it("ends the run with its name, and the other nodes are closed", async () => {
    const run = await runSketch({
      nodes: {
        src: { spec: counter },
        crash: { spec: crash, params: { at: 5 }, thread: "fragile" },
        beside: { spec: pass, thread: "sound" },
        out: OUT,
      },
      edges: [numbers("src", "crash"), numbers("src", "beside"), numbers("beside", "out")],
      durationUs: null,
    });
    expect(run.end).toMatchObject({
      reason: "failed",
      error: {
        code: "thread-lost",
        where: { thread: "fragile" },
        message: expect.stringContaining("code 7") as string,
      },
    });
    expect(run.numbers()).toEqual([1, 2, 3, 4]);
    expect(run.report.nodes["crash"]).toMatchObject({ in: 0, errors: 1 });
    expect(run.report.nodes["beside"]).toMatchObject({ errors: 0 });
  });
});
