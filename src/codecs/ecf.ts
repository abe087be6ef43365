import { u16At, u32At } from "./little-endian.ts";

/** [events] a chunk may hold. Source: prophesee-ai/hdf5_ecf, `kMaxBufferSize`. */
export const ECF_MAX_EVENTS = 65535;
/** [events] vectors and groups may write this much beyond the last event. */
const OVERSHOOT = 5;

/** Bits of the first word below the count: how columns are stored. */
export const PACKED_YXP = 2;
export const PACKED_XP = 1;

/** Events of a chunk. Made once, and filled again by every `decodeEcf`. */
export interface EcfRows {
  /** [-] valid rows. */
  length: number;
  /** [us] */
  readonly t: Float64Array;
  /** [px] */
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  /** [-] 1 = ON */
  readonly p: Uint8Array;
}

/** Rows with room for the largest chunk. */
export const createEcfRows = (): EcfRows => ({
  length: 0,
  t: new Float64Array(ECF_MAX_EVENTS + OVERSHOOT),
  x: new Uint16Array(ECF_MAX_EVENTS + OVERSHOOT),
  y: new Uint16Array(ECF_MAX_EVENTS + OVERSHOOT),
  p: new Uint8Array(ECF_MAX_EVENTS + OVERSHOOT),
});

/** Reading position; -1 once the bytes did not suffice or a run went too far. */
type At = number;
const BROKEN = -1;

/**
 * Decodes a chunk of Prophesee's event compression format: count, then times as runs of small steps, then either y, x, p
 * packed together, or y as runs and x, p packed or as masks and runs. Every size is checked before it is used.
 * Source: prophesee-ai/hdf5_ecf, `ecf_codec.cpp`.
 * @returns what is wrong with the chunk, or null; `out` then holds its rows
 */
export function decodeEcf(bytes: Uint8Array, out: EcfRows): string | null {
  out.length = 0;
  if (bytes.length < 12) return "an ECF chunk shorter than its head";
  const head = u32At(bytes, 0);
  const count = head >>> 2;
  if (count > ECF_MAX_EVENTS) return `an ECF chunk of ${String(count)} events, at most 65535 can be`;
  out.length = count;
  let at = readTimes(bytes, out);
  if (at === BROKEN) return fault(out, "times");
  if ((head & PACKED_YXP) !== 0)
    return readPackedYxp(bytes, at, out) === BROKEN ? fault(out, "places") : null;
  at = readRows(bytes, at, out);
  if (at === BROKEN) return fault(out, "rows");
  if ((head & PACKED_XP) !== 0) return readPackedXp(bytes, at, out) === BROKEN ? fault(out, "columns") : null;
  at = readColumns(bytes, at, out);
  if (at === BROKEN) return fault(out, "columns");
  return readPolarities(bytes, at, out) === BROKEN ? fault(out, "polarities") : null;
}

function fault(out: EcfRows, what: string): string {
  out.length = 0;
  return `an ECF chunk whose ${what} do not fit it`;
}

const TWO_32 = 4294967296;
/** [us] */
const MAX_TIME = Number.MAX_SAFE_INTEGER;

/** Bytes step(4) | run(4); run 15: 16 bits of run follow; step 15: the low half is the next 4 bits of a long step. */
function readTimes(bytes: Uint8Array, { t, length }: EcfRows): At {
  let timeUs = (u32At(bytes, 8) | 0) * TWO_32 + u32At(bytes, 4);
  let at = 12;
  for (let i = 0; i < length;) {
    if (at >= bytes.length) return BROKEN;
    let value = bytes[at++]!;
    for (let scale = 1; value >= 0xf0; scale *= 16) {
      timeUs += (value & 15) * scale;
      if (timeUs > MAX_TIME || at >= bytes.length) return BROKEN;
      value = bytes[at++]!;
    }
    timeUs += value >>> 4;
    let run = value & 15;
    if (run === 15) {
      if (at + 2 > bytes.length) return BROKEN;
      run = u16At(bytes, at);
      at += 2;
    }
    if (i + run > length || !(Math.abs(timeUs) <= MAX_TIME)) return BROKEN;
    for (const end = i + run; i < end; i++) t[i] = timeUs;
  }
  return at;
}

