import { SaccadeError } from "../core/errors.ts";
import { PLAIN_ROWS, type DecoderOptions, type Geometry, type Sighting, type StreamFormat } from "./codec.ts";
import { columnLayout, GUESSED_ROWS } from "./column-layout.ts";
import { withoutChoices } from "./encoder-choices.ts";
import { chooseGeometry } from "./geometry-choice.ts";
import { LostKernel } from "./lost-kernel.ts";
import { NPY_LIMITS, NpyEncoder } from "./npy-encoder.ts";
import { isByColumn, isNpy, NPY_FIRST_BYTES, npyRefusal, readNpyHead, type NpyHead } from "./npy-head.ts";
import { NpyKernel, type NpyLayout } from "./npy-records.ts";
import type { NpyField, NpyHeader } from "./npy-type.ts";
import { timeReader } from "./number-reader.ts";
import { SizedHeaderReader, type HeaderAnswer, type HeaderParser } from "./sized-header.ts";
import { namesOf, type Role } from "./text-layout.ts";
import { UnitDecoder, type UnitStream } from "./unit-decoder.ts";
import { limitRefusal } from "./writer-limits.ts";

/** [bytes] of a record at most: some fit the window. */
const MAX_RECORD_BYTES = 1024;
const BOUNDS: Geometry = { width: 65536, height: 65536 };

/** Reads the head of an array file, and its first rows where they must tell the columns or the unit of the time. */
class NpyHeaderParser implements HeaderParser {
  readonly firstBytes = NPY_FIRST_BYTES;
  readonly #options: DecoderOptions;
  #head: NpyHead | null = null;

  constructor(options: DecoderOptions) {
    this.#options = options;
  }

  ask(bytes: Uint8Array): HeaderAnswer {
    if (this.#head !== null) return this.#layOut(bytes, this.#head);
    const head = readNpyHead(bytes);
    if (typeof head === "number") return { next: head };
    if (head instanceof SaccadeError) return { next: this.#lost(0), fault: head };
    this.#head = head;
    const fault = shapeFault(head.header);
    if (fault !== null) return this.#refuse(fault);
    const rows = Math.min(GUESSED_ROWS, countOf(head.header));
    if (rows === 0) return this.#layOut(bytes, head);
    return { next: head.bodyByte + rows * head.header.type.recordBytes };
  }

  /** Fewer rows than would be looked at. */
  settle(bytes: Uint8Array): HeaderAnswer | null {
    return this.#head === null ? null : this.#layOut(bytes, this.#head);
  }

  fallback(): UnitStream {
    return this.#lost(this.#head?.bodyByte ?? 0);
  }

  #layOut(bytes: Uint8Array, { header, bodyByte }: NpyHead): HeaderAnswer {
    const rows = firstRows(bytes.subarray(bodyByte), header);
    const layout = columnLayout(header.type.fields, rows);
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
    return { next: this.fallback(), fault: npyRefusal(found) };
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

/** Why an array cannot be read row by row; null when it can. */
function shapeFault(header: NpyHeader): string | null {
  const { type, shape } = header;
  const names = type.fields.map(({ name }) => name);
  const named = names.some((name) => name !== "");
  if (isByColumn(header)) return "its numbers column by column";
  if (named ? shape.length !== 1 : shape.length !== 2 || shape[1]! < 4) return `shape (${shape.join(", ")})`;
  if (named && namesOf(names) === null) return `fields ${names.join(", ")}`;
  return type.recordBytes > MAX_RECORD_BYTES ? `rows of ${type.recordBytes} bytes` : null;
}

const countOf = ({ shape }: NpyHeader): number => (shape[0]! < 0 ? Infinity : shape[0]!);

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

/** Column by column, an array is read through random access. */
function sight(head: Uint8Array): Sighting {
  if (!isNpy(head)) return null;
  const read = readNpyHead(head);
  return typeof read === "object" && "header" in read && isByColumn(read.header) ? null : "magic";
}

/** NumPy array of events: records with fields t, x, y and p, or rows of four numbers. */
export const NPY: StreamFormat = {
  id: "npy",
  name: "NumPy array",
  access: "stream",
  sight,
  createDecoder: (options) => {
    const parser = new NpyHeaderParser(options);
    return new UnitDecoder(new SizedHeaderReader(parser, options.salvage === true), options);
  },
  writer: {
    extension: ".npy",
    limits: NPY_LIMITS,
    refusal: (stream) => limitRefusal(NPY_LIMITS, stream),
    createEncoder: (options) => {
      withoutChoices(options);
      return new NpyEncoder();
    },
  },
};
