import { describe, expect, it } from "vitest";
import { CostModel } from "../../../src/runtime/cost-model.ts";
import type { OnMiss } from "../../../src/runtime/plan.ts";
import type { BudgetReport } from "../../../src/runtime/report.ts";
import { collect, counter, join, scale } from "../../support/number-nodes.ts";
import { type EdgeSketch, type NodeSketch, type PipelineSketch, planOf } from "../../support/plan-builder.ts";
import { costing, edgeOf, numbers, runVirtual, type SketchRun } from "../../support/run-sketch.ts";
import { chip, pass, script } from "../../support/runtime-nodes.ts";

const robot: NodeSketch = { spec: collect, cost: costing(100) };
const budgetOf = (run: SketchRun, i = 0): BudgetReport => run.report.budgets[i]!;
const NO_BLAME = { queue: 0, transport: 0, compute: 0, device: 0, link: 0 };

const COUNT = 40;
/** Mostly fast, now and then far too slow; which, the seed says. */
const SAMPLES_NS = [1_000_000, 1_000_000, 2_000_000, 9_000_000];

/** A camera every 10 ms, a tracker that is sometimes slow, a robot; 5 ms are allowed. */
function slowTracker(onMiss: OnMiss, more: Partial<PipelineSketch> = {}): PipelineSketch {
  return {
    nodes: {
      camera: { spec: counter, params: { periodUs: 10_000, count: COUNT } },
      tracker: { spec: scale, cost: { kind: "profile", file: "p.json", samplesNs: SAMPLES_NS } },
      robot,
      ...more.nodes,
    },
    edges: [numbers("camera", "tracker"), numbers("tracker", "robot"), ...(more.edges ?? [])],
    budgets: [
      {
        path: ["camera", "tracker", "robot"],
        maxMs: 5,
        onMiss,
        ...(onMiss === "fallback" ? { fallback: "spare" } : {}),
      },
    ],
    durationUs: null,
  };
}

/** [ms] what the tracker takes over 1 .. COUNT, drawn as the engine draws. */
function trackerMs(): number[] {
  const costs = new CostModel(planOf(slowTracker("warn")).nodes[1]!, 1);
  return Array.from({ length: COUNT }, () => costs.drawNs() / 1e6);
}

const all = Array.from({ length: COUNT }, (_, i) => i + 1);
const late = new Set(trackerMs().flatMap((ms, i) => (ms > 5 ? [i + 1] : [])));
if (late.size < 3 || late.has(1)) throw new RangeError("the seed makes a dull test");
const inTime = all.filter((n) => !late.has(n));

