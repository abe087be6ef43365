import { createEventBatch, type EventBatch } from "../core/event-batch.ts";
import { firstRowAt } from "./sort-events.ts";

/** Rows of a sorted batch, from `from` on and before `to`. */
export interface EventRun {
  readonly batch: EventBatch;
  readonly from: number;
  readonly to: number;
}

/** Appends the rows of two sorted runs in order of time to `out`, which has room for them; of equal times the first's first. */
export function mergeRuns(first: EventRun, second: EventRun, out: EventBatch): void {
  let [i, j] = [first.from, second.from];
  const [a, b] = [first.batch, second.batch];
  while (i < first.to && j < second.to) {
    if (a.t[i]! <= b.t[j]!) copyRow(a, i++, out);
    else copyRow(b, j++, out);
  }
  while (i < first.to) copyRow(a, i++, out);
  while (j < second.to) copyRow(b, j++, out);
}

function copyRow(from: EventBatch, row: number, out: EventBatch): void {
  const n = out.length++;
  out.t[n] = from.t[row]!;
  out.x[n] = from.x[row]!;
  out.y[n] = from.y[row]!;
  out.p[n] = from.p[row]!;
}

/** Which of two streams. */
export type Side = 0 | 1;

/** Makes one sorted stream of two, each of sorted batches in order of time; holds what may still be preceded. */
export class EventMerger {
  /** [events] dropped: they came after the others had been given up waiting for. */
  late = 0;
  readonly #holdUs: number;
  readonly #held: [EventBatch, EventBatch];
  /** [us] up to where each stream is known. */
  readonly #endsUs = [-Infinity, -Infinity];
  #closedUs = -Infinity;

  /** @param holdUs [us] how long one stream is waited for when the other goes ahead */
  constructor(width: number, height: number, holdUs: number) {
    this.#holdUs = holdUs;
    this.#held = [createEventBatch(width, height, 0), createEventBatch(width, height, 0)];
  }

  /**
   * Takes a batch of one stream, which is known up to `endUs` [us] with it; returns all rows that are final now, in memory of
   * their own, or null when that is no later than before.
   */
  push(side: Side, batch: EventBatch, endUs: number): EventBatch | null {
    const from = firstRowAt(batch, this.#closedUs);
    this.late += from;
    const held = this.#held[side];
    const both = createEventBatch(batch.width, batch.height, held.length + batch.length - from);
    mergeRuns({ batch: held, from: 0, to: held.length }, { batch, from, to: batch.length }, both);
    this.#held[side] = both;
    this.#endsUs[side] = Math.max(this.#endsUs[side]!, endUs);
    const [firstUs, secondUs] = this.#endsUs as [number, number];
    return this.#close(Math.max(Math.min(firstUs, secondUs), Math.max(firstUs, secondUs) - this.#holdUs));
  }

  /** The rows that are held: there will be no more. */
  end(): EventBatch | null {
    return this.#close(Infinity);
  }

  #close(untilUs: number): EventBatch | null {
    if (untilUs <= this.#closedUs) return null;
    this.#closedUs = untilUs;
    const [first, second] = this.#held.map((batch) => ({
      batch,
      from: 0,
      to: firstRowAt(batch, untilUs),
    })) as [EventRun, EventRun];
    const { width, height } = first.batch;
    const out = createEventBatch(width, height, first.to + second.to);
    mergeRuns(first, second, out);
    if (out.length === 0 && this.#endsUs.includes(-Infinity)) return null; // one has not begun
    for (const { batch, to } of [first, second])
      for (const column of [batch.t, batch.x, batch.y, batch.p]) column.copyWithin(0, to, batch.length);
    first.batch.length -= first.to;
    second.batch.length -= second.to;
    return out;
  }
}
