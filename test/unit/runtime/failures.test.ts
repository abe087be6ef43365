import { describe, expect, it } from "vitest";
import type { RestartPlan } from "../../../src/runtime/plan.ts";
import { counter, scale } from "../../support/number-nodes.ts";
import type { NodeSketch, PipelineSketch } from "../../support/plan-builder.ts";
import { edgeOf, numbers, OUT, runVirtual } from "../../support/run-sketch.ts";
import { brokenReport, misbehave, pass, script } from "../../support/runtime-nodes.ts";

const through = (work: NodeSketch, more: Partial<PipelineSketch> = {}): PipelineSketch => ({
  nodes: { src: { spec: counter, params: { count: 10 } }, work, out: OUT },
  edges: [{ wire: "src.numbers -> work.numbers" }, { wire: "work.numbers -> out.numbers" }],
  durationUs: null,
  ...more,
});
const bad = (how: string, at = 3): NodeSketch => ({ spec: misbehave, params: { how, at } });

describe("a node that fails", () => {
  it.each([
    ["throws in an operator", { spec: scale, params: { failAt: 3 } }, "cannot scale 3"],
    ["throws in an observer of its own", bad("throw-in-an-observer"), "cannot look at it"],
    ["throws in a timer", bad("throw-in-a-timer", 3500), "late idea"],
    ["throws while it is built", bad("throw-in-create"), "cannot be built"],
  ])("and %s ends the run with its name and place", async (_, work, reason) => {
    const run = await runVirtual(through(work));
    const { kind } = work.spec;
    expect(run.end.error).toMatchObject({
      code: "node-failed",
      message: `node "work" (${kind}): ${reason}`,
      where: { node: "work", kind, file: "sketch.yaml", line: 1 },
      cause: expect.any(RangeError) as RangeError,
    });
    expect(run.end.reason).toBe("failed");
    expect(run.report).toMatchObject({ end: "failed", nodes: { work: { errors: 1 } } });
  });

  it.each([
    ["no-message", "something that is not a Message"],
    ["no-origin", "originUs is -Infinity"],
    ["no-stream", 'gave no stream for output "numbers"'],
  ])("because of %s is told its mistake", async (how, reason) => {
    const run = await runVirtual(through(bad(how)));
    expect(run.end.error).toMatchObject({
      code: "node-contract",
      message: expect.stringContaining(reason) as string,
      where: { node: "work", line: 1 },
    });
  });

  it("when its input completes ends the run at that instant", async () => {
    const run = await runVirtual(through(bad("throw-on-completion")));
    expect(run.end).toMatchObject({
      reason: "failed",
      error: { message: expect.stringContaining("close its file") as string },
    });
    expect(run.numbers()).toHaveLength(10);
  });

  it("only while it flushes makes a run that had ended well a failed one", async () => {
    const run = await runVirtual(through(bad("throw-on-completion"), { durationUs: 2500 }));
    expect(run.end).toMatchObject({
      reason: "failed",
      error: { message: expect.stringContaining("close its file") as string },
    });
    expect(run.report.end).toBe("failed");
    expect(run.numbers()).toEqual([1, 2]);
  });

  it("only in its part of the report leaves that out, says so and fails nothing", async () => {
    const run = await runVirtual({
      nodes: { src: { spec: counter, params: { count: 3 } }, bad: { spec: brokenReport }, out: OUT },
      edges: [{ wire: "src.numbers -> bad.numbers" }, { wire: "src.numbers -> out.numbers" }],
      durationUs: null,
    });
    expect(run.end).toEqual({ reason: "completed", error: null });
    expect(run.numbers()).toEqual([1, 2, 3]);
    expect(run.notes).toMatchObject([
      { level: "warn", node: "bad", message: expect.stringContaining("no figures") as string },
    ]);
  });

  it("first in the file is the one that is named when two fail at one instant", async () => {
    const sketch = (names: readonly [string, string]): PipelineSketch => ({
      nodes: {
        src: { spec: counter },
        [names[0]]: { spec: scale, params: { failAt: 2 } },
        [names[1]]: { spec: scale, params: { failAt: 2 } },
      },
      edges: [{ wire: "src.numbers -> a.numbers" }, { wire: "src.numbers -> b.numbers" }],
    });
    expect((await runVirtual(sketch(["a", "b"]))).end.error).toMatchObject({ where: { node: "a" } });
    expect((await runVirtual(sketch(["b", "a"]))).end.error).toMatchObject({ where: { node: "b" } });
  });

  it("first in the file is the one that is named though another's timer fired before its message came", async () => {
    const run = await runVirtual({
      nodes: {
        src: { spec: counter },
        a: { spec: scale, params: { failAt: 1 } },
        b: bad("throw-in-a-timer", 2000),
      },
      edges: [numbers("src", "a", { transportUs: 1000 }), numbers("src", "b")],
    });
    expect(run.end.error).toMatchObject({ where: { node: "a" } });
    expect(run.report.nodes).toMatchObject({ a: { errors: 1 }, b: { errors: 1 } });
  });
});

