import type { EventBatch } from "../../src/core/event-batch.ts";
import { readPlace } from "../../src/snn/decoder.ts";
import type { NetworkGraph } from "../../src/snn/network.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import type { Sight } from "../../src/tracking/window-track.ts";
import type { ModelCard } from "../model-card.ts";

/** A network that takes the indices of what is 1 in its input and gives numbers: what a detector needs of an engine. */
export interface WindowNetwork {
  /** One step with the first `count` of `indices`, row-major over the input's shape. */
  step(indices: Int32Array, count: number): void;
  /** Copies the outputs of the last step. */
  read(outputs: Float64Array): void;
  /** To the state before the first step. */
  reset(): void;
}

/** Makes the network of a model ready to step. */
export type OpenNetwork = (network: NetworkGraph, run: ModelCard["run"]) => WindowNetwork;

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
  readonly #card: ModelCard;
  readonly #network: WindowNetwork;
  readonly #indices: Int32Array;
  /** Which window last set a pixel: an event more at the same pixel says nothing new. */
  readonly #stamp: Uint32Array;
  readonly #outputs: Float64Array;
  readonly #sum: Float64Array;
  readonly #place: PlaceReading = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
  #windows = 0;

  constructor(card: ModelCard, network: WindowNetwork, outputs: number) {
    const { channels, width, height } = card.input;
    this.#card = card;
    this.#network = network;
    this.#indices = new Int32Array(channels * width * height);
    this.#stamp = new Uint32Array(channels * width * height);
    this.#outputs = new Float64Array(outputs);
    this.#sum = new Float64Array(outputs);
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
    this.#run(count);
    readPlace(this.#sum, this.#card.decoder, this.#place);
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

  /** Shows the window as often as the model was trained to see it; the outputs' mean is what is read. */
  #run(count: number): void {
    const { steps } = this.#card.run;
    this.#network.reset();
    this.#sum.fill(0);
    for (let step = 0; step < steps; step++) {
      this.#network.step(this.#indices, count);
      this.#network.read(this.#outputs);
      for (let i = 0; i < this.#sum.length; i++)
        this.#sum[i] = (this.#sum[i] ?? 0) + (this.#outputs[i] ?? 0) / steps;
    }
  }
}
