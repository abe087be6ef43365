import { concatMap, from, map, Observable, Subscription, tap } from "rxjs";
import { z } from "zod";
import { derive, sense } from "../../src/core/message.ts";
import type { PortType } from "../../src/core/port-type.ts";
import { defineNode } from "../../src/runtime/node.ts";

export const NUMBER: PortType<number> = { name: "number" };

/** Emits 1, 2, 3, ... every `periodUs`, `count` times (0 = without end). */
export const counter = defineNode({
  kind: "test/ticker",
  summary: "Emits numbers on the clock.",
  inputs: {},
  outputs: { numbers: NUMBER },
  params: z.strictObject({
    periodUs: z.number().positive().max(1e9).default(1000),
    count: z.int().min(0).default(0),
  }),
  costUs: 0,
  create:
    ({ periodUs, count }, context) =>
    () => ({
      numbers: new Observable((subscriber) =>
        context.every(periodUs, (dueUs, n) => {
          subscriber.next(sense(n, dueUs));
          if (n === count) subscriber.complete();
        }),
      ),
    }),
});

/** Emits 1 .. `count` as fast as its consumers take them. */
export const pullCounter = defineNode({
  kind: "test/puller",
  summary: "Emits numbers on demand.",
  inputs: {},
  outputs: { numbers: NUMBER },
  pulls: true,
  params: z.strictObject({ count: z.int().positive().default(100) }),
  costUs: 0,
  create:
    ({ count }, context) =>
    () => ({
      numbers: new Observable((subscriber) => {
        let n = 0;
        context.pull(() => {
          n++;
          subscriber.next(sense(n, context.nowUs()));
          if (n === count) subscriber.complete();
          return n < count;
        });
      }),
    }),
});

/** Multiplies; throws at `failAt`; works for `spinMs` of real time on each number from `spinFrom` on. */
export const scale = defineNode({
  kind: "test/times",
  summary: "Multiplies numbers.",
  inputs: { numbers: { type: NUMBER, policy: "latest" } },
  outputs: { numbers: NUMBER },
  params: z.strictObject({
    by: z.number().default(2),
    failAt: z.number().optional(),
    spinFrom: z.number().optional(),
    spinMs: z.number().min(0).max(2000).default(0),
  }),
  costUs: 100,
  create:
    ({ by, failAt, spinFrom, spinMs }, context) =>
    ({ numbers }) => ({
      numbers: numbers.pipe(
        map((message) => {
          if (message.payload === failAt) throw new RangeError(`cannot scale ${failAt}`);
          if (spinFrom !== undefined && message.payload >= spinFrom) spin(spinMs);
          context.metrics.count("scaled");
          return derive(message, message.payload * by);
        }),
      ),
    }),
});

/** Multiplies after a promise has resolved. */
export const scaleAsync = defineNode({
  kind: "test/times-async",
  summary: "Multiplies numbers, after a promise.",
  inputs: { numbers: { type: NUMBER, policy: "drop-oldest", depth: 4 } },
  outputs: { numbers: NUMBER },
  async: true,
  params: z.strictObject({ turns: z.int().min(1).default(3) }),
  costUs: 50,
  create:
    ({ turns }, context) =>
    ({ numbers }) => ({
      numbers: numbers.pipe(
        concatMap((message) => from(afterTurns(turns)).pipe(map(() => message))),
        map((message) => derive(message, message.payload * 10)),
        tap({ next: ({ parents }) => context.done(parents as never) }),
      ),
    }),
});

/** Joins the newest of `left` with each `right`. */
export const join = defineNode({
  kind: "test/sum",
  summary: "Adds two streams.",
  inputs: {
    left: { type: NUMBER, policy: "latest" },
    right: { type: NUMBER, policy: "latest" },
  },
  outputs: { numbers: NUMBER },
  params: z.strictObject({}),
  costUs: 10,
  create:
    () =>
    ({ left, right }) => ({
      numbers: new Observable((subscriber) => {
        let newest: Parameters<typeof derive>[0] | null = null;
        let value = 0;
        const subscription = new Subscription();
        subscription.add(
          left.subscribe((message) => {
            newest = message;
            value = message.payload;
          }),
        );
        subscription.add(
          right.subscribe({
            next: (message) => {
              const parents = newest === null ? message : ([newest, message] as never);
              subscriber.next(derive(parents, value + message.payload));
            },
            complete: () => {
              subscriber.complete();
            },
          }),
        );
        return subscription;
      }),
    }),
});

/** Keeps what it got; the report section `robot` gives it back under the node's id. */
export const collect = defineNode({
  kind: "sink/collecting",
  summary: "Collects numbers.",
  inputs: { numbers: { type: NUMBER, policy: "drop-oldest", depth: 8 } },
  outputs: {},
  params: z.strictObject({}),
  costUs: 0,
  create:
    (_params, context) =>
    ({ numbers }) => {
      const got: { readonly n: number; readonly atUs: number }[] = [];
      context.report("robot", () => ({ [context.id]: got }));
      return numbers.pipe(tap(({ payload }) => got.push({ n: payload, atUs: context.nowUs() })));
    },
});

async function afterTurns(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