describe("a node whose policy is to be built anew", () => {
  const restarting = (max: number, windowMs: number): RestartPlan => ({
    policy: "on-failure",
    max,
    windowMs,
  });
  /** Fails at each number of its list, which `script` sends. */
  const failing = (rows: number[][], restart: RestartPlan): PipelineSketch => ({
    nodes: {
      src: { spec: script, params: { rows } },
      work: { spec: scale, params: { failAt: -1 }, restart },
      out: OUT,
    },
    edges: [{ wire: "src.numbers -> work.numbers" }, { wire: "work.numbers -> out.numbers" }],
    durationUs: null,
  });
  const atMs = (...rows: [number, number][]): number[][] => rows.map(([ms, n]) => [ms * 1000, n]);

  it("loses the message it failed on and goes on with the next", async () => {
    const run = await runVirtual(failing(atMs([1, 1], [2, -1], [3, 3]), restarting(1, 1000)));
    expect(run.numbers()).toEqual([2, 6]);
    expect(run.end).toEqual({ reason: "completed", error: null });
    expect(run.report.nodes["work"]).toMatchObject({ in: 3, out: 2, errors: 1, counters: { scaled: 2 } });
    expect(run.notes).toMatchObject([
      { level: "warn", node: "work", message: "failed and was built anew: cannot scale -1" },
    ]);
  });

  it("ends the run at one failure more than allowed in its window", async () => {
    const run = await runVirtual(failing(atMs([1, -1], [2, -1], [3, -1], [4, 1]), restarting(2, 1000)));
    expect(run.end.error).toMatchObject({ code: "node-failed", where: { node: "work" } });
    expect(run.report.nodes["work"]?.errors).toBe(3);
    expect(run.report.durationUs).toBe(3000);
  });

  it("is forgiven failures that lie before the window", async () => {
    const run = await runVirtual(failing(atMs([1, -1], [12, -1], [23, -1], [24, 5]), restarting(1, 10)));
    expect(run.end.reason).toBe("completed");
    expect(run.numbers()).toEqual([10]);
    const tight = await runVirtual(failing(atMs([1, -1], [11, -1], [24, 5]), restarting(1, 10)));
    expect(tight.end.reason).toBe("failed");
  });

  it("starts its timers again and keeps none of the old ones", async () => {
    const restart = restarting(1, 1000);
    const run = await runVirtual(through({ ...bad("throw-in-a-timer", 3500), restart }));
    // Built anew at 3.5 ms, its timer for that instant is due at once: the second failure ends the run there.
    expect(run.end.error).toMatchObject({ message: expect.stringContaining("late idea") as string });
    expect(run.report.nodes["work"]?.errors).toBe(2);
    expect(run.report.durationUs).toBe(3500);
  });

  it("gives up when it cannot be built at all", async () => {
    const run = await runVirtual(through({ ...bad("throw-in-create"), restart: restarting(3, 1000) }));
    expect(run.end.error).toMatchObject({ message: expect.stringContaining("cannot be built") as string });
    expect(run.report.nodes["work"]?.errors).toBe(4);
  });

  it("numbers its messages on, so that none is taken for another", async () => {
    const run = await runVirtual(failing(atMs([1, 1], [2, -1], [3, 3]), restarting(1, 1000)));
    expect(edgeOf(run, "work.numbers -> out.numbers")).toMatchObject({ sent: 2, delivered: 2 });
  });
});

describe("a node that has had enough", () => {
  it("ends the run at its instant, for its own reason", async () => {
    const run = await runVirtual(through(bad("finish", 4)));
    expect(run.end).toEqual({ reason: "enough", error: null });
    expect(run.report.durationUs).toBe(4000);
    expect(run.numbers()).toEqual([1, 2, 3]);
    expect(edgeOf(run, "work.numbers -> out.numbers").dropped).toEqual({ "run-ended": 1 });
  });

  it("leaves the others of its instant their turn", async () => {
    const run = await runVirtual({
      nodes: { src: { spec: counter }, quits: bad("finish", 4), works: { spec: pass }, out: OUT },
      edges: [
        { wire: "src.numbers -> quits.numbers" },
        { wire: "src.numbers -> works.numbers" },
        { wire: "works.numbers -> out.numbers" },
      ],
      durationUs: null,
    });
    expect(edgeOf(run, "src.numbers -> works.numbers")).toMatchObject({ delivered: 4 });
    expect(edgeOf(run, "works.numbers -> out.numbers")).toMatchObject({ sent: 4, delivered: 3 });
  });
});
