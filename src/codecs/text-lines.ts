import type { EventBatch } from "../core/event-batch.ts";
import { SPACE, type TextLayout } from "./text-layout.ts";
import type { UnitKernel, UnitSpan } from "./unit-decoder.ts";
import type { KernelPort } from "./word-decoder.ts";

const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;
const HASH = 0x23;
const PERCENT = 0x25;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/** [bytes] a line of events never comes near. */
const MAX_LINE_BYTES = 4096;
/** What a number of a line is for: its place among the values. */
const [T, X, Y, P] = [0, 1, 2, 3];
const NO_ROLE = -1;
/** After them: the number that is being read. */
const SUM = 4;
/** [-] digits of a number that a double can hold at all. */
const MAX_PLACES = 300;

/** Words for a polarity, by their first letters in lower case. */
const ON_WORDS: readonly string[] = ["true", "on"];
const OFF_WORDS: readonly string[] = ["false", "off"];

/**
 * Reads lines of events. Numbers are read digit by digit, so that a time in seconds gives the microsecond that its digits
 * say, which a double would not.
 */
export class TextKernel implements UnitKernel {
  timeUs = 0;
  readonly heldBytes = 0; // a line is taken whole or not at all
  blocked = false;
  fault: string | null = null;
  lost = false;
  readonly whole = true;
  readonly missing = null;
  readonly #bytes: Uint8Array;
  readonly #port: KernelPort;
  readonly #layout: TextLayout;
  readonly #roles: Int8Array; // by column
  readonly #values = new Float64Array(5); // an array, for a double that is returned or kept in a field is allocated

  constructor(port: KernelPort, layout: TextLayout) {
    this.#bytes = new Uint8Array(port.window);
    this.#port = port;
    this.#layout = layout;
    this.#roles = new Int8Array(layout.columns).fill(NO_ROLE);
    const { t, x, y, p } = layout.columnOf;
    [t, x, y, p].forEach((column, role) => (this.#roles[column] = role));
  }

  run({ from, to, ended }: UnitSpan, out: EventBatch): number {
    this.blocked = false;
    this.fault = null;
    let at = from;
    while (at < to) {
      const end = this.#lineEnd(at, to);
      if (end === to && !ended && to - at <= MAX_LINE_BYTES) break;
      if (!this.#isEmpty(at, end)) {
        this.blocked = out.length === out.t.length;
        if (this.blocked || !this.#takeLine(at, end, out)) break;
      }
      at = Math.min(end + 1, to);
    }
    if (!this.blocked && at < to) this.#checkLeft(at, to, ended);
    return at;
  }

  sync({ from, to }: UnitSpan): number {
    const newline = this.#lineEnd(from, to);
    this.lost = newline === to;
    return newline; // which ends an empty line
  }

  save(): readonly number[] {
    return [this.timeUs];
  }

  restore([timeUs = 0]: readonly number[]): void {
    this.timeUs = timeUs;
    this.lost = false;
    this.fault = null;
  }

  #takeLine(from: number, end: number, out: EventBatch): boolean {
    if (!this.#readLine(from, end)) return false;
    this.#append(out);
    return true;
  }

  /** What is left starts with a line that is no event, unless that is still to come or was cut by the stream's end. */
  #checkLeft(from: number, to: number, ended: boolean): void {
    const end = this.#lineEnd(from, to);
    if (end === to && (ended || to - from <= MAX_LINE_BYTES)) return;
    const shown = String.fromCharCode(...this.#bytes.subarray(from, Math.min(end, from + 40)));
    this.fault = `a line that is no event, ${JSON.stringify(shown.replace(/[^ -~]/g, "."))},`;
    this.lost = true;
  }

  /** Position of the line's newline, or `to`. */
  #lineEnd(from: number, to: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < to && bytes[at] !== NEWLINE) at++;
    return at;
  }

  /** Nothing, or a comment. */
  #isEmpty(from: number, end: number): boolean {
    const start = this.#skipBlanks(from, end);
    const first = this.#bytes[start];
    return start === end || first === HASH || first === PERCENT;
  }

  #skipBlanks(from: number, end: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < end && isBlank(bytes[at]!)) at++;
    return at;
  }

