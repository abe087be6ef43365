import { Inflate } from "fflate";

/**
 * [bytes] packed, taken at a time. A packed byte holds at most 1032 unpacked ones, so that 8 MB may be waiting; smaller
 * pieces take longer.
 */
const PIECE_BYTES = 8192;
/** [bytes] of the pieces in which the one with damage in it is taken again: of what stands before, so much may be lost. */
const SMALL_BYTES = 256;
/** [bytes] packed, of which none gives anything, only after the end: the longest stored block, which comes out whole. */
const SILENT_BYTES = 65536 + 2 * PIECE_BYTES;

/** The packed bytes from the offset `at` on, at most `length`, borrowed; none at the end. */
export type FetchPacked = (at: number, length: number) => Uint8Array;

/** Unpacks a deflate stream (RFC 1951) as it is asked for, with a memory that does not depend on its size. */
export class Inflated {
  /** Why no more can be unpacked. That the stream is cut is not seen here: its checksum tells. */
  fault: string | null = null;
  readonly #fetch: FetchPacked;
  #taken = 0; // packed bytes
  #inflate = this.#start();
  #ready: Uint8Array[] = [];
  #next = 0; // first byte of the first piece that has not been handed out

  constructor(fetch: FetchPacked) {
    this.#fetch = fetch;
  }

  /** Fills `out`; returns how many bytes there were, fewer only at the end or at a fault. */
  read(out: Uint8Array): number {
    let filled = 0;
    while (filled < out.length && (this.#ready.length > 0 || this.#unpack())) {
      const piece = this.#ready[0]!.subarray(this.#next, this.#next + out.length - filled);
      out.set(piece, filled);
      filled += piece.length;
      this.#next += piece.length;
      if (this.#next < this.#ready[0]!.length) continue;
      this.#ready.shift();
      this.#next = 0;
    }
    return filled;
  }

  #start(): Inflate {
    return new Inflate((bytes) => {
      if (bytes.length > 0) this.#ready.push(bytes);
    });
  }

  /** Unpacks some more; returns false when there is no more. */
  #unpack(): boolean {
    const silentFrom = this.#taken;
    while (this.fault === null && this.#ready.length === 0 && this.#taken - silentFrom < SILENT_BYTES) {
      const before = this.#taken;
      if (!this.#push(PIECE_BYTES)) this.#again(before);
      if (this.#taken === before) break;
    }
    return this.#ready.length > 0;
  }

  /** Unpacks a piece; returns false when it is damaged, and then gives nothing of what it holds before the damage. */
  #push(length: number): boolean {
    const packed = this.#fetch(this.#taken, length).slice();
    if (packed.length === 0) return true;
    this.#taken += packed.length;
    try {
      this.#inflate.push(packed);
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error; // a code: what fflate says of the bytes
      this.fault = `damage (${error.message})`;
    }
    return this.fault === null;
  }

  /** Unpacks all anew, from `before` on in small pieces, up to the damage. */
  #again(before: number): void {
    this.fault = null;
    this.#inflate = this.#start();
    this.#taken = 0;
    while (this.#taken < before) {
      this.#push(PIECE_BYTES);
      this.#ready = [];
    }
    while (this.#push(SMALL_BYTES));
  }
}
