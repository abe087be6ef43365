import { expect, it } from "vitest";
import { deriveSeed, Random } from "../../../src/core/random.ts";
import { collect, counter, join, pullCounter, scale } from "../../support/number-nodes.ts";
import type { NodeSketch, PipelineSketch } from "../../support/plan-builder.ts";
import { edgeOf, numbers, OUT, type SketchRun } from "../../support/run-sketch.ts";
import {
  batches,
  dice,
  first,
  later,
  misbehave,
  optional,
  pass,
  relay,
  sums,
  total,
} from "../../support/runtime-nodes.ts";

/** A way to run a pipeline: a clock, and where its nodes live. */
export interface Runtime {
  /** Runs a sketch; every other node of it may be placed elsewhere. */
  readonly run: (sketch: PipelineSketch) => Promise<SketchRun>;
}

const all = { policy: "block", depth: 4 } as const;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const asked = (count: number): NodeSketch => ({ spec: pullCounter, params: { count } });

/** What a pipeline may rely on, whichever clock it runs on and wherever its nodes live. */
export function clockCase({ run }: Runtime): void {
  it("delivers every message once and in order behind blocking edges, and then completes", async () => {
    const result = await run({
      nodes: { src: asked(200), a: { spec: scale }, b: { spec: pass }, out: OUT },
      edges: [numbers("src", "a", all), numbers("a", "b", all), numbers("b", "out", all)],
      durationUs: null,
    });
    expect(result.end).toEqual({ reason: "completed", error: null });
    expect(result.numbers()).toEqual(upTo(200).map((n) => 2 * n));
    expect(edgeOf(result, "a.numbers -> b.numbers")).toEqual({ sent: 200, delivered: 200, dropped: {} });
    expect(result.report.nodes["a"]).toMatchObject({
      in: 200,
      out: 200,
      errors: 0,
      counters: { scaled: 200 },
    });
  });

  it("completes nodes one after the other, each when all its messages are through", async () => {
    const result = await run({
      nodes: {
        src: asked(50),
        slow: { spec: later, params: { turnsBefore: 1 } },
        sum: { spec: total },
        out: OUT,
      },
      edges: [numbers("src", "slow", all), numbers("slow", "sum", all), numbers("sum", "out")],
      durationUs: null,
    });
    expect(result.numbers()).toEqual([12_750]);
  });

  it("completes inputs that nothing feeds, and lets a node complete before the others", async () => {
    const result = await run({
      nodes: {
        src: asked(20),
        few: { spec: first, params: { count: 3 } },
        out: { spec: optional },
        other: { spec: collect },
      },
      edges: [numbers("src", "few", all), numbers("few", "out"), numbers("src", "other", all)],
      durationUs: null,
    });
    expect(result.report.robot?.["out"]).toEqual(["extra completed", "numbers completed"]);
    expect(result.numbers("other")).toEqual(upTo(20));
  });

  it("gives payloads with buffers to every reader whole", async () => {
    const result = await run({
      nodes: { src: { spec: batches }, passing: { spec: relay }, near: { spec: sums }, far: { spec: sums } },
      edges: [
        { wire: "src.batches -> passing.batches" },
        { wire: "src.batches -> near.batches" },
        { wire: "passing.batches -> far.batches" },
      ],
      durationUs: null,
    });
    expect(result.report.robot).toMatchObject({
      near: upTo(10).map((n) => 3 * n),
      far: upTo(10).map((n) => 3 * n),
    });
  });

  it("draws the same random numbers for the same seed", async () => {
    const dicey = { nodes: { src: asked(9), die: { spec: dice }, out: OUT }, durationUs: null, seed: 3 };
    const result = await run({ ...dicey, edges: [numbers("src", "die", all), numbers("die", "out", all)] });
    const random = new Random(deriveSeed(3, "die", "die"));
    expect(result.numbers()).toEqual(upTo(9).map(() => random.uniform()));
  });

  it("ends with the name and place of a node that fails", async () => {
    const result = await run({
      nodes: { src: asked(9), bad: { spec: scale, params: { failAt: 3 } }, out: OUT },
      edges: [numbers("src", "bad", all), numbers("bad", "out", all)],
      durationUs: null,
    });
    expect(result.end).toMatchObject({
      reason: "failed",
      error: {
        code: "node-failed",
        where: { node: "bad", kind: "test/times", file: "sketch.yaml", line: 1 },
      },
    });
    expect(result.report.nodes["bad"]?.errors).toBe(1);
  });

  it("builds a node anew as its policy says, and loses the one message", async () => {
    const result = await run({
      nodes: {
        src: asked(9),
        bad: {
          spec: misbehave,
          params: { how: "throw-in-an-observer", at: 3 },
          restart: { policy: "on-failure", max: 1, windowMs: 1000 },
        },
        out: OUT,
      },
      edges: [numbers("src", "bad", all), numbers("bad", "out", all)],
      durationUs: null,
    });
    expect(result.numbers()).toEqual([1, 2, 4, 5, 6, 7, 8, 9]);
    expect(result.end.reason).toBe("completed");
  });

  it("fails when a node cannot flush after the end", async () => {
    const result = await run({
      nodes: {
        src: { spec: counter },
        bad: { spec: misbehave, params: { how: "throw-on-completion" } },
        out: OUT,
      },
      edges: [numbers("src", "bad"), numbers("bad", "out")],
      durationUs: 10_000,
    });
    expect(result.end).toMatchObject({ reason: "failed", error: { where: { node: "bad" } } });
  });

  it("ends for a node's own reason", async () => {
    const result = await run({
      nodes: { src: asked(1000), enough: { spec: misbehave, params: { how: "finish", at: 5 } }, out: OUT },
      edges: [numbers("src", "enough", all), numbers("enough", "out", all)],
      durationUs: null,
    });
    expect(result.end).toEqual({ reason: "enough", error: null });
  });

  it("accounts for every message that was sent, also when the run is cut off", async () => {
    const result = await run({
      nodes: {
        left: { spec: counter, params: { periodUs: 300 } },
        right: { spec: counter, params: { periodUs: 700 } },
        sum: { spec: join },
        slow: { spec: later, params: { delayUs: 2000 } },
        out: OUT,
      },
      edges: [
        { wire: "left.numbers -> sum.left" },
        { wire: "right.numbers -> sum.right" },
        numbers("sum", "slow", { policy: "drop-newest", depth: 2 }),
        numbers("slow", "out"),
      ],
      durationUs: 30_000,
    });
    expect(result.end.reason).toBe("duration");
    for (const { sent, delivered, dropped } of Object.values(result.report.edges)) {
      expect(delivered + Object.values(dropped).reduce((sum, n) => sum + n, 0)).toBe(sent);
    }
  });
}
