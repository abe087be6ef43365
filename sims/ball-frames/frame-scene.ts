import type { CapsuleOutline } from "../camera/capsule-outline.ts";
import { Layers } from "../camera/layers.ts";
import type { PixelSink, Scene } from "../camera/scene.ts";
import { MIDDLE_PX, SIDE_PX, type Thing } from "./frame-things.ts";

/** [us] between two looks: at 10 m/s a ball of 26 px moves a third of a pixel. */
const LOOK_US = 50;
const S_PER_US = 1e-6;

/** What stands still in a window. */
export interface Backdrop {
  /** [-] light in the middle, and by how much of it light changes from edge to edge, right and down. */
  readonly light: number;
  readonly right: number;
  readonly down: number;
  readonly bars: readonly CapsuleOutline[];
}

/** The scene of one sample at a time: things that move before a room. */
export class FrameScene implements Scene {
  readonly #background = new Float32Array(SIDE_PX * SIDE_PX);
  #things: readonly Thing[] = [];
  #layers: Layers;
  #timeUs = 0;
  #endUs = 0;

  constructor() {
    this.#layers = this.#layersOf([], 1);
  }

  /** Sets the scene of a sample that lasts from 0 to `endUs`. */
  set(things: readonly Thing[], backdrop: Backdrop, edgePx: number, endUs: number): void {
    this.#things = things;
    this.#timeUs = 0;
    this.#endUs = endUs;
    paint(this.#background, backdrop, edgePx);
    this.#layers = this.#layersOf(things, edgePx);
    for (const thing of things) {
      thing.place(-endUs * S_PER_US);
      this.#layers.turn(thing);
    }
    this.#layers.sort();
  }

  /** Things included: they are there when the sample begins. */
  restingLight(column: number, row: number): number {
    return this.#layers.lightAt(column, row);
  }

  nextLookUs(beforeUs: number): number {
    return this.#timeUs < Math.min(beforeUs, this.#endUs) ? this.#timeUs + LOOK_US : Infinity;
  }

  look(sink: PixelSink): void {
    const sinceUs = this.#timeUs;
    this.#timeUs += LOOK_US;
    for (const thing of this.#things) {
      thing.place((this.#timeUs - this.#endUs) * S_PER_US);
      this.#layers.turn(thing);
    }
    for (const thing of this.#things) this.#layers.show(thing, sinceUs, false, sink);
  }

  refresh(): void {
    // nothing comes or goes within a sample
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
