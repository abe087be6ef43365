import { describe, expect, it } from "vitest";
import type { Report } from "../../src/runtime/report.ts";
import { counter, pullCounter, scale } from "../support/number-nodes.ts";
import type { NodeSketch, PipelineSketch } from "../support/plan-builder.ts";
import { edgeOf, numbers, OUT, runSketch } from "../support/run-sketch.ts";
import {
  batches,
  chip,
  crash,
  first,
  later,
  misbehave,
  pass,
  relay,
  silent,
  sleepMs,
  sums,
  total,
} from "../support/runtime-nodes.ts";

const wall = (sketch: PipelineSketch): PipelineSketch => ({ clock: "wall", durationUs: null, ...sketch });
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe("messages that cross threads on the wall clock", () => {
  it("arrive once each and in order behind blocking edges", async () => {
    const block = { policy: "block", depth: 8 } as const;
    const run = await runSketch(
      wall({
        nodes: {
          src: { spec: pullCounter, params: { count: 3000 } },
          a: { spec: scale, thread: "t" },
          b: { spec: pass, thread: "u" },
          sum: { spec: total, thread: "t" },
          out: OUT,
          last: { ...OUT, thread: "u" },
        },
        edges: [
          numbers("src", "a", block),
          numbers("a", "b", block),
          numbers("b", "out", block),
          numbers("b", "sum", block),
          numbers("sum", "last"),
        ],
      }),
    );
    expect(run.end).toEqual({ reason: "completed", error: null });
    expect(run.numbers("out")).toEqual(upTo(3000).map((n) => 2 * n));
    expect(run.numbers("last")).toEqual([3000 * 3001]);
    for (const edge of Object.values(run.report.edges))
      expect(edge).toMatchObject({ delivered: edge.sent, dropped: {} });
  });

  it("are counted where they are dropped, and every one is accounted for", async () => {
    const run = await runSketch(
      wall({
        nodes: {
          src: { spec: counter, params: { periodUs: 200, count: 400 } },
          slow: { spec: later, params: { delayUs: 3000 }, thread: "t" },
          newest: { spec: later, params: { delayUs: 3000 }, thread: "t" },
          out: OUT,
        },
        edges: [
          numbers("src", "slow", { policy: "drop-oldest", depth: 4 }),
          numbers("src", "newest", { policy: "latest" }),
          numbers("newest", "out"),
        ],
      }),
    );
    for (const edge of Object.values(run.report.edges)) {
      const dropped = Object.values(edge.dropped).reduce((sum, n) => sum + n, 0);
      expect(edge.delivered + dropped).toBe(edge.sent);
    }
    expect(edgeOf(run, "src.numbers -> slow.numbers").dropped["queue-full"]).toBeGreaterThan(50);
    expect(edgeOf(run, "src.numbers -> newest.numbers").dropped["replaced-by-newer"]).toBeGreaterThan(50);
    expect(run.numbers().at(-1)).toBe(4000);
  });

  it("move their buffers when nobody else reads them, and only then", async () => {
    const run = await runSketch(
      wall({
        nodes: {
          alone: { spec: batches },
          far: { spec: sums, thread: "t" },
          shared: { spec: batches },
          passing: { spec: relay },
          near: { spec: sums },
          also: { spec: sums, thread: "t" },
        },
        edges: [
          { wire: "alone.batches -> far.batches" },
          { wire: "shared.batches -> passing.batches" },
          { wire: "shared.batches -> near.batches" },
          { wire: "passing.batches -> also.batches" },
        ],
      }),
    );
    const expected = upTo(10).map((n) => 3 * n);
    expect(run.report.robot).toEqual({
      alone: new Array(10).fill(0),
      far: expected,
      shared: new Array(10).fill(3),
      near: expected,
      also: expected,
    });
  });

  it.each([
    ["sleep when it has nothing to do", [], false],
    ["stay awake when it polls", ["main", "t"], true],
  ] as const)("let their thread %s", async (_, busyPoll, awake) => {
    const run = await runSketch(
      wall({
        nodes: {
          src: { spec: counter, params: { periodUs: 5000, count: 10 } },
          idle: { spec: sleepMs, thread: "t" },
          out: OUT,
        },
        edges: [numbers("src", "idle"), numbers("idle", "out")],
        busyPoll,
      }),
    );
    expect(run.end).toEqual({ reason: "completed", error: null });
    const slept = run.numbers();
    expect(slept.at(-1) === slept[0]).toBe(awake);
  });

  it("do not hold the run open for a node that has taken all it wants", async () => {
    const run = await runSketch(
      wall({
        nodes: {
          src: { spec: pullCounter, params: { count: 100 } },
          few: { spec: first, params: { count: 3 }, thread: "t" },
          out: { ...OUT, thread: "t" },
        },
        edges: [numbers("src", "few", { policy: "block", depth: 2 }), numbers("few", "out")],
      }),
    );
    expect(run.end).toEqual({ reason: "completed", error: null });
    expect(run.numbers()).toEqual([1, 2, 3]);
    expect(edgeOf(run, "src.numbers -> few.numbers").sent).toBe(100);
  });

  it("leave a chip's thread before its output is said to have completed", async () => {
    const run = await runSketch(
      wall({
        nodes: {
          src: { spec: pullCounter, params: { count: 4 }, thread: "t" },
          chip: {
            spec: chip,
            params: { deviceUs: 4000, linkUs: 1000 },
            cost: { kind: "chip", us: 0 },
            thread: "t",
          },
          out: OUT,
        },
        edges: [numbers("src", "chip"), numbers("chip", "out")],
      }),
    );
    expect(run.numbers()).toEqual([1, 2, 3, 4]);
    expect(run.times()[3]).toBeGreaterThanOrEqual(20_000);
  });

  it.each([
    ["the same thread", {}],
    ["threads of their own", { slow: "t", spare: "u", robot: "v" }],
    ["the thread of the robot alone", { slow: "t", spare: "v", robot: "v" }],
  ] as const)(
    "go to a budget's fallback that shares %s, with exact counts",
    async (_, on: Record<string, string>) => {
      const place = (id: string): { thread?: string } => (on[id] === undefined ? {} : { thread: on[id] });
      const run = await runSketch(
        wall({
          nodes: {
            src: { spec: counter, params: { periodUs: 2000, count: 40 } },
            // Once late, it stays late: nothing in time can overtake what the fallback is given.
            slow: { spec: scale, params: { spinFrom: 20, spinMs: 15 }, ...place("slow") },
            spare: { spec: scale, params: { by: -0.5 }, ...place("spare") },
            robot: { spec: pass, ...place("robot") },
            out: OUT,
          },
          edges: [
            numbers("src", "slow", { policy: "drop-oldest", depth: 64 }),
            numbers("slow", "robot", { depth: 64 }),
            { wire: "slow.numbers -> spare.numbers", role: "fallback-in", depth: 64, policy: "drop-oldest" },
            { wire: "spare.numbers -> robot.numbers", role: "fallback-out", depth: 64 },
            numbers("robot", "out", { policy: "lossless", depth: 1000 }),
          ],
          budgets: [{ path: ["src", "slow", "robot"], maxMs: 10, onMiss: "fallback", fallback: "spare" }],
        }),
      );
      expect(run.end).toEqual({ reason: "completed", error: null });
      const budget = run.report.budgets[0]!;
      const late = run.numbers().filter((n) => n < 0);
      expect(late).toContain(-20);
      expect(budget.fallbacks).toBe(edgeOf(run, "slow.numbers -> spare.numbers").sent);
      for (const id of ["slow.numbers -> spare.numbers", "spare.numbers -> robot.numbers"]) {
        const { sent, delivered, dropped } = edgeOf(run, id);
        expect(delivered + (dropped["non-monotonic"] ?? 0)).toBe(sent);
      }
      expect(budget.blamedNodes).toHaveProperty("slow");
    },
  );
});

