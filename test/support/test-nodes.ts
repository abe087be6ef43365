import { delay, filter, map, merge, Observable, tap, withLatestFrom } from "rxjs";
import { z } from "zod";
import { derive, type Message, sense } from "../../src/core/message.ts";
import type { PortType } from "../../src/core/port-type.ts";
import { TRUTH } from "../../src/core/port-types.ts";
import type { WorldTruth } from "../../src/core/truth.ts";
import { type AnyNodeSpec, defineNode } from "../../src/runtime/node.ts";
import { Registry } from "../../src/runtime/registry.ts";

/** Port types of the test nodes. */
export const NUMBER: PortType<number> = { name: "number" };
export const TEXT: PortType<string> = { name: "text" };

const periodUs = z.int().min(1).max(1e9).describe("[us] time between two messages");
const count = z.int().min(1).max(1e7).describe("[-] messages before the source completes");
const noParams = z.strictObject({});

/** Source on the run's clock: n = 1, 2, ... every `periodUs`, born at its due time. */
export const counter = defineNode({
  kind: "test/counter",
  summary: "emits 1, 2, 3, ... at a fixed period",
  inputs: {},
  outputs: { out: NUMBER },
  params: z.strictObject({ periodUs: periodUs.default(1000), count: count.optional() }),
  costUs: 10,
  create: (params, context) => () => ({
    out: new Observable<Message<number>>((subscriber) =>
      context.every(params.periodUs, (dueUs, n) => {
        subscriber.next(sense(n, dueUs));
        if (n === params.count) subscriber.complete();
      }),
    ),
  }),
});

/** Source that can wait: n = 1 .. count, as fast as the edges behind it take them. */
export const pullCounter = defineNode({
  kind: "test/pull-counter",
  summary: "emits 1 .. count whenever there is room",
  inputs: {},
  outputs: { out: NUMBER },
  params: z.strictObject({ count }),
  costUs: 10,
  pulls: true,
  create: (params, context) => () => ({
    out: new Observable<Message<number>>((subscriber) => {
      let n = 0;
      context.pull(() => {
        n++;
        subscriber.next(sense(n, context.nowUs()));
        if (n < params.count) return true;
        subscriber.complete();
        return false;
      });
    }),
  }),
});

/** Numbers times a factor. */
export const scale = defineNode({
  kind: "test/scale",
  summary: "multiplies by a factor",
  inputs: { in: { type: NUMBER, policy: "drop-oldest", depth: 4 } },
  outputs: { out: NUMBER },
  params: z.strictObject({
    factor: z.number().min(-1000).max(1000).describe("[-] multiplier").default(1),
    mode: z.enum(["exact", "rounded"]).describe("whether results are rounded").default("exact"),
  }),
  costUs: 100,
  create:
    ({ factor, mode }) =>
    (inputs) => ({
      out: inputs.in.pipe(
        map((message) => {
          const product = message.payload * factor;
          return derive(message, mode === "rounded" ? Math.round(product) : product);
        }),
      ),
    }),
});

/** For every `a` its sum with the newest `b`; nothing before the first `b`. */
export const join = defineNode({
  kind: "test/join",
  summary: "adds two streams",
  inputs: { a: { type: NUMBER, policy: "drop-oldest", depth: 4 }, b: { type: NUMBER, policy: "latest" } },
  outputs: { out: NUMBER },
  params: noParams,
  costUs: 50,
  create: () => (inputs) => ({
    out: inputs.a.pipe(
      withLatestFrom(inputs.b),
      map(([a, b]) => derive([a, b], a.payload + b.payload)),
    ),
  }),
});

/** One stream into two. */
export const split = defineNode({
  kind: "test/split",
  summary: "parts even numbers from odd ones",
  inputs: { in: { type: NUMBER, policy: "drop-oldest", depth: 4 } },
  outputs: { even: NUMBER, odd: NUMBER },
  params: noParams,
  costUs: 20,
  create: () => (inputs) => {
    const only = (remainder: number): Observable<Message<number>> =>
      inputs.in.pipe(
        filter((message) => Math.abs(message.payload % 2) === remainder),
        map((message) => derive(message, message.payload)),
      );
    return { even: only(0), odd: only(1) };
  },
});

/** Numbers as text, for ports that do not fit. */
export const print = defineNode({
  kind: "test/print",
  summary: "writes numbers as text",
  inputs: { in: { type: NUMBER, policy: "latest" } },
  outputs: { text: TEXT },
  params: noParams,
  costUs: 5,
  create: () => (inputs) => ({
    text: inputs.in.pipe(map((message) => derive(message, String(message.payload)))),
  }),
});

/** Passes `in` on; what a budget hands over comes in at `late`. */
export const standIn = defineNode({
  kind: "test/stand-in",
  summary: "takes over late messages",
  inputs: {
    in: { type: NUMBER, policy: "latest", optional: true },
    late: { type: NUMBER, policy: "latest", optional: true, fallback: true },
  },
  outputs: { out: NUMBER },
  params: noParams,
  costUs: 5,
  create: () => (inputs) => ({
    out: merge(inputs.in, inputs.late).pipe(map((message) => derive(message, message.payload))),
  }),
});

/** A controlled process: every period, state := state + last command. Runs without a command as well. */
export const plant = defineNode({
  kind: "test/plant",
  summary: "integrates commands",
  inputs: { command: { type: NUMBER, policy: "latest", optional: true } },
  outputs: { state: NUMBER },
  params: z.strictObject({
    periodUs: periodUs.default(1000),
    start: z.number().min(-1e6).max(1e6).default(0),
  }),
  costUs: 10,
  create: (params, context) => (inputs) => ({
    state: new Observable<Message<number>>((subscriber) => {
      let state = params.start;
      let command = 0;
      const listening = inputs.command.subscribe((message) => (command = message.payload));
      const stop = context.every(params.periodUs, (dueUs) => {
        state += command;
        subscriber.next(sense(state, dueUs));
      });
      return () => {
        stop();
        listening.unsubscribe();
      };
    }),
  }),
});

