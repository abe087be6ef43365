import { SaccadeError } from "../core/errors.ts";
import { Aedat3Kernel } from "./aedat3-packets.ts";
import {
  PLAIN_ROWS,
  type DecoderOptions,
  type Geometry,
  type StreamFormat,
  type StreamHeader,
} from "./codec.ts";
import { chooseGeometry } from "./geometry-choice.ts";
import { aedatVersion, HashHeaderReader, peekHashLines } from "./hash-header.ts";
import { inivationGeometry } from "./inivation-cameras.ts";
import { cutHeader, fieldsOf, type HeaderLine } from "./percent-header.ts";
import { headerFault } from "./sized-header.ts";
import { UnitDecoder, type UnitHeaderReader, type UnitStream } from "./unit-decoder.ts";

/** [px] 15-bit coordinates. */
const BOUNDS: Geometry = { width: 32768, height: 32768 };
const VERSIONS: readonly string[] = ["3.0", "3.1"];

/** A camera that a file was recorded from. */
interface Source {
  readonly id: number;
  readonly name: string;
}

/** Reads the header of an AEDAT 3 file: version, format of the packets, sources. */
class Aedat3HeaderReader implements UnitHeaderReader {
  stream: UnitStream | null = null;
  damages = 0;
  bodyPrefix: Uint8Array = new Uint8Array(0);
  readonly #lines = new HashHeaderReader();
  readonly #options: DecoderOptions;

  constructor(options: DecoderOptions) {
    this.#options = options;
  }

  push(bytes: Uint8Array, from: number): number {
    const at = this.#lines.push(bytes, from);
    if (this.#lines.done) this.#complete();
    return at;
  }

  end(): void {
    this.#lines.end();
    if (aedatVersion(this.#lines.lines) === "3.1") throw cutHeader(this.#lines.bodyByte);
    this.#complete();
  }

  #complete(): void {
    const { lines, bodyByte, bodyPrefix } = this.#lines;
    const fault = headerFaultOf(lines, this.#lines.ended, bodyByte);
    if (fault !== null) {
      if (this.#options.salvage !== true) throw fault;
      this.damages++;
    }
    const sources = sourcesOf(lines);
    const asked = this.#options.stream;
    const source = sources.find(
      ({ id, name }) => asked === undefined || String(id) === asked || name === asked,
    );
    if (source === undefined && asked !== undefined) throw noSuchSource(sources, asked);
    this.bodyPrefix = Uint8Array.from(bodyPrefix);
    this.stream = {
      header: this.#header(source),
      kernel: (port) => new Aedat3Kernel(port, asked === undefined ? -1 : (source?.id ?? -1), fault !== null),
    };
  }

  #header(source: Source | undefined): StreamHeader {
    const { lines, bodyByte } = this.#lines;
    const version = aedatVersion(lines) ?? "";
    return {
      format: "aedat31",
      variant: version,
      ...chooseGeometry(this.#options.geometry, inivationGeometry(source?.name ?? ""), "camera"),
      formatBounds: BOUNDS,
      origin: version === "3.0" ? "bottom-left" : "top-left",
      camera: source?.name ?? null,
      fields: fieldsOf(lines.filter(({ key }) => !key.startsWith("!"))),
      bodyByte,
      rows: PLAIN_ROWS,
    };
  }
}

function headerFaultOf(lines: readonly HeaderLine[], ended: boolean, bodyByte: number): SaccadeError | null {
  const version = aedatVersion(lines) ?? "";
  if (!VERSIONS.includes(version)) return headerFault("no mark of an AEDAT 3 file", 0);
  const format = lines.find(({ key }) => key === "Format");
  if (format !== undefined && format.value !== "RAW") {
    const found = `AEDAT 3 in format "${format.value}", readable is RAW: record or export it uncompressed`;
    return new SaccadeError("codec-unsupported", found, { byte: format.byte });
  }
  if (version === "3.1" && !ended) return headerFault('a header without "#!END-HEADER"', bodyByte);
  return null;
}

/** Lines `#Source N: NAME`; `#-Source` names those that a file was recorded from before. */
const sourcesOf = (lines: readonly HeaderLine[]): readonly Source[] =>
  lines.flatMap(({ key, value }) => {
    const id = /^Source (\d{1,4})$/.exec(key)?.[1];
    return id === undefined ? [] : [{ id: Number(id), name: value }];
  });

function noSuchSource(sources: readonly Source[], asked: string): SaccadeError {
  const there = sources.map(({ id, name }) => `${id} (${name})`).join(", ");
  return new SaccadeError(
    "codec-unsupported",
    `no source "${asked}"; there are ${there === "" ? "none listed" : there}`,
    {
      byte: 0,
    },
  );
}

/** iniVation AEDAT 3.0 and 3.1, as cAER and jAER wrote them: polarity events; what else a packet may hold is counted. */
export const AEDAT3: StreamFormat = {
  id: "aedat31",
  name: "AEDAT 3.1",
  access: "stream",
  sight: (head) => (VERSIONS.includes(aedatVersion(peekHashLines(head)) ?? "") ? "magic" : null),
  createDecoder: (options) => new UnitDecoder(new Aedat3HeaderReader(options), options),
};
