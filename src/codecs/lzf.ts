/**
 * Unpacks LZF, the fast compression that h5py offers: a byte below 32 copies that many literals and one more; any other
 * repeats 3 to 264 bytes from up to 8 KiB back. Source: LibLZF 3, `lzf_d.c`.
 * @returns the bytes, or null when they are damaged or more than `maxBytes`
 */
export function unpackLzf(packed: Uint8Array, maxBytes: number): Uint8Array | null {
  const out = new Uint8Array(maxBytes);
  let to = 0;
  for (let at = 0; at < packed.length;) {
    const control = packed[at++]!;
    if (control < 32) {
      const end = at + control + 1;
      if (end > packed.length || to + control + 1 > maxBytes) return null;
      while (at < end) out[to++] = packed[at++]!;
      continue;
    }
    const more = control >>> 5 === 7 ? packed[at++] : 0;
    const low = packed[at++];
    if (more === undefined || low === undefined) return null;
    let from = to - ((control & 31) << 8) - low - 1;
    const end = to + (control >>> 5) + more + 2;
    if (from < 0 || end > maxBytes) return null;
    while (to < end) out[to++] = out[from++]!;
  }
  return out.subarray(0, to);
}
