import { SaccadeError } from "../core/errors.ts";
import { PLAIN_ROWS, type DecoderOptions, type Geometry, type StreamFormat } from "./codec.ts";
import { chooseGeometry } from "./geometry-choice.ts";
import { u16At, u32At } from "./little-endian.ts";
import { NPY_LIMITS, NPY_MAGIC, NpyEncoder } from "./npy-encoder.ts";
import { LostKernel } from "./lost-kernel.ts";
import { NpyKernel, type NpyLayout } from "./npy-records.ts";
import { readNpyDictionary, timeReader, type NpyField, type NpyHeader } from "./npy-type.ts";
import { headerFault, SizedHeaderReader, type HeaderAnswer, type HeaderParser } from "./sized-header.ts";
import {
  bestOrder,
  firstGuess,
  guessTimeScale,
  nextGuess,
  readNames,
  COMMA,
  type Role,
  type TextLayout,
} from "./text-layout.ts";
import { UnitDecoder, type UnitStream } from "./unit-decoder.ts";
import { limitRefusal } from "./writer-limits.ts";

/** [bytes] offsets: version, then the length of the dictionary, in two bytes or, from version 2 on, in four. */
const VERSION_AT = NPY_MAGIC.length;
const LENGTH_AT = VERSION_AT + 2;
const MAX_VERSION = 3;
/** [bytes] of a dictionary; those of event arrays have 200. */
const MAX_DICTIONARY_BYTES = 65536;
/** [-] rows that are looked at where nothing names the columns. */
const GUESSED_ROWS = 8;
/** [bytes] of a record at most: some fit the window. */
const MAX_RECORD_BYTES = 1024;
const BOUNDS: Geometry = { width: 65536, height: 65536 };

/** An array's head, and where it ends. */
interface Head {
  readonly header: NpyHeader;
  readonly bodyByte: number;
}

/** Reads the head of an array file, and its first rows where their columns have no names. */
class NpyHeaderParser implements HeaderParser {
  readonly firstBytes = LENGTH_AT + 2;
  readonly #options: DecoderOptions;
  #bodyByte = 0;
  #head: Head | null = null;

  constructor(options: DecoderOptions) {
    this.#options = options;
  }

  ask(bytes: Uint8Array): HeaderAnswer {
    if (this.#head !== null) return this.#guess(bytes, this.#head);
    if (this.#bodyByte > 0) return this.#readDictionary(bytes);
    return this.#readLength(bytes);
  }

  /** Fewer rows than would be looked at. */
  settle(bytes: Uint8Array): HeaderAnswer | null {
    return this.#head === null ? null : this.#guess(bytes, this.#head);
  }

  fallback(): UnitStream {
    return this.#lost(this.#bodyByte);
  }

  #readLength(bytes: Uint8Array): HeaderAnswer {
    const version = bytes[VERSION_AT]!;
    if (!isNpy(bytes)) return { next: this.#lost(0), fault: headerFault("no mark of an npy file", 0) };
    if (version < 1 || version > MAX_VERSION) {
      const found = `npy version ${version}, readable are 1 to ${MAX_VERSION}`;
      return {
        next: this.#lost(0),
        fault: new SaccadeError("codec-unsupported", found, { byte: VERSION_AT }),
      };
    }
    const wide = version > 1;
    if (wide && bytes.length === this.firstBytes) return { next: LENGTH_AT + 4 };
    const length = wide ? u32At(bytes, LENGTH_AT) : u16At(bytes, LENGTH_AT);
    if (length > MAX_DICTIONARY_BYTES) {
      return { next: this.#lost(0), fault: headerFault(`a head of ${length} bytes`, LENGTH_AT) };
    }
    this.#bodyByte = bytes.length + length;
    return length === 0 ? this.#readDictionary(bytes) : { next: this.#bodyByte };
  }

  #readDictionary(bytes: Uint8Array): HeaderAnswer {
    const header = readNpyDictionary(String.fromCharCode(...bytes.subarray(LENGTH_AT + 2)));
    const fault = typeof header === "string" ? header : shapeFault(header);
    if (typeof header === "string" || fault !== null) return this.#refuse(fault ?? "");
    const head = { header, bodyByte: bytes.length };
    this.#head = head;
    const { fields, recordBytes } = header.type;
    const named = fields.some(({ name }) => name !== "");
    if (named && namesOf(fields) === null)
      return this.#refuse(`fields ${fields.map(({ name }) => name).join(", ")}`);
    const rows = Math.min(GUESSED_ROWS, countOf(header));
    return rows === 0 ? this.#guess(bytes, head) : { next: head.bodyByte + rows * recordBytes };
  }

  /** Tells the columns by their names, or by what stands in the first rows. */
  #guess(bytes: Uint8Array, { header, bodyByte }: Head): HeaderAnswer {
    const rows = firstRows(bytes.subarray(bodyByte), header);
    const layout = layoutOf(header.type.fields, rows);
    if (layout === null)
      return this.#refuse(`columns that are not told by rows such as ${rows[0]?.join(" ")}`);
    const { columnOf, timeScale } = layout;
    const fields = (role: Role): NpyField => header.type.fields[columnOf[role]]!;
    const t = fields("t");
    return {
      next: this.#stream(bodyByte, {
        fields: {
          t: { at: t.at, read: timeReader(t, timeScale) },
          x: fields("x"),
          y: fields("y"),
          p: fields("p"),
        },
        recordBytes: header.type.recordBytes,
        count: countOf(header),
      }),
    };
  }

  #refuse(found: string): HeaderAnswer {
    const message = `npy with ${found}; readable are rows of t, x, y and p, by name or in four columns`;
    return {
      next: this.#lost(this.#bodyByte),
      fault: new SaccadeError("codec-unsupported", message, { byte: LENGTH_AT }),
    };
  }

  #lost(bodyByte: number): UnitStream {
    return { ...this.#stream(bodyByte, null), kernel: () => new LostKernel() };
  }

  #stream(bodyByte: number, layout: NpyLayout | null): UnitStream {
    return {
      header: {
        format: "npy",
        variant:
          this.#head?.header.type.fields.map(({ name, code }) => `${name}${name && ":"}${code}`).join(" ") ??
          "",
        ...chooseGeometry(this.#options.geometry, null),
        formatBounds: BOUNDS,
        origin: "top-left",
        camera: null,
        fields: {},
        bodyByte,
        rows: PLAIN_ROWS,
      },
      kernel: (port) => (layout === null ? new LostKernel() : new NpyKernel(port, layout)),
    };
  }
}

