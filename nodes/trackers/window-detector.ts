import type { EventBatch } from "../../src/core/event-batch.ts";
import { readPlace } from "../../src/snn/decoder.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import type { Sight } from "../../src/tracking/window-track.ts";
import type { BallCard } from "../model-files.ts";

/** What a detector needs of whatever runs its network. */
export interface WindowNetwork {
  /**
   * Shows a window, the first `count` of `indices` (row-major over the input's shape), for the model's steps, from the state
   * before the first; the outputs, averaged over the steps, go to `outputs`.
   */
  show(indices: Int32Array, count: number, outputs: Float64Array): void;
}

interface Window {
  /** [px] of the sensor */
  readonly left: number;
  readonly top: number;
  readonly fromUs: number;
}

/**
 * Finds the ball in a small window of the sensor with a trained network. Events of the window become one binary map per
 * polarity, or one for both; the network says where in it the ball is. Allocates nothing but its answer.
 */
export class WindowDetector {
  readonly #card: Pick<BallCard, "input" | "decoder">;
  readonly #network: WindowNetwork;
  readonly #indices: Int32Array;
  /** Which window last set a pixel: an event more at the same pixel says nothing new. */
  readonly #stamp: Uint32Array;
  readonly #outputs: Float64Array;
  readonly #place: PlaceReading = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
  #windows = 0;

  constructor(card: Pick<BallCard, "input" | "decoder">, network: WindowNetwork, outputs: number) {
    const { channels, width, height } = card.input;
    this.#card = card;
    this.#network = network;
    this.#indices = new Int32Array(channels * width * height);
    this.#stamp = new Uint32Array(channels * width * height);
    this.#outputs = new Float64Array(outputs);
  }

  /**
   * What is seen in the window round (xPx, yPx) of the sensor in the events of the last `windowUs` before `windowEndUs`.
   * Null where there are none.
   */
  detect(
    batch: EventBatch,
    around: { readonly xPx: number; readonly yPx: number },
    windowEndUs: number,
  ): Sight | null {
    const { width, height } = this.#card.input;
    const left = Math.round(around.xPx) - width / 2;
    const top = Math.round(around.yPx) - height / 2;
    const count = this.#gather(batch, { left, top, fromUs: windowEndUs - this.#card.input.windowUs });
    if (count === 0) return null;
    this.#network.show(this.#indices, count, this.#outputs);
    readPlace(this.#outputs, this.#card.decoder, this.#place);
    const { xPx, yPx, varianceXPx2, varianceYPx2, presence } = this.#place;
    return { xPx: left + xPx, yPx: top + yPx, covariancePx2: [varianceXPx2, 0, varianceYPx2], presence };
  }

  #gather(batch: EventBatch, window: Window): number {
    const stamp = ++this.#windows;
    let count = 0;
    for (let i = batch.length - 1; i >= 0 && (batch.t[i] ?? 0) >= window.fromUs; i--) {
      const index = this.#indexOf(batch, i, window);
      if (index < 0 || this.#stamp[index] === stamp) continue;
      this.#stamp[index] = stamp;
      this.#indices[count++] = index;
    }
    return count;
  }

  /** Element of the input that an event sets; -1 outside the window. */
  #indexOf({ x, y, p }: EventBatch, i: number, { left, top }: Window): number {
    const { channels, width, height } = this.#card.input;
    const column = (x[i] ?? 0) - left;
    const row = (y[i] ?? 0) - top;
    if (column < 0 || column >= width || row < 0 || row >= height) return -1;
    const channel = channels === 1 || p[i] === 1 ? 0 : 1; // split: ON, then OFF
    return (channel * height + row) * width + column;
  }
}