describe("the end of a run on the wall clock", () => {
  it("comes at once when it is interrupted, and everything is accounted for", async () => {
    const stop = new AbortController();
    const lives: Report[] = [];
    const run = await runSketch(
      wall({
        nodes: { src: { spec: counter }, a: { spec: scale, thread: "t" }, out: OUT },
        edges: [numbers("src", "a"), numbers("a", "out")],
      }),
      {
        signal: stop.signal,
        livePeriodMs: 20,
        onLive: (report) => {
          lives.push(report);
          if ((report.nodes["out"]?.in ?? 0) > 5) stop.abort();
        },
      },
    );
    expect(run.end).toEqual({ reason: "interrupted", error: null });
    expect(run.report.end).toBe("interrupted");
    for (const live of lives) {
      expect(live.end).toBe("running");
      for (const edge of Object.values(live.edges)) expect(edge.dropped).not.toHaveProperty("run-ended");
    }
    const { sent, delivered, dropped } = edgeOf(run, "src.numbers -> a.numbers");
    expect(delivered + Object.values(dropped).reduce((sum, n) => sum + n, 0)).toBe(sent);
  });

  it.each(["wall", "virtual"] as const)(
    "comes before the beginning when it was interrupted before (%s)",
    async (clock) => {
      const run = await runSketch(
        {
          clock,
          nodes: { src: { spec: counter, thread: "t" }, out: OUT },
          edges: [numbers("src", "out")],
          durationUs: 3600e6,
        },
        { signal: AbortSignal.abort() },
      );
      expect(run.end).toEqual({ reason: "interrupted", error: null });
      expect(run.numbers()).toEqual([]);
    },
  );

  it("comes at its duration", async () => {
    const run = await runSketch(
      wall({
        nodes: { src: { spec: silent, thread: "t" }, out: OUT },
        edges: [numbers("src", "out")],
        durationUs: 30_000,
      }),
    );
    expect(run.end).toEqual({ reason: "duration", error: null });
    expect(run.report.durationUs).toBeGreaterThanOrEqual(29_000);
  });

  it.each(["wall", "virtual"] as const)(
    "names a thread that is lost, at once (%s)",
    async (clock) => {
      const run = await runSketch({
        clock,
        nodes: {
          src: { spec: counter },
          crash: { spec: crash, params: { at: 5 }, thread: "fragile" },
          out: OUT,
        },
        edges: [numbers("src", "crash"), numbers("crash", "out")],
        durationUs: null,
      });
      expect(run.end.error).toMatchObject({
        code: "thread-lost",
        where: { thread: "fragile" },
        message: expect.stringContaining("code 7") as string,
      });
    },
    9000,
  );

  it.each(["wall", "virtual"] as const)(
    "refuses to begin when a thread cannot be started (%s)",
    async (clock) => {
      const sketch: PipelineSketch = {
        clock,
        nodes: { src: { spec: counter, thread: "t" }, out: OUT },
        edges: [numbers("src", "out")],
      };
      const threadEntry = new URL("file:///nowhere/at-all.ts");
      await expect(runSketch(sketch, { threadEntry })).rejects.toMatchObject({
        code: "thread-lost",
        where: { thread: "t" },
      });
      await expect(runSketch(sketch, { threadEntry: null })).rejects.toMatchObject({ code: "usage" });
    },
  );

  const failing = (node: NodeSketch): PipelineSketch =>
    wall({
      nodes: {
        src: { spec: pullCounter, params: { count: 20 } },
        bad: { ...node, thread: "t" },
        out: OUT,
      },
      edges: [numbers("src", "bad", { policy: "block", depth: 4 }), numbers("bad", "out")],
    });

  it("names a node that fails on another thread, with its place in the file", async () => {
    const run = await runSketch(failing({ spec: scale, params: { failAt: 3 } }));
    expect(run.end.error).toMatchObject({
      code: "node-failed",
      message: 'node "bad" (test/times): cannot scale 3',
      where: { node: "bad", file: "sketch.yaml", line: 1 },
    });
    expect(run.report.nodes["bad"]?.errors).toBe(1);
  });

  it("becomes a failure when a node cannot flush, on another thread too", async () => {
    const sketch = failing({ spec: misbehave, params: { how: "throw-on-completion" } });
    const run = await runSketch({
      ...sketch,
      nodes: { ...sketch.nodes, src: { spec: silent } },
      durationUs: 30_000,
    });
    expect(run.end).toMatchObject({
      reason: "failed",
      error: { message: expect.stringContaining("cannot close its file") as string, where: { node: "bad" } },
    });
  });

  it("reports the last figures, not those of a look in between", async () => {
    const run = await runSketch(
      wall({
        nodes: {
          src: { spec: pullCounter, params: { count: 500 } },
          a: { spec: scale, thread: "t" },
          sum: { spec: total, thread: "u" },
          out: { ...OUT, thread: "t" },
        },
        edges: [
          numbers("src", "a", { policy: "block", depth: 4 }),
          numbers("a", "sum", { policy: "block", depth: 4 }),
          numbers("sum", "out"),
        ],
      }),
      { livePeriodMs: 1, onLive: () => undefined },
    );
    expect(run.report.nodes).toMatchObject({
      src: { out: 500 },
      a: { in: 500, out: 500 },
      sum: { in: 500, out: 1 },
    });
    expect(run.numbers()).toEqual([250_500]);
  });
});
