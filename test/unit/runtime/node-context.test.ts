import { Observable } from "rxjs";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type Message, sense } from "../../../src/core/message.ts";
import { deriveSeed, Random } from "../../../src/core/random.ts";
import { defineNode, type NodeContext } from "../../../src/runtime/node.ts";
import { collect, counter, NUMBER } from "../../support/number-nodes.ts";
import { type NodeSketch, planOf } from "../../support/plan-builder.ts";
import { numbers, OUT, runVirtual, type SketchRun } from "../../support/run-sketch.ts";
import { script, timed } from "../../support/runtime-nodes.ts";
import { VirtualEngine } from "../../../src/runtime/virtual-engine.ts";

type Emit = (n: number) => void;

/** A source whose whole body is given: what it does with its context. */
function source(body: (context: NodeContext, emit: Emit) => void): NodeSketch {
  return {
    spec: defineNode({
      kind: "test/source",
      summary: "does what it is told",
      inputs: {},
      outputs: { numbers: NUMBER },
      params: z.strictObject({}),
      costUs: 0,
      create: (_params, context) => () => ({
        numbers: new Observable<Message<number>>((subscriber) => {
          body(context, (n) => subscriber.next(sense(n, context.nowUs())));
        }),
      }),
    }),
  };
}

const alone = (src: NodeSketch, durationUs = 10_000): Promise<SketchRun> =>
  runVirtual({
    nodes: { src, out: { spec: collect } },
    edges: [{ wire: "src.numbers -> out.numbers" }],
    durationUs,
  });

const then = (operator: "delay" | "debounce", ms: number, atUs: number[]): Promise<SketchRun> =>
  runVirtual({
    nodes: {
      src: { spec: script, params: { rows: atUs.map((t, i) => [t, i + 1]) } },
      work: { spec: timed, params: { operator, ms } },
      out: { spec: collect },
    },
    edges: [{ wire: "src.numbers -> work.numbers" }, { wire: "work.numbers -> out.numbers" }],
    durationUs: null,
  });

describe("context.every", () => {
  it("ticks at the multiples of its period, counting from 1", async () => {
    const ticks: number[][] = [];
    const run = await alone(
      source((context, emit) => {
        context.every(2500, (dueUs, n) => {
          ticks.push([dueUs, n, context.nowUs()]);
          emit(n);
        });
      }),
    );
    expect(ticks).toEqual([
      [2500, 1, 2500],
      [5000, 2, 5000],
      [7500, 3, 7500],
      [10_000, 4, 10_000],
    ]);
    expect(run.times()).toEqual([2500, 5000, 7500, 10_000]);
  });

  it("keeps the common phase when it begins between two multiples", async () => {
    const ticks: number[][] = [];
    await alone(
      source((context) => context.at(1700, () => context.every(1000, (dueUs, n) => ticks.push([dueUs, n])))),
      4000,
    );
    expect(ticks).toEqual([
      [2000, 1],
      [3000, 2],
      [4000, 3],
    ]);
  });

  it("does not drift with a period that is no whole number of nanoseconds", async () => {
    const due: number[] = [];
    await alone(
      source((context) => context.every(1e6 / 60, (dueUs) => due.push(dueUs))),
      1_000_000,
    );
    expect(due).toHaveLength(60);
    expect([due[0], due[2], due[59]]).toEqual([16_667, 50_000, 1_000_000]);
  });

  it("stops when its returned function is called, also from inside a tick", async () => {
    const ticks: number[] = [];
    await alone(
      source((context) => {
        const stop = context.every(1000, (_, n) => {
          ticks.push(n);
          if (n === 3) stop();
        });
      }),
    );
    expect(ticks).toEqual([1, 2, 3]);
  });

  it.each([0, -1, NaN, Infinity])("refuses a period of %d us", async (periodUs) => {
    const run = await alone(source((context) => context.every(periodUs, () => undefined)));
    expect(run.end.error).toMatchObject({ code: "node-contract", where: { node: "src" } });
  });
});

