import { SaccadeError } from "../core/errors.ts";
import type { EventBatch } from "../core/event-batch.ts";
import type { CheckedSource } from "./checked-source.ts";
import { PLAIN_ROWS, type DecoderOptions, type SourceDecoder, type StreamHeader } from "./codec.ts";
import { createDecodeStats } from "./decode-stats.ts";
import { COLUMN_NAMES, type ColumnBlock, type ColumnName } from "./hdf5-columns.ts";
import { readChunk } from "./hdf5-dataset.ts";
import { readRoot } from "./hdf5-file.ts";
import { findEvents, type EventColumns } from "./hdf5-layout.ts";
import { isNumber, readNumbers } from "./hdf5-type.ts";

/** [px] coordinates have at most 16 bits. */
const BOUNDS = { width: 65536, height: 65536 };

/** Reads the events of an HDF5 file, whatever layout they have in it. */
export class Hdf5Decoder implements SourceDecoder {
  readonly header: StreamHeader;
  readonly stats = createDecodeStats();
  readonly #source: CheckedSource;
  readonly #options: DecoderOptions;
  readonly #events: EventColumns;
  #row = 0;
  #lastUs = -Infinity;
  #trigger = 0;
  #failure: SaccadeError | null = null;

  /** @throws SaccadeError `codec-corrupt`, `codec-truncated`, `codec-unsupported`. */
  constructor(source: CheckedSource, options: DecoderOptions) {
    this.#source = source;
    this.#options = options;
    this.#events = findEvents(source, readRoot(source), options);
    const { geometry, fields, format, variant } = this.#events;
    this.header = {
      format,
      variant,
      geometry: options.geometry ?? geometry,
      geometryFrom: options.geometry !== undefined ? "caller" : geometry !== null ? "header" : "unknown",
      formatBounds: BOUNDS,
      origin: "top-left",
      camera: fields["sensor_name"] ?? fields["camera_integrator_name"] ?? fields["plugin_name"] ?? null,
      fields,
      bodyByte: 0,
      rows: PLAIN_ROWS,
    };
  }

