/**
 * Undoes a transposition of bytes: `from` holds the first bytes of all elements, then the second bytes, and so on; a rest
 * that fills no element stays as it is.
 */
export function unshuffleBytes(from: Uint8Array, elementBytes: number): Uint8Array {
  const count = Math.floor(from.length / elementBytes);
  const out = new Uint8Array(from); // `slice` of a Buffer, which decompressors may give, would not copy
  for (let k = 0, at = 0; k < elementBytes; k++) {
    for (let i = 0; i < count; i++) out[i * elementBytes + k] = from[at++]!;
  }
  return out;
}

/**
 * Undoes a transposition of bits: `from` holds the lowest bits of all elements, eight to a byte, lowest first, then the next
 * bits, and so on; elements beyond a multiple of 8 stay as they are. Source: bitshuffle, `bshuf_trans_bit_elem`.
 */
export function unshuffleBits(from: Uint8Array, elementBytes: number): Uint8Array {
  const planeBytes = Math.floor(from.length / elementBytes / 8);
  const out = new Uint8Array(from);
  out.fill(0, 0, planeBytes * 8 * elementBytes);
  for (let bit = 0; bit < 8 * elementBytes; bit++) {
    const byte = bit >>> 3;
    for (let j = 0; j < planeBytes; j++) {
      const bits = from[bit * planeBytes + j]!;
      for (let i = 0; i < 8; i++) out[(8 * j + i) * elementBytes + byte]! |= ((bits >>> i) & 1) << (bit & 7);
    }
  }
  return out;
}
