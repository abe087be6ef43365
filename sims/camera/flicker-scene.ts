import { exactSin } from "../../src/core/exact-math.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { SensorRegion } from "./readout-model.ts";
import { type PixelSink, PixelSpan, type Scene } from "./scene.ts";

/** Light that flickers, as that of lamps on the mains: all light in a part of the image x (1 + depth sin(2 pi hz t)). */
export interface Flicker {
  /** [Hz] twice the mains' frequency. */
  readonly hz: number;
  /** [-] above 0 and below 1. */
  readonly depth: number;
  /** [px] */
  readonly region: SensorRegion;
}

const LOOKS_PER_PERIOD = 64;
const TWO_PI = 6.283185307179586;
const S_PER_US = 1e-6;

/**
 * A scene part of which flickers. Every pixel of that part is looked at 64 times a period, so it costs by its size. What
 * moves in it is seen under the light of the last such look.
 */
export class FlickerScene implements Scene, PixelSink {
  readonly #scene: Scene;
  readonly #flicker: Flicker;
  readonly #stepUs: number;
  /** [-] light of the part's pixels without flicker, row-major. */
  readonly #light: Float64Array;
  readonly #startUs: number;
  readonly #rows: readonly [from: number, to: number];
  readonly #span: PixelSpan;
  #looks = 0;
  #innerUs = Infinity; // when the scene inside is next to be looked at
  #gain = 1;
  #sink: PixelSink | null = null;

  /**
   * @param startUs [us] @param rows [px] those to show.
   * @throws SaccadeError `world-invalid` on a frequency or depth out of range.
   */
  constructor(scene: Scene, flicker: Flicker, startUs: number, rows: readonly [from: number, to: number]) {
    const { hz, depth, region } = flicker;
    if (!(hz > 0 && hz <= 1e5 && depth > 0 && depth < 1)) {
      throw new SaccadeError(
        "world-invalid",
        `flicker: ${String(hz)} Hz must be above 0 and at most 1e5, depth ${String(depth)} above 0 and below 1`,
        { option: "flicker" },
      );
    }
    this.#scene = scene;
    this.#flicker = flicker;
    this.#startUs = startUs;
    this.#rows = [Math.max(rows[0], region.y), Math.min(rows[1], region.y + region.height)];
    this.#stepUs = 1e6 / hz / LOOKS_PER_PERIOD;
    this.#light = new Float64Array(region.width * region.height);
    this.#span = new PixelSpan(region.width);
    this.#gain = this.#gainAt(startUs);
    for (let row = 0; row < region.height; row++) {
      for (let column = 0; column < region.width; column++) {
        this.#light[row * region.width + column] = scene.restingLight(column + region.x, row + region.y);
      }
    }
  }

  restingLight(column: number, row: number): number {
    const light = this.#scene.restingLight(column, row);
    return this.#indexOf(column, row) < 0 ? light : light * this.#gain;
  }

  nextLookUs(beforeUs: number): number {
    const innerUs = this.#scene.nextLookUs(beforeUs);
    this.#innerUs = innerUs;
    const ownUs = this.#lookUs(this.#looks + 1);
    // a look of the scene that lies further ahead waits for those of the light before it
    return this.#lookUs(this.#looks) < beforeUs || innerUs < Infinity ? Math.min(ownUs, innerUs) : Infinity;
  }

  look(sink: PixelSink): void {
    this.#sink = sink;
    const ownUs = this.#lookUs(this.#looks + 1);
    if (this.#innerUs <= ownUs) {
      this.#scene.look(this);
      return;
    }
    const sinceUs = this.#lookUs(this.#looks);
    this.#looks++;
    this.#gain = this.#gainAt(ownUs);
    const { x, y, width } = this.#flicker.region;
    const span = this.#span;
    span.sinceUs = sinceUs;
    span.column = x;
    span.count = width;
    for (let row = this.#rows[0]; row < this.#rows[1]; row++) {
      span.row = row;
      const at = (row - y) * width;
      for (let k = 0; k < width; k++) span.light[k] = this.#light[at + k]! * this.#gain;
      sink.see(span);
    }
  }

  refresh(sink: PixelSink): void {
    this.#sink = sink;
    this.#scene.refresh(this);
  }

  /** Called by the scene inside. */
  see(span: PixelSpan): void {
    const { row, column, count, light } = span;
    for (let k = 0; k < count; k++) {
      const index = this.#indexOf(column + k, row);
      if (index < 0) continue;
      this.#light[index] = light[k]!;
      light[k]! *= this.#gain;
    }
    this.#sink?.see(span);
  }

  #indexOf(column: number, row: number): number {
    const { x, y, width, height } = this.#flicker.region;
    const inside = column >= x && row >= y && column < x + width && row < y + height;
    return inside ? (row - y) * width + column - x : -1;
  }

  #lookUs(n: number): number {
    return this.#startUs + n * this.#stepUs;
  }

  #gainAt(timeUs: number): number {
    const { hz, depth } = this.#flicker;
    return 1 + depth * exactSin(TWO_PI * hz * timeUs * S_PER_US);
  }
}