describe("a budget of 5 ms behind a tracker that is sometimes slow", () => {
  it("with warn lets everything through and says who was slow", async () => {
    const run = await runVirtual(slowTracker("warn"));
    expect(run.numbers("robot")).toEqual(all.map((n) => 2 * n));
    expect(budgetOf(run)).toMatchObject({
      count: COUNT,
      misses: late.size,
      held: 0,
      fallbacks: 0,
      dropped: 0,
      blame: { ...NO_BLAME, compute: late.size },
      blamedNodes: { tracker: late.size },
    });
    expect(run.end.reason).toBe("completed");
  });

  it("with drop keeps late messages from the robot, and counts them on its edge", async () => {
    const run = await runVirtual(slowTracker("drop"));
    expect(run.numbers("robot")).toEqual(inTime.map((n) => 2 * n));
    expect(edgeOf(run, "tracker.numbers -> robot.numbers")).toEqual({
      sent: COUNT,
      delivered: inTime.length,
      dropped: { "over-budget": late.size },
    });
    expect(budgetOf(run)).toMatchObject({
      count: COUNT,
      misses: late.size,
      dropped: late.size,
      held: 0,
      blame: { ...NO_BLAME, compute: late.size },
      blamedNodes: { tracker: late.size },
    });
  });

  it("with hold-last gives the robot the last one in time again", async () => {
    const run = await runVirtual(slowTracker("hold-last"));
    let last = 0;
    const expected = all.map((n) => (last = late.has(n) ? last : 2 * n));
    expect(run.numbers("robot")).toEqual(expected);
    expect(run.report.nodes["robot"]?.in).toBe(COUNT);
    expect(edgeOf(run, "tracker.numbers -> robot.numbers")).toEqual({
      sent: COUNT,
      delivered: inTime.length,
      dropped: { "over-budget": late.size },
    });
    expect(budgetOf(run)).toMatchObject({ count: COUNT, misses: late.size, held: late.size, dropped: 0 });
  });

  it("with a fallback lets a spare node answer what comes late", async () => {
    const run = await runVirtual(
      slowTracker("fallback", {
        nodes: { spare: { spec: scale, params: { by: -0.5 }, cost: costing(10) } },
        edges: [
          { wire: "tracker.numbers -> spare.numbers", role: "fallback-in" },
          { wire: "spare.numbers -> robot.numbers", role: "fallback-out" },
        ],
      }),
    );
    expect(run.numbers("robot")).toEqual(all.map((n) => (late.has(n) ? -n : 2 * n)));
    expect(edgeOf(run, "tracker.numbers -> robot.numbers")).toEqual({
      sent: COUNT,
      delivered: inTime.length,
      dropped: { "over-budget": late.size },
    });
    for (const edge of ["tracker.numbers -> spare.numbers", "spare.numbers -> robot.numbers"]) {
      expect(edgeOf(run, edge)).toEqual({ sent: late.size, delivered: late.size, dropped: {} });
    }
    expect(budgetOf(run)).toMatchObject({ misses: late.size, fallbacks: late.size, dropped: 0 });
    expect(run.end).toEqual({ reason: "completed", error: null });
  });

  it("with stop ends the run before the robot sees the first late message", async () => {
    const run = await runVirtual(slowTracker("stop"));
    const firstLate = Math.min(...late);
    expect(run.end).toMatchObject({
      reason: "failed",
      error: {
        code: "budget-exceeded",
        where: { budget: "camera -> tracker -> robot", file: "sketch.yaml", line: 1 },
      },
    });
    expect(run.numbers("robot")).toEqual(all.slice(0, firstLate - 1).map((n) => 2 * n));
    expect(run.report.durationUs).toBe(firstLate * 10_000 + 9000);
    expect(budgetOf(run)).toMatchObject({ count: firstLate, misses: 1 });
  });

  it("reports the percentiles of the whole path", async () => {
    const run = await runVirtual(slowTracker("warn"));
    const sorted = trackerMs().sort((a, b) => a - b);
    const latencyMs = budgetOf(run).latencyMs!;
    expect(latencyMs.max).toBe(9.1);
    expect(Math.abs(latencyMs.p50 - (sorted[COUNT / 2 - 1]! + 0.1))).toBeLessThan(2e-3);
    expect(Math.abs(latencyMs.p95 - (sorted[COUNT * 0.95 - 1]! + 0.1))).toBeLessThan(1e-2);
  });

  it("holds nothing before there is something to hold", async () => {
    const sketch = slowTracker("hold-last");
    const nodes = { ...sketch.nodes, tracker: { spec: scale, cost: costing(9000) } };
    const run = await runVirtual({ ...sketch, nodes });
    expect(run.numbers("robot")).toEqual([]);
    expect(budgetOf(run)).toMatchObject({ misses: COUNT, held: 0, dropped: COUNT });
  });
});

describe("a message that the last node itself makes late", () => {
  const slowRobot = (onMiss: OnMiss): PipelineSketch => ({
    ...slowTracker(onMiss),
    nodes: {
      camera: { spec: counter, params: { periodUs: 10_000, count: 3 } },
      tracker: { spec: scale, cost: costing(1000) },
      robot: { spec: collect, cost: { kind: "profile", file: "p.json", samplesNs: [8_000_000] } },
    },
  });

  it.each(["warn", "drop", "hold-last"] as const)(
    "is counted when it is done, under %s too",
    async (onMiss) => {
      const run = await runVirtual(slowRobot(onMiss));
      expect(run.numbers("robot")).toEqual([2, 4, 6]);
      expect(budgetOf(run)).toMatchObject({
        count: 3,
        misses: 3,
        dropped: 0,
        held: 0,
        blame: { ...NO_BLAME, compute: 3 },
        blamedNodes: { robot: 3 },
      });
      expect(budgetOf(run).latencyMs?.max).toBe(9);
    },
  );

  it("ends the run under stop", async () => {
    const run = await runVirtual(slowRobot("stop"));
    expect(run.end.error).toMatchObject({ code: "budget-exceeded" });
    expect(run.numbers("robot")).toEqual([2]);
  });
});

it.each(["warn", "drop"] as const)(
  "a message that takes exactly what is allowed is in time, under %s",
  async (onMiss) => {
    const exactly = (trackerUs: number): PipelineSketch => ({
      ...slowTracker(onMiss),
      nodes: {
        camera: { spec: counter, params: { periodUs: 10_000, count: 3 } },
        tracker: { spec: scale, cost: costing(trackerUs) },
        robot,
      },
    });
    expect(budgetOf(await runVirtual(exactly(4900)))).toMatchObject({ count: 3, misses: 0, dropped: 0 });
    expect(budgetOf(await runVirtual(exactly(4901)))).toMatchObject({ count: 3, misses: 3 });
  },
);

