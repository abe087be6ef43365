import { describe, expect, it } from "vitest";
import { missedBudgets, type Report, reportSchema } from "../../../src/runtime/report.ts";
import { counter, scale } from "../../support/number-nodes.ts";
import type { BudgetSketch, PipelineSketch } from "../../support/plan-builder.ts";
import { costing, numbers, OUT, runVirtual } from "../../support/run-sketch.ts";
import { script } from "../../support/runtime-nodes.ts";

const sketch = (
  budget: Partial<BudgetSketch> = {},
  rows = [
    [0, 1],
    [10_000, 2],
  ],
): PipelineSketch => ({
  nodes: { src: { spec: script, params: { rows } }, work: { spec: scale, cost: costing(2000) }, out: OUT },
  edges: [numbers("src", "work", { policy: "drop-oldest", depth: 200 }), numbers("work", "out")],
  budgets: [{ path: ["src", "work", "out"], maxMs: 5, onMiss: "warn", ...budget }],
  durationUs: null,
});
const reportOf = async (...given: Parameters<typeof sketch>): Promise<Report> =>
  (await runVirtual(sketch(...given))).report;

describe("the report of a run", () => {
  it("keeps its own schema, with every figure of nodes, edges and budgets", async () => {
    const report = await reportOf();
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      version: 1,
      pipeline: "sketch",
      clock: "virtual",
      latencyBasis: "virtual",
      seed: 1,
      end: "completed",
      durationUs: 12_000,
      nodes: {
        src: { in: 0, out: 2, errors: 0 },
        work: { in: 2, out: 2, errors: 0, latencyUs: { p50: 2000, max: 2000 } },
        out: { in: 2, out: 0, errors: 0 },
      },
      edges: { "work.numbers -> out.numbers": { sent: 2, delivered: 2, dropped: {} } },
      budgets: [
        {
          path: ["src", "work", "out"],
          limits: { maxMs: 5 },
          count: 2,
          misses: 0,
          lastMs: 2,
          onMiss: "warn",
        },
      ],
    });
  });

  it("leaves out what does not apply instead of saying zero", async () => {
    const report = await reportOf({}, [[0, 1, 0]]);
    expect(report.nodes["src"]).not.toHaveProperty("stalls");
    expect(report.nodes["src"]).not.toHaveProperty("counters");
    expect(report).not.toHaveProperty("play");
    const idle = await runVirtual({ nodes: { src: { spec: counter }, out: OUT }, edges: [], durationUs: 10 });
    expect(idle.report.nodes["out"]).not.toHaveProperty("latencyUs");
  });
});

describe("missed budgets", () => {
  it("are none when every message kept its limits", async () => {
    expect(missedBudgets(await reportOf({ p99Ms: 2 }))).toEqual([]);
  });

  it("name the path, and how many messages were over the maximum", async () => {
    expect(missedBudgets(await reportOf({ maxMs: 1.5 }))).toEqual([
      "budget src -> work -> out: 2 of 2 messages over 1.5 ms",
    ]);
  });

  it("name a percentile that is too high", async () => {
    expect(missedBudgets(await reportOf({ p99Ms: 1.5 }))).toEqual([
      "budget src -> work -> out: p99 2 ms, allowed 1.5 ms",
    ]);
  });

  it("say so when nothing ever came through", async () => {
    const report = await reportOf({ path: ["work", "out"] }, [[0, 1, 0]]);
    expect(missedBudgets(report)).toEqual([]);
    const never = await runVirtual({
      ...sketch(),
      nodes: { ...sketch().nodes, src: { spec: counter } },
      durationUs: 10,
    });
    expect(missedBudgets(never.report)).toEqual([
      "budget src -> work -> out: no message reached the end of the path",
    ]);
  });

  it("allow one message in a hundred to be late where the file gives a percentile alone", async () => {
    // 150 messages 10 ms apart, and one that comes while another is at work.
    const rows = Array.from({ length: 150 }, (_, i) => [i * 10_000, i]);
    const crowded = [...rows, [1_490_100, 150]];
    const only99 = { p99Ms: 3, maxMs: 3 };
    expect(missedBudgets(await reportOf(only99, crowded))).toEqual([]);
    expect(missedBudgets(await reportOf({ p99Ms: 2.5, maxMs: 3 }, crowded))).toHaveLength(1);
    expect(
      missedBudgets(await reportOf(only99, [...crowded, [1_490_200, 151], [1_490_300, 152]])),
    ).toHaveLength(1);
  });
});
