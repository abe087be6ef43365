import { exactExp, exactLog } from "../../src/core/exact-math.ts";
import { CounterRandom } from "../../src/core/counter-random.ts";
import { normalQuantile } from "../../src/core/normal.ts";
import { LeakWheel } from "./leak-wheel.ts";
import { LevelWay, WAY } from "./level-way.ts";
import type { PixelModel } from "./pixel-model.ts";
import type { PixelSpan } from "./scene.ts";

/** Why a pixel fired. The numbers are what labelled batches carry. */
export const CAUSE = { signal: 0, leak: 1, shot: 2, hot: 3 } as const;

/** Takes the events of the pixels, those of one pixel in order of time. */
export interface EventSink {
  /** [us] time, not yet cut to whole microseconds; row-major pixel; polarity (1 = ON) + 2 x cause. */
  push(timeUs: number, pixel: number, flags: number): void;
}

/** The pixels of some rows of a sensor. */
export interface PixelArrayOptions {
  readonly model: PixelModel;
  /** [px] */
  readonly width: number;
  /** [px] first row and the one behind the last. */
  readonly rows: readonly [from: number, to: number];
  readonly seed: number;
  /** Camera id: part of the key of its random numbers. */
  readonly camera: string;
  /** [us] */
  readonly startUs: number;
}

// Fields of a pixel's state, which fills one cache line.
const FIELDS = 8;
const LIGHT = 0; // [-] what falls on it, without the dark light
const TARGET = 1; // [ln] logarithm of light and dark light
const LEVEL = 2; // [ln] what the lag has let through at SINCE
const SINCE = 3; // [us] the instant to which LEVEL and RISE belong
const RISE = 4; // [ln] level above the reference at SINCE; void while the pixel sleeps
const ASLEEP = 5; // [us] end of the refractory period; AWAKE when its end has been dealt with
const ON = 6; // [ln] thresholds
const OFF = 7;
const AWAKE = -1;

const US = 1e-6;
const TWO_PI = 6.283185307179586;
const LN_10 = 2.302585092994046;
/** [ln] light that comes back to where it was counts as having crossed, whatever rounding left in between. */
const TIE = 1e-9;
/** [-] a larger relative change of light is taken in two parts, straight in the light: its logarithm is too bent for one. */
const COARSE = 0.2;
// Below these a short series is used: the square of (to - from) / (to + from) of a light, and an exponent.
const NEAR_LOG = 0.0144;
const NEAR_EXP = 4;
const LEAST_THRESHOLD = 0.01; // [ln] as in v2e: no pixel has none

/**
 * Pixels that are computed only when something happens to them. Between two visits the light of a pixel stands still, so
 * with k the speed of its lag [1/us] and leak its leak [ln/us]
 *
 *     level(t) = target + (level0 - target) exp(-k (t - t0)),   rise(t) = rise0 + level(t) - level0 + leak (t - t0)
 *
 * and the instants at which rise reaches a threshold have a closed form (while the lag settles the leak is left out
 * of it). During a visit the logarithm of the light goes straight from its old to its new value, the level follows
 * exactly, and crossings lie on the chord between the level's ends, or, without a lag, on that of the light. What comes
 * out does not depend on when it is asked for. State: 64 bytes a pixel. Hot path, no allocation.
 */
export class PixelArray {
  readonly #sink: EventSink;
  readonly #first: number; // pixel of the first row
  readonly #count: number;
  readonly #state: Float64Array;
  /** [ln/us] per pixel; empty without a leak. */
  #leak = new Float32Array(0);
  #wheel: LeakWheel | null = null;
  /** Pixels that were visited and may fire by themselves soon; each once. */
  #loose = new Int32Array(1024);
  #looseCount = 0;
  readonly #isLoose: Uint8Array;
  #model: PixelModel;
  #speed = NaN; // [1/us] of the lag, per unit of light
  #highPass = NaN; // [1/us]
  #lagless = true;
  readonly #way = new LevelWay();
  #crossing = 0; // flags of the event that #nextCrossing foresees

