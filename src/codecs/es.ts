import { SaccadeError } from "../core/errors.ts";
import { asciiBytes } from "./ascii.ts";
import { PLAIN_ROWS, type DecoderOptions, type Geometry, type StreamFormat } from "./codec.ts";
import { withoutChoices } from "./encoder-choices.ts";
import { ES_LIMITS, EsEncoder } from "./es-encoder.ts";
import { ES_TYPES, EsGenericKernel, EsKernel, type EsType } from "./es-units.ts";
import { chooseGeometry } from "./geometry-choice.ts";
import { u16At } from "./little-endian.ts";
import { headerFault, SizedHeaderReader, type HeaderAnswer, type HeaderParser } from "./sized-header.ts";
import { UnitDecoder, type UnitStream } from "./unit-decoder.ts";
import { limitRefusal } from "./writer-limits.ts";

const MAGIC = asciiBytes("Event Stream");
/** [bytes] offsets: three version bytes, the type, then width and height unless it is generic. */
const VERSION_AT = MAGIC.length;
const TYPE_AT = VERSION_AT + 3;
const SIZE_AT = TYPE_AT + 1;
const END_AT = SIZE_AT + 4;
const MAJOR_VERSION = 2;
const GENERIC = 0;
/** What a stream whose header is damaged is read as. */
const COMMONEST = 1;
/** [px] 16-bit coordinates. */
const BOUNDS: Geometry = { width: 65536, height: 65536 };

/** Reads the header of an Event Stream file. */
class EsHeaderParser implements HeaderParser {
  readonly firstBytes = SIZE_AT;
  readonly #options: DecoderOptions;

  constructor(options: DecoderOptions) {
    this.#options = options;
  }

  ask(bytes: Uint8Array): HeaderAnswer {
    const type = bytes[TYPE_AT]!;
    if (bytes.length > SIZE_AT) return this.#askSize(bytes);
    const fault = startFault(bytes);
    if (fault !== null) return { next: END_AT, fault };
    return { next: type === GENERIC ? this.#stream(bytes, GENERIC, null) : END_AT };
  }

  fallback(): UnitStream {
    return this.#stream(new Uint8Array(END_AT), COMMONEST, null);
  }

  #askSize(bytes: Uint8Array): HeaderAnswer {
    const type = ES_TYPES[bytes[TYPE_AT]!]?.eventBytes ? bytes[TYPE_AT]! : COMMONEST;
    const sensor = { width: u16At(bytes, SIZE_AT), height: u16At(bytes, SIZE_AT + 2) };
    if (sensor.width > 0 && sensor.height > 0) return { next: this.#stream(bytes, type, sensor) };
    const fault = headerFault(`a sensor of ${sensor.width}x${sensor.height}`, SIZE_AT);
    return { next: this.#stream(bytes, type, null), fault };
  }

  #stream(bytes: Uint8Array, typeNumber: number, sensor: Geometry | null): UnitStream {
    const type: EsType = ES_TYPES[typeNumber]!;
    const version = [...bytes.subarray(VERSION_AT, TYPE_AT)].join(".");
    return {
      header: {
        format: "es",
        variant: type.name,
        ...chooseGeometry(this.#options.geometry, sensor),
        formatBounds: BOUNDS,
        origin: "bottom-left",
        camera: null,
        fields: { version },
        bodyByte: typeNumber === GENERIC ? SIZE_AT : END_AT,
        rows: PLAIN_ROWS,
      },
      kernel: (port) =>
        typeNumber === GENERIC
          ? new EsGenericKernel(port)
          : new EsKernel(port, type, sensor ?? BOUNDS, false),
    };
  }
}

/** What is wrong with magic, version and type. */
function startFault(bytes: Uint8Array): SaccadeError | null {
  if (!isEventStream(bytes)) return headerFault("no mark of an Event Stream file", 0);
  const [major, type] = [bytes[VERSION_AT]!, bytes[TYPE_AT]!];
  if (major !== MAJOR_VERSION) {
    const found = `Event Stream version ${major}, readable is ${MAJOR_VERSION}`;
    return new SaccadeError("codec-unsupported", found, { byte: VERSION_AT });
  }
  if (ES_TYPES[type] !== undefined) return null;
  const found = `Event Stream type ${type}, readable are 0 (generic), 1 (DVS), 2 (ATIS) and 4 (colour)`;
  return new SaccadeError("codec-unsupported", found, { byte: TYPE_AT });
}

const isEventStream = (head: Uint8Array): boolean => MAGIC.every((byte, i) => head[i] === byte);

/** Event Stream 2 (`.es`): events with the time since the one before. */
export const ES: StreamFormat = {
  id: "es",
  name: "Event Stream 2",
  access: "stream",
  sight: (head) => (isEventStream(head) ? "magic" : null),
  createDecoder: (options) => {
    const parser = new EsHeaderParser(options);
    return new UnitDecoder(new SizedHeaderReader(parser, options.salvage === true), options);
  },
  writer: {
    extension: ".es",
    limits: ES_LIMITS,
    refusal: (stream) => limitRefusal(ES_LIMITS, stream),
    createEncoder: (options) => new EsEncoder(withoutChoices(options)),
  },
};
