import type { EventBatch } from "../../src/core/event-batch.ts";
import type { Colour } from "./plot-shapes.ts";

export const ON_COLOUR: Colour = [23, 105, 170];
export const OFF_COLOUR: Colour = [209, 73, 91];
/** [-] share of its colour that a pixel has with one event; it is full at `FULL_EVENTS`. */
const FAINTEST = 0.65;
const FULL_EVENTS = 4;

/** Counts the events of a time slice per pixel and polarity, and paints them: blue for ON, red for OFF. */
export class SliceImage {
  readonly width: number;
  readonly height: number;
  /** [events] in the slice. */
  events = 0;
  readonly #on: Uint32Array;
  readonly #off: Uint32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#on = new Uint32Array(width * height);
    this.#off = new Uint32Array(width * height);
  }

  add({ x, y, p, length }: EventBatch): void {
    for (let i = 0; i < length; i++) {
      const at = (y[i] ?? 0) * this.width + (x[i] ?? 0);
      const side = p[i] === 0 ? this.#off : this.#on;
      side[at] = (side[at] ?? 0) + 1;
    }
    this.events += length;
  }

  /** Row by row, red, green, blue; white where nothing happened. */
  rgb(): Uint8Array {
    const rgb = new Uint8Array(3 * this.width * this.height).fill(255);
    for (let at = 0; at < this.#on.length; at++) {
      const [on, off] = [this.#on[at] ?? 0, this.#off[at] ?? 0];
      if (on + off > 0) rgb.set(mixed(on, off), 3 * at);
    }
    return rgb;
  }
}

function mixed(on: number, off: number): number[] {
  const strength = Math.min(1, FAINTEST + ((1 - FAINTEST) * (on + off - 1)) / (FULL_EVENTS - 1));
  return ON_COLOUR.map((value, i) => {
    const colour = (on * value + off * (OFF_COLOUR[i] ?? 0)) / (on + off);
    return Math.round(255 + strength * (colour - 255));
  });
}
