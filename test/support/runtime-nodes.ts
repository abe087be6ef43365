import { debounceTime, delay, EMPTY, map, merge, Observable, of, reduce, share, take, tap } from "rxjs";
import { z } from "zod";
import { derive, Message, sense } from "../../src/core/message.ts";
import type { PortType } from "../../src/core/port-type.ts";
import type { AnyNodeSpec } from "../../src/runtime/node.ts";
import { defineNode } from "../../src/runtime/node.ts";
import * as numbers from "./number-nodes.ts";
import { NUMBER } from "./number-nodes.ts";

const input = { type: NUMBER, policy: "drop-oldest", depth: 64 } as const;
const none = z.strictObject({});

/** Emits what it is told, when it is told: rows of [at us, number, origin us (the instant itself when absent)]. */
export const script = defineNode({
  kind: "test/script",
  summary: "Emits given numbers at given times.",
  inputs: {},
  outputs: { numbers: NUMBER },
  params: z.strictObject({
    rows: z.array(z.array(z.number()).min(2).max(3)),
    completes: z.boolean().default(true),
  }),
  costUs: 0,
  create:
    ({ rows, completes }, context) =>
    () => ({
      numbers: new Observable((subscriber) => {
        rows.forEach(([atUs = 0, n = 0, originUs = atUs], i) => {
          context.at(atUs, () => {
            subscriber.next(sense(n, originUs));
            if (completes && i === rows.length - 1) subscriber.complete();
          });
        });
      }),
    }),
});

/** One number on two ports, as the same message. */
export const fork = defineNode({
  kind: "test/fork",
  summary: "Sends each message on two ports.",
  inputs: { numbers: input },
  outputs: { left: NUMBER, right: NUMBER },
  params: none,
  costUs: 0,
  create:
    () =>
    ({ numbers: stream }) => {
      const made = stream.pipe(
        map((message) => derive(message, message.payload)),
        share(),
      );
      return { left: made, right: made };
    },
});

/** Passes messages on as they came, without a header of its own. */
export const pass = defineNode({
  kind: "test/pass",
  summary: "Passes messages on.",
  inputs: { numbers: input, others: { ...input, optional: true } },
  outputs: { numbers: NUMBER },
  params: none,
  costUs: 0,
  create:
    () =>
    ({ numbers: stream, others }) => ({ numbers: merge(stream, others) }),
});

/** Emits how long [ms] its thread's event loop has slept. */
export const sleepMs = defineNode({
  kind: "test/sleep-ms",
  summary: "Tells how long its thread has slept.",
  inputs: { numbers: input },
  outputs: { numbers: NUMBER },
  params: none,
  costUs: 0,
  create:
    () =>
    ({ numbers: stream }) => ({
      numbers: stream.pipe(map((message) => derive(message, performance.eventLoopUtilization().idle))),
    }),
});

/** RxJS' own time operators, on the run's clock. */
export const timed = defineNode({
  kind: "test/timed",
  summary: "Delays or debounces.",
  inputs: { numbers: input },
  outputs: { numbers: NUMBER },
  params: z.strictObject({ operator: z.enum(["delay", "debounce"]), ms: z.number() }),
  costUs: 0,
  create:
    ({ operator, ms }, { scheduler }) =>
    ({ numbers: stream }) => ({
      numbers: stream.pipe(
        operator === "delay" ? delay(ms, scheduler) : debounceTime(ms, scheduler),
        map((message) => derive(message, message.payload)),
      ),
    }),
});

/** Sets a timer at each message and thinks better of it. */
export const fickle = defineNode({
  kind: "test/fickle",
  summary: "Sets timers and takes them back.",
  inputs: { numbers: input },
  outputs: { numbers: NUMBER },
  params: none,
  costUs: 0,
  create:
    (_params, context) =>
    ({ numbers: stream }) => ({
      numbers: stream.pipe(
        map((message) => {
          const takeBack = context.at(context.nowUs() + 700_000, () => context.metrics.count("fired"));
          takeBack();
          return derive(message, message.payload);
        }),
      ),
    }),
});

/** Says that a chip and its link took so long over each message. */
export const chip = defineNode({
  kind: "test/chip",
  summary: "Models device and link time.",
  inputs: { numbers: input },
  outputs: { numbers: NUMBER },
  params: z.strictObject({ deviceUs: z.number(), linkUs: z.number() }),
  costUs: 0,
  create:
    ({ deviceUs, linkUs }) =>
    ({ numbers: stream }) => ({
      numbers: stream.pipe(
        map((message) =>
          derive(message, message.payload, { deviceNs: deviceUs * 1000, linkNs: linkUs * 1000 }),
        ),
      ),
    }),
});

