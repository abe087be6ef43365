import type { EventBatch } from "../../src/core/event-batch.ts";
import { EventColumns, type SortedEvents } from "./event-columns.ts";
import { Readout } from "./readout.ts";
import {
  checkClock,
  checkReadout,
  type ClockModel,
  type ReadoutDrops,
  type ReadoutModel,
} from "./readout-model.ts";

/** Events with the reason of each; see `CAUSE`. */
export interface LabelledBatch extends EventBatch {
  /** [-] as long as the columns. */
  readonly cause: Uint8Array;
}

/** What lies between the pixels of a camera and whoever reads its events. */
export interface OutputModel {
  /** [px] */
  readonly width: number;
  readonly height: number;
  /** null = nothing. */
  readonly readout: ReadoutModel | null;
  /** null = it runs as the run's. */
  readonly clock: ClockModel | null;
}

/** The way of sorted events out of a camera: its readout, and the stamps of its own clock. */
export class CameraOutput {
  readonly #model: OutputModel;
  readonly #readout: Readout | null;
  readonly #merged = new EventColumns();

  /** @throws SaccadeError `world-invalid` on a number out of its range. */
  constructor(model: OutputModel) {
    const { readout, clock, width, height } = model;
    if (readout !== null) checkReadout(readout, width, height);
    if (clock !== null) checkClock(clock);
    this.#model = model;
    this.#readout = readout === null ? null : new Readout(readout, width, height);
  }

  /** What the readout lost so far. */
  get drops(): ReadoutDrops {
    return this.#readout?.drops ?? { region: 0, queue: 0, rateControl: 0 };
  }

  /**
   * Takes the events before `untilUs` that were not taken yet, and lets those out that leave before. By the run's clock
   * they are stamped before `untilUs`; the batch, which the caller owns, has the times of the camera's own clock.
   */
  pass(events: SortedEvents, untilUs: number): EventBatch {
    return this.#batchOf(this.#leave(events, untilUs));
  }

  /** As `pass`, with the cause of each event. */
  passLabelled(events: SortedEvents, untilUs: number): LabelledBatch {
    const left = this.#leave(events, untilUs);
    const cause = new Uint8Array(left.length);
    for (let i = 0; i < left.length; i++) cause[i] = left.flags[i]! >> 1;
    return { ...this.#batchOf(left), cause };
  }

  /**
   * As `passLabelled`, for the events of cameras that share out the rows of the sensor among them, the upper rows first:
   * the same batch as of one camera that has all rows.
   */
  passParts(parts: readonly LabelledBatch[], untilUs: number): LabelledBatch {
    const merged = this.#merged;
    const { width } = this.#model;
    const next = parts.map(() => 0);
    merged.length = 0;
    for (;;) {
      let first = -1;
      let firstUs = Infinity;
      for (let k = 0; k < parts.length; k++) {
        const { t, length } = parts[k]!;
        if (next[k]! >= length || t[next[k]!]! >= firstUs) continue;
        first = k;
        firstUs = t[next[k]!]!;
      }
      if (first < 0) return this.passLabelled(merged, untilUs);
      const { x, y, p, cause } = parts[first]!;
      const i = next[first]!++;
      merged.push(firstUs, y[i]! * width + x[i]!, p[i]! + 2 * cause[i]!);
    }
  }

  #leave(events: SortedEvents, untilUs: number): SortedEvents {
    return this.#readout === null ? events : this.#readout.pass(events, untilUs);
  }

  #batchOf({ t, pixel, flags, length }: SortedEvents): EventBatch {
    const { width, height } = this.#model;
    const x = new Uint16Array(length);
    const y = new Uint16Array(length);
    const p = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      const row = Math.floor(pixel[i]! / width);
      x[i] = pixel[i]! - row * width;
      y[i] = row;
      p[i] = flags[i]! & 1;
    }
    return { width, height, length, t: this.#shown(t.slice(0, length)), x, y, p };
  }

  /** Writes the times that the camera's clock shows over those of the run's. */
  #shown(t: Float64Array): Float64Array {
    const { clock } = this.#model;
    if (clock === null) return t;
    const { offsetUs, driftPpm } = clock;
    for (let i = 0; i < t.length; i++) t[i] = Math.floor(t[i]! + t[i]! * driftPpm * 1e-6 + offsetUs);
    return t;
  }
}
