import type { Arena, Floats, Integers } from "./arena.ts";

/** [events] that kernels may write behind the last one. */
const SPARE = 4;

/** What a layer puts out in a step: a list of events, one a place that is not 0. One list for each sample of a batch. */
export class EventSource {
  /** Places that events can have. */
  readonly count: number;
  /** By element of the layer, row-major: its place. */
  readonly places: Int32Array;
  readonly indices: readonly Integers[];
  readonly values: readonly Floats[];
  /** Events of each sample's last step. */
  readonly counts: Int32Array;

  constructor(
    arena: Arena,
    places: Int32Array,
    { count, batch }: { readonly count: number; readonly batch: number },
  ) {
    const each = Array.from({ length: batch });
    this.count = count;
    this.places = places;
    this.indices = each.map(() => arena.integers(count + SPARE));
    this.values = each.map(() => arena.floats(count + SPARE));
    this.counts = new Int32Array(batch);
  }
}
