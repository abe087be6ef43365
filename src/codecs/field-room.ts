import { ByteRoom } from "./byte-room.ts";
import { writeUsAsNs } from "./nanoseconds.ts";

const TWO_32 = 4294967296;

/** Fields being written, little-endian, one after the other without gaps. */
export class FieldRoom extends ByteRoom {
  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  u16(value: number): void {
    this.u8(value & 0xff);
    this.u8(value >>> 8);
  }

  u32(value: number): void {
    this.setU32(this.#take(4), value);
  }

  /** A whole number below 2^53 in 64 bits. */
  u64(value: number): void {
    this.u32(value >>> 0);
    this.u32(Math.floor(value / TWO_32));
  }

  /** A time [us] as 64-bit nanoseconds. */
  ns(timeUs: number): void {
    const at = this.#take(8);
    writeUsAsNs(new DataView(this.bytes.buffer), at, timeUs);
  }

  /** ASCII text after its length in 32 bits. */
  text(text: string): void {
    this.u32(text.length);
    for (let i = 0; i < text.length; i++) this.u8(text.charCodeAt(i));
  }

  /** Zeros up to a multiple of `size`, counted from `origin`. */
  align(size: number, origin: number): void {
    while ((this.length - origin) % size !== 0) this.u8(0);
  }

  /** Writes a 32-bit number over four bytes that were written before. */
  setU32(at: number, value: number): void {
    new DataView(this.bytes.buffer).setUint32(at, value, true);
  }

  #take(count: number): number {
    this.reserve(count);
    this.length += count;
    return this.length - count;
  }
}
