import { Observable } from "rxjs";
import { map, tap } from "rxjs";
import { z } from "zod";
import { derive, sense } from "../src/core/message.ts";
import type { PortType } from "../src/core/port-type.ts";
import { LatencyHistogram, type Percentiles } from "../src/runtime/latency-histogram.ts";
import { defineNode } from "../src/runtime/node.ts";

export const NUMBER: PortType<number> = { name: "number" };

/** Emits `perTick` numbers at each tick of `periodUs`. */
export const ticker = defineNode({
  kind: "bench/ticker",
  summary: "Emits numbers.",
  inputs: {},
  outputs: { numbers: NUMBER },
  params: z.strictObject({
    periodUs: z.number().positive().default(1000),
    perTick: z.int().positive().default(1),
  }),
  costUs: 0,
  create:
    ({ periodUs, perTick }, context) =>
    () => ({
      numbers: new Observable((subscriber) =>
        context.every(periodUs, (dueUs, n) => {
          for (let i = 0; i < perTick; i++) subscriber.next(sense(n, dueUs));
        }),
      ),
    }),
});

/** Emits 1 .. `count` on demand. */
export const puller = defineNode({
  kind: "bench/puller",
  summary: "Emits numbers on demand.",
  inputs: {},
  outputs: { numbers: NUMBER },
  pulls: true,
  params: z.strictObject({ count: z.int().positive().default(1) }),
  costUs: 0,
  create:
    ({ count }, context) =>
    () => ({
      numbers: new Observable((subscriber) => {
        let n = 0;
        context.pull(() => {
          n++;
          subscriber.next(sense(n, n));
          if (n === count) subscriber.complete();
          return n < count;
        });
      }),
    }),
});

/** Passes numbers on with one added. */
export const adder = defineNode({
  kind: "bench/adder",
  summary: "Adds one.",
  inputs: { numbers: { type: NUMBER, policy: "drop-oldest", depth: 16 } },
  outputs: { numbers: NUMBER },
  params: z.strictObject({}),
  costUs: 0,
  create:
    () =>
    ({ numbers }) => ({ numbers: numbers.pipe(map((message) => derive(message, message.payload + 1))) }),
});

/** Counts, sums, and measures how long each message was under way; all in the report section `robot`. */
export const summer = defineNode({
  kind: "sink/summer",
  summary: "Sums numbers.",
  inputs: { numbers: { type: NUMBER, policy: "drop-oldest", depth: 16 } },
  outputs: {},
  params: z.strictObject({}),
  costUs: 0,
  create:
    (_params, context) =>
    ({ numbers }) => {
      let sum = 0;
      let count = 0;
      const wayNs = new LatencyHistogram();
      context.report("robot", () => ({ sum, count, wayUs: wayNs.percentiles(1e3) }));
      return numbers.pipe(
        tap(({ payload, finishedNs }) => {
          sum += payload;
          count++;
          wayNs.record((context.nowUs() + 1) * 1000 - finishedNs); // the clock is read in whole us: never too short
        }),
      );
    },
});

/** What `summer` reports. */
export interface Sum {
  readonly sum: number;
  readonly count: number;
  /** [us] from the release of a message to its arrival. */
  readonly wayUs?: Percentiles;
}