describe("context.at", () => {
  it("calls once at its time, and at once when that has passed", async () => {
    const called: string[] = [];
    await alone(
      source((context) => {
        context.at(500, () => {
          called.push(`a ${context.nowUs()}`);
          context.at(100, () => called.push(`late ${context.nowUs()}`));
        });
        context.at(300.4, () => called.push(`b ${context.nowUs()}`));
      }),
    );
    expect(called).toEqual(["b 300", "a 500", "late 500"]);
  });

  it("calls those of one instant in the order in which they were set, and not the cancelled ones", async () => {
    const called: number[] = [];
    await alone(
      source((context) => {
        context.at(500, () => called.push(1));
        const cancel = context.at(500, () => called.push(2));
        context.at(500, () => called.push(3));
        cancel();
      }),
    );
    expect(called).toEqual([1, 3]);
  });

  it("lets others see what one callback has done before it calls the next", async () => {
    const run = await runVirtual({
      nodes: {
        src: source((context, emit) => [1, 2, 3].forEach((n) => context.at(500, () => emit(n)))),
        out: OUT,
      },
      edges: [numbers("src", "out", { policy: "latest" })],
      durationUs: 1000,
    });
    expect(run.numbers()).toEqual([1, 2, 3]);
  });

  it("lets one callback cancel another of the same instant", async () => {
    const called: number[] = [];
    await alone(
      source((context) => {
        context.at(500, () => {
          called.push(1);
          cancel();
        });
        const cancel = context.at(500, () => called.push(2));
      }),
    );
    expect(called).toEqual([1]);
  });

  it("refuses a time that is none", async () => {
    const run = await alone(source((context) => context.at(NaN, () => undefined)));
    expect(run.end.error).toMatchObject({
      code: "node-contract",
      message: expect.stringContaining("NaN") as string,
    });
  });
});

describe("context.scheduler", () => {
  it("drives RxJS' delay in virtual time, without a timer of the host", async () => {
    const timeout = vi.spyOn(globalThis, "setTimeout");
    const interval = vi.spyOn(globalThis, "setInterval");
    const run = await then("delay", 3000, [0, 500, 7_000_000]);
    expect(run.times()).toEqual([3_000_000, 3_000_500, 10_000_000]);
    expect(run.end.reason).toBe("completed");
    expect(timeout).not.toHaveBeenCalled();
    expect(interval).not.toHaveBeenCalled();
    timeout.mockRestore();
    interval.mockRestore();
  });

  it("drives debounceTime: a burst gives its last", async () => {
    const run = await then("debounce", 1, [0, 400, 800, 5000]);
    expect(run.got()).toEqual([
      { n: 3, atUs: 1800 },
      { n: 4, atUs: 5000 },
    ]);
  });

  it.each([0.1, 0.2, 0.3, 0.7])("does not stand still on the rounding of %d ms", async (ms) => {
    const atUs = [100, 200, 1100, 2300, 3100];
    const run = await then("debounce", ms, [...atUs, 100_000]);
    expect(run.end.reason).toBe("completed");
    expect(run.numbers().at(-1)).toBe(6);
  });
});

describe("a context", () => {
  it("gives each stream of random numbers the seed of run, node and name", async () => {
    const drawn: number[] = [];
    await alone(
      source((context) => drawn.push(context.random("noise").uint32(), context.random("other").uint32())),
    );
    expect(drawn).toEqual([
      new Random(deriveSeed(1, "src", "noise")).uint32(),
      new Random(deriveSeed(1, "src", "other")).uint32(),
    ]);
  });

  it("finds paths from the folder of the pipeline file", async () => {
    const paths: string[] = [];
    await alone(
      source((context) => paths.push(context.resolvePath("a/b.raw"), context.resolvePath("/c.raw"))),
    );
    expect(paths).toEqual(["/a/b.raw", "/c.raw"]);
  });

  it("passes notes and counts on", async () => {
    const run = await alone(
      source((context) => {
        context.log.warn("look", { x: 1 });
        context.metrics.count("seen");
        context.metrics.count("seen", 4);
      }),
    );
    expect(run.notes).toEqual([{ level: "warn", node: "src", message: "look", fields: { x: 1 } }]);
    expect(run.report.nodes["src"]?.counters).toEqual({ seen: 5 });
  });

  it("refuses pull from a kind that does not declare it", async () => {
    const run = await alone(source((context) => context.pull(() => false)));
    expect(run.end.error).toMatchObject({
      code: "node-contract",
      message: expect.stringContaining("pulls: true") as string,
    });
  });

  it("takes all its timers along when the node is torn down", async () => {
    const pipeline = planOf({ nodes: { src: { spec: counter } }, edges: [], durationUs: 2500 });
    const engine = new VirtualEngine({ pipeline, note: () => undefined, observer: {}, remote: null });
    const added = vi.spyOn(engine, "addTimer");
    await engine.run();
    const pending = (): number =>
      new Set(added.mock.calls.filter(([, { at }]) => at >= 0).map(([, t]) => t)).size;
    expect(pending()).toBe(1);
    await engine.close();
    expect(pending()).toBe(0);
  });
});
