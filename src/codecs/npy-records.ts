import type { EventBatch } from "../core/event-batch.ts";
import type { NumberReader } from "./number-reader.ts";
import type { Role } from "./text-layout.ts";
import type { UnitKernel, UnitSpan } from "./unit-decoder.ts";
import type { KernelPort } from "./word-decoder.ts";

/** Where in a record a number is, and how it is read. */
export interface RecordNumber {
  /** [bytes] from the start of the record. */
  readonly at: number;
  readonly read: NumberReader;
}

/** How records are read as events; the time in microseconds. */
export interface NpyLayout {
  readonly fields: Readonly<Record<Role, RecordNumber>>;
  readonly recordBytes: number;
  /** [-] records of the array; Infinity when the head does not say. */
  readonly count: number;
}

/** Places of a record's numbers among those read. */
const [T, X, Y, P] = [0, 1, 2, 3];

/** Reads an array of records. */
export class NpyKernel implements UnitKernel {
  readonly heldBytes = 0; // a record is taken whole or not at all
  blocked = false;
  fault: string | null = null;
  lost = false;
  readonly whole = true;
  readonly #view: DataView;
  readonly #port: KernelPort;
  readonly #layout: NpyLayout;
  readonly #values = new Float64Array(4);
  readonly #lastUs = new Float64Array(1); // an array, for a double kept in a field is allocated
  #left: number; // records still to come

  constructor(port: KernelPort, layout: NpyLayout) {
    this.#view = new DataView(port.window);
    this.#port = port;
    this.#layout = layout;
    this.#left = layout.count;
  }

  get timeUs(): number {
    return this.#lastUs[0]!;
  }

  get missing(): string | null {
    if (this.#left === 0 || this.#left === Infinity) return null;
    return `${this.#left} of ${this.#layout.count} rows are missing`;
  }

  run({ from, to }: UnitSpan, out: EventBatch): number {
    const { recordBytes } = this.#layout;
    const room = out.t.length;
    this.blocked = false;
    this.fault = null;
    let at = from;
    while (at + recordBytes <= to && this.#left > 0) {
      this.blocked = out.length === room;
      if (this.blocked) return at;
      this.#read(at);
      this.fault = rowFault(this.#values[T]!, this.#values[X]!, this.#values[Y]!);
      if (this.fault !== null) break;
      this.#append(out);
      at += recordBytes;
      this.#left--;
    }
    if (this.#left === 0 && at < to) this.fault = "a byte after the last row";
    this.lost = this.fault !== null;
    return at;
  }

  /** The next record; after the last one there is nothing to be read. */
  sync({ from, to }: UnitSpan): number {
    if (this.#left === 0) return to;
    const next = from + this.#layout.recordBytes;
    if (next > to) return from;
    this.lost = false;
    this.#left--;
    return next;
  }

  save(): readonly number[] {
    return [this.timeUs, this.#left === Infinity ? -1 : this.#left];
  }

  restore([timeUs = 0, left = -1]: readonly number[]): void {
    this.#lastUs[0] = timeUs;
    this.#left = left < 0 ? Infinity : left;
    this.lost = false;
    this.fault = null;
  }

  #read(at: number): void {
    const { t, x, y, p } = this.#layout.fields;
    const view = this.#view;
    const values = this.#values;
    t.read(view, at + t.at, values, T);
    x.read(view, at + x.at, values, X);
    y.read(view, at + y.at, values, Y);
    p.read(view, at + p.at, values, P);
  }

  #append(out: EventBatch): void {
    const values = this.#values;
    const { stats } = this.#port;
    if (values[T]! < this.#lastUs[0]!) stats.clockStepsBack++;
    this.#lastUs[0] = values[T]!;
    const column = values[X]!;
    const row = values[Y]!;
    if (column < 0 || row < 0 || column >= out.width || row >= out.height) {
      stats.droppedOutOfBounds++;
      return;
    }
    const n = out.length++;
    out.t[n] = values[T]!;
    out.x[n] = column;
    out.y[n] = row;
    out.p[n] = values[P]! > 0 ? 1 : 0;
  }
}

/** What is wrong with a row; null when nothing is. */
export function rowFault(timeUs: number, column: number, row: number): string | null {
  const timely = timeUs >= 0 && timeUs <= Number.MAX_SAFE_INTEGER && Math.floor(timeUs) === timeUs;
  if (!timely) return `a row with time ${timeUs} us`;
  const placed = Math.floor(column) === column && Math.floor(row) === row;
  return placed ? null : `a row with pixel (${column}, ${row})`;
}