  /** Reads the columns of a line into the values; returns false when it is no event. */
  #readLine(from: number, end: number): boolean {
    const { columns, separator } = this.#layout;
    let at = this.#skipBlanks(from, end);
    for (let column = 0; column < columns; column++) {
      const role = this.#roles[column]!;
      const stop = this.#columnEnd(at, end, role === NO_ROLE && separator !== SPACE);
      if (role !== NO_ROLE && !this.#readColumn(at, stop, role)) return false;
      at = this.#skipBlanks(stop, end);
      if (column === columns - 1) return at === end;
      if (separator === SPACE) continue;
      if (this.#bytes[at] !== separator || at === end) return false;
      at = this.#skipBlanks(at + 1, end);
    }
    return false;
  }

  /** Where a column ends: at the separator, or at a blank unless the column is not read. */
  #columnEnd(from: number, end: number, blanks: boolean): number {
    const bytes = this.#bytes;
    const { separator } = this.#layout;
    let at = from;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte === separator || (!blanks && isBlank(byte))) break;
      at++;
    }
    return at;
  }

  #readColumn(from: number, end: number, role: number): boolean {
    if (this.#readDecimal(from, end, role)) return true;
    if (from === end) return false;
    const text = String.fromCharCode(...this.#bytes.subarray(from, Math.min(end, from + 64))).toLowerCase();
    if (role === P && (ON_WORDS.includes(text) || OFF_WORDS.includes(text))) {
      this.#values[P] = ON_WORDS.includes(text) ? 1 : 0;
      return true;
    }
    const value = shiftDecimal(text, role === T ? this.#layout.timeScale : 0, role === T);
    this.#values[SUM] = Math.abs(value);
    return !Number.isNaN(value) && this.#keepSum(role, value < 0);
  }

  /**
   * Reads a number without exponent. Returns false when it is none, when it is below 0 (but a polarity may be), when more
   * digits are needed than a double holds, or when a pixel's place is no whole number.
   *
   * Hot path: no strings, no doubles returned.
   */
  #readDecimal(from: number, end: number, role: number): boolean {
    const bytes = this.#bytes;
    const scale = role === T ? this.#layout.timeScale : 0;
    if (scale < 0) return false;
    const negative = bytes[from] === MINUS;
    const start = negative || bytes[from] === PLUS ? from + 1 : from;
    this.#values[SUM] = 0;
    let at = this.#addDigits(start, end);
    if (at === start) return false;
    let places = 0;
    if (at < end && bytes[at] === POINT) {
      const point = at + 1;
      const kept = this.#addDigits(point, Math.min(end, point + scale));
      places = kept - point;
      at = this.#roundOff(kept, end, role === T && places === scale);
    }
    for (; places < scale; places++) this.#values[SUM] = this.#values[SUM] * 10;
    return at === end && this.#keepSum(role, negative);
  }

  /** Adds digits to the sum; returns the first position that holds none. */
  #addDigits(from: number, end: number): number {
    const bytes = this.#bytes;
    let sum = this.#values[SUM]!;
    let at = from;
    for (; at < end; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      sum = sum * 10 + digit;
    }
    this.#values[SUM] = sum;
    return at;
  }

  /** Passes over digits that are not kept: a time is rounded to the nearest, elsewhere they must be 0. */
  #roundOff(from: number, end: number, rounded: boolean): number {
    const bytes = this.#bytes;
    if (rounded && from < end && bytes[from]! >= ZERO + 5 && bytes[from]! <= ZERO + 9)
      this.#values[SUM] = this.#values[SUM]! + 1;
    let at = from;
    while (at < end && bytes[at]! >= ZERO && bytes[at]! <= (rounded ? ZERO + 9 : ZERO)) at++;
    return at;
  }

  #keepSum(role: number, negative: boolean): boolean {
    const sum = this.#values[SUM]!;
    if (sum > Number.MAX_SAFE_INTEGER || (negative && sum !== 0 && role !== P)) return false;
    this.#values[role] = negative ? -sum : sum;
    return true;
  }

  #append(out: EventBatch): void {
    const values = this.#values;
    const { stats } = this.#port;
    const timeUs = values[T]!;
    if (timeUs < this.timeUs) stats.clockStepsBack++;
    this.timeUs = timeUs;
    if (values[X]! >= out.width || values[Y]! >= out.height) {
      stats.droppedOutOfBounds++;
      return;
    }
    const n = out.length++;
    out.t[n] = timeUs;
    out.x[n] = values[X]!;
    out.y[n] = values[Y]!;
    out.p[n] = values[P]! > 0 ? 1 : 0;
  }
}

/** Quotes, too, are only around numbers. */
const isBlank = (byte: number): boolean =>
  byte === SPACE || byte === TAB || byte === RETURN || byte === QUOTE;

const DECIMAL = /^([+-]?)(?=\.?\d)(\d*)\.?(\d*)(?:e([+-]?\d{1,3}))?$/;

/**
 * A decimal number times 10 to `scale`, as a whole number exact to 2^53; NaN when the text is none, or when it is not whole
 * and may not be rounded to the nearest.
 */
export function shiftDecimal(text: string, scale: number, rounded: boolean): number {
  const [, sign, whole, part, exponent = "0"] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || part === undefined) return NaN;
  const places = whole.length + Number(exponent) + scale; // digits before the point of the result
  if (places > MAX_PLACES) return NaN;
  const cut = Math.max(places, 0);
  const digits = "0".repeat(cut - places) + whole + part;
  const after = digits.slice(cut);
  if (!rounded && /[1-9]/.test(after)) return NaN;
  const up = scale >= 0 && /^[5-9]/.test(after) ? 1 : 0; // nanoseconds are cut, as clocks count them
  const value = Number(digits.slice(0, cut).padEnd(cut, "0")) + up;
  return sign === "-" ? -value : value;
}
