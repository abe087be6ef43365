import { SaccadeError } from "../core/errors.ts";
import { Aedat2Kernel, DAVIS_LAYOUT, DVS128_LAYOUT, type Aedat2Layout } from "./aedat2-words.ts";
import type { DecoderOptions, SightUnreadable, StreamFormat, StreamHeader } from "./codec.ts";
import { chooseGeometry } from "./geometry-choice.ts";
import { aedatVersion, HashHeaderReader, peekHashLines } from "./hash-header.ts";
import { inivationGeometry } from "./inivation-cameras.ts";
import type { HeaderLine } from "./percent-header.ts";
import { headerFault } from "./sized-header.ts";
import { WordDecoder, type HeaderReader, type WordStream } from "./word-decoder.ts";

/** Chip classes of jAER by the last part of their name, in lower case, with the layout of their addresses. */
const CHIPS: readonly (readonly [name: RegExp, Aedat2Layout])[] = [
  [/^(dvs128|tmpdiff128)(?!.*(stereo|cochlea))/, DVS128_LAYOUT],
  [/^(c?davis|sbret)/, DAVIS_LAYOUT],
];
const KNOWN_CHIPS = "DVS128, Tmpdiff128, DAVIS* and SBret*";

/** What a header says of the camera. */
interface Chip {
  readonly name: string | null;
  readonly layout: Aedat2Layout;
  readonly fault: SaccadeError | null;
}

/** Before 2010 files did not name their chip: it was the DVS128, as it still is in jAER when a file names none. */
function chipOf(lines: readonly HeaderLine[]): Chip {
  const line = lines.find(({ key }) => key === "AEChip");
  if (line === undefined) return { name: null, layout: DVS128_LAYOUT, fault: null };
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

/** Reads the header of an AEDAT 2.0 file: text lines, of which one names the chip. */
class Aedat2HeaderReader implements HeaderReader {
  stream: WordStream | null = null;
  damages = 0;
  readonly #lines = new HashHeaderReader();
  readonly #options: DecoderOptions;

  constructor(options: DecoderOptions) {
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
    const { lines } = this.#lines;
    const { name, layout, fault } = chipOf(lines);
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
    const sensor = layout === DVS128_LAYOUT ? layout.bounds : inivationGeometry(name ?? "");
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