/** Words y(11) | run(5); run 31: 16 bits of run follow. */
function readRows(bytes: Uint8Array, start: At, { y, length }: EcfRows): At {
  let at = start;
  for (let i = 0; i < length;) {
    if (at + 2 > bytes.length) return BROKEN;
    const value = u16At(bytes, at);
    at += 2;
    let run = value & 31;
    if (run === 31) {
      if (at + 2 > bytes.length) return BROKEN;
      run = u16At(bytes, at);
      at += 2;
    }
    if (i + run > length) return BROKEN;
    for (const end = i + run; i < end; i++) y[i] = value >>> 5;
  }
  return at;
}

/** Words x(11) | mask(5) of the five columns after it, the nearest in the highest bit. The last may mark too many. */
function readColumns(bytes: Uint8Array, start: At, { x, length }: EcfRows): At {
  let at = start;
  for (let i = 0; i < length; at += 2) {
    if (at + 2 > bytes.length) return BROKEN;
    const value = u16At(bytes, at);
    const column = value >>> 5;
    x[i++] = column;
    for (let k = 1; k <= 5; k++) {
      x[i] = column + k; // overwritten by the next when it is not marked
      i += (value >>> (5 - k)) & 1;
    }
  }
  return at;
}

/** Bytes p(1) | run(7); run 127: 16 bits of run follow. */
function readPolarities(bytes: Uint8Array, start: At, { p, length }: EcfRows): At {
  let at = start;
  for (let i = 0; i < length;) {
    if (at >= bytes.length) return BROKEN;
    const value = bytes[at++]!;
    let run = value & 127;
    if (run === 127) {
      if (at + 2 > bytes.length) return BROKEN;
      run = u16At(bytes, at);
      at += 2;
    }
    if (i + run > length) return BROKEN;
    for (const end = i + run; i < end; i++) p[i] = value >>> 7;
  }
  return at;
}

/** Four events in three 16-bit words, each x(11) | p(1), most significant first. */
function readPackedXp(bytes: Uint8Array, start: At, { x, p, length }: EcfRows): At {
  const end = start + Math.ceil(length / 4) * 6;
  if (end > bytes.length) return BROKEN;
  for (let i = 0, at = start; i < length; i += 4, at += 6) {
    const a = u16At(bytes, at);
    const b = u16At(bytes, at + 2);
    const c = u16At(bytes, at + 4);
    putXp(x, p, i, a >>> 4);
    putXp(x, p, i + 1, (a & 0xf) | ((b >>> 8) << 4));
    putXp(x, p, i + 2, (b & 0xff) | ((c >>> 12) << 8));
    putXp(x, p, i + 3, c & 0xfff);
  }
  return end;
}

function putXp(x: Uint16Array, p: Uint8Array, i: number, value: number): void {
  x[i] = value >>> 1;
  p[i] = value & 1;
}

/** Four events in three 32-bit words, each y(12) | x(11) | p(1), most significant first. */
function readPackedYxp(bytes: Uint8Array, start: At, out: EcfRows): At {
  const end = start + Math.ceil(out.length / 4) * 12;
  if (end > bytes.length) return BROKEN;
  for (let i = 0, at = start; i < out.length; i += 4, at += 12) {
    const a = u32At(bytes, at);
    const b = u32At(bytes, at + 4);
    const c = u32At(bytes, at + 8);
    putYxp(out, i, a >>> 8);
    putYxp(out, i + 1, (a & 0xff) | ((b >>> 16) << 8));
    putYxp(out, i + 2, (b & 0xffff) | ((c >>> 24) << 16));
    putYxp(out, i + 3, c & 0xffffff);
  }
  return end;
}

function putYxp({ x, y, p }: EcfRows, i: number, value: number): void {
  y[i] = (value >>> 12) & 0x7ff;
  putXp(x, p, i, value & 0xfff);
}
