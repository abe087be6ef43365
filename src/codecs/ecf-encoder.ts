import type { FieldRoom } from "./field-room.ts";
import { ECF_MAX_EVENTS, PACKED_XP, PACKED_YXP, type EcfRows } from "./ecf.ts";
import { assert } from "../core/errors.ts";

/** Share of a chunk that is looked at to choose how to store places, and chunks so short that all of it is. */
const LOOK_SHARE = 0.25;
const LOOK_ALL_BELOW = 16;
/** Share of rows equal to the row before from which runs of rows pay; of columns in a mask. Source: `ecf_codec.cpp`. */
const EQUAL_ROWS = 0.2;
const NEAR_COLUMNS = 0.08;
/** [px] a mask reaches this far. */
const MASK_COLUMNS = 5;

/**
 * Appends a chunk in Prophesee's event compression format, as their own encoder stores it (byte for byte, but for bits
 * after the last event, which are 0 here). Times must not step back; x and y are below 2048, and there is at least one
 * event.
 */
export function encodeEcf(rows: EcfRows, into: FieldRoom): void {
  assert(rows.length > 0 && rows.length <= ECF_MAX_EVENTS, "an ECF chunk holds 1 to 65535 events");
  const packYxp = !hasRuns(rows);
  const packXp = !packYxp && !hasNearColumns(rows);
  into.u32(rows.length * 4 + (packYxp ? PACKED_YXP : 0) + (packXp ? PACKED_XP : 0));
  writeTimes(rows, into);
  if (packYxp) {
    writePackedYxp(rows, into);
    return;
  }
  writeRuns(rows.y, rows.length, (y, run) => {
    into.u16((y << 5) | Math.min(run, 31));
    if (run >= 31) into.u16(run);
  });
  if (packXp) {
    writePackedXp(rows, into);
    return;
  }
  writeMasks(rows, into);
  writeRuns(rows.p, rows.length, (p, run) => {
    into.u8((p << 7) | Math.min(run, 127));
    if (run >= 127) into.u16(run);
  });
}

const lookedAt = (count: number): number =>
  count < LOOK_ALL_BELOW ? count : Math.floor(LOOK_SHARE * count + 0.5);

function hasRuns({ y, length }: EcfRows): boolean {
  const looked = lookedAt(length);
  const enough = Math.floor(looked * EQUAL_ROWS + 0.5);
  let equal = 0;
  for (let i = 1; i < looked; i++) if (y[i] === y[i - 1]) equal++;
  return equal > enough;
}

function hasNearColumns({ x, length }: EcfRows): boolean {
  const looked = lookedAt(length);
  const enough = Math.floor(looked * NEAR_COLUMNS + 0.5);
  let near = 0;
  for (let i = 1, start = x[0]!; i < looked; i++) {
    if (x[i]! > x[i - 1]! && x[i]! <= start + MASK_COLUMNS) near++;
    else start = x[i]!;
  }
  return near > enough;
}

function writeTimes({ t, length }: EcfRows, into: FieldRoom): void {
  let lastUs = t[0]!;
  into.u64(lastUs);
  for (let i = 0; i < length;) {
    const timeUs = t[i]!;
    let step = timeUs - lastUs;
    if (step >= 15) {
      for (; step > 0; step = Math.floor(step / 16)) into.u8(0xf0 | (step % 16));
    }
    lastUs = timeUs;
    let run = 1;
    while (i + run < length && t[i + run] === timeUs) run++;
    into.u8((step << 4) | Math.min(run, 15));
    if (run >= 15) into.u16(run);
    i += run;
  }
}

function writeRuns(
  column: Uint16Array | Uint8Array,
  length: number,
  put: (value: number, run: number) => void,
): void {
  for (let i = 0; i < length;) {
    let run = 1;
    while (i + run < length && column[i + run] === column[i]) run++;
    put(column[i]!, run);
    i += run;
  }
}

function writeMasks({ x, length }: EcfRows, into: FieldRoom): void {
  for (let i = 0; i < length;) {
    const start = x[i++]!;
    let mask = 0;
    for (let k = 1; k <= MASK_COLUMNS; k++) {
      if (i >= length || x[i] !== start + k) continue;
      mask |= 1 << (MASK_COLUMNS - k);
      i++;
    }
    into.u16((start << 5) | mask);
  }
}

/** A column of the group that is being packed; 0 after the last event. */
const at = (column: Uint16Array | Uint8Array, i: number, length: number): number =>
  i < length ? column[i]! : 0;

function writePackedXp({ x, p, length }: EcfRows, into: FieldRoom): void {
  const value = (i: number): number => (at(x, i, length) << 1) | at(p, i, length);
  for (let i = 0; i < length; i += 4) {
    const [a, b, c, d] = [value(i), value(i + 1), value(i + 2), value(i + 3)];
    into.u16((a << 4) | (b & 0xf));
    into.u16(((b >>> 4) << 8) | (c & 0xff));
    into.u16(((c >>> 8) << 12) | d);
  }
}

function writePackedYxp({ x, y, p, length }: EcfRows, into: FieldRoom): void {
  const value = (i: number): number => (at(y, i, length) << 12) | (at(x, i, length) << 1) | at(p, i, length);
  for (let i = 0; i < length; i += 4) {
    const [a, b, c, d] = [value(i), value(i + 1), value(i + 2), value(i + 3)];
    into.u32(((a << 8) | (b & 0xff)) >>> 0);
    into.u32((((b >>> 8) << 16) | (c & 0xffff)) >>> 0);
    into.u32((((c >>> 16) << 24) | d) >>> 0);
  }
}