  constructor(options: PixelArrayOptions, sink: EventSink) {
    const { width, rows } = options;
    this.#sink = sink;
    this.#model = options.model;
    this.#first = rows[0] * width;
    this.#count = (rows[1] - rows[0]) * width;
    this.#state = new Float64Array(this.#count * FIELDS);
    this.#isLoose = new Uint8Array(this.#count);
    this.reset(options);
  }

  /** Begins anew, with other pixels of the same size: all dark until `begin` is called for each. */
  reset({ model, seed, camera, startUs }: Omit<PixelArrayOptions, "width" | "rows">): void {
    this.#model = model;
    this.#speed = (TWO_PI * model.bandwidthHz * US) / (model.whiteLight + model.darkLight);
    this.#highPass = TWO_PI * model.highPassHz * US;
    this.#lagless = model.bandwidthHz === Infinity;
    this.#way.straightInLight = this.#lagless;
    this.#looseCount = 0;
    this.#isLoose.fill(0);
    if (model.leakHz > 0) {
      if (this.#leak.length === 0) this.#leak = new Float32Array(this.#count);
      if (this.#wheel === null) this.#wheel = new LeakWheel(this.#count, startUs);
      else this.#wheel.clear(startUs);
    } else {
      this.#leak = new Float32Array(0);
      this.#wheel = null;
    }
    const random = new CounterRandom(seed, camera, "pixel");
    for (let i = 0; i < this.#count; i++) this.#draw(i, random, startUs);
  }

  /** Draws a pixel's own thresholds and leak, and how far that has gone. */
  #draw(i: number, random: CounterRandom, startUs: number): void {
    const { onThreshold, offThreshold, thresholdSigma, leakHz, leakDecades } = this.#model;
    const at = i * FIELDS;
    const state = this.#state;
    state[at + SINCE] = startUs;
    state[at + RISE] = 0;
    state[at + ASLEEP] = AWAKE;
    state[at + ON] = onThreshold;
    state[at + OFF] = offThreshold;
    if (thresholdSigma === 0 && leakHz === 0) return;
    random.at(this.#first + i, 0);
    const on = Math.max(LEAST_THRESHOLD, onThreshold + thresholdSigma * normalQuantile(random.first));
    const off = Math.max(LEAST_THRESHOLD, offThreshold + thresholdSigma * normalQuantile(random.second));
    state[at + ON] = on;
    state[at + OFF] = off;
    if (leakHz === 0) return;
    const spread = exactExp(LN_10 * leakDecades * normalQuantile(random.third));
    this.#leak[i] = leakHz * US * spread * on;
    state[at + RISE] = random.fourth * on;
  }

  /** A pixel has looked at this light for long when time begins. */
  begin(pixel: number, light: number): void {
    const i = pixel - this.#first;
    this.#lookAt(i * FIELDS, light);
    this.#wheel?.add(i, this.#leakDueUs(i));
  }

  /** From `nowUs` on the pixels of a span, from `pixel` on, take their light for granted, without an event. */
  adopt(pixel: number, { light, count }: PixelSpan, nowUs: number): void {
    for (let k = 0; k < count; k++) {
      const i = pixel - this.#first + k;
      const at = i * FIELDS;
      if (this.#state[at + LIGHT]! === light[k]!) continue;
      this.#catchUp(i, nowUs);
      this.#lookAt(at, light[k]!);
      this.#state[at + SINCE] = nowUs;
      this.#state[at + RISE] = 0;
      this.#state[at + ASLEEP] = AWAKE;
      this.#loosen(i);
    }
  }

  /** The light of the pixels of a span, from `pixel` on, stood still until `sinceUs` and then went on until `nowUs`. */
  see(pixel: number, { light, count, sinceUs }: PixelSpan, nowUs: number): void {
    const state = this.#state;
    const way = this.#way.numbers;
    for (let k = 0; k < count; k++) {
      const i = pixel - this.#first + k;
      const at = i * FIELDS;
      const to = light[k]!;
      const from = state[at + LIGHT]!;
      if (from === to) continue;
      if (state[at + SINCE]! < sinceUs) {
        this.#catchUp(i, sinceUs);
        this.#settle(i, sinceUs);
      }
      if (!this.#lagless && Math.abs(to - from) > COARSE * Math.min(to, from)) {
        way[WAY.toLight] = (from + to) / 2;
        way[WAY.toUs] = (state[at + SINCE]! + nowUs) / 2;
        this.#ramp(i);
      }
      way[WAY.toLight] = to;
      way[WAY.toUs] = nowUs;
      this.#ramp(i);
      this.#loosen(i);
    }
  }

  /** A pixel fires by itself, unless it sleeps. `flags` as in `EventSink`. */
  disturb(pixel: number, timeUs: number, flags: number): void {
    const i = pixel - this.#first;
    const at = i * FIELDS;
    this.#catchUp(i, timeUs);
    if (this.#state[at + ASLEEP] !== AWAKE) return;
    this.#settle(i, timeUs);
    this.#fire(i, timeUs, flags);
    this.#loosen(i);
  }

  /** [-] the light that a pixel sees. */
  lightOf(pixel: number): number {
    return this.#state[(pixel - this.#first) * FIELDS + LIGHT]!;
  }

  /** Lets time pass: pixels that nobody visits fire as they must until `untilUs`. */
  pass(untilUs: number): void {
    let kept = 0;
    for (let k = 0; k < this.#looseCount; k++) {
      const i = this.#loose[k]!;
      this.#catchUp(i, untilUs);
      if (this.#isRestless(i)) this.#loose[kept++] = i;
      else {
        this.#isLoose[i] = 0;
        this.#wheel?.add(i, this.#leakDueUs(i));
      }
    }
    this.#looseCount = kept;
    if (this.#wheel !== null) this.#turnWheel(this.#wheel, untilUs);
  }

  #turnWheel(wheel: LeakWheel, untilUs: number): void {
    do {
      for (let i = wheel.first; i >= 0;) {
        const next = wheel.next(i);
        this.#catchUp(i, untilUs);
        wheel.remove(i);
        wheel.add(i, this.#leakDueUs(i)); // before those still to come, so that it is not met again
        i = next;
      }
    } while (wheel.turn(untilUs));
  }

  #lookAt(at: number, light: number): void {
    const target = exactLog(light + this.#model.darkLight);
    this.#state[at + LIGHT] = light;
    this.#state[at + TARGET] = target;
    this.#state[at + LEVEL] = target;
  }

  /** Remembers a pixel whose future changed, if it can fire by itself at all. */
  #loosen(i: number): void {
    if (this.#lagless && this.#wheel === null) return;
    if (this.#isLoose[i] === 1) return;
    this.#wheel?.remove(i);
    this.#isLoose[i] = 1;
    if (this.#looseCount === this.#loose.length) this.#grow();
    this.#loose[this.#looseCount++] = i;
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.#loose.length);
    larger.set(this.#loose);
    this.#loose = larger;
  }

  /** Whether a pixel sleeps, or its lag alone will carry it over a threshold. */
  #isRestless(i: number): boolean {
    const at = i * FIELDS;
    const state = this.#state;
    if (state[at + ASLEEP] !== AWAKE) return true;
    const settled = state[at + RISE]! + state[at + TARGET]! - state[at + LEVEL]!;
    return settled > state[at + ON]! || settled < -state[at + OFF]!;
  }

  /** Lets a pixel fire as it must until `untilUs`, while its light stands still. */
  #catchUp(i: number, untilUs: number): void {
    const at = i * FIELDS;
    const state = this.#state;
    for (;;) {
      const wakeUs = state[at + ASLEEP]!;
      if (wakeUs !== AWAKE) {
        if (wakeUs > untilUs) return;
        this.#settle(i, wakeUs);
        state[at + RISE] = 0;
        state[at + ASLEEP] = AWAKE;
      }
      const timeUs = this.#nextCrossingUs(i);
      if (timeUs > untilUs) return;
      this.#settle(i, timeUs);
      this.#fire(i, timeUs, this.#crossing);
    }
  }

  /** [us] when a pixel that is awake next crosses a threshold while its light stands still; `#crossing` says which. */
  #nextCrossingUs(i: number): number {
    const at = i * FIELDS;
    const state = this.#state;
    const step = state[at + TARGET]! - state[at + LEVEL]!;
    const rise = state[at + RISE]!;
    const up = state[at + ON]! - rise;
    const down = -state[at + OFF]! - rise;
    if (step > up || step < down) {
      const part = step > up ? up : down;
      this.#crossing = step > up ? 1 : 0;
      const since = state[at + SINCE]!;
      return since + exactLog(step / (step - part)) / this.#lagSpeed(state[at + LIGHT]!);
    }
    if (this.#wheel === null) return Infinity;
    this.#crossing = 1 + 2 * CAUSE.leak;
    return this.#leakDueUs(i);
  }

  /** [us] when a settled pixel fires because of its leak. */
  #leakDueUs(i: number): number {
    const at = i * FIELDS;
    const state = this.#state;
    const asleep = state[at + ASLEEP] !== AWAKE;
    const from = (asleep ? state[at + ASLEEP] : state[at + SINCE]) ?? 0;
    const on = state[at + ON]!;
    const settled = asleep ? 0 : state[at + RISE]! + state[at + TARGET]! - state[at + LEVEL]!;
    const leak = this.#leak[i]!;
    if (this.#highPass === 0) return from + (on - settled) / leak;
    const limit = leak / this.#highPass; // [ln] where leak and high pass hold each other
    return limit <= on ? Infinity : from + exactLog((limit - settled) / (limit - on)) / this.#highPass;
  }

  /** Moves a pixel's state to an instant up to which its light stands still and it does not fire. */
  #settle(i: number, timeUs: number): void {
    const at = i * FIELDS;
    const state = this.#state;
    const pastUs = timeUs - state[at + SINCE]!;
    if (!(pastUs > 0)) return;
    const level = state[at + LEVEL]!;
    const target = state[at + TARGET]!;
    let now = target;
    if (level !== target) {
      const left = (level - target) * exactExp(-this.#lagSpeed(state[at + LIGHT]!) * pastUs);
      if (left > TIE || left < -TIE) now += left;
    }
    state[at + RISE] = this.#drift(i, state[at + RISE]! + now - level, pastUs);
    state[at + LEVEL] = now;
    state[at + SINCE] = timeUs;
  }

  /** [ln] what leak and high pass make of a rise in a time. */
  #drift(i: number, rise: number, pastUs: number): number {
    const leak = this.#wheel === null ? 0 : this.#leak[i]!;
    if (this.#highPass === 0) return rise + leak * pastUs;
    const limit = leak / this.#highPass;
    return limit + (rise - limit) * exactExp(-this.#highPass * pastUs);
  }

  /** [1/us] */
  #lagSpeed(light: number): number {
    return this.#speed * (light + this.#model.darkLight);
  }

  /** A pixel fires at the instant of its state. */
  #fire(i: number, timeUs: number, flags: number): void {
    const at = i * FIELDS;
    this.#state[at + RISE] = 0;
    if (this.#model.refractoryUs > 0) this.#state[at + ASLEEP] = timeUs + this.#model.refractoryUs;
    this.#sink.push(timeUs, this.#first + i, flags);
  }

  /** Takes a pixel from its state along `#way` to its end (light without the dark light), with all events on it. */
  #ramp(i: number): void {
    const at = i * FIELDS;
    const state = this.#state;
    const way = this.#way.numbers;
    this.#follow(at);
    let startUs = way[WAY.fromUs]!;
    let reference = way[WAY.fromLevel]! - state[at + RISE]!;
    const wakeUs = state[at + ASLEEP]!;
    if (wakeUs !== AWAKE) {
      if (wakeUs >= way[WAY.toUs]!) return;
      startUs = wakeUs;
      reference = this.#way.levelAt(wakeUs);
      state[at + ASLEEP] = AWAKE;
    }
    const rise = this.#drift(i, way[WAY.toLevel]! - reference, way[WAY.toUs]! - startUs);
    state[at + RISE] = rise;
    if (rise >= state[at + ON]! - TIE || rise <= TIE - state[at + OFF]!)
      this.#fireAlong(i, startUs, reference);
  }

  /** Lets a pixel fire along `#way`, from an instant at which it is awake and its reference [ln] is known. */
  #fireAlong(i: number, fromUs: number, fromReference: number): void {
    const at = i * FIELDS;
    const state = this.#state;
    const way = this.#way;
    const on = state[at + ON]!;
    const off = state[at + OFF]!;
    const { refractoryUs } = this.#model;
    const toUs = way.numbers[WAY.toUs]!;
    const toLevel = way.numbers[WAY.toLevel]!;
    let startUs = fromUs;
    let reference = fromReference;
    let rise = state[at + RISE]!;
    while (rise >= on - TIE || rise <= TIE - off) {
      const change = rise > 0 ? on : -off;
      reference += change;
      const timeUs = Math.max(startUs, way.timeOf(reference));
      this.#sink.push(timeUs, this.#first + i, change > 0 ? 1 : 0);
      rise -= change;
      if (refractoryUs === 0) continue;
      startUs = timeUs + refractoryUs;
      if (startUs >= toUs) {
        state[at + ASLEEP] = startUs;
        break;
      }
      reference = way.levelAt(startUs);
      rise = this.#drift(i, toLevel - reference, toUs - startUs);
    }
    state[at + RISE] = rise;
  }

  /**
   * Sets a pixel to the light and the instant of `#way`, and that to how its level got there: exactly for a straight
   * logarithm. Logarithm and exponential are written out where they are near 1, as they are from look to look: a function
   * that takes and returns a float makes objects of them when it is not inlined, five per visit here.
   */
  #follow(at: number): void {
    const state = this.#state;
    const way = this.#way.numbers;
    const { darkLight } = this.#model;
    const light = way[WAY.toLight]!;
    const before = state[at + TARGET]!;
    const level = state[at + LEVEL]!;
    const fromLight = state[at + LIGHT]! + darkLight;
    const toLight = light + darkLight;
    const pastUs = way[WAY.toUs]! - state[at + SINCE]!;
    const s = (toLight - fromLight) / (toLight + fromLight);
    const z = s * s;
    // ln(to / from) = 2 atanh(s); to the last place where the series is used
    let rise =
      2 *
      s *
      (1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13 + z / 15)))))));
    if (z > NEAR_LOG) rise = exactLog(toLight / fromLight);
    let toLevel = before + rise;
    if (!this.#lagless && pastUs > 0) {
      const x = (this.#speed * (fromLight + toLight) * pastUs) / 2;
      const behind = rise / x; // [ln] how far a level lags in the long run
      // e^-x by Pade's fraction, 3 over 3, of an eighth of it: wrong by less than 1e-6 where it is used
      const h = x / 8;
      const even = 120 + 12 * h * h;
      const odd = h * (60 + h * h);
      const eighth = (even - odd) / (even + odd);
      const half = eighth * eighth * eighth * eighth;
      const kept = x < NEAR_EXP ? half * half : exactExp(-x);
      toLevel += (level - before + behind) * kept - behind;
    }
    way[WAY.fromUs] = state[at + SINCE]!;
    way[WAY.fromLevel] = level;
    way[WAY.toLevel] = toLevel;
    way[WAY.fromLight] = fromLight;
    way[WAY.toLight] = toLight;
    state[at + LIGHT] = light;
    state[at + TARGET] = before + rise;
    state[at + LEVEL] = toLevel;
    state[at + SINCE] = way[WAY.toUs]!;
  }
}
