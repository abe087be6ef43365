import { concat, defer, filter, map, merge, of } from "rxjs";
import { z } from "zod";
import { SaccadeError } from "../../src/core/errors.ts";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { derive, type Message } from "../../src/core/message.ts";
import { EVENTS } from "../../src/core/port-types.ts";
import { EventMerger, type Side } from "../../src/kernels/merge-events.ts";
import { defineNode, type NodeContext } from "../../src/runtime/node.ts";

type Events = Message<EventBatch>;

/** Two streams of one sensor's events as one: a recording in two files or topics, or noise added to a camera. */
export const mergeFilter = defineNode({
  kind: "filter/merge",
  summary: "Makes one stream of the events of two, in order of time.",
  inputs: {
    first: { type: EVENTS, policy: "drop-oldest", depth: 64 },
    second: { type: EVENTS, policy: "drop-oldest", depth: 64 },
  },
  outputs: { events: EVENTS },
  params: z.strictObject({
    holdUs: z
      .int()
      .min(0)
      .max(10_000_000)
      .default(100_000)
      .describe(
        "[us] how long one input is waited for when the other is ahead; what comes later is dropped and counted",
      ),
  }),
  costUs: 20,
  create: ({ holdUs }, context) => {
    const merging = new Merging(holdUs, context);
    return (inputs) => ({
      events: concat(
        merge(
          inputs.first.pipe(map((message) => merging.take(0, message))),
          inputs.second.pipe(map((message) => merging.take(1, message))),
        ),
        defer(() => of(merging.end())),
      ).pipe(filter((message) => message !== null)),
    });
  },
});

class Merging {
  readonly #holdUs: number;
  readonly #context: NodeContext;
  /** The newest message of each input. */
  readonly #newest = new Map<Side, Events>();
  #merger: EventMerger | null = null;

  constructor(holdUs: number, context: NodeContext) {
    this.#holdUs = holdUs;
    this.#context = context;
  }

  /** @throws SaccadeError `config-invalid` when the inputs are of sensors of different sizes. */
  take(side: Side, message: Events): Events | null {
    const batch = message.payload;
    this.#merger ??= new EventMerger(batch.width, batch.height, this.#holdUs);
    this.#newest.set(side, message);
    this.#checkSize();
    const lateBefore = this.#merger.late;
    const merged = this.#merger.push(side, batch, message.originUs);
    const late = this.#merger.late - lateBefore;
    if (late > 0) this.#context.metrics.count("late", late);
    return this.#derived(merged);
  }

  /** What is held when both inputs have ended. */
  end(): Events | null {
    const rest = this.#merger?.end() ?? null;
    return rest === null || rest.length === 0 ? null : this.#derived(rest);
  }

  #derived(batch: EventBatch | null): Events | null {
    return batch === null ? null : derive([...this.#newest.values()], batch);
  }

  #checkSize(): void {
    const sizes = [...this.#newest.values()].map(({ payload }) => `${payload.width}x${payload.height}`);
    if (new Set(sizes).size <= 1) return;
    throw new SaccadeError(
      "config-invalid",
      `the inputs are of sensors of ${sizes.join(" and ")} px, not of one`,
      {
        node: this.#context.id,
      },
    );
  }
}
