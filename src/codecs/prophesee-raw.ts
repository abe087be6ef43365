import { SaccadeError } from "../core/errors.ts";
import {
  PLAIN_ROWS,
  type DecoderOptions,
  type EncoderOptions,
  type FormatId,
  type Geometry,
  type Sighting,
  type StreamFormat,
  type StreamHeader,
} from "./codec.ts";
import { withoutChoices } from "./encoder-choices.ts";
import { Evt2Encoder, EVT2_LIMITS } from "./evt2-encoder.ts";
import { Evt2Kernel } from "./evt2.ts";
import { Evt21Kernel } from "./evt21.ts";
import { Evt3Encoder, EVT3_LIMITS } from "./evt3-encoder.ts";
import { Evt3Kernel } from "./evt3.ts";
import { fieldsOf, peekLines, PercentHeaderReader } from "./percent-header.ts";
import { encodingOf, readRawHeader, type RawHeaderFacts } from "./raw-header.ts";
import {
  WordDecoder,
  type HeaderReader,
  type KernelPort,
  type WordKernel,
  type WordStream,
} from "./word-decoder.ts";
import { limitRefusal } from "./writer-limits.ts";

/** [px] 11-bit coordinates. */
const RAW_BOUNDS: Geometry = { width: 2048, height: 2048 };

/** One encoding of the RAW family. */
interface RawEncoding {
  readonly id: FormatId;
  /** As `% format` spells it. */
  readonly name: string;
  kernel(port: KernelPort, variant: string): WordKernel;
  variant(facts: RawHeaderFacts): string;
}

const EVT2_WORDS: RawEncoding = {
  id: "evt2",
  name: "EVT2",
  variant: () => "",
  kernel: (port) => new Evt2Kernel(port),
};

/** Without a word on the byte order it is the legacy one: files that say nothing are from before the other existed. */
const EVT21_WORDS: RawEncoding = {
  id: "evt21",
  name: "EVT21",
  variant: ({ endianness }) => (endianness === "little" ? "little" : "legacy"),
  kernel: (port, variant) => new Evt21Kernel(port, variant === "little" ? "little" : "legacy"),
};

const EVT3_WORDS: RawEncoding = {
  id: "evt3",
  name: "EVT3",
  variant: () => "",
  kernel: (port) => new Evt3Kernel(port),
};

/** Reads the header of a RAW file. */
class RawHeaderReader implements HeaderReader {
  stream: WordStream | null = null;
  damages = 0;
  readonly #lines = new PercentHeaderReader();
  readonly #encoding: RawEncoding;
  readonly #options: DecoderOptions;

  constructor(encoding: RawEncoding, options: DecoderOptions) {
    this.#encoding = encoding;
    this.#options = options;
  }

  get bodyPrefix(): readonly number[] {
    return this.#lines.bodyPrefix;
  }