  read(out: EventBatch): boolean {
    if (this.#failure !== null) throw this.#failure;
    while (this.#row < this.#events.length && out.length < out.t.length) this.#attempt(() => this.#copy(out));
    const more = this.#row < this.#events.length;
    this.#attempt(() => this.#deliverTriggers(more ? this.#lastUs : Infinity));
    this.stats.bytes = more
      ? Math.floor((this.#source.sizeBytes * this.#row) / this.#events.length)
      : this.#source.sizeBytes;
    return more;
  }

  /** Bisection over the chunks' first times, then over the rows of one chunk. */
  seek(timeUs: number): void {
    this.#failure = null;
    const { length, stores } = this.#events;
    let low = 0; // first row whose time may be late enough
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = stores.t.block(middle);
      const edge = this.#timeAt(block, block.first);
      if (edge >= timeUs) high = Math.min(high, block.first);
      else if (this.#timeAt(block, block.end - 1) < timeUs) low = block.end;
      else {
        low = this.#within(block, timeUs);
        high = low;
      }
    }
    this.#row = low;
    this.#lastUs = -Infinity;
    this.#trigger = 0;
  }

  #within(block: ColumnBlock, timeUs: number): number {
    let row = block.first;
    while (row < block.end && this.#timeAt(block, row) < timeUs) row++;
    return row;
  }

  #timeAt(block: ColumnBlock, row: number): number {
    return this.#toUs(block.columns.t?.[row - block.first] ?? 0);
  }

  #toUs(stored: number): number {
    const { scale, offsetUs } = this.#events;
    return Math.round(stored * scale) + offsetUs;
  }

  /** Copies rows up to the end of the nearest block or of `out`. */
  #copy(out: EventBatch): void {
    const from = this.#row;
    const blocks = COLUMN_NAMES.map((name) => this.#events.stores[name].block(from));
    const end = Math.min(...blocks.map((block) => block.end), from + out.t.length - out.length);
    const [t, x, y, p] = COLUMN_NAMES.map((name, i) => columnFrom(blocks[i]!, name, from)) as [
      Column,
      Column,
      Column,
      Column,
    ];
    const { scale, offsetUs } = this.#events;
    const copy = { count: end - from, lastUs: this.#lastUs, stepsBack: 0 };
    const before = out.length;
    copyTimes(t, { scale, offsetUs }, copy, out);
    copyPlaces({ x, y, p }, copy.count, out);
    this.#lastUs = copy.lastUs;
    this.stats.clockStepsBack += copy.stepsBack;
    this.stats.events += out.length - before;
    this.stats.droppedOutOfBounds += copy.count - (out.length - before);
    this.#row = end;
  }

  /** Delivers the triggers up to a time; they are few, and stored apart from the events. */
  #deliverTriggers(untilUs: number): void {
    const { triggers } = this.#events;
    if (triggers === null || this.#trigger >= triggers.length || triggers.type.kind !== "compound") return;
    const { members, size } = triggers.type;
    while (this.#trigger < triggers.length) {
      const index = Math.floor(this.#trigger / triggers.chunkLength);
      const first = index * triggers.chunkLength;
      const count = Math.min(triggers.chunkLength, triggers.length - first);
      const bytes = readChunk(this.#source, triggers, index, { options: this.#options });
      const [t, p, id] = ["t", "p", "id"].map((name) => {
        const member = members.find((candidate) => candidate.name === name);
        if (member === undefined || !isNumber(member.type)) return new Float64Array(count);
        return readNumbers(bytes, member.type, { at: member.offset, stride: size, count });
      });
      for (; this.#trigger < first + count; this.#trigger++) {
        const i = this.#trigger - first;
        if (t![i]! > untilUs) return;
        this.stats.triggers++;
        this.#options.side?.trigger?.(t![i]!, id![i]!, p![i]! > 0);
      }
    }
  }

  /** In salvage a damaged chunk is left out, with the rows of the other columns that belong to it. */
  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof SaccadeError)) throw error;
      if (this.#options.salvage !== true || error.code === "codec-unsupported") {
        this.#failure = error;
        throw error;
      }
      this.#leaveDamage();
    }
  }

  #leaveDamage(): void {
    const { length, stores, triggers } = this.#events;
    this.stats.damages++;
    if (this.#row >= length) {
      this.#trigger = triggers?.length ?? 0;
      return;
    }
    const next = (name: ColumnName): number => {
      const { chunkLength } = stores[name];
      return (Math.floor(this.#row / chunkLength) + 1) * chunkLength;
    };
    this.#row = Math.min(length, ...COLUMN_NAMES.map(next));
  }
}

type Column = Float64Array | Uint16Array | Uint8Array;

/** Rows being copied: how many, and what their times have shown. */
interface Copy {
  readonly count: number;
  lastUs: number;
  stepsBack: number;
}

/** Writes the times of the rows after those in `out`, which stays as long as it is. Hot path. */
function copyTimes(
  stored: Column,
  { scale, offsetUs }: Pick<EventColumns, "scale" | "offsetUs">,
  copy: Copy,
  out: EventBatch,
): void {
  const { t, length } = out;
  let { lastUs, stepsBack } = copy;
  for (let i = 0; i < copy.count; i++) {
    const timeUs = (scale === 1 ? stored[i]! : Math.round(stored[i]! * scale)) + offsetUs;
    if (timeUs < lastUs) stepsBack++;
    lastUs = timeUs;
    t[length + i] = timeUs;
  }
  copy.lastUs = lastUs;
  copy.stepsBack = stepsBack;
}

/** Appends the rows whose times have been written, without those that lie outside the sensor. Hot path. */
function copyPlaces(
  columns: Readonly<Record<"x" | "y" | "p", Column>>,
  count: number,
  out: EventBatch,
): void {
  const { x, y, p } = columns;
  const { t, width, height, length } = out;
  const { x: outX, y: outY, p: outP } = out;
  let n = length;
  for (let i = 0; i < count; i++) {
    const column = x[i]!;
    const row = y[i]!;
    if (!(column >= 0 && column < width && row >= 0 && row < height)) continue;
    t[n] = t[length + i]!;
    outX[n] = column;
    outY[n] = row;
    outP[n] = p[i]! > 0 ? 1 : 0;
    n++;
  }
  out.length = n;
}

const columnFrom = (block: ColumnBlock, name: ColumnName, row: number): Column =>
  (block.columns[name] ?? new Float64Array(0)).subarray(row - block.first);