/** Why an array's shape cannot be read row by row; null when it can. */
function shapeFault({ type, columnMajor, shape }: NpyHeader): string | null {
  const named = type.fields.some(({ name }) => name !== "");
  const wanted = named ? shape.length === 1 : shape.length === 2 && shape[1]! >= 4;
  if (columnMajor && shape.length > 1)
    return "its numbers column by column: save it as numpy.ascontiguousarray(events)";
  if (!wanted) return `shape (${shape.join(", ")})`;
  return type.recordBytes > MAX_RECORD_BYTES ? `rows of ${type.recordBytes} bytes` : null;
}

const countOf = ({ shape }: NpyHeader): number => (shape[0]! < 0 ? Infinity : shape[0]!);

const namesOf = (fields: readonly NpyField[]): ReturnType<typeof readNames> =>
  readNames(fields.map(({ name }) => name).join(","), COMMA);

/** The numbers of the first rows, as text: how the order of columns is told in text files too. */
function firstRows(bytes: Uint8Array, { type }: NpyHeader): readonly (readonly string[])[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const value = new Float64Array(1);
  const count = Math.floor(bytes.length / Math.max(type.recordBytes, 1));
  return Array.from({ length: count }, (_, row) =>
    type.fields.map(({ at, read }) => {
      read(view, row * type.recordBytes + at, value, 0);
      return String(value[0]);
    }),
  );
}

/** Which column is what, and the unit of the time; null when the rows do not tell. */
function layoutOf(
  fields: readonly NpyField[],
  rows: readonly (readonly string[])[],
): Pick<TextLayout, "columnOf" | "timeScale"> | null {
  const names = namesOf(fields);
  const columnOf = names?.columnOf ?? guessOrder(rows);
  if (columnOf === undefined) return null;
  const times = rows.map((row) => row[columnOf.t] ?? "");
  const isFloat = fields[columnOf.t]!.code.startsWith("f");
  return { columnOf, timeScale: names?.timeScale ?? guessUnit(times, isFloat) };
}

function guessOrder([first, ...others]: readonly (readonly string[])[]):
  Readonly<Record<Role, number>> | undefined {
  return bestOrder(others.reduce(nextGuess, firstGuess(first ?? ["0", "0", "0", "0"])));
}

/** Seconds where a time has a fraction (or nothing but zeros is there), else as in text. */
function guessUnit(times: readonly string[], isFloat: boolean): number {
  if (!isFloat) return guessTimeScale(times[0] ?? "0");
  const whole = times.every((time) => Number.isInteger(Number(time)));
  return whole && times.some((time) => time !== "0") ? 0 : 6;
}

const isNpy = (head: Uint8Array): boolean => NPY_MAGIC.every((byte, i) => head[i] === byte);

/** NumPy array of events: records with fields t, x, y and p, or rows of four numbers. */
export const NPY: StreamFormat = {
  id: "npy",
  name: "NumPy array",
  access: "stream",
  sight: (head) => (isNpy(head) ? "magic" : null),
  createDecoder: (options) => {
    const parser = new NpyHeaderParser(options);
    return new UnitDecoder(new SizedHeaderReader(parser, options.salvage === true), options);
  },
  writer: {
    extension: ".npy",
    limits: NPY_LIMITS,
    refusal: (stream) => limitRefusal(NPY_LIMITS, stream),
    createEncoder: () => new NpyEncoder(),
  },
};