  push(bytes: Uint8Array, from: number): number {
    const at = this.#lines.push(bytes, from);
    if (this.#lines.done) this.#complete();
    return at;
  }

  end(): void {
    this.#lines.end();
    this.#complete();
  }

  #complete(): void {
    const { lines, bodyByte } = this.#lines;
    const facts = readRawHeader(lines);
    const fault = facts.fault ?? otherEncoding(facts, this.#encoding.name);
    if (fault !== null && this.#options.salvage !== true) throw fault;
    this.damages = fault === null ? 0 : 1;
    const { geometry, geometryFrom } = facts;
    this.stream = rawStream(this.#encoding, this.#encoding.variant(facts), {
      ...(this.#options.geometry
        ? { geometry: this.#options.geometry, geometryFrom: "caller" }
        : { geometry: geometry ?? null, geometryFrom }),
      camera: facts.camera,
      fields: fieldsOf(lines),
      bodyByte,
    });
  }
}

function otherEncoding({ encoding }: RawHeaderFacts, wanted: string): SaccadeError | null {
  if (encoding === wanted) return null;
  const code = encoding === undefined ? "codec-corrupt" : "codec-unsupported";
  const found = encoding === undefined ? "names no encoding" : `names encoding ${encoding}`;
  return new SaccadeError(code, `the header ${found}; ${wanted} is wanted`, { byte: 0 });
}

/** What a RAW header adds to what all RAW streams have in common. */
type RawHeaderPart = Pick<StreamHeader, "geometry" | "geometryFrom" | "camera" | "fields" | "bodyByte">;

const rawStream = (encoding: RawEncoding, variant: string, part: RawHeaderPart): WordStream => ({
  header: {
    ...part,
    format: encoding.id,
    variant,
    formatBounds: RAW_BOUNDS,
    origin: "top-left",
    rows: PLAIN_ROWS,
  },
  kernel: (port) => encoding.kernel(port, variant),
});

/** Words without a header, as a camera's USB stream or a ROS packet carries them. */
function bareReader(encoding: RawEncoding, options: DecoderOptions, variant: string): HeaderReader {
  const stream = rawStream(encoding, variant, {
    geometry: options.geometry ?? null,
    geometryFrom: options.geometry === undefined ? "unknown" : "caller",
    camera: null,
    fields: {},
    bodyByte: 0,
  });
  const nothing = (): void => undefined;
  return { stream, damages: 0, bodyPrefix: [], push: (_bytes, from) => from, end: nothing };
}

const BARE: Readonly<Record<"evt2" | "evt21" | "evt3", RawEncoding>> = {
  evt2: EVT2_WORDS,
  evt21: EVT21_WORDS,
  evt3: EVT3_WORDS,
};

/**
 * A decoder of sensor words without a file header (packets of a live camera, ROS event packets). State lasts over
 * packets: use one decoder per sensor, and tell it `options.geometry`.
 * @param byteOrder of EVT 2.1 only
 */
export const createBareDecoder = (
  encoding: "evt2" | "evt21" | "evt3",
  options: DecoderOptions,
  byteOrder: "little" | "legacy" = "little",
): WordDecoder =>
  new WordDecoder(bareReader(BARE[encoding], options, encoding === "evt21" ? byteOrder : ""), options);

const sighted = (head: Uint8Array, encoding: RawEncoding): Sighting =>
  encodingOf(peekLines(head)) === encoding.name ? "magic" : null;

/** Prophesee RAW, EVT 2.0. */
export const EVT2: StreamFormat = {
  id: "evt2",
  name: "Prophesee RAW, EVT 2.0",
  access: "stream",
  sight: (head) => sighted(head, EVT2_WORDS),
  createDecoder: (options) => new WordDecoder(new RawHeaderReader(EVT2_WORDS, options), options),
  writer: {
    extension: ".raw",
    limits: EVT2_LIMITS,
    refusal: (stream) => limitRefusal(EVT2_LIMITS, stream),
    createEncoder: (options: EncoderOptions) => new Evt2Encoder(withoutChoices(options)),
  },
};

/** Prophesee RAW, EVT 2.1, in both byte orders. */
export const EVT21: StreamFormat = {
  id: "evt21",
  name: "Prophesee RAW, EVT 2.1",
  access: "stream",
  sight: (head) => sighted(head, EVT21_WORDS),
  createDecoder: (options) => new WordDecoder(new RawHeaderReader(EVT21_WORDS, options), options),
};

/** Prophesee RAW, EVT 3.0. */
export const EVT3: StreamFormat = {
  id: "evt3",
  name: "Prophesee RAW, EVT 3.0",
  access: "stream",
  sight: (head) => sighted(head, EVT3_WORDS),
  createDecoder: (options) => new WordDecoder(new RawHeaderReader(EVT3_WORDS, options), options),
  writer: {
    extension: ".raw",
    limits: EVT3_LIMITS,
    refusal: (stream) => limitRefusal(EVT3_LIMITS, stream),
    createEncoder: (options: EncoderOptions) => new Evt3Encoder(withoutChoices(options)),
  },
};