describe("blame for a miss", () => {
  const three = (
    middle: NodeSketch,
    edges: { in?: Partial<EdgeSketch>; out?: Partial<EdgeSketch> } = {},
    rows: number[][] = [[0, 1]],
  ): PipelineSketch => ({
    nodes: { camera: { spec: script, params: { rows } }, tracker: middle, robot },
    edges: [
      numbers("camera", "tracker", { policy: "drop-oldest", depth: 8, ...edges.in }),
      numbers("tracker", "robot", edges.out),
    ],
    budgets: [{ path: ["camera", "tracker", "robot"], maxMs: 5, onMiss: "warn" }],
    durationUs: null,
  });
  const chipOf = (deviceUs: number, linkUs: number): NodeSketch => ({
    spec: chip,
    params: { deviceUs, linkUs },
    cost: { kind: "chip", us: 500 },
  });

  it.each<[string, PipelineSketch, string, number]>([
    ["compute", three({ spec: scale, cost: costing(6000) }), "tracker", 6.1],
    ["device", three(chipOf(6000, 1000)), "tracker", 7.6],
    ["link", three(chipOf(1000, 6000)), "tracker", 7.6],
    ["transport", three({ spec: scale }, { in: { transportUs: 6000 } }), "tracker", 6.2],
    ["transport", three({ spec: scale }, { out: { transportUs: 6000 } }), "robot", 6.2],
    ["queue", three({ spec: scale }, {}, [[9000, 1, 0]]), "camera", 9.2],
  ])("goes to %s, and to the node where it happened", async (kind, sketch, node, latencyMs) => {
    const budget = budgetOf(await runVirtual(sketch));
    expect(budget).toMatchObject({
      count: 1,
      misses: 1,
      blame: { ...NO_BLAME, [kind]: 1 },
      blamedNodes: { [node]: 1 },
    });
    expect(budget.latencyMs?.max).toBe(latencyMs);
  });

  it("goes to the queue in front of a busy node", async () => {
    const rows = [
      [0, 1],
      [100, 2],
      [200, 3],
    ];
    const budget = budgetOf(await runVirtual(three({ spec: scale, cost: costing(2000) }, {}, rows)));
    // 2.1, 4.0 and 5.9 ms: the third waits 3.8 ms and is worked on for 2.
    expect(budget).toMatchObject({
      count: 3,
      misses: 1,
      blame: { ...NO_BLAME, queue: 1 },
      blamedNodes: { tracker: 1 },
    });
    expect(budget.latencyMs?.max).toBe(5.9);
  });

  it("does not charge modelled time to a node that is no chip", async () => {
    const notCharged = { spec: chip, params: { deviceUs: 60_000, linkUs: 0 }, cost: costing(6000) };
    expect(budgetOf(await runVirtual(three(notCharged))).blame).toEqual({ ...NO_BLAME, compute: 1 });
  });

  it("goes to the slow node ahead when a message is dropped before it", async () => {
    const run = await runVirtual({
      nodes: {
        camera: { spec: script, params: { rows: [[0, 1]] } },
        fast: { spec: pass, cost: costing(100) },
        slow: { spec: pass, cost: costing(6000) },
        robot,
      },
      edges: [numbers("camera", "fast"), numbers("fast", "slow"), numbers("slow", "robot")],
      budgets: [{ path: ["camera", "fast", "slow", "robot"], maxMs: 5, onMiss: "drop" }],
      durationUs: null,
    });
    expect(edgeOf(run, "camera.numbers -> fast.numbers")).toMatchObject({
      delivered: 0,
      dropped: { "over-budget": 1 },
    });
    expect(budgetOf(run)).toMatchObject({
      misses: 1,
      dropped: 1,
      blame: { ...NO_BLAME, compute: 1 },
      blamedNodes: { slow: 1 },
    });
    expect(budgetOf(run).latencyMs?.max).toBe(6.2);
  });
});