/** Async: answers after a promise, then a timer, then a promise again; each part can be left out. */
export const later = defineNode({
  kind: "test/later",
  summary: "Answers later.",
  inputs: { numbers: { ...input, depth: 4 } },
  outputs: { numbers: NUMBER },
  params: z.strictObject({
    turnsBefore: z.int().default(0),
    delayUs: z.number().nullable().default(null),
    turnsAfter: z.int().default(0),
    rejectAt: z.number().optional(),
    housekeepingUs: z.number().optional(),
  }),
  costUs: 0,
  async: true,
  create:
    (params, context) =>
    ({ numbers: stream }) => ({
      numbers: new Observable((subscriber) => {
        if (params.housekeepingUs !== undefined) {
          context.every(params.housekeepingUs, () => context.metrics.count("housekeeping"));
        }
        let open = 0;
        let ended = false;
        const answer = async (message: Message<number>): Promise<void> => {
          await hostTurns(params.turnsBefore);
          const { delayUs } = params;
          if (delayUs !== null) {
            await new Promise<void>((resolve) => context.at(context.nowUs() + delayUs, resolve));
          }
          await hostTurns(params.turnsAfter);
          if (message.payload === params.rejectAt) throw new RangeError(`rejected ${message.payload}`);
          subscriber.next(derive(message, message.payload * 10));
          context.done(message);
          open--;
          if (ended && open === 0) subscriber.complete();
        };
        return stream.subscribe({
          next: (message) => {
            open++;
            answer(message).catch((error: unknown) => {
              open--;
              subscriber.error(error);
            });
          },
          complete: () => {
            ended = true;
            if (open === 0) subscriber.complete();
          },
        });
      }),
    }),
});

/** What nodes should not do. */
export const misbehave = defineNode({
  kind: "test/misbehave",
  summary: "Breaks the contract in a chosen way.",
  inputs: { numbers: input },
  outputs: { numbers: NUMBER },
  params: z.strictObject({
    how: z.enum([
      "emit-in-a-promise",
      "throw-in-an-observer",
      "throw-in-a-timer",
      "throw-in-create",
      "throw-on-completion",
      "no-message",
      "no-origin",
      "no-stream",
      "finish",
    ]),
    at: z.number().default(0),
  }),
  costUs: 0,
  create: ({ how, at }, context) => {
    if (how === "throw-in-create") throw new RangeError("cannot be built");
    return ({ numbers: stream }) => {
      if (how === "no-stream") return {} as never;
      const numbers$ = new Observable<Message<number>>((subscriber) => {
        if (how === "throw-in-a-timer") {
          context.at(at, () => {
            throw new RangeError("late idea");
          });
        }
        return stream.subscribe({
          next: (message) => {
            const act = message.payload === at;
            if (act && how === "throw-in-an-observer") throw new RangeError("cannot look at it");
            if (act && how === "emit-in-a-promise") {
              void Promise.resolve().then(() => subscriber.next(derive(message, -1)));
            }
            if (act && how === "no-message") subscriber.next(message.payload as never);
            if (act && how === "no-origin") subscriber.next(derive([], message.payload));
            if (act && how === "finish") context.finish("enough");
            subscriber.next(derive(message, message.payload));
          },
          complete: () => {
            if (how === "throw-on-completion") throw new RangeError("cannot close its file");
            subscriber.complete();
          },
        });
      });
      return { numbers: numbers$ };
    };
  },
});

/** Takes the first few, then completes. */
export const first = defineNode({
  kind: "test/first",
  summary: "Takes the first few.",
  inputs: { numbers: input },
  outputs: { numbers: NUMBER },
  params: z.strictObject({ count: z.int() }),
  costUs: 0,
  create:
    ({ count }) =>
    ({ numbers: stream }) => ({
      numbers: stream.pipe(
        take(count),
        map((message) => derive(message, message.payload)),
      ),
    }),
});

/** One sum of everything, when its input completes. */
export const total = defineNode({
  kind: "test/total",
  summary: "Emits the sum at the end.",
  inputs: { numbers: input },
  outputs: { numbers: NUMBER },
  params: none,
  costUs: 0,
  create:
    () =>
    ({ numbers: stream }) => ({
      numbers: stream.pipe(
        reduce((sum, message) => derive(message, sum.payload + message.payload), sense(0, 0)),
      ),
    }),
});

/** Emits random numbers of its own stream, one per message. */
export const dice = defineNode({
  kind: "test/dice",
  summary: "Throws a die per message.",
  inputs: { numbers: input },
  outputs: { numbers: NUMBER },
  params: none,
  costUs: 0,
  create:
    (_params, context) =>
    ({ numbers: stream }) => {
      const random = context.random("die");
      return { numbers: stream.pipe(map((message) => derive(message, random.uniform()))) };
    },
});

