import { Observable, tap } from "rxjs";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type Message, sense } from "../../../src/core/message.ts";
import type { EdgeQueue } from "../../../src/runtime/edge-queue.ts";
import { GraphState } from "../../../src/runtime/graph-state.ts";
import { defineNode } from "../../../src/runtime/node.ts";
import { type RemoteEdges, WallEngine } from "../../../src/runtime/wall-engine.ts";
import { receivingEdge } from "../../../src/runtime/wall-links.ts";
import { collect, counter, NUMBER, scale } from "../../support/number-nodes.ts";
import { type NodeSketch, type PipelineSketch, planOf } from "../../support/plan-builder.ts";
import { costing, numbers, OUT } from "../../support/run-sketch.ts";
import { chip, later, pass, script, silent } from "../../support/runtime-nodes.ts";

/** An engine whose clock stands still until told. */
class Bench {
  readonly engine: WallEngine;
  readonly credits: string[] = [];
  readonly armedNs: number[] = [];
  #nowNs = 0;
  #wake: () => void = () => undefined;

  constructor(sketch: PipelineSketch, remote: Partial<RemoteEdges> | null = null) {
    const pipeline = planOf({ clock: "wall", durationUs: null, ...sketch });
    const arrives = remote?.arrives ?? (() => false);
    this.engine = new WallEngine({
      pipeline,
      note: () => undefined,
      observer: {},
      clock: { kind: "wall", nowNs: () => this.#nowNs },
      hosted: pipeline.nodes.filter((node) => node.thread === null).map((node) => node.index),
      remote: remote === null ? null : { ...this.#noRemote(), ...remote },
      graph: new GraphState(pipeline, false, (edge) => (arrives(edge) ? receivingEdge(edge) : edge)),
      makePacer: (wake) => {
        this.#wake = wake;
        return { arm: (dueNs) => this.armedNs.push(dueNs), close: () => undefined };
      },
    });
    this.engine.start();
  }

  /** Sets the clock and wakes the engine. */
  at(us: number): this {
    this.#nowNs = us * 1000;
    this.#wake();
    return this;
  }

  async got(sink = "out"): Promise<{ n: number; atUs: number }[]> {
    const runner = this.engine.runners.find((r) => r?.plan.id === sink);
    const summary = await runner?.summary();
    return ((summary?.sections["robot"] as Record<string, unknown> | undefined)?.[sink] ?? []) as never;
  }

  edge(id: string): EdgeQueue {
    const queue = this.engine.graph.queues.find(({ plan }) => plan.id === id);
    if (queue === undefined) throw new RangeError(`no edge ${id}`);
    return queue;
  }

  #noRemote(): RemoteEdges {
    return {
      leaves: () => false,
      arrives: () => false,
      flush: () => undefined,
      close: () => undefined,
      returnCredit: ({ plan }) => this.credits.push(plan.id),
    };
  }
}

/** A message that another thread has released. */
function arrived(payload: number, originUs: number): Message<unknown> {
  return Object.assign(sense<unknown>(payload, originUs), { finishedNs: originUs * 1000 });
}

const { kind, summary, inputs, outputs, costUs } = counter;
const ports = { kind, summary, inputs, outputs, costUs };

describe("timers on the wall clock", () => {
  it("fire late ticks all at once, in order, and lose none", async () => {
    const ticks: number[][] = [];
    const src: NodeSketch = {
      spec: defineNode({
        ...ports,
        params: z.strictObject({}),
        create: (_params, context) => () => ({
          numbers: new Observable<Message<number>>(() =>
            context.every(1000, (dueUs, n) => ticks.push([dueUs, n, context.nowUs()])),
          ),
        }),
      }),
    };
    const bench = new Bench({ nodes: { src }, edges: [] });
    bench.at(1000).at(5500).at(6000);
    expect(ticks).toEqual([
      [1000, 1, 1000],
      [2000, 2, 5500],
      [3000, 3, 5500],
      [4000, 4, 5500],
      [5000, 5, 5500],
      [6000, 6, 6000],
    ]);
    await bench.engine.close();
  });

  it.each([
    ["a little behind works tick by tick, as if in time", 3900, [1, 2, 3], {}],
    ["far behind lets the edges drop what is stale", 4100, [4], { "replaced-by-newer": 3 }],
  ])("of an engine that is %s", async (_, nowUs, expected, dropped) => {
    const bench = new Bench({
      nodes: { src: { spec: counter, params: { periodUs: 1000 } }, out: OUT },
      edges: [numbers("src", "out", { policy: "latest" })],
    });
    bench.at(nowUs);
    expect((await bench.got()).map(({ n }) => n)).toEqual(expected);
    expect(bench.edge("src.numbers -> out.numbers").dropped()).toEqual(dropped);
    await bench.engine.close();
  });

  it("arm the pacer for the earliest of them, chips' releases included", async () => {
    const bench = new Bench({
      nodes: {
        src: { spec: script, params: { rows: [[700, 1]], completes: false } },
        chip: { spec: chip, params: { deviceUs: 200, linkUs: 50 }, cost: { kind: "chip", us: 0 } },
      },
      edges: [numbers("src", "chip")],
    });
    bench.at(700).at(950);
    expect(bench.armedNs).toEqual([700_000, 950_000]);
    await bench.engine.close();
  });

  it("let the engine go on when one sets itself again without delay", async () => {
    let calls = 0;
    const src: NodeSketch = {
      spec: defineNode({
        ...ports,
        params: z.strictObject({}),
        create: (_params, context) => () => ({
          numbers: new Observable<Message<number>>(() => {
            const again = (): void => {
              calls++;
              if (calls < 1e6) context.at(0, again);
            };
            context.at(0, again);
          }),
        }),
      }),
    };
    const clock = { nowNs: 0 };
    const pipeline = planOf({ clock: "wall", nodes: { src }, edges: [], durationUs: null });
    const engine = new WallEngine({
      pipeline,
      note: () => undefined,
      observer: {},
      clock: { kind: "wall", nowNs: () => (clock.nowNs += 1000) },
      hosted: [0],
      remote: null,
      graph: new GraphState(pipeline, false),
      makePacer: () => ({ arm: () => undefined, close: () => undefined }),
    });
    engine.start(); // returns: other things of this thread have their turn after a slice
    expect(calls).toBeGreaterThan(10);
    expect(calls).toBeLessThan(10_000);
    await engine.close();
  });
});

describe("a chip's modelled time on the wall clock", () => {
  const chain = (rows: number[][]): PipelineSketch => ({
    nodes: {
      src: { spec: script, params: { rows } },
      chip: { spec: chip, params: { deviceUs: 200, linkUs: 50 }, cost: { kind: "chip", us: 0 } },
      out: OUT,
    },
    edges: [numbers("src", "chip"), numbers("chip", "out")],
  });

  it("is really waited for, and the node takes nothing else meanwhile", async () => {
    const bench = new Bench(
      chain([
        [0, 1],
        [100, 2],
      ]),
    );
    bench.at(0).at(100).at(249);
    expect(await bench.got()).toEqual([]);
    bench.at(250).at(499).at(500);
    expect(await bench.got()).toEqual([
      { n: 1, atUs: 250 },
      { n: 2, atUs: 500 },
    ]);
    expect(await bench.engine.ended).toEqual({ reason: "completed", error: null });
    await bench.engine.close();
  });

  it("counts a message that is held back as on its way, and as ended with the run", async () => {
    const bench = new Bench(
      chain([
        [0, 1],
        [10_000, 2],
      ]),
    );
    bench.at(0);
    const edge = bench.edge("chip.numbers -> out.numbers");
    expect([edge.sent, edge.inFlight, edge.length]).toEqual([1, 1, 0]);
    bench.engine.finish("duration");
    await bench.engine.close();
    expect([edge.sent, edge.delivered, edge.dropped()]).toEqual([1, 0, { "run-ended": 1 }]);
  });

  it("does not count as work of the node", async () => {
    const bench = new Bench(chain([[0, 1]]));
    bench.at(0).at(250);
    expect(bench.engine.workNs[1]?.count).toBe(1);
    await bench.engine.close();
  });
});

describe("messages on the wall clock", () => {
  it("are stamped with the start of the turn that made them, and with now when a socket spoke", async () => {
    const stamps: number[][] = [];
    let speak = (): void => undefined;
    const src: NodeSketch = {
      spec: defineNode({
        ...ports,
        params: z.strictObject({}),
        create: (_params, context) => () => ({
          numbers: new Observable<Message<number>>((subscriber) => {
            speak = () => subscriber.next(sense(1, context.nowUs()));
            context.at(300, speak);
          }),
        }),
      }),
    };
    const sink: NodeSketch = {
      spec: defineNode({
        ...collect,
        create:
          () =>
          ({ numbers: stream }) =>
            stream.pipe(tap(({ startedNs, finishedNs }) => stamps.push([startedNs, finishedNs]))),
      }),
    };
    const bench = new Bench({ nodes: { src, sink }, edges: [numbers("src", "sink")] });
    bench.at(300).at(7000);
    speak();
    bench.at(7100);
    expect(stamps).toEqual([
      [300_000, 300_000],
      [7_000_000, 7_000_000],
    ]);
    await bench.engine.close();
  });

  it("that wait when the run ends are not delivered any more", async () => {
    const bench = new Bench({
      nodes: {
        src: { spec: script, params: { rows: [1, 2, 3].map((n) => [0, n]) } },
        slow: { spec: later, params: { delayUs: 100 } },
        out: OUT,
      },
      edges: [numbers("src", "slow"), numbers("slow", "out")],
    });
    bench.at(50).engine.finish("duration");
    await bench.engine.close();
    const edge = bench.edge("src.numbers -> slow.numbers");
    expect([edge.sent, edge.delivered, edge.dropped()]).toEqual([3, 1, { "run-ended": 2 }]);
    expect(await bench.got()).toEqual([]);
  });
});

describe("an edge from another thread", () => {
  const arriving = (work: NodeSketch): { bench: Bench; edge: EdgeQueue } => {
    const bench = new Bench(
      {
        nodes: { far: { spec: silent, thread: "t" }, work, out: OUT },
        edges: [numbers("far", "work", { policy: "latest" }), numbers("work", "out")],
      },
      { arrives: (edge) => edge.fromNode === 0 },
    );
    return { bench, edge: bench.edge("far.numbers -> work.numbers") };
  };

  it("returns its credit when the node has worked on the message", async () => {
    const { bench, edge } = arriving({ spec: scale });
    bench.engine.receive(edge, arrived(1, 0));
    expect(bench.credits).toEqual([]);
    bench.at(10);
    expect(bench.credits).toEqual([edge.plan.id]);
    await bench.engine.close();
  });

  it("returns the credit of an async node when it is done, so that nothing grows stale in front of it", async () => {
    const { bench, edge } = arriving({ spec: later, params: { delayUs: 500 } });
    bench.engine.receive(edge, arrived(1, 0));
    bench.at(10);
    expect(bench.credits).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    bench.at(510);
    await new Promise((resolve) => setImmediate(resolve));
    bench.at(511);
    expect(bench.credits).toEqual([edge.plan.id]);
    expect(await bench.got()).toMatchObject([{ n: 10 }]);
    await bench.engine.close();
  });

  it("returns the credit of a message that is dropped", async () => {
    const { bench, edge } = arriving({ spec: scale });
    bench.engine.receive(edge, arrived(1, 100));
    bench.engine.receive(edge, arrived(2, 50));
    expect(edge.dropped()).toEqual({ "non-monotonic": 1 });
    expect(bench.credits).toHaveLength(1);
    await bench.engine.close();
  });

  it("returns the credit that an async node kept when it is built anew", async () => {
    const { bench, edge } = arriving({
      spec: later,
      params: { turnsBefore: 1, rejectAt: 1 },
      restart: { policy: "on-failure", max: 1, windowMs: 1000 },
    });
    bench.engine.receive(edge, arrived(1, 0));
    bench.at(10);
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(bench.credits).toEqual([edge.plan.id]);
    await bench.engine.close();
  });
});

it("holds a node back while a blocking edge behind it is full", async () => {
  const bench = new Bench({
    nodes: {
      src: { spec: script, params: { rows: [1, 2, 3, 4].map((n) => [0, n]) } },
      work: { spec: pass },
      slow: { spec: later, params: { delayUs: 100 }, cost: costing(0) },
      out: OUT,
    },
    edges: [
      numbers("src", "work"),
      numbers("work", "slow", { policy: "block", depth: 1 }),
      numbers("slow", "out"),
    ],
  });
  bench.at(1);
  expect(bench.edge("src.numbers -> work.numbers").delivered).toBe(2);
  for (let us = 101; us < 1000; us += 100) {
    bench.at(us);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await bench.got()).map(({ n }) => n)).toEqual([10, 20, 30, 40]);
  await bench.engine.close();
});

