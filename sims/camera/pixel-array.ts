import { exactExp, exactLog } from "../../src/core/exact-math.ts";
import { CounterRandom } from "../../src/core/counter-random.ts";
import { normalQuantile } from "../../src/core/normal.ts";
import { LeakWheel, NO_CHUNK } from "./leak-wheel.ts";
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
// Fields of half the size, counted in halves.
const HALVES = 16;
const ON = 12; // [ln] thresholds, where pixels differ in them
const OFF = 13;
const LEAK = 14; // [ln/us]
const SLOT = 15; // [-] of the wheel, in which the pixel's turn comes; or LOOSE, or NOWHERE
const LOOSE = -1;
const NOWHERE = -2;
const AWAKE = -1;

// Places in `#times`: until when a pixel may fire, and the instant at which something happens.
const UNTIL = 0;
const THEN = 1;

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
  /** Views of the same memory. */
  readonly #halves: Float32Array;
  readonly #slots: Int32Array;
  #wheel: LeakWheel | null = null;
  /** Pixels that were visited and may fire by themselves soon; each once. */
  #loose = new Int32Array(1024);
  #looseCount = 0;
  #model: PixelModel;
  #speed = NaN; // [1/us] of the lag, per unit of light
  #highPass = NaN; // [1/us]
  #lagless = true;
  #differ = false;
  readonly #way = new LevelWay();
  /** [us] instants that the methods below hand one another: a float that is passed or returned would become an object. */
  readonly #times = new Float64Array(2);
  #warmth = 0; // nobody asks for it, but it must be reckoned
  #crossing = 0; // flags of the event that #nextCrossing foresees

  constructor(options: PixelArrayOptions, sink: EventSink) {
    const { width, rows } = options;
    this.#sink = sink;
    this.#model = options.model;
    this.#first = rows[0] * width;
    this.#count = (rows[1] - rows[0]) * width;
    this.#state = new Float64Array(this.#count * FIELDS);
    this.#halves = new Float32Array(this.#state.buffer);
    this.#slots = new Int32Array(this.#state.buffer);
    this.reset(options);
  }

  /** Begins anew, with other pixels of the same size: all dark until `begin` is called for each. */
  reset({ model, seed, camera, startUs }: Omit<PixelArrayOptions, "width" | "rows">): void {
    this.#model = model;
    this.#speed = (TWO_PI * model.bandwidthHz * US) / (model.whiteLight + model.darkLight);
    this.#highPass = TWO_PI * model.highPassHz * US;
    this.#lagless = model.bandwidthHz === Infinity;
    this.#differ = model.thresholdSigma > 0;
    this.#way.straightInLight = this.#lagless;
    this.#looseCount = 0;
    if (model.leakHz > 0) {
      if (this.#wheel === null) this.#wheel = new LeakWheel(startUs);
      else this.#wheel.clear(startUs);
    } else {
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
    const half = i * HALVES;
    this.#slots[half + SLOT] = NOWHERE;
    if (thresholdSigma === 0 && leakHz === 0) return;
    random.at(this.#first + i, 0);
    const on = Math.max(LEAST_THRESHOLD, onThreshold + thresholdSigma * normalQuantile(random.first));
    const off = Math.max(LEAST_THRESHOLD, offThreshold + thresholdSigma * normalQuantile(random.second));
    this.#halves[half + ON] = on;
    this.#halves[half + OFF] = off;
    if (leakHz === 0) return;
    const spread = exactExp(LN_10 * leakDecades * normalQuantile(random.third));
    this.#halves[half + LEAK] = leakHz * US * spread * on;
    state[at + RISE] = random.fourth * on;
  }

  /** A pixel has looked at this light for long when time begins. */
  begin(pixel: number, light: number): void {
    const i = pixel - this.#first;
    this.#lookAt(i * FIELDS, light);
    if (this.#wheel !== null) this.#wind(this.#wheel, i);
  }

  /** From `nowUs` on the pixels of a span, from `pixel` on, take their light for granted, without an event. */
  adopt(pixel: number, { light, count }: PixelSpan, nowUs: number): void {
    for (let k = 0; k < count; k++) {
      const i = pixel - this.#first + k;
      const at = i * FIELDS;
      if (this.#state[at + LIGHT]! === light[k]!) continue;
      this.#times[UNTIL] = nowUs;
      this.#catchUp(i);
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
        this.#times[UNTIL] = sinceUs;
        this.#catchUp(i);
        this.#times[THEN] = sinceUs;
        this.#settle(i);
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
    this.#times[UNTIL] = timeUs;
    this.#catchUp(i);
    if (this.#state[at + ASLEEP] !== AWAKE) return;
    this.#times[THEN] = timeUs;
    this.#settle(i);
    // of a pixel at rest, not below its reference, the leak is then due later than the wheel has it: it will find that out
    const waits = this.#state[at + LEVEL] === this.#state[at + TARGET] && this.#state[at + RISE]! >= 0;
    this.#fire(i, flags);
    if (!waits) this.#loosen(i);
  }

  /**
   * Reads a pixel's state for nothing, so that it is at hand when it is needed soon: the memory brings many at a time, but
   * what is done with one takes too long for the processor to see the next one coming. Halves what noise costs.
   */
  warm(pixel: number): void {
    this.#warmth = (this.#warmth + this.#slots[(pixel - this.#first) * HALVES + SLOT]!) | 0;
  }

  /** [-] the light that a pixel sees. */
  lightOf(pixel: number): number {
    return this.#state[(pixel - this.#first) * FIELDS + LIGHT]!;
  }

  /** Lets time pass: pixels that nobody visits fire as they must until `untilUs`. */
  pass(untilUs: number): void {
    let kept = 0;
    this.#times[UNTIL] = untilUs;
    for (let k = 0; k < this.#looseCount; k++) {
      const i = this.#loose[k]!;
      this.#catchUp(i);
      if (this.#isRestless(i)) this.#loose[kept++] = i;
      else if (this.#wheel === null) this.#slots[i * HALVES + SLOT] = NOWHERE;
      else this.#wind(this.#wheel, i);
    }
    this.#looseCount = kept;
    if (this.#wheel !== null) this.#turnWheel(this.#wheel, untilUs);
  }

  #turnWheel(wheel: LeakWheel, untilUs: number): void {
    do {
      for (let chunk = wheel.open(); chunk !== NO_CHUNK; chunk = wheel.close(chunk))
        this.#serve(wheel, chunk);
    } while (wheel.turn(untilUs));
  }

  /** Deals with the pixels of a chunk whose turn has come. */
  #serve(wheel: LeakWheel, chunk: number): void {
    const count = wheel.countIn(chunk);
    for (let k = 0; k < count; k++) this.warm(this.#first + wheel.pixelIn(chunk, k));
    for (let k = 0; k < count; k++) {
      const i = wheel.pixelIn(chunk, k);
      if (this.#slots[i * HALVES + SLOT] !== wheel.slot) continue; // its turn comes elsewhere
      this.#catchUp(i);
      // one that its leak let fire while its lag had some way to go may fire again before its leak is due
      if (this.#state[i * FIELDS + LEVEL] !== this.#state[i * FIELDS + TARGET] && this.#isRestless(i))
        this.#loosen(i);
      else this.#wind(wheel, i);
    }
  }

  #lookAt(at: number, light: number): void {
    const target = exactLog(light + this.#model.darkLight);
    this.#state[at + LIGHT] = light;
    this.#state[at + TARGET] = target;
    this.#state[at + LEVEL] = target;
  }

  /** [ln] thresholds of a pixel. */
  #onOf(i: number): number {
    return this.#differ ? this.#halves[i * HALVES + ON]! : this.#model.onThreshold;
  }

  #offOf(i: number): number {
    return this.#differ ? this.#halves[i * HALVES + OFF]! : this.#model.offThreshold;
  }

  /** Remembers a pixel whose future changed, if it can fire by itself at all. */
  #loosen(i: number): void {
    if (this.#lagless && this.#wheel === null) return;
    if (this.#slots[i * HALVES + SLOT] === LOOSE) return;
    this.#slots[i * HALVES + SLOT] = LOOSE;
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
    return settled > this.#onOf(i) || settled < -this.#offOf(i);
  }

  /** Lets a pixel fire as it must until `#times[UNTIL]`, while its light stands still. */
  #catchUp(i: number): void {
    const at = i * FIELDS;
    const state = this.#state;
    const times = this.#times;
    for (;;) {
      const wakeUs = state[at + ASLEEP]!;
      if (wakeUs !== AWAKE) {
        if (wakeUs > times[UNTIL]!) return;
        times[THEN] = wakeUs;
        this.#settle(i);
        state[at + RISE] = 0;
        state[at + ASLEEP] = AWAKE;
      }
      this.#foresee(i);
      if (times[THEN]! > times[UNTIL]!) return;
      this.#settle(i);
      this.#fire(i, this.#crossing);
    }
  }

  /** Sets `#times[THEN]` to when a pixel that is awake next crosses a threshold while its light stands still; `#crossing` says which. */
  #foresee(i: number): void {
    const at = i * FIELDS;
    const state = this.#state;
    const step = state[at + TARGET]! - state[at + LEVEL]!;
    const rise = state[at + RISE]!;
    const up = this.#onOf(i) - rise;
    const down = -this.#offOf(i) - rise;
    if (step > up || step < down) {
      const part = step > up ? up : down;
      this.#crossing = step > up ? 1 : 0;
      const left = step / (step - part);
      this.#times[THEN] = state[at + SINCE]!;
      // a leak can have carried it past its threshold already, by a rounding
      if (left > 1)
        this.#times[THEN] += exactLog(left) / (this.#speed * (state[at + LIGHT]! + this.#model.darkLight));
      return;
    }
    this.#crossing = 1 + 2 * CAUSE.leak;
    if (this.#wheel === null) this.#times[THEN] = Infinity;
    else this.#foreseeLeak(i);
  }

  /** Sets `#times[THEN]` to when a settled pixel fires because of its leak. */
  #foreseeLeak(i: number): void {
    const at = i * FIELDS;
    const state = this.#state;
    const times = this.#times;
    const asleep = state[at + ASLEEP] !== AWAKE;
    const from = (asleep ? state[at + ASLEEP] : state[at + SINCE]) ?? 0;
    const on = this.#onOf(i);
    const settled = asleep ? 0 : state[at + RISE]! + state[at + TARGET]! - state[at + LEVEL]!;
    const leak = this.#halves[i * HALVES + LEAK]!;
    if (this.#highPass === 0) {
      times[THEN] = from + (on - settled) / leak;
      return;
    }
    const limit = leak / this.#highPass; // [ln] where leak and high pass hold each other
    if (limit <= on) times[THEN] = Infinity;
    else times[THEN] = from + exactLog((limit - settled) / (limit - on)) / this.#highPass;
  }

  /** Puts a pixel into the slot of the wheel in which its leak makes it fire. */
  #wind(wheel: LeakWheel, i: number): void {
    this.#foreseeLeak(i);
    const dueUs = this.#times[THEN]!;
    this.#slots[i * HALVES + SLOT] = dueUs === Infinity ? NOWHERE : wheel.add(i, dueUs);
  }

  /** Moves a pixel's state to `#times[THEN]`, up to which its light stands still and it does not fire. */
  #settle(i: number): void {
    const at = i * FIELDS;
    const state = this.#state;
    const timeUs = this.#times[THEN]!;
    const pastUs = timeUs - state[at + SINCE]!;
    if (!(pastUs > 0)) return;
    const level = state[at + LEVEL]!;
    const target = state[at + TARGET]!;
    let now = target;
    if (level !== target) {
      const left =
        (level - target) * exactExp(-this.#speed * (state[at + LIGHT]! + this.#model.darkLight) * pastUs);
      if (left > TIE || left < -TIE) now += left;
    }
    state[at + RISE] = this.#drift(i, state[at + RISE]! + now - level, pastUs);
    state[at + LEVEL] = now;
    state[at + SINCE] = timeUs;
  }

  /** [ln] what leak and high pass make of a rise in a time. */
  #drift(i: number, rise: number, pastUs: number): number {
    const leak = this.#wheel === null ? 0 : this.#halves[i * HALVES + LEAK]!;
    if (this.#highPass === 0) return rise + leak * pastUs;
    const limit = leak / this.#highPass;
    return limit + (rise - limit) * exactExp(-this.#highPass * pastUs);
  }

  /** A pixel fires at the instant of its state. */
  #fire(i: number, flags: number): void {
    const at = i * FIELDS;
    const timeUs = this.#times[THEN]!;
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
      this.#way.lookUp(wakeUs);
      reference = way[WAY.level]!;
      state[at + ASLEEP] = AWAKE;
    }
    const rise = this.#drift(i, way[WAY.toLevel]! - reference, way[WAY.toUs]! - startUs);
    state[at + RISE] = rise;
    if (rise >= this.#onOf(i) - TIE || rise <= TIE - this.#offOf(i)) this.#fireAlong(i, startUs, reference);
  }

  /** Lets a pixel fire along `#way`, from an instant at which it is awake and its reference [ln] is known. */
  #fireAlong(i: number, fromUs: number, fromReference: number): void {
    const at = i * FIELDS;
    const state = this.#state;
    const way = this.#way;
    const on = this.#onOf(i);
    const off = this.#offOf(i);
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
      way.lookUp(startUs);
      reference = way.numbers[WAY.level]!;
      rise = this.#drift(i, toLevel - reference, toUs - startUs);
    }
    state[at + RISE] = rise;
  }

  /**
   * Sets a pixel to the light and the instant of `#way`, and that to how its level got there: exactly for a straight
   * logarithm. Logarithm and exponential are written out where they are near 1, as they are from look to look: a function
   * that takes and returns a float makes objects of them when it is not inlined, five per visit here, and so does a variable
   * that holds what such a function returned in one case only; results go through an array of floats.
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
    if (z > NEAR_LOG) {
      // the fourth root is near 1 for a longer while
      const root = Math.sqrt(Math.sqrt(toLight / fromLight));
      const q = (root - 1) / (root + 1);
      const y = q * q;
      rise =
        8 *
        q *
        (1 + y * (1 / 3 + y * (1 / 5 + y * (1 / 7 + y * (1 / 9 + y * (1 / 11 + y * (1 / 13 + y / 15)))))));
      if (y > NEAR_LOG) {
        way[WAY.level] = exactLog(toLight / fromLight);
        rise = way[WAY.level]!;
      }
    }
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
      let kept = half * half;
      if (x >= NEAR_EXP) {
        way[WAY.level] = exactExp(-x);
        kept = way[WAY.level]!;
      }
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
