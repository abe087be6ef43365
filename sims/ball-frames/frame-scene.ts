import type { CapsuleOutline } from "../camera/capsule-outline.ts";
import { Layers } from "../camera/layers.ts";
import type { PixelSink, Scene } from "../camera/scene.ts";
import { MIDDLE_PX, SIDE_PX, type Thing } from "./frame-things.ts";

/** [us] between two looks: at 10 m/s a ball of 26 px moves a third of a pixel; and while nobody keeps the events. */
const LOOK_US = 50;
const EARLY_LOOK_US = 200;
/** [us] before they are kept, looks are dense again. */
const WARM_UP_US = 1000;
const S_PER_US = 1e-6;

/** What stands still in a window. */
export interface Backdrop {
  /** [-] light in the middle, and by how much of it light changes from edge to edge, right and down. */
  readonly light: number;
  readonly right: number;
  readonly down: number;
  readonly bars: readonly CapsuleOutline[];
}

/** [us] when the events begin to count and when the sample ends; multiples of 200. It begins at 0. */
export interface SampleTimes {
  readonly fromUs: number;
  readonly endUs: number;
}

/** The scene of one sample at a time: things that move before a room. */
export class FrameScene implements Scene {
  readonly #background = new Float32Array(SIDE_PX * SIDE_PX);
  #things: readonly Thing[] = [];
  #layers: Layers;
  #timeUs = 0;
  #times: SampleTimes = { fromUs: 0, endUs: 0 };

  constructor() {
    this.#layers = this.#layersOf([], 1);
  }

  /** Sets the scene of a sample. */
  set(things: readonly Thing[], backdrop: Backdrop, edgePx: number, times: SampleTimes): void {
    this.#things = things;
    this.#timeUs = 0;
    this.#times = times;
    paint(this.#background, backdrop, edgePx);
    this.#layers = this.#layersOf(things, edgePx);
    for (const thing of things) {
      thing.place(-times.endUs * S_PER_US);
      this.#layers.turn(thing);
    }
    this.#layers.sort();
  }

  /** Things included: they are there when the sample begins. */
  restingLight(column: number, row: number): number {
    return this.#layers.lightAt(column, row);
  }

  nextLookUs(beforeUs: number): number {
    return this.#timeUs < Math.min(beforeUs, this.#times.endUs) ? this.#timeUs + this.#stepUs : Infinity;
  }

  look(sink: PixelSink): void {
    const sinceUs = this.#timeUs;
    this.#timeUs += this.#stepUs;
    for (const thing of this.#things) {
      thing.place((this.#timeUs - this.#times.endUs) * S_PER_US);
      this.#layers.turn(thing);
    }
    for (const thing of this.#things) {
      this.#layers.show(thing, sinceUs, thing.shown.flat ? NaN : sinceUs, sink);
    }
  }

  refresh(): void {
    // nothing comes or goes within a sample
  }

  get #stepUs(): number {
    return this.#timeUs < this.#times.fromUs - WARM_UP_US ? EARLY_LOOK_US : LOOK_US;
  }

  #layersOf(things: readonly Thing[], edgePx: number): Layers {
    const background = this.#background;
    return new Layers({ width: SIDE_PX, rows: [0, SIDE_PX], background, edgePx }, things);
  }
}

/** Paints a gradient and then the bars, one over the other. */
function paint(background: Float32Array, { light, right, down, bars }: Backdrop, edgePx: number): void {
  for (let row = 0; row < SIDE_PX; row++) {
    for (let column = 0; column < SIDE_PX; column++) {
      const slope = (right * (column - MIDDLE_PX) + down * (row - MIDDLE_PX)) / SIDE_PX;
      let value = light * (1 + slope);
      for (const bar of bars) {
        const outside = bar.distancePx(column, row);
        const covered = Math.min(1, Math.max(0, 0.5 - outside / (2 * edgePx)));
        value += covered * (bar.light - value);
      }
      background[row * SIDE_PX + column] = value;
    }
  }
}
