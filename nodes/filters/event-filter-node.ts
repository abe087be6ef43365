import { map } from "rxjs";
import type { z } from "zod";
import { compactEventBatch, createEventBatch, type EventBatch } from "../../src/core/event-batch.ts";
import { derive } from "../../src/core/message.ts";
import { EVENTS } from "../../src/core/port-types.ts";
import type { EventFilter } from "../../src/kernels/event-filter.ts";
import { defineNode, type NodeContext } from "../../src/runtime/node.ts";

/** A filter of events, as its file declares it. */
export interface FilterSpec<P extends z.ZodObject> {
  readonly kind: string;
  readonly summary: string;
  readonly params: P;
  /** [us] declared cost of a window of a thousand events. */
  readonly costUs: number;
  /** Makes the filter for a sensor of this size [px]. @throws SaccadeError on parameters that do not fit it. */
  readonly make: (params: z.output<P>, width: number, height: number) => EventFilter;
}

/**
 * A node kind around a filter: one batch out for each one in, also when nothing is left of it, with new memory for what
 * is left. Counts the events `dropped`. A batch of another sensor's size starts the filter anew.
 */
export function filterNode<P extends z.ZodObject>({ make, ...spec }: FilterSpec<P>) {
  return defineNode({
    ...spec,
    inputs: { events: { type: EVENTS, policy: "drop-oldest", depth: 64 } },
    outputs: { events: EVENTS },
    create: (params, context) => {
      const stage = new FilterStage((width, height) => make(params, width, height), context);
      return (inputs) => ({
        events: inputs.events.pipe(map((message) => derive(message, stage.run(message.payload)))),
      });
    },
  });
}

class FilterStage {
  readonly #make: (width: number, height: number) => EventFilter;
  readonly #context: NodeContext;
  #filter: EventFilter | null = null;
  /** [px] of the sensor that the filter is made for. */
  #width = 0;
  #height = 0;
  #scratch: EventBatch = createEventBatch(0, 0, 0);

  constructor(make: (width: number, height: number) => EventFilter, context: NodeContext) {
    this.#make = make;
    this.#context = context;
  }

  run(batch: EventBatch): EventBatch {
    const filter = this.#filterFor(batch);
    const scratch = this.#room(filter, batch.length);
    filter.filter(batch, scratch);
    const dropped = batch.length - scratch.length;
    if (dropped > 0) this.#context.metrics.count("dropped", dropped);
    return compactEventBatch(scratch);
  }

  #filterFor({ width, height }: EventBatch): EventFilter {
    if (this.#filter !== null && width === this.#width && height === this.#height) return this.#filter;
    this.#width = width;
    this.#height = height;
    this.#filter = this.#make(width, height);
    return this.#filter;
  }

  /** An empty batch with room for so many events; grows by half at least, so that it seldom grows. */
  #room({ width, height }: EventFilter, events: number): EventBatch {
    const { t } = this.#scratch;
    const fits = t.length >= events && this.#scratch.width === width && this.#scratch.height === height;
    if (!fits) this.#scratch = createEventBatch(width, height, Math.max(events, Math.ceil(1.5 * t.length)));
    this.#scratch.length = 0;
    return this.#scratch;
  }
}
