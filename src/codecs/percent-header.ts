import { SaccadeError } from "../core/errors.ts";

/** One `% key value` line of a Prophesee header. */
export interface HeaderLine {
  readonly key: string;
  readonly value: string;
  /** [bytes] offset of the line's `%`. */
  readonly byte: number;
}

const PERCENT = 0x25;
const SPACE = 0x20;
const NEWLINE = 0x0a;
/** [bytes] of a line, after `% `, that must be text: a body may start with the bytes of `% ` too. */
const TEXT_PROBE = 8;
/** [bytes] no real header comes near; beyond it the input is not one. */
export const MAX_HEADER_BYTES = 65536;

/**
 * Reads the text header of Prophesee files, byte by byte as it arrives: lines `% key value`, ended by `% end` or, in old
 * files, by the first byte that starts no such line. Source: OpenEB `generic_header.cpp`; the text probe is ours, since
 * OpenEB takes a body that happens to start with `% ` for a line.
 */
export class PercentHeaderReader {
  readonly lines: HeaderLine[] = [];
  #line: number[] = []; // bytes of the unfinished line
  #taken = 0;
  #done = false;

  /** True once the first byte of the body is known. */
  get done(): boolean {
    return this.#done;
  }

  /** [bytes] offset of the body. */
  get bodyByte(): number {
    return this.#taken - this.#line.length;
  }

  /** Bytes already taken that belong to the body, to be decoded before any others. */
  get bodyPrefix(): readonly number[] {
    return this.#line;
  }

  /** [bytes] taken so far. */
  get takenBytes(): number {
    return this.#taken;
  }

  /**
   * Takes bytes from `from` on until the header is complete; returns the position after the last one taken.
   * @throws SaccadeError `codec-corrupt` when there is no end to it.
   */
  push(bytes: Uint8Array, from: number): number {
    let at = from;
    while (!this.#done && at < bytes.length) {
      if (this.#taken === MAX_HEADER_BYTES) throw endless();
      if (this.#take(bytes[at]!)) at++;
    }
    return at;
  }

  /**
   * The stream has ended: a header without body is complete if its last line is.
   * @throws SaccadeError `codec-truncated` when it is not.
   */
  end(): void {
    if (this.#line.length > 0 || this.lines.length === 0) throw cutHeader(this.#taken);
    this.#done = true;
  }

  /** Returns false when the byte is the body's first and stays with the caller. */
  #take(byte: number): boolean {
    const place = this.#line.length;
    if (place === 0 && byte !== PERCENT) {
      this.#done = true;
      return false;
    }
    this.#taken++;
    if (byte === NEWLINE && place >= 2) {
      this.#endLine();
      return true;
    }
    this.#line.push(byte);
    this.#done = !fitsLine(byte, place);
    return true;
  }

  #endLine(): void {
    const text = Array.from(this.#line.slice(2), (code) => String.fromCharCode(code))
      .join("")
      .trim();
    const byte = this.#taken - this.#line.length - 1;
    this.#line = [];
    const [key = "", ...rest] = text.split(/\s+/);
    if (key === "end") this.#done = true;
    else if (key !== "") this.lines.push({ key, value: rest.join(" "), byte });
  }
}

/** Whether `byte` may stand at `place` of a header line. */
function fitsLine(byte: number, place: number): boolean {
  if (place === 0) return byte === PERCENT;
  if (place === 1) return byte === SPACE;
  return place > 1 + TEXT_PROBE || (byte >= SPACE && byte < 0x7f) || byte === 0x09 || byte === 0x0d;
}

const endless = (): SaccadeError => {
  const limit = String(MAX_HEADER_BYTES);
  return new SaccadeError(
    "codec-corrupt",
    `a header of more than ${limit} bytes; it should end with "% end"`,
    {
      byte: MAX_HEADER_BYTES,
    },
  );
};

/** The error for a stream that ends inside its header, after `byte` bytes. */
export const cutHeader = (byte: number): SaccadeError =>
  new SaccadeError("codec-truncated", `the stream ends inside the header, at byte ${String(byte)}`, { byte });

/** The complete lines at the start of a file of which the first bytes are at hand. Never throws. */
export function peekLines(head: Uint8Array): readonly HeaderLine[] {
  const reader = new PercentHeaderReader();
  reader.push(head.subarray(0, MAX_HEADER_BYTES), 0);
  return reader.lines;
}

/** Value of the last line with this key, or undefined. */
export const valueOf = (lines: readonly HeaderLine[], key: string): string | undefined =>
  lines.findLast((line) => line.key === key)?.value;

/** The lines as a record, later ones winning. */
export const fieldsOf = (lines: readonly HeaderLine[]): Readonly<Record<string, string>> =>
  Object.fromEntries(lines.map(({ key, value }) => [key, value]));
