import type { EventBatch } from "../core/event-batch.ts";
import { SaccadeError } from "../core/errors.ts";
import type { ByteStream } from "./byte-stream.ts";
import {
  PLAIN_ROWS,
  type DecoderOptions,
  type FormatId,
  type SourceDecoder,
  type StreamHeader,
} from "./codec.ts";
import { columnLayout, GUESSED_ROWS } from "./column-layout.ts";
import { createDecodeStats } from "./decode-stats.ts";
import { dropBefore } from "./drop-before.ts";
import { chooseGeometry } from "./geometry-choice.ts";
import { NPY_FIRST_BYTES, npyRefusal, readNpyHead, type NpyHead } from "./npy-head.ts";
import { rowFault } from "./npy-records.ts";
import type { NpyField } from "./npy-type.ts";
import { timeReader, type NumberReader } from "./number-reader.ts";
import type { Role } from "./text-layout.ts";

/** An array file, of which a column or several are read. */
export interface ColumnFile {
  readonly name: string;
  /** [bytes] offset of its stored bytes, for errors. */
  readonly byte: number;
  /** [bytes] stored. */
  readonly sizeBytes: number;
  /** Starts at the offset `at` in the unpacked file. */
  open(at: number): ByteStream;
}

/** The columns in an array of this name: both coordinates stand in one called `xy`. */
export const columnNames = (name: string): readonly string[] =>
  /(^|_)xy$/i.test(name) ? ["x", "y"] : [name];

/** What a decoder of columns is opened with, beside its files. */
export interface ColumnContext {
  readonly options: DecoderOptions;
  /** Damage around the files, reported after the last row. */
  readonly fault: SaccadeError | null;
}

/** Where the numbers of one column are. */
interface Column {
  readonly file: ColumnFile;
  /** [bytes] offset in the unpacked file of its first number. */
  readonly at: number;
  readonly field: NpyField;
  /** [bytes] from one number to the next. */
  readonly itemBytes: number;
  readonly count: number;
}

/** [-] rows that are read at a time. */
const BLOCK_ROWS = 4096;
const ROLES: readonly Role[] = ["t", "x", "y", "p"];

/** A column being read: numbers from a stream, a block at a time. */
class ColumnReader {
  readonly stream: ByteStream;
  readonly values = new Float64Array(BLOCK_ROWS);
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #itemBytes: number;
  readonly #at: number;
  readonly #read: NumberReader;

  constructor({ file, at, itemBytes, field }: Column, read: NumberReader) {
    this.stream = file.open(at);
    this.#bytes = new Uint8Array(BLOCK_ROWS * itemBytes);
    this.#view = new DataView(this.#bytes.buffer);
    this.#itemBytes = itemBytes;
    this.#at = field.at;
    this.#read = read;
  }

