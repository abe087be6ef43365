/** A 16-bit number at any offset; the caller has made sure that it lies within the bytes. */
export const u16At = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8);

/** A 32-bit number at any offset, 0 .. 2^32 - 1; the caller has made sure that it lies within the bytes. */
export const u32At = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
