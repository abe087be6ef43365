import { SaccadeError } from "../core/errors.ts";
import { cutHeader, type HeaderLine } from "./percent-header.ts";

const HASH = 0x23;
const NEWLINE = 0x0a;
/** [bytes] of a line that are looked at: they must be text, for a body may start with `#` too. */
const KEPT_BYTES = 4096;
/** [-] lines kept; what matters stands in front, before the camera's settings. */
const KEPT_LINES = 256;
/** [bytes] no real header comes near: those with all of jAER's preferences have some 100 KB. */
export const MAX_HASH_HEADER_BYTES = 4194304;
/** Ends the header since AEDAT 3.1. */
const END_LINE = "!END-HEADER";

/**
 * Reads the text header of AEDAT 2 and 3, byte by byte as it arrives: lines `#...` ended by newline, up to `#!END-HEADER`
 * or, before AEDAT 3.1, up to the first byte that starts no such line. Source: "AEDAT file formats", iniVation
 * documentation; the text probe is ours.
 */
export class HashHeaderReader {
  /** `key` is what stands before a colon and a space, or the whole line. */
  readonly lines: HeaderLine[] = [];
  /** Whether an end line has been met. */
  ended = false;
  #line: number[] = []; // the start of the unfinished line
  #lineBytes = 0;
  #taken = 0;
  #done = false;

  /** True once the first byte of the body is known. */
  get done(): boolean {
    return this.#done;
  }

  /** [bytes] offset of the body. */
  get bodyByte(): number {
    return this.#taken - this.#lineBytes;
  }

  /** Bytes already taken that belong to the body. */
  get bodyPrefix(): readonly number[] {
    return this.#line;
  }

  /** Takes bytes until the header is complete; returns the position after them. @throws SaccadeError `codec-corrupt`. */
  push(bytes: Uint8Array, from: number): number {
    let at = from;
    while (!this.#done && at < bytes.length) {
      if (this.#taken === MAX_HASH_HEADER_BYTES) throw endless();
      if (this.#take(bytes[at]!)) at++;
    }
    return at;
  }

  /** The stream has ended: a header without body is complete if its last line is. @throws SaccadeError `codec-truncated`. */
  end(): void {
    if (this.#lineBytes > 0 || this.#taken === 0) throw cutHeader(this.#taken);
    this.#done = true;
  }

  /** Returns false when the byte is the body's first and stays with the caller. */
  #take(byte: number): boolean {
    const place = this.#lineBytes;
    if (place === 0 && byte !== HASH) {
      this.#done = true;
      return false;
    }
    this.#taken++;
    if (byte === NEWLINE) {
      this.#endLine();
      return true;
    }
    this.#lineBytes++;
    if (place >= KEPT_BYTES) return true;
    this.#line.push(byte);
    this.#done = !isText(byte);
    return true;
  }

  #endLine(): void {
    const text = String.fromCharCode(...this.#line.slice(1)).trim();
    const byte = this.#taken - this.#lineBytes - 1;
    this.#line = [];
    this.#lineBytes = 0;
    const [key = "", ...rest] = text.split(": ");
    if (this.lines.length < KEPT_LINES) this.lines.push({ key, value: rest.join(": ").trim(), byte });
    this.ended = text === END_LINE;
    this.#done = this.ended;
  }
}

/** Printable, a tab, a carriage return, or a part of a character beyond ASCII. */
const isText = (byte: number): boolean => (byte >= 0x20 && byte !== 0x7f) || byte === 0x09 || byte === 0x0d;

const endless = (): SaccadeError =>
  new SaccadeError("codec-corrupt", `a header of more than ${MAX_HASH_HEADER_BYTES} bytes`, {
    byte: MAX_HASH_HEADER_BYTES,
  });

/** The complete lines at the start of a file of which the first bytes are at hand. Never throws. */
export function peekHashLines(head: Uint8Array): readonly HeaderLine[] {
  const reader = new HashHeaderReader();
  reader.push(head.subarray(0, MAX_HASH_HEADER_BYTES), 0);
  return reader.lines;
}

/** The version that the first line states, as `3.1`; undefined when it is no such line. */
export const aedatVersion = (lines: readonly HeaderLine[]): string | undefined =>
  /^!AER-DAT(\d+\.\d+)$/.exec(lines[0]?.key ?? "")?.[1];
