import type { SpikingEngine } from "./engine.ts";

/** Spikes of one layer over many steps, in arrays that grow. Recording allocates nothing while they suffice. */
export class Raster {
  /** Step of each spike. */
  step: Int32Array;
  /** Element of the layer, row-major, of each spike. */
  element: Int32Array;
  /** How often it fired, or how large the output was. */
  value: Float32Array;
  /** Spikes so far; what lies behind them in the arrays is void. */
  length = 0;
  /** Steps so far. */
  steps = 0;
  readonly #path: string;
  readonly #now: Float32Array;

  /** @param size elements of the layer. */
  constructor(path: string, size: number, capacity = 1024) {
    this.#path = path;
    this.#now = new Float32Array(size);
    this.step = new Int32Array(capacity);
    this.element = new Int32Array(capacity);
    this.value = new Float32Array(capacity);
  }

  /** Adds what the layer put out in the last step. */
  record(engine: SpikingEngine, sample = 0): void {
    engine.read(this.#path, this.#now, sample);
    for (let n = 0; n < this.#now.length; n++) {
      const value = this.#now[n]!;
      if (value === 0) continue;
      if (this.length === this.step.length) this.#grow();
      this.step[this.length] = this.steps;
      this.element[this.length] = n;
      this.value[this.length] = value;
      this.length++;
    }
    this.steps++;
  }

  #grow(): void {
    const room = Math.max(16, 2 * this.step.length);
    const { step, element, value } = this;
    this.step = new Int32Array(room);
    this.element = new Int32Array(room);
    this.value = new Float32Array(room);
    this.step.set(step);
    this.element.set(element);
    this.value.set(value);
  }
}
