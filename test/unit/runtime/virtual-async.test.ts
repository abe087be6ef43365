import { map, type Observable } from "rxjs";
import { describe, expect, it, vi } from "vitest";
import { derive, type Message } from "../../../src/core/message.ts";
import type { RunNote } from "../../../src/runtime/run-log.ts";
import { VirtualEngine } from "../../../src/runtime/virtual-engine.ts";
import { counter, join, scaleAsync } from "../../support/number-nodes.ts";
import { type EdgeSketch, type NodeSketch, type PipelineSketch, planOf } from "../../support/plan-builder.ts";
import { costing, edgeOf, numbers, OUT, runVirtual } from "../../support/run-sketch.ts";
import { later, misbehave, pass, script } from "../../support/runtime-nodes.ts";

const through = (work: NodeSketch, atUs: number[], edge: Partial<EdgeSketch> = {}): PipelineSketch => ({
  nodes: { src: { spec: script, params: { rows: atUs.map((t, i) => [t, i + 1]) } }, work, out: OUT },
  edges: [numbers("src", "work", edge), numbers("work", "out")],
  durationUs: null,
});

interface Streams {
  readonly numbers: Observable<Message<number>>;
}
const again = (message: Message<number>): Message<number> => derive(message, message.payload);

describe("an async node in virtual time", () => {
  it.each([0, 1, 7])(
    "answers at the instant it was asked, after %i turns of the event loop",
    async (turns) => {
      const run = await runVirtual(through({ spec: later, params: { turnsBefore: turns } }, [0, 10, 20]));
      expect(run.got()).toEqual([
        { n: 10, atUs: 0 },
        { n: 20, atUs: 10 },
        { n: 30, atUs: 20 },
      ]);
    },
  );

  it("is busy for its cost like any other", async () => {
    const run = await runVirtual(
      through({ spec: later, params: { turnsBefore: 3 }, cost: costing(100) }, [0, 10, 20]),
    );
    expect(run.times()).toEqual([100, 200, 300]);
  });

  it("keeps its input while it waits for the clock, so that messages wait and are dropped as ever", async () => {
    const run = await runVirtual(
      through({ spec: later, params: { delayUs: 100, turnsAfter: 2 } }, [0, 10, 20, 30, 500], {
        policy: "latest",
      }),
    );
    expect(run.got()).toEqual([
      { n: 10, atUs: 100 },
      { n: 40, atUs: 200 },
      { n: 50, atUs: 600 },
    ]);
    expect(edgeOf(run, "src.numbers -> work.numbers").dropped).toEqual({ "replaced-by-newer": 2 });
  });

  it("may mix promises and timers in one answer", async () => {
    const params = { turnsBefore: 2, delayUs: 50, turnsAfter: 3 };
    expect((await runVirtual(through({ spec: later, params }, [0, 1000]))).times()).toEqual([50, 1050]);
  });

  it("is waited for although it keeps a timer of its own going", async () => {
    const params = { turnsBefore: 5, housekeepingUs: 300 };
    const run = await runVirtual({ ...through({ spec: later, params }, [0, 1000, 2000]), durationUs: 3000 });
    expect(run.times()).toEqual([0, 1000, 2000]);
    expect(run.report.nodes["work"]?.counters).toEqual({ housekeeping: 6 });
  });

  it("gives the same run however long each promise takes", async () => {
    const sketch = (left: number, right: number): PipelineSketch => ({
      nodes: {
        src: { spec: counter, params: { count: 20 } },
        left: { spec: later, params: { turnsBefore: left } },
        right: { spec: later, params: { turnsBefore: right } },
        sum: { spec: join, cost: costing(0) },
        both: { spec: pass },
        out: OUT,
      },
      edges: [
        numbers("src", "left"),
        numbers("src", "right"),
        { wire: "left.numbers -> sum.left" },
        { wire: "right.numbers -> sum.right" },
        numbers("sum", "both"),
        { wire: "left.numbers -> both.others" },
        numbers("both", "out"),
      ],
      durationUs: null,
    });
    const a = await runVirtual(sketch(1, 9));
    const b = await runVirtual(sketch(9, 1));
    expect(a.numbers()).toHaveLength(40);
    expect(b.got()).toEqual(a.got());
    expect(b.report.hash).toBe(a.report.hash);
    expect(b.report).toEqual(a.report);
  });

  it("delivers its last answer before its output completes", async () => {
    const run = await runVirtual(through({ spec: scaleAsync, params: { turns: 4 } }, [0]));
    expect(run.numbers()).toEqual([10]);
    expect(run.end).toEqual({ reason: "completed", error: null });
  });

  it("fails the run when its promise is rejected, instead of holding it for ever", async () => {
    const run = await runVirtual(
      through({ spec: later, params: { turnsBefore: 2, rejectAt: 2 } }, [0, 10, 20]),
    );
    expect(run.end.error).toMatchObject({
      code: "node-failed",
      message: 'node "work" (test/later): rejected 2',
      where: { node: "work", kind: "test/later", file: "sketch.yaml", line: 1 },
    });
  });

  it("is built anew after a rejected promise when its policy says so", async () => {
    const work: NodeSketch = {
      spec: later,
      params: { turnsBefore: 2, rejectAt: 2 },
      restart: { policy: "on-failure", max: 1, windowMs: 1000 },
    };
    const run = await runVirtual(through(work, [0, 10, 20]));
    expect(run.numbers()).toEqual([10, 30]);
    expect(run.report.nodes["work"]).toMatchObject({ in: 3, out: 2, errors: 1 });
    expect(run.end.reason).toBe("completed");
  });

  it("is named when it has kept the clock waiting for five seconds, and the run can still be ended", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const forgetful = {
        ...later,
        create:
          () =>
          ({ numbers: stream }: Streams) => ({ numbers: stream.pipe(map(again)) }),
      };
      const notes: RunNote[] = [];
      const pipeline = planOf(through({ spec: forgetful }, [0, 10]));
      const engine = new VirtualEngine({
        pipeline,
        note: (note) => notes.push(note),
        observer: {},
        remote: null,
      });
      const running = engine.run();
      await vi.advanceTimersByTimeAsync(4999);
      expect(notes).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(notes).toMatchObject([
        { level: "warn", node: "work", message: expect.stringContaining("done()") as string },
      ]);
      engine.interrupt("interrupted", null);
      await running;
      await engine.close();
      expect(engine.graph.queues.map((queue) => [queue.sent, queue.delivered])).toEqual([
        [1, 1],
        [1, 0],
      ]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a node that is not async", () => {
  it("fails when it emits in a promise, and is told what to do", async () => {
    const run = await runVirtual(
      through({ spec: misbehave, params: { how: "emit-in-a-promise", at: 2 } }, [0, 10, 20]),
    );
    expect(run.end.error).toMatchObject({
      code: "node-contract",
      message: expect.stringContaining("must be async: true") as string,
      where: { node: "work" },
    });
    expect(run.numbers()).toEqual([1]);
  });
});
