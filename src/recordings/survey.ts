import type { EventBatch } from "../core/event-batch.ts";

/** What all events of a recording come to; times are NaN before the first event. */
export class Survey {
  /** [-] */
  count = 0;
  on = 0;
  /** [us] of the first and last event in the file, and the earliest and latest of all. */
  firstUs = NaN;
  lastUs = NaN;
  minUs = NaN;
  maxUs = NaN;
  /** [-] events earlier than the one before. */
  stepsBack = 0;
  /** [px] largest coordinates; -1 before the first event. */
  maxX = -1;
  maxY = -1;

  /** Adds the rows of a batch, in file order. */
  add({ t, x, y, p, length }: EventBatch): void {
    if (length === 0) return;
    if (this.count === 0) this.firstUs = this.minUs = this.maxUs = this.lastUs = t[0] ?? NaN;
    let { lastUs, minUs, maxUs, maxX, maxY, stepsBack, on } = this;
    for (let i = 0; i < length; i++) {
      const timeUs = t[i] ?? NaN;
      if (timeUs < lastUs) {
        stepsBack++;
        minUs = Math.min(minUs, timeUs);
      }
      lastUs = timeUs;
      maxUs = Math.max(maxUs, timeUs);
      maxX = Math.max(maxX, x[i] ?? 0);
      maxY = Math.max(maxY, y[i] ?? 0);
      on += p[i] ?? 0;
    }
    Object.assign(this, { lastUs, minUs, maxUs, maxX, maxY, stepsBack, on, count: this.count + length });
  }
}