describe("a budget in a fan-in", () => {
  const eyes = (left: number[][], onMiss: OnMiss = "warn"): PipelineSketch => ({
    nodes: {
      left: { spec: script, params: { rows: left, completes: false } },
      right: { spec: counter, params: { periodUs: 10_000, count: 10 } },
      sum: { spec: join },
      robot: { spec: collect },
    },
    edges: [
      { wire: "left.numbers -> sum.left" },
      { wire: "right.numbers -> sum.right" },
      numbers("sum", "robot"),
    ],
    budgets: [
      { path: ["left", "sum", "robot"], maxMs: 15, onMiss },
      { path: ["right", "sum", "robot"], maxMs: 15, onMiss: "warn" },
    ],
    durationUs: 200_000,
  });

  it("follows its own parent: a camera that has gone blind shows a great age though the other is fresh", async () => {
    const run = await runVirtual(
      eyes([
        [10_000, 1],
        [20_000, 2],
      ]),
    );
    // The left light is 10, 20, ... 80 ms old from the third message on.
    expect(budgetOf(run, 0)).toMatchObject({ count: 10, misses: 7, blamedNodes: { sum: 7 } });
    expect(budgetOf(run, 0).latencyMs?.max).toBe(80.01);
    expect(budgetOf(run, 1)).toMatchObject({ count: 10, misses: 0 });
    // Where both arrive at one instant, the join works 10 us on the left before it takes the right.
    expect(budgetOf(run, 1).latencyMs).toMatchObject({ p50: 0.01, max: 0.02 });
  });

  it("does not see messages whose lineage does not lead to its first node", async () => {
    const run = await runVirtual(eyes([]));
    expect(budgetOf(run, 0)).toMatchObject({ count: 0, misses: 0 });
    expect(budgetOf(run, 0).latencyMs).toBeUndefined();
    expect(budgetOf(run, 1).count).toBe(10);
  });

  it("acts on what its own parent made late", async () => {
    const run = await runVirtual(
      eyes(
        [
          [10_000, 1],
          [20_000, 2],
        ],
        "drop",
      ),
    );
    expect(run.numbers("robot")).toHaveLength(3);
    expect(budgetOf(run, 0)).toMatchObject({ count: 10, misses: 7, dropped: 7 });
  });

  it("is not led astray by what comes over a feedback edge", async () => {
    const run = await runVirtual({
      nodes: {
        camera: { spec: counter, params: { periodUs: 10_000, count: 5 } },
        kick: { spec: script, params: { rows: [[0, 0]] } },
        sum: { spec: join },
        act: { spec: pass, cost: costing(2000) },
        robot: { spec: collect },
      },
      edges: [
        { wire: "camera.numbers -> sum.right", transportUs: 5000 },
        { wire: "act.numbers -> sum.left", feedback: true },
        numbers("sum", "act"),
        { wire: "kick.numbers -> act.others" },
        numbers("act", "robot"),
      ],
      budgets: [{ path: ["camera", "sum", "act", "robot"], maxMs: 100, onMiss: "warn" }],
      durationUs: null,
    });
    expect(run.numbers("robot")).toHaveLength(6);
    expect(budgetOf(run)).toMatchObject({ count: 5, misses: 0 });
    expect(budgetOf(run).latencyMs).toMatchObject({ p50: 7.01, max: 7.01 });
  });

  it("holds for each input what came over that input", async () => {
    const run = await runVirtual({
      nodes: {
        camera: {
          spec: script,
          params: {
            rows: [
              [0, 1],
              [20_000, 2],
            ],
          },
        },
        fast: { spec: scale, params: { by: 10 }, cost: costing(1000) },
        slow: { spec: scale, params: { by: 100 }, cost: costing(8000) },
        both: { spec: pass, cost: costing(0) },
        out: { spec: collect },
      },
      edges: [
        numbers("camera", "fast"),
        numbers("camera", "slow"),
        { wire: "fast.numbers -> both.numbers" },
        { wire: "slow.numbers -> both.others" },
        numbers("both", "out"),
      ],
      budgets: [{ path: ["camera", "fast", "slow", "both"], maxMs: 5, onMiss: "hold-last" }],
      durationUs: null,
    });
    expect(run.numbers("out")).toEqual([10, 20]);
    expect(budgetOf(run)).toMatchObject({ count: 4, misses: 2, held: 0, dropped: 2 });
  });
});

it("judges a message by every budget that ends at its node", async () => {
  const run = await runVirtual({
    ...slowTracker("drop"),
    budgets: [
      { path: ["camera", "tracker", "robot"], maxMs: 5, onMiss: "drop" },
      { path: ["tracker", "robot"], maxMs: 1.5, onMiss: "warn" },
    ],
  });
  expect(budgetOf(run, 0).misses).toBe(late.size);
  // The light of the tracker's message is the camera's: what took 2 ms is late for the second budget as well.
  expect(budgetOf(run, 1).count).toBe(inTime.length);
  expect(budgetOf(run, 1).misses).toBeGreaterThan(0);
});
