import { SaccadeError } from "../core/errors.ts";
import type { EventBatch } from "../core/event-batch.ts";
import type { CheckedSource } from "./checked-source.ts";
import { PLAIN_ROWS, type DecoderOptions, type SourceDecoder, type StreamHeader } from "./codec.ts";
import { createDecodeStats } from "./decode-stats.ts";
import { COLUMN_NAMES, type ColumnBlock } from "./hdf5-columns.ts";
import { readChunk } from "./hdf5-dataset.ts";
import { hdf5Corrupt } from "./hdf5-fields.ts";
import { readRoot } from "./hdf5-file.ts";
import { findEvents, type EventColumns } from "./hdf5-layout.ts";
import { numberField, readNumbers } from "./hdf5-type.ts";
import { rowFault } from "./npy-records.ts";
import type { Role } from "./text-layout.ts";

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
    const { fields, format, variant } = this.#events;
    const { geometry = this.#events.geometry } = options;
    this.header = {
      format,
      variant,
      geometry,
      geometryFrom: options.geometry === undefined ? this.#events.geometryFrom : "caller",
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
    return (block.columns.t?.[row - block.first] ?? 0) + this.#events.offsetUs;
  }

  /** Copies rows up to the end of the nearest block or of `out`, or to a row that cannot be. */
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
    const copy = { count: end - from, offsetUs: this.#events.offsetUs, lastUs: this.#lastUs, stepsBack: 0 };
    const before = out.length;
    const copied = copyRows({ t, x, y, p }, copy, out);
    this.#row += copied;
    this.#lastUs = copy.lastUs;
    this.stats.clockStepsBack += copy.stepsBack;
    this.stats.events += out.length - before;
    this.stats.droppedOutOfBounds += copied - (out.length - before);
    if (copied < copy.count) this.#leaveRow(t[copied]! + copy.offsetUs, x[copied]!, y[copied]!);
  }

  #leaveRow(timeUs: number, column: number, row: number): void {
    if (this.#options.salvage !== true) {
      const found = `${rowFault(timeUs, column, row) ?? "a wrong row"} as number ${this.#row}, in a chunk`;
      throw hdf5Corrupt(found, this.#events.stores.t.byteOf(this.#row));
    }
    this.stats.damages++;
    this.#row++;
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
        const read = member === undefined ? undefined : numberField(member.type)?.read;
        if (member === undefined || read === undefined) return new Float64Array(count);
        return readNumbers(bytes, read, { at: member.offset, stride: size, count });
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
    const next = (name: Role): number => {
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
  /** [us] added to every time. */
  readonly offsetUs: number;
  lastUs: number;
  stepsBack: number;
}

/** Appends rows, without those outside the sensor; returns how many it passed: all, or those before a wrong one. Hot path. */
function copyRows(columns: Readonly<Record<Role, Column>>, copy: Copy, out: EventBatch): number {
  const { t, x, y, p } = columns;
  const { count, offsetUs } = copy;
  const { width, height } = out;
  const { t: outT, x: outX, y: outY, p: outP } = out;
  let { lastUs, stepsBack } = copy;
  let n = out.length;
  let i = 0;
  for (; i < count; i++) {
    const timeUs = t[i]! + offsetUs;
    const column = x[i]!;
    const row = y[i]!;
    if (rowFault(timeUs, column, row) !== null) break;
    if (timeUs < lastUs) stepsBack++;
    lastUs = timeUs;
    if (!(column >= 0 && column < width && row >= 0 && row < height)) continue;
    outT[n] = timeUs;
    outX[n] = column;
    outY[n] = row;
    outP[n] = p[i]! > 0 ? 1 : 0;
    n++;
  }
  out.length = n;
  copy.lastUs = lastUs;
  copy.stepsBack = stepsBack;
  return i;
}

const columnFrom = (block: ColumnBlock, name: Role, row: number): Column =>
  (block.columns[name] ?? new Float64Array(0)).subarray(row - block.first);
