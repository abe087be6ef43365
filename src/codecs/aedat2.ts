import { SaccadeError } from "../core/errors.ts";
import {
  Aedat2Kernel,
  DAVIS_LAYOUT,
  DVS1280_LAYOUT,
  DVS128_LAYOUT,
  DVS640_LAYOUT,
  type Aedat2Layout,
} from "./aedat2-words.ts";
import type { DecoderOptions, SightUnreadable, StreamFormat, StreamHeader } from "./codec.ts";
import { chooseGeometry } from "./geometry-choice.ts";
import { aedatVersion, HashHeaderReader, peekHashLines } from "./hash-header.ts";
import { inivationGeometry } from "./inivation-cameras.ts";
import type { HeaderLine } from "./percent-header.ts";
import { headerFault } from "./sized-header.ts";
import { WordDecoder, type HeaderReader, type WordStream } from "./word-decoder.ts";

/** Chip classes of jAER by the last part of their name, in lower case, with the layout of their addresses. */
const CHIPS: readonly (readonly [name: RegExp, Aedat2Layout])[] = [
  [/^dvs1280x720/, DVS1280_LAYOUT],
  [/^(dvs128|tmpdiff128)(?!.*(stereo|cochlea))/, DVS128_LAYOUT],
  [/^(c?davis|sbret|dvxplorer)/, DAVIS_LAYOUT],
  [/^(dvs640|secdvs640)/, DVS640_LAYOUT],
];
const KNOWN_CHIPS = "DVS128, Tmpdiff128, DVS640, SecDvs640Gen2, DVS1280x720SD, DVXplorer*, DAVIS* and SBret*";
/** [bytes] of the body that are looked at when no chip is named: 8 records. */
const PEEKED_BYTES = 64;
const RECORD_BYTES = 8;

/** What a header says of the camera. */
interface Chip {
  readonly name: string | null;
  readonly layout: Aedat2Layout;
  readonly fault: SaccadeError | null;
}

const chipLine = (lines: readonly HeaderLine[]): HeaderLine | undefined =>
  lines.find(({ key }) => key === "AEChip");

/**
 * Before 2010 files did not name their chip: it was the DVS128, as it still is in jAER when a file names none. But v2e names
 * none either, and writes addresses of a DAVIS, most of which have more than 16 bits.
 */
function chipOf(lines: readonly HeaderLine[], body: readonly number[]): Chip {
  const line = chipLine(lines);
  if (line === undefined)
    return { name: null, layout: isWide(body) ? DAVIS_LAYOUT : DVS128_LAYOUT, fault: null };
  const name = line.value.split(".").at(-1) ?? "";
  const layout = CHIPS.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1];
  if (layout !== undefined) return { name, layout, fault: null };
  const found = `AEDAT 2.0 of chip "${line.value}", readable are ${KNOWN_CHIPS}: export it from jAER`;
  return {
    name,
    layout: DVS128_LAYOUT,
    fault: new SaccadeError("codec-unsupported", found, { byte: line.byte }),
  };
}

/** Whether most of the first addresses have more than 16 bits. */
function isWide(body: readonly number[]): boolean {
  const highs = body.filter((_, i) => i % RECORD_BYTES < 2);
  const wide = highs.filter((_, i) => i % 2 === 0 && (highs[i]! !== 0 || (highs[i + 1] ?? 0) !== 0));
  return 4 * wide.length > highs.length;
}

/** Reads the header of an AEDAT 2.0 file: text lines, of which one names the chip. */
class Aedat2HeaderReader implements HeaderReader {
  stream: WordStream | null = null;
  damages = 0;
  readonly #lines = new HashHeaderReader();
  readonly #options: DecoderOptions;
  readonly #peeked: number[] = [];

  constructor(options: DecoderOptions) {
    this.#options = options;
  }

  get bodyPrefix(): readonly number[] {
    return [...this.#lines.bodyPrefix, ...this.#peeked];
  }

  push(bytes: Uint8Array, from: number): number {
    let at = this.#lines.push(bytes, from);
    if (!this.#lines.done) return at;
    const isNamed = chipLine(this.#lines.lines) !== undefined;
    while (!isNamed && at < bytes.length && this.#peeked.length < PEEKED_BYTES)
      this.#peeked.push(bytes[at++]!);
    if (isNamed || this.#peeked.length === PEEKED_BYTES) this.#complete();
    return at;
  }

  end(): void {
    if (!this.#lines.done) this.#lines.end();
    this.#complete();
  }

  #complete(): void {
    const { lines } = this.#lines;
    const { name, layout, fault } = chipOf(lines, this.bodyPrefix);
    const version = aedatVersion(lines) === "2.0" ? null : headerFault("no mark of an AEDAT 2.0 file", 0);
    for (const one of [version, fault]) {
      if (one === null) continue;
      if (this.#options.salvage !== true) throw one;
      this.damages++;
    }
    this.stream = {
      header: this.#header(name, layout),
      kernel: (port) => new Aedat2Kernel(port, layout),
    };
  }

  #header(name: string | null, layout: Aedat2Layout): StreamHeader {
    const { lines, bodyByte } = this.#lines;
    const sensor = layout === DAVIS_LAYOUT ? inivationGeometry(name ?? "") : layout.bounds;
    return {
      format: "aedat2",
      variant: layout.name,
      ...chooseGeometry(this.#options.geometry, sensor, "camera"),
      formatBounds: layout.bounds,
      origin: "bottom-left",
      camera: name,
      fields: { ...describeLines(lines), display: "jAER mirrors x: it shows width - 1 - x" },
      bodyByte,
      rows: { ticksPerUs: 1, storedOne: layout.storedOne },
    };
  }
}

/** The lines that say something of the recording; the others are the camera's settings in XML. */
const describeLines = (lines: readonly HeaderLine[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    lines.filter(({ value }) => value !== "").map(({ key, value }) => [key, value] as const),
  );

/** iniVation AEDAT 2.0, as jAER wrote it. */
export const AEDAT2: StreamFormat = {
  id: "aedat2",
  name: "AEDAT 2.0",
  access: "stream",
  sight: (head) => (aedatVersion(peekHashLines(head)) === "2.0" ? "magic" : null),
  createDecoder: (options) => new WordDecoder(new Aedat2HeaderReader(options), options),
};

const READABLE_VERSIONS: readonly string[] = ["2.0", "3.0", "3.1", "4.0"];

/** AEDAT files of another version: refused by name. */
export const sightOtherAedat: SightUnreadable = (head) => {
  const version = aedatVersion(peekHashLines(head));
  if (version === undefined || READABLE_VERSIONS.includes(version)) return null;
  return `an AEDAT file of version ${version}, readable are ${READABLE_VERSIONS.join(", ")}`;
};
