import { CounterRandom } from "../../src/core/counter-random.ts";
import { exactExp, exactLog } from "../../src/core/exact-math.ts";
import { normalQuantile } from "../../src/core/normal.ts";
import { CAUSE } from "./pixel-array.ts";
import type { PixelModel } from "./pixel-model.ts";

const US_PER_S = 1e6;
/** [-] part of the shot noise that is left at `whiteLight` and above; v2e: "the rate falls to 0.25 x at full intensity". */
const SHOT_AT_WHITE = 0.25;
/** [decades] spread of the hot pixels' rates; assumed. */
const HOT_DECADES = 0.2;
const LN_10 = 2.302585092994046;

/** One noise event to come. `nextUs` is Infinity when there is none. */
export interface NoiseStream {
  readonly nextUs: number;
  readonly pixel: number;
  readonly flags: number;
  /** Whether the event happens, given the light that its pixel sees. */
  happens(light: number): boolean;
  /** Goes on to the next event. */
  advance(): void;
  /** The pixels of the events ahead, from the next on; how many there are changes. */
  readonly ahead: Int32Array;
  /** [-] how many of `ahead` nobody has looked at yet: set it to 0. */
  fresh: number;
}

/** [-] events that are looked up at a time. */
const AHEAD = 16;

/** Where the noise of a camera comes from. */
export interface NoiseOptions {
  readonly model: PixelModel;
  /** [-] pixels of the whole sensor, whichever rows somebody computes. */
  readonly pixels: number;
  readonly seed: number;
  readonly camera: string;
  /** [us] */
  readonly startUs: number;
}

/**
 * Shot noise of all pixels as one Poisson process: its n-th event is looked up, so whoever computes a part of the sensor
 * can skip what is not his. Events that brighter pixels do not have are thinned out.
 */
export class ShotNoise implements NoiseStream {
  nextUs: number;
  pixel = 0;
  flags = 0;
  readonly ahead = new Int32Array(AHEAD);
  fresh = 0;
  readonly #random: CounterRandom;
  readonly #pixels: number;
  readonly #meanUs: number; // [us] between two events
  readonly #perLight: number; // [-] part that is lost per unit of light
  readonly #timesUs = new Float64Array(AHEAD);
  readonly #polarities = new Uint8Array(AHEAD);
  readonly #thinnings = new Float64Array(AHEAD);
  #n = 0; // events looked up
  #at = AHEAD; // the event at hand

  constructor({ model, pixels, seed, camera, startUs }: NoiseOptions) {
    this.#random = new CounterRandom(seed, camera, "shot noise");
    this.#pixels = pixels;
    this.#meanUs = US_PER_S / (model.shotHz * pixels);
    this.#perLight = (1 - SHOT_AT_WHITE) / model.whiteLight;
    this.nextUs = startUs;
    this.advance();
  }

  happens(light: number): boolean {
    return this.#thinnings[this.#at]! < Math.max(SHOT_AT_WHITE, 1 - this.#perLight * light);
  }

  advance(): void {
    if (++this.#at >= AHEAD) this.#lookUp();
    this.nextUs = this.#timesUs[this.#at]!;
    this.pixel = this.ahead[this.#at]!;
    this.flags = this.#polarities[this.#at]! + 2 * CAUSE.shot;
  }

  #lookUp(): void {
    const random = this.#random;
    let timeUs = this.nextUs;
    for (let k = 0; k < AHEAD; k++) {
      random.at(0, this.#n++);
      timeUs -= exactLog(random.first) * this.#meanUs;
      this.#timesUs[k] = timeUs;
      this.ahead[k] = Math.floor(random.second * this.#pixels);
      this.#polarities[k] = random.third < 0.5 ? 0 : 1;
      this.#thinnings[k] = random.fourth;
    }
    this.#at = 0;
    this.fresh = AHEAD;
  }
}

/**
 * Hot pixels: each fires at a rate of its own, ON, as a Poisson process; all of them together are one process whose
 * n-th event is looked up. (Source of the polarity: leakage currents raise the reference in one direction.)
 */
export class HotPixels implements NoiseStream {
  nextUs: number;
  pixel = 0;
  readonly flags = 1 + 2 * CAUSE.hot;
  readonly ahead = new Int32Array(0); // few pixels, again and again: they are at hand
  fresh = 0;
  /** Which pixels are hot, and the sum of the rates [Hz] up to and with each. */
  readonly pixels: Int32Array;
  readonly #sumHz: Float64Array;
  readonly #random: CounterRandom;
  #n = 0;

  constructor({ model, pixels, seed, camera, startUs }: NoiseOptions) {
    const choice = new CounterRandom(seed, camera, "hot pixel");
    const hot: number[] = [];
    const sums: number[] = [];
    let sumHz = 0;
    for (let pixel = 0; pixel < pixels; pixel++) {
      choice.at(pixel, 0);
      if (choice.first >= model.hotShare) continue;
      sumHz += model.hotHz * exactExp(LN_10 * HOT_DECADES * normalQuantile(choice.second));
      hot.push(pixel);
      sums.push(sumHz);
    }
    this.pixels = Int32Array.from(hot);
    this.#sumHz = Float64Array.from(sums);
    this.#random = new CounterRandom(seed, camera, "hot pixel event");
    this.nextUs = startUs;
    this.advance();
  }

  happens(): boolean {
    return true;
  }

  advance(): void {
    const random = this.#random;
    const totalHz = this.#sumHz[this.#sumHz.length - 1] ?? 0;
    random.at(0, this.#n++);
    this.nextUs -= (exactLog(random.first) * US_PER_S) / totalHz;
    this.pixel = this.pixels[this.#find(random.second * totalHz)] ?? 0;
  }

  /** The first pixel whose sum exceeds `wantedHz`. */
  #find(wantedHz: number): number {
    let low = 0;
    let high = this.#sumHz.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sumHz[middle]! > wantedHz) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