/** Fails on its nth message, each time it is built anew. */
export const failAt = defineNode({
  kind: "test/fail-at",
  summary: "passes messages on and throws at the nth",
  inputs: { in: { type: NUMBER, policy: "drop-oldest", depth: 4 } },
  outputs: { out: NUMBER },
  params: z.strictObject({ nth: count }),
  costUs: 10,
  create:
    ({ nth }) =>
    (inputs) => {
      let seen = 0;
      const pass = (message: Message<number>): Message<number> => {
        seen++;
        if (seen === nth) throw new RangeError(`message ${String(nth)} is one too many`);
        return derive(message, message.payload);
      };
      return { out: inputs.in.pipe(map(pass)) };
    },
});

/** Works on the run's clock, not in `next`: keeps the credit for `delayUs`. */
export const slow = defineNode({
  kind: "test/slow",
  summary: "passes each message on after a delay, one at a time",
  inputs: { in: { type: NUMBER, policy: "latest" } },
  outputs: { out: NUMBER },
  params: z.strictObject({ delayUs: z.int().min(1).max(1e9).describe("[us] time each message takes") }),
  costUs: 0,
  async: true,
  create: (params, context) => (inputs) => ({
    out: inputs.in.pipe(
      delay(params.delayUs / 1000, context.scheduler),
      map((message) => derive(message, message.payload)),
      tap((message) => {
        context.done(message.parents as Message<unknown>);
      }),
    ),
  }),
});

/** Keeps what it gets; the values stand in the report under the node's id. */
export const collect = defineNode({
  kind: "sink/collect",
  summary: "keeps the numbers it gets",
  inputs: { in: { type: NUMBER, policy: "lossless", depth: 1024 } },
  outputs: {},
  params: noParams,
  costUs: 10,
  create: (_params, context) => (inputs) => {
    const values: number[] = [];
    context.report(context.id, () => values);
    return inputs.in.pipe(tap((message) => values.push(message.payload)));
  },
});

/** A world that knows the answer: its time as truth, every period. */
export const truthSource = defineNode({
  kind: "world/test-truth",
  summary: "emits the true state of a world without anything in it",
  inputs: {},
  outputs: { truth: TRUTH, number: NUMBER },
  params: z.strictObject({ periodUs: periodUs.default(1000) }),
  costUs: 10,
  create: (params, context) => () => {
    const ticks = <T>(payload: (timeUs: number) => T): Observable<Message<T>> =>
      new Observable((subscriber) =>
        context.every(params.periodUs, (dueUs) => subscriber.next(sense(payload(dueUs), dueUs))),
      );
    return { truth: ticks(emptyWorld), number: ticks((timeUs) => timeUs) };
  },
});

/** May read truth: a sink. */
export const truthSink = defineNode({
  kind: "sink/truth",
  summary: "counts truth messages",
  inputs: { truth: { type: TRUTH, policy: "latest" } },
  outputs: {},
  params: noParams,
  costUs: 1,
  create: (_params, context) => (inputs) =>
    inputs.truth.pipe(
      tap(() => {
        context.metrics.count("truths");
      }),
    ),
});

/** May read truth: the oracle. */
export const oracle = defineNode({
  kind: "tracker/oracle",
  summary: "gives the answer away",
  inputs: { truth: { type: TRUTH, policy: "latest" } },
  outputs: { out: NUMBER },
  params: noParams,
  costUs: 1,
  create: () => (inputs) => ({
    out: inputs.truth.pipe(map((message) => derive(message, message.payload.timeUs))),
  }),
});

/** May not read truth. */
export const truthThief = defineNode({
  kind: "test/truth-thief",
  summary: "a tracker that peeks at the truth",
  inputs: { truth: { type: TRUTH, policy: "latest", optional: true } },
  outputs: { out: NUMBER },
  params: noParams,
  costUs: 1,
  create: () => (inputs) => ({
    out: inputs.truth.pipe(map((message) => derive(message, message.payload.timeUs))),
  }),
});

/** A sink must have no outputs; this one would carry truth on. */
export const leakySink = defineNode({
  kind: "sink/leaky",
  summary: "a sink that passes truth on",
  inputs: { truth: { type: TRUTH, policy: "latest" } },
  outputs: { out: NUMBER },
  params: noParams,
  costUs: 1,
  create: () => (inputs) => ({
    out: inputs.truth.pipe(map((message) => derive(message, message.payload.timeUs))),
  }),
});

/** All test nodes. */
export const TEST_NODES: readonly AnyNodeSpec[] = [
  counter,
  pullCounter,
  scale,
  join,
  split,
  print,
  standIn,
  plant,
  failAt,
  slow,
  collect,
  truthSource,
  truthSink,
  oracle,
  truthThief,
  leakySink,
];

/** A registry that holds the test nodes and nothing else. */
export function createTestRegistry(): Registry {
  return new Registry(TEST_NODES);
}

const emptyWorld = (timeUs: number): WorldTruth => ({
  timeUs,
  ball: { positionM: [0, 0, 0], velocityMps: [0, 0, 0], spinRadps: [0, 0, 0], index: 0, inPlay: false },
  racket: { positionM: [0, 0, 0], velocityMps: [0, 0, 0], normal: [0, 1, 0] },
  joints: [],
  outcomes: [],
});
