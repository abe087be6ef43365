import { SaccadeError } from "../core/errors.ts";
import { PLAIN_ROWS, type DecoderOptions, type Geometry, type Sighting, type StreamFormat } from "./codec.ts";
import { DAT_LIMITS, DatEncoder } from "./dat-encoder.ts";
import { DAT_V1, DAT_V2, type DatLayout } from "./dat-layout.ts";
import { DatKernel, DatTriggerKernel } from "./dat-words.ts";
import { withoutChoices } from "./encoder-choices.ts";
import {
  cutHeader,
  fieldsOf,
  peekLines,
  PercentHeaderReader,
  valueOf,
  type HeaderLine,
} from "./percent-header.ts";
import { encodingOf } from "./raw-header.ts";
import { WordDecoder, type HeaderReader, type WordStream } from "./word-decoder.ts";
import { limitRefusal } from "./writer-limits.ts";

/** Event types after the header: events of the first files, events, external triggers. Source: OpenEB event traits. */
const TYPE_2D = 0x00;
const TYPE_CD = 0x0c;
const TYPE_TRIGGER = 0x0e;
const TYPES: readonly number[] = [TYPE_2D, TYPE_CD, TYPE_TRIGGER];
const EVENT_BYTES = 8;

/** Reads the header of a DAT file: text lines, then one byte of event type and one of event size. */
class DatHeaderReader implements HeaderReader {
  stream: WordStream | null = null;
  damages = 0;
  readonly bodyPrefix: readonly number[] = [];
  readonly #lines = new PercentHeaderReader();
  readonly #options: DecoderOptions;
  #tail: number[] | null = null;

  constructor(options: DecoderOptions) {
    this.#options = options;
  }

  push(bytes: Uint8Array, from: number): number {
    let at = this.#lines.push(bytes, from);
    if (!this.#lines.done) return at;
    this.#tail ??= [...this.#lines.bodyPrefix];
    while (at < bytes.length && this.#tail.length < 2) this.#tail.push(bytes[at++]!);
    const [type, size] = this.#tail;
    if (type !== undefined && size !== undefined) this.#complete(type, size);
    return at;
  }

  end(): void {
    throw cutHeader(this.#lines.bodyByte + (this.#tail?.length ?? 0));
  }

  #complete(type: number, size: number): void {
    const { lines, bodyByte } = this.#lines;
    if (size !== EVENT_BYTES) this.#fault(wrongByte("event size", size, "8", bodyByte + 1));
    if (!TYPES.includes(type))
      this.#fault(wrongByte("event type", type, "0 or 12 (events) or 14 (triggers)", bodyByte));
    const layout = layoutOf(lines, type);
    if (layout instanceof SaccadeError) this.#fault(layout);
    const used = layout instanceof SaccadeError ? DAT_V2 : layout;
    const geometry = writtenGeometry(lines, used.bounds);
    if (geometry instanceof SaccadeError) this.#fault(geometry);
    const written = geometry instanceof SaccadeError ? null : geometry;
    this.stream = {
      header: {
        format: "dat",
        variant: used.variant,
        geometry: this.#options.geometry ?? written,
        geometryFrom: this.#options.geometry ? "caller" : written ? "header" : "unknown",
        formatBounds: used.bounds,
        origin: "top-left",
        camera: null,
        fields: fieldsOf(lines),
        bodyByte: bodyByte + 2,
        rows: PLAIN_ROWS,
      },
      kernel: (port) =>
        type === TYPE_TRIGGER ? new DatTriggerKernel(port, used) : new DatKernel(port, used),
    };
  }

  /** In salvage a damaged header is read as the commonest one: version 2, events, size unknown. */
  #fault(fault: SaccadeError): void {
    if (this.#options.salvage !== true) throw fault;
    this.damages++;
  }
}

const wrongByte = (what: string, found: number, allowed: string, byte: number): SaccadeError =>
  new SaccadeError(
    "codec-unsupported",
    `DAT ${what} ${String(found)} at byte ${String(byte)}, allowed ${allowed}`,
    {
      byte,
    },
  );

/** A file that states no version is from before version 2, unless its type byte is one that came with it. */
function layoutOf(lines: readonly HeaderLine[], type: number): DatLayout | SaccadeError {
  const version = valueOf(lines, "Version") ?? (type === TYPE_2D ? "1" : "2");
  if (version === "1") return DAT_V1;
  if (version === "2") return DAT_V2;
  const byte = lines.findLast((line) => line.key === "Version")?.byte ?? 0;
  return new SaccadeError("codec-unsupported", `DAT version "${version}", readable are 1 and 2`, { byte });
}

function writtenGeometry(lines: readonly HeaderLine[], bounds: Geometry): Geometry | SaccadeError | null {
  const width = sizeOf(lines, "Width", bounds.width);
  const height = sizeOf(lines, "Height", bounds.height);
  if (width instanceof SaccadeError) return width;
  if (height instanceof SaccadeError) return height;
  return width === null || height === null ? null : { width, height };
}

function sizeOf(lines: readonly HeaderLine[], key: string, max: number): number | SaccadeError | null {
  const line = lines.findLast((candidate) => candidate.key === key);
  if (line === undefined) return null;
  const size = /^\d+$/.test(line.value) ? Number(line.value) : 0;
  if (size >= 1 && size <= max) return size;
  const found = `DAT ${key} "${line.value}", allowed 1 to ${String(max)}`;
  return new SaccadeError("codec-corrupt", found, { byte: line.byte });
}

/** DAT files begin with text lines too; RAW files name their encoding there, DAT files their version or their content. */
function sight(head: Uint8Array): Sighting {
  const lines = peekLines(head);
  if (encodingOf(lines) !== undefined) return null;
  const named = lines.some(
    ({ key, value }) => key === "Version" || (key === "Data" && value.startsWith("file")),
  );
  return named ? "magic" : null;
}

/** Prophesee DAT, versions 1 and 2. Source: OpenEB `dat_event_file_reader.cpp`, `event2d.h`, `event_ext_trigger.h`. */
export const DAT: StreamFormat = {
  id: "dat",
  name: "Prophesee DAT",
  access: "stream",
  sight,
  createDecoder: (options) => new WordDecoder(new DatHeaderReader(options), options),
  writer: {
    extension: ".dat",
    limits: DAT_LIMITS,
    refusal: (stream) => limitRefusal(DAT_LIMITS, stream),
    createEncoder: (options) => new DatEncoder(withoutChoices(options)),
  },
};