/** Tells in its report whether its optional input completed. */
export const optional = defineNode({
  kind: "sink/optional",
  summary: "Has an input that may stay unconnected.",
  inputs: { numbers: input, extra: { ...input, optional: true } },
  outputs: {},
  params: none,
  costUs: 0,
  create:
    (_params, context) =>
    ({ numbers: stream, extra }) => {
      const said: string[] = [];
      context.report("robot", () => ({ [context.id]: said }));
      return merge(
        stream.pipe(tap({ complete: () => said.push("numbers completed") })),
        extra.pipe(tap({ next: () => said.push("extra"), complete: () => said.push("extra completed") })),
      );
    },
});

/** A sink whose part of the report cannot be made. */
export const brokenReport = defineNode({
  kind: "sink/broken-report",
  summary: "Throws when asked for its report.",
  inputs: { numbers: input },
  outputs: {},
  params: none,
  costUs: 0,
  create:
    (_params, context) =>
    ({ numbers: stream }) => {
      context.report("robot", () => {
        throw new RangeError("no figures");
      });
      return stream;
    },
});

/** Ends its thread without a word. */
export const crash = defineNode({
  kind: "test/crash",
  summary: "Ends its thread.",
  inputs: { numbers: input },
  outputs: { numbers: NUMBER },
  params: z.strictObject({ at: z.number() }),
  costUs: 0,
  create:
    ({ at }) =>
    ({ numbers: stream }) => ({
      numbers: stream.pipe(
        map((message) => {
          if (message.payload >= at) process.exit(7); // in a worker: ends the thread
          return derive(message, message.payload);
        }),
      ),
    }),
});

/** A source that never says anything and never ends. */
export const silent = defineNode({
  kind: "test/silent",
  summary: "Says nothing.",
  inputs: {},
  outputs: { numbers: NUMBER },
  params: z.strictObject({ completes: z.boolean().default(false) }),
  costUs: 0,
  create:
    ({ completes }) =>
    () => ({ numbers: completes ? EMPTY : new Observable<Message<number>>() }),
});

/** Emits one number as soon as it is built. */
export const greet = defineNode({
  kind: "test/greet",
  summary: "Emits at once.",
  inputs: {},
  outputs: { numbers: NUMBER },
  params: none,
  costUs: 0,
  create: () => () => ({ numbers: of(sense(1, 0)) }),
});

/** A payload with a buffer that moves. */
export const BATCH: PortType<Float64Array<ArrayBuffer>> = {
  name: "batch",
  transfer: (batch) => [batch.buffer],
};

/** Emits batches [n, n, n] and tells how many of them it still holds at the end, with their content. */
export const batches = defineNode({
  kind: "test/batches",
  summary: "Emits batches.",
  inputs: {},
  outputs: { batches: BATCH },
  params: z.strictObject({ count: z.int().default(10) }),
  costUs: 0,
  pulls: true,
  create: ({ count }, context) => {
    const kept: Float64Array[] = [];
    context.report("robot", () => ({ [context.id]: kept.map((batch) => batch.length) }));
    return () => ({
      batches: new Observable((subscriber) => {
        context.pull(() => {
          const batch = new Float64Array(3).fill(kept.length + 1);
          kept.push(batch);
          subscriber.next(sense(batch, context.nowUs()));
          if (kept.length === count) subscriber.complete();
          return kept.length < count;
        });
      }),
    });
  },
});

/** Passes batches on without touching them. */
export const relay = defineNode({
  kind: "test/relay",
  summary: "Passes batches on.",
  inputs: { batches: { type: BATCH, policy: "block", depth: 4 } },
  outputs: { batches: BATCH },
  params: none,
  costUs: 0,
  create:
    () =>
    ({ batches: stream }) => ({ batches: stream.pipe(map((message) => derive(message, message.payload))) }),
});

/** Sums each batch it gets. */
export const sums = defineNode({
  kind: "sink/sums",
  summary: "Sums batches.",
  inputs: { batches: { type: BATCH, policy: "block", depth: 4 } },
  outputs: {},
  params: none,
  costUs: 0,
  create:
    (_params, context) =>
    ({ batches: stream }) => {
      const got: number[] = [];
      context.report("robot", () => ({ [context.id]: got }));
      return stream.pipe(tap(({ payload }) => got.push(payload.reduce((sum, x) => sum + x, 0))));
    },
});

/** Every node kind of the runtime's tests. */
export const RUNTIME_NODES: readonly AnyNodeSpec[] = [
  numbers.counter,
  numbers.pullCounter,
  numbers.scale,
  numbers.scaleAsync,
  numbers.join,
  numbers.collect,
  ...[script, fork, pass, timed, fickle, chip, later, misbehave, first, total, dice],
  ...[optional, brokenReport, crash, silent, sleepMs, greet, batches, relay, sums],
];

async function hostTurns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}