  /** Reads numbers into `values`; returns how many there were. */
  fill(count: number): number {
    const size = this.#itemBytes;
    const got = Math.floor(this.stream.read(this.#bytes.subarray(0, count * size)) / size);
    for (let i = 0; i < got; i++) this.#read(this.#view, i * size + this.#at, this.values, i);
    return got;
  }
}

/** Reads events whose times, places and polarities stand in arrays of their own, one number after the other. */
export class ColumnDecoder implements SourceDecoder {
  readonly header: StreamHeader;
  readonly stats = createDecodeStats();
  readonly #context: ColumnContext;
  readonly #columns: Readonly<Record<Role, Column>>;
  readonly #timeScale: number;
  readonly #storedBytes: number;
  #readers: Readonly<Record<Role, ColumnReader>>;
  #left: number;
  #next = 0; // row in the block
  #rows = 0; // rows in the block
  #fromUs = -Infinity;
  #lastUs = -Infinity;
  #failure: SaccadeError | null = null;

  /** @throws SaccadeError `codec-unsupported` when the arrays hold no events, or what is wrong with their heads. */
  constructor(format: FormatId, files: readonly ColumnFile[], context: ColumnContext) {
    this.#context = context;
    const found = files.flatMap(columnsOf);
    const counts = new Set(found.map(({ count }) => count));
    if (found.length < 4 || counts.size !== 1) {
      const shown = found.map(({ field, count }) => `${field.name} (${count})`).join(", ");
      throw npyRefusal(`${found.length} columns of ${[...counts].join(", ")} rows: ${shown}`);
    }
    const layout = columnLayout(
      found.map(({ field }) => field),
      firstRows(found),
    );
    if (layout === null) throw npyRefusal("columns that are not told by their first rows");
    const column = (role: Role): Column => found[layout.columnOf[role]]!;
    this.#columns = { t: column("t"), x: column("x"), y: column("y"), p: column("p") };
    this.#timeScale = layout.timeScale;
    this.#storedBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    this.#left = column("t").count;
    this.#readers = this.#open();
    this.header = this.#headerOf(format, found);
  }

  read(out: EventBatch): boolean {
    if (this.#failure !== null) throw this.#failure;
    const before = out.length;
    try {
      while (out.length < out.t.length && this.#fill()) {
        const start = out.length;
        this.#append(out);
        if (this.#fromUs === -Infinity) continue;
        if (dropBefore(out, start, this.#fromUs)) this.#fromUs = -Infinity;
      }
    } finally {
      this.stats.events += out.length - before;
      const read = ROLES.reduce((sum, role) => sum + this.#readers[role].stream.readBytes, 0);
      this.stats.bytes = Math.min(read, this.#storedBytes); // columns of one packed file are each unpacked from its start
    }
    return this.#left > 0 || this.#next < this.#rows;
  }

  /** From the start, or from where it is when that is before: nothing tells where in packed bytes a time is. */
  seek(timeUs: number): void {
    this.#failure = null;
    this.#fromUs = timeUs;
    if (timeUs > this.#lastUs) return;
    this.#readers = this.#open();
    this.#left = this.#columns.t.count;
    this.#next = this.#rows = 0;
    this.#lastUs = -Infinity;
  }

  #open(): Readonly<Record<Role, ColumnReader>> {
    const { t, x, y, p } = this.#columns;
    return {
      t: new ColumnReader(t, timeReader(t.field, this.#timeScale)),
      x: new ColumnReader(x, x.field.read),
      y: new ColumnReader(y, y.field.read),
      p: new ColumnReader(p, p.field.read),
    };
  }

  /** Makes sure that there are rows in the block; returns false at the end. */
  #fill(): boolean {
    if (this.#next < this.#rows) return true;
    if (this.#left === 0) return this.#end(null);
    const wanted = Math.min(this.#left, BLOCK_ROWS);
    this.#next = 0;
    this.#rows = Math.min(...ROLES.map((role) => this.#readers[role].fill(wanted)));
    this.#left -= this.#rows;
    if (this.#rows > 0) return true;
    return this.#end(
      ROLES.map((role) => this.#readers[role].stream.fault).find((fault) => fault !== null) ?? this.#cut(),
    );
  }

  #cut(): SaccadeError {
    const { file } = this.#columns.t;
    const found = `an array that ends ${this.#left} rows before its length says`;
    return new SaccadeError("codec-truncated", found, { byte: file.byte });
  }

  #end(fault: SaccadeError | null): false {
    this.#left = 0;
    const damage = fault ?? this.#context.fault;
    if (damage === null) return false;
    if (this.#context.options.salvage !== true) {
      this.#failure = damage;
      throw damage;
    }
    this.stats.damages++;
    return false;
  }

  /** Appends rows of the block until it is at its end or the batch is full. */
  #append(out: EventBatch): void {
    const { t, x, y, p } = this.#readers;
    const { stats } = this;
    while (this.#next < this.#rows && out.length < out.t.length) {
      const i = this.#next++;
      const [timeUs, column, row] = [t.values[i]!, x.values[i]!, y.values[i]!];
      const fault = rowFault(timeUs, column, row);
      if (fault !== null) this.#damage(fault);
      else {
        if (timeUs < this.#lastUs) stats.clockStepsBack++;
        this.#lastUs = timeUs;
        if (column < 0 || row < 0 || column >= out.width || row >= out.height) stats.droppedOutOfBounds++;
        else pushRow(out, timeUs, { column, row, on: p.values[i]! > 0 });
      }
    }
  }

  #damage(fault: string): void {
    const { byte } = this.#columns.t.file;
    if (this.#context.options.salvage === true) {
      this.stats.damages++;
      return;
    }
    this.#failure = new SaccadeError(
      "codec-corrupt",
      `${fault} in the array at byte ${byte}; salvage reads on after it`,
      {
        byte,
      },
    );
    throw this.#failure;
  }

  #headerOf(format: FormatId, columns: readonly Column[]): StreamHeader {
    return {
      format,
      variant: columns.map(({ field }) => `${field.name}${field.name && ":"}${field.code}`).join(" "),
      ...chooseGeometry(this.#context.options.geometry, null),
      formatBounds: { width: 65536, height: 65536 },
      origin: "top-left",
      camera: null,
      fields: {},
      bodyByte: this.#columns.t.file.byte,
      rows: PLAIN_ROWS,
    };
  }
}

function pushRow(
  out: EventBatch,
  timeUs: number,
  { column, row, on }: { column: number; row: number; on: boolean },
): void {
  const n = out.length++;
  out.t[n] = timeUs;
  out.x[n] = column;
  out.y[n] = row;
  out.p[n] = on ? 1 : 0;
}

/** The columns in a file: the file itself, or each column of an array with two dimensions. */
function columnsOf(file: ColumnFile): readonly Column[] {
  const { header, bodyByte } = openHead(file);
  const { type, shape, columnMajor } = header;
  const [field] = type.fields;
  if (field === undefined || (type.fields.length > 1 && shape.length < 2)) {
    throw npyRefusal(`records in "${file.name}", one of several arrays`);
  }
  const bytes = type.recordBytes / type.fields.length;
  const names = columnNames(file.name);
  const [rows = 0, width = 1] = shape;
  const isPaired = !columnMajor && width === names.length; // by rows: x, y, x, y; or one number a row
  const byColumn = isPaired || columnMajor || shape.length < 2;
  const [count, columns] = byColumn ? [rows, width] : [width, rows];
  return Array.from({ length: Math.min(columns, 64) }, (_, i) => ({
    file,
    at: bodyByte + (isPaired ? 0 : i * count * bytes),
    field: { ...field, name: columns === names.length ? names[i]! : "", at: isPaired ? i * bytes : 0 },
    itemBytes: isPaired ? columns * bytes : bytes,
    count,
  }));
}

/** @throws SaccadeError what is wrong with the head of an array file */
function openHead(file: ColumnFile): NpyHead {
  const stream = file.open(0);
  let bytes = new Uint8Array(0);
  let need: number = NPY_FIRST_BYTES;
  for (;;) {
    const more = new Uint8Array(need - bytes.length);
    if (stream.read(more) < more.length) {
      throw (
        stream.fault ??
        new SaccadeError("codec-truncated", `"${file.name}" ends in its head`, { byte: file.byte })
      );
    }
    bytes = Uint8Array.of(...bytes, ...more);
    const head = readNpyHead(bytes);
    if (head instanceof SaccadeError)
      throw new SaccadeError(head.code, head.message, { byte: file.byte }, { cause: head });
    if (typeof head !== "number") return head;
    need = head;
  }
}

/** The numbers of the first rows, as text. */
function firstRows(columns: readonly Column[]): readonly (readonly string[])[] {
  const count = Math.min(GUESSED_ROWS, columns[0]?.count ?? 0);
  const numbers = columns.map((column) => {
    const reader = new ColumnReader(column, column.field.read);
    const got = reader.fill(count);
    return Array.from(reader.values.subarray(0, got), String);
  });
  const rows = Math.min(...numbers.map(({ length }) => length));
  return Array.from({ length: rows }, (_, row) => numbers.map((column) => column[row]!));
}
