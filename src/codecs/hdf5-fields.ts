import { SaccadeError } from "../core/errors.ts";
import type { CheckedSource } from "./checked-source.ts";

const TWO_32 = 4294967296;
/** Addresses and lengths above this are nonsense; the undefined address is all ones. */
const MAX_PLACE = 4503599627370496; // 2^52

/** An address that points nowhere. */
export const NOWHERE = -1;

/** The error for damage in an HDF5 file. */
export const hdf5Corrupt = (found: string, byte: number): SaccadeError =>
  new SaccadeError("codec-corrupt", `${found} at byte ${String(byte)} of an HDF5 file`, { byte });

/** The error for what the format allows but is not read here. */
export const hdf5Unsupported = (found: string, byte: number): SaccadeError =>
  new SaccadeError("codec-unsupported", `${found} at byte ${String(byte)} of an HDF5 file`, { byte });

/** Reads fields one after the other, little-endian; addresses and lengths have 64 bits. Throws beyond the end. */
export class Hdf5Fields {
  at = 0;
  readonly bytes: Uint8Array;
  /** [bytes] offset in the file of the first byte. */
  readonly byte: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, byte: number) {
    this.bytes = bytes;
    this.byte = byte;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Copies a part of the file. @throws SaccadeError `codec-truncated`. */
  static read(source: CheckedSource, byte: number, length: number): Hdf5Fields {
    return new Hdf5Fields(new Uint8Array(source.read(byte, length)), byte);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** An unsigned number of `size` bytes, at most 2^52. */
  uint(size: number): number {
    const at = this.#take(size);
    if (size === 8) return this.#whole(at);
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + this.bytes[at + i]!;
    return this.#checked(value, at);
  }

  #whole(at: number): number {
    return this.#checked(this.#view.getUint32(at, true) + TWO_32 * this.#view.getUint32(at + 4, true), at);
  }

  #checked(value: number, at: number): number {
    if (value > MAX_PLACE) throw hdf5Corrupt(`a number of ${String(value)}`, this.byte + at);
    return value;
  }

  /** A length. */
  length64(): number {
    return this.uint(8);
  }

  /** An address, or `NOWHERE`. */
  address(): number {
    const at = this.#take(8);
    const low = this.#view.getUint32(at, true);
    const high = this.#view.getUint32(at + 4, true);
    if (low === TWO_32 - 1 && high === TWO_32 - 1) return NOWHERE;
    return this.#whole(at);
  }

  /** Checks the four letters that begin a structure. */
  signature(letters: string): void {
    const found = this.text(4);
    if (found !== letters)
      throw hdf5Corrupt(`"${found.replace(/[^ -~]/g, ".")}" instead of "${letters}"`, this.byte);
  }

  text(length: number): string {
    const at = this.#take(length);
    return String.fromCharCode(...this.bytes.subarray(at, at + Math.min(length, 65536)));
  }

  /** Text up to a 0 byte. */
  name(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw hdf5Corrupt("a name without end", this.byte + this.at);
    const name = this.text(end - this.at);
    this.at++;
    return name;
  }

  skip(count: number): void {
    this.#take(count);
  }

  /** Skips up to a multiple of `size`, counted from `origin`. */
  align(size: number, origin = 0): void {
    this.skip((size - ((this.at - origin) % size)) % size);
  }

  /** The next `length` bytes, borrowed. */
  block(length: number): Hdf5Fields {
    const at = this.#take(length);
    return new Hdf5Fields(this.bytes.subarray(at, at + length), this.byte + at);
  }

  #take(size: number): number {
    const at = this.at;
    if (size > this.bytes.length - at) throw hdf5Corrupt("a structure that is cut short", this.byte + at);
    this.at += size;
    return at;
  }
}