describe("a sink that takes nothing more", () => {
  /** Takes messages until it has `takes` of them, and keeps the next for good, as one without a receiver does. */
  const full = defineNode({
    kind: "test/full",
    summary: "Settles only so many messages.",
    inputs: { numbers: { type: NUMBER, policy: "drop-oldest", depth: 8 } },
    outputs: {},
    params: z.strictObject({ takes: z.int() }),
    costUs: 0,
    async: true,
    create:
      ({ takes }, context) =>
      ({ numbers: stream }) => {
        let taken = 0;
        return stream.pipe(tap((message) => taken++ < takes && context.done(message)));
      },
  });

  it.each([
    [0, 3],
    [2, 1],
  ])("after %i of 4 is completed in the end, what waited counted", async (takes, waiting) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const rows = [0, 1, 2, 3].map((n) => [0, n]);
      const bench = new Bench({
        nodes: {
          in: { spec: script, params: { rows } },
          out: { spec: full, params: { takes } },
        },
        edges: [numbers("in", "out")],
      });
      bench.at(1);
      for (let i = 0; i < 9; i++) await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(4999);
      expect(bench.engine.over).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(await bench.engine.ended).toEqual({ reason: "completed", error: null });
      expect(bench.edge("in.numbers -> out.numbers").dropped()).toEqual({ "run-ended": waiting });
      await bench.engine.close();
    } finally {
      vi.useRealTimers();
    }
  });
});
