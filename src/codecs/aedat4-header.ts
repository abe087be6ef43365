import { SaccadeError } from "../core/errors.ts";
import { asciiBytes } from "./ascii.ts";
import { readAedat4Streams, type Aedat4Stream } from "./aedat4-info.ts";
import { Aedat4Kernel, type Aedat4Layout } from "./aedat4-packets.ts";
import { PLAIN_ROWS, type DecoderOptions, type Geometry, type StreamHeader } from "./codec.ts";
import { FlatBuffer } from "./flat-buffer.ts";
import { chooseGeometry } from "./geometry-choice.ts";
import { u32At } from "./little-endian.ts";
import { headerFault, type HeaderAnswer, type HeaderParser } from "./sized-header.ts";
import type { UnitStream } from "./unit-decoder.ts";

/** The first line of a file. */
export const AEDAT4_MAGIC = asciiBytes("#!AER-DAT4.0\r\n");
/** [bytes] before the header's FlatBuffer, and of its size. */
const BUFFER_AT = AEDAT4_MAGIC.length;
const SIZE_BYTES = 4;
/** [bytes] a header may have: it holds the description of all modules that ran, some kilobytes. */
const MAX_HEADER_BYTES = 1048576;

/** How packets are packed, by the number in the header. Source: iniVation's `ioheader.fbs`. */
const COMPRESSIONS = ["none", "LZ4", "LZ4", "ZSTD", "ZSTD"] as const;

/** [px] coordinates are 16-bit and signed. */
export const AEDAT4_BOUNDS: Geometry = { width: 32768, height: 32768 };

/** What the header's FlatBuffer says: fields compression, position of the table, description. */
interface HeaderFacts {
  readonly compression: number;
  readonly tableByte: number;
  readonly streams: readonly Aedat4Stream[];
}

/** Reads the header of an AEDAT 4 file. Source: "AEDAT 4.0", iniVation documentation. */
export class Aedat4HeaderParser implements HeaderParser {
  readonly firstBytes = BUFFER_AT + SIZE_BYTES;
  readonly #options: DecoderOptions;
  #magicRight = true;

  constructor(options: DecoderOptions) {
    this.#options = options;
  }

  ask(bytes: Uint8Array): HeaderAnswer {
    const end = BUFFER_AT + SIZE_BYTES + u32At(bytes, BUFFER_AT);
    if (bytes.length === this.firstBytes) return this.#askFor(bytes, end);
    const buffer = new FlatBuffer(bytes.subarray(BUFFER_AT));
    const facts = readFacts(buffer);
    const fault = buffer.damaged ? headerFault("a damaged header", BUFFER_AT) : factsFault(facts, end);
    if (fault !== null) return { next: this.#stream(UNKNOWN, end, true), fault };
    const asked = this.#options.stream;
    const stream = chooseStream(facts.streams, asked);
    if (stream === undefined) throw noSuchStream(facts.streams, asked ?? "");
    return { next: this.#stream(facts, end, false, stream) };
  }

  fallback(): UnitStream {
    return this.#stream(UNKNOWN, BUFFER_AT, true);
  }

  /** The size is known: asks for the rest, if it can be right. */
  #askFor(bytes: Uint8Array, end: number): HeaderAnswer {
    this.#magicRight = AEDAT4_MAGIC.every((byte, i) => bytes[i] === byte);
    const size = end - BUFFER_AT - SIZE_BYTES;
    if (size < 8 || size > MAX_HEADER_BYTES) {
      const fault = headerFault(`a header of ${size} bytes, 8 to ${MAX_HEADER_BYTES} can be,`, BUFFER_AT);
      return { next: this.fallback(), fault };
    }
    return this.#magicRight
      ? { next: end }
      : { next: end, fault: headerFault("no mark of an AEDAT 4.0 file", 0) };
  }

  #stream(
    facts: HeaderFacts,
    bodyByte: number,
    lost: boolean,
    stream: Aedat4Stream | null = null,
  ): UnitStream {
    const layout: Aedat4Layout = { bodyByte, tableByte: facts.tableByte, stream: stream?.id ?? -1, lost };
    return {
      header: this.#header(facts, bodyByte, stream),
      kernel: (port) => new Aedat4Kernel(port, layout),
    };
  }

  #header(
    { compression, streams }: HeaderFacts,
    bodyByte: number,
    stream: Aedat4Stream | null,
  ): StreamHeader {
    return {
      format: "aedat4",
      variant: COMPRESSIONS[compression] ?? "",
      ...chooseGeometry(this.#options.geometry, writtenGeometry(stream)),
      formatBounds: AEDAT4_BOUNDS,
      origin: "top-left",
      camera: stream === null || stream.source === "" ? null : stream.source,
      fields: Object.fromEntries(streams.map((one) => [`stream ${one.id}`, describe(one)])),
      bodyByte,
      rows: PLAIN_ROWS,
    };
  }
}

const writtenGeometry = (stream: Aedat4Stream | null): Geometry | null =>
  stream?.width && stream.height ? { width: stream.width, height: stream.height } : null;

const UNKNOWN: HeaderFacts = { compression: -1, tableByte: -1, streams: [] };

function readFacts(buffer: FlatBuffer): HeaderFacts {
  const { root, view } = buffer;
  const compression = buffer.field(root, 0, 4);
  const tableByte = buffer.int64(root, 1, -1);
  return {
    compression: compression < 0 ? 0 : view.getInt32(compression, true),
    tableByte: tableByte === 0 ? -1 : tableByte, // a writer that did not get to fill it in
    streams: readAedat4Streams(buffer.text(root, 2)),
  };
}

/** @param end offset of the first packet */
function factsFault({ compression, tableByte }: HeaderFacts, end: number): SaccadeError | null {
  if (COMPRESSIONS[compression] === undefined) {
    const found = `compression ${compression}, readable are 0 (none) to 4 (ZSTD)`;
    return new SaccadeError("codec-unsupported", found, { byte: BUFFER_AT });
  }
  if (tableByte === -1 || (tableByte >= end && tableByte <= Number.MAX_SAFE_INTEGER)) return null;
  return headerFault(`a table of packets at byte ${tableByte}, -1 or at least ${end} can be,`, BUFFER_AT);
}

/** The stream asked for by its number or its camera's name, or the first with events; null when the header lists none. */
function chooseStream(
  streams: readonly Aedat4Stream[],
  asked: string | undefined,
): Aedat4Stream | null | undefined {
  if (asked === undefined) return streams.find(({ type }) => type === "EVTS") ?? null;
  const named = streams.find(
    ({ id, type, source }) => type === "EVTS" && (String(id) === asked || source === asked),
  );
  if (named !== undefined) return named;
  const unlisted = streams.length === 0 && /^\d{1,5}$/.test(asked);
  return unlisted ? { id: Number(asked), type: "EVTS", width: null, height: null, source: "" } : undefined;
}

function noSuchStream(streams: readonly Aedat4Stream[], asked: string): SaccadeError {
  const there = streams.map((stream) => `${stream.id} (${describe(stream)})`).join(", ");
  const found = `no stream "${asked}" with events; there are ${there === "" ? "none listed" : there}`;
  return new SaccadeError("codec-unsupported", found, { byte: BUFFER_AT });
}

/** A stream for people: type, camera, size. */
function describe({ type, source, width, height }: Aedat4Stream): string {
  const size = width === null || height === null ? "" : `${width}x${height}`;
  return [type, source, size].filter((part) => part !== "").join(" ");
}
