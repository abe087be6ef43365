/**
 * DAT rows to event columns; does what `datRows` in src/codecs/dat-words.ts does.
 *
 * Eight rows at a time while their times do not fall and all lie inside the sensor, as nearly all do; else row by row.
 */
import { EventColumns } from "./event-columns";
import { storeTimes } from "./lanes";

export { heapBase } from "./heap-base";

const RANGE_32_US: f64 = 4294967296;
const WRAP_FALL_32_US: u32 = 2147483648;

/** Where the fields lie, and the stream's clock, carried from call to call. */
@unmanaged
class State {
  /** [us] sum of the wraps. */
  loopUs: f64;
  /** [us] last stored time. */
  storedUs: u32;
  xMask: i32;
  yShift: i32;
  yMask: i32;
  pShift: i32;
  pMask: i32;
}

/** Decodes up to `count` rows; returns how many it has taken: fewer for want of room. */
export function decode(rows: usize, count: i32, state: State, out: EventColumns): i32 {
  const width = out.width;
  const height = out.height;
  const room = out.room;
  let at = 0;
  let n = 0;
  while (at < count && n < room) {
    if (at + 8 <= count && n + 8 <= room && eight(rows + ((<usize>at) << 3), state, out, n)) {
      at += 8;
      n += 8;
      continue;
    }
    for (const end = min(at + 8, count); at < end && n < room; at++) {
      const row = rows + ((<usize>at) << 3);
      const timeUs = load<u32>(row);
      const place = load<u32>(row, 4);
      if (timeUs < state.storedUs) fall(state, timeUs, out);
      state.storedUs = timeUs;
      const x = place & state.xMask;
      const y = (place >> state.yShift) & state.yMask;
      store<f64>(out.t + ((<usize>n) << 3), state.loopUs + <f64>timeUs);
      store<u16>(out.x + ((<usize>n) << 1), <u16>x);
      store<u16>(out.y + ((<usize>n) << 1), <u16>y);
      store<u8>(out.p + <usize>n, u8(((place >> state.pShift) & state.pMask) != 0));
      const inside = i32(<i32>x < width) & i32(<i32>y < height);
      n += inside; // else the next event overwrites it
      out.outOfBounds += 1 - inside;
    }
  }
  out.events = n;
  return at;
}

/** Eight rows in order and inside the sensor: writes them. False when they are not; nothing has happened then. */
function eight(rows: usize, state: State, out: EventColumns, n: i32): bool {
  const a = v128.load(rows);
  const b = v128.load(rows, 16);
  const c = v128.load(rows, 32);
  const d = v128.load(rows, 48);
  const timeA = i32x4.shuffle(a, b, 0, 2, 4, 6);
  const timeB = i32x4.shuffle(c, d, 0, 2, 4, 6);
  const before = i32x4.shuffle(i32x4.splat(state.storedUs), timeA, 0, 4, 5, 6);
  const falls = v128.or(
    i32x4.lt_u(timeA, before),
    i32x4.lt_u(timeB, i32x4.shuffle(timeA, timeB, 3, 4, 5, 6)),
  );
  const placeA = i32x4.shuffle(a, b, 1, 3, 5, 7);
  const placeB = i32x4.shuffle(c, d, 1, 3, 5, 7);
  const xMask = i32x4.splat(state.xMask);
  const yMask = i32x4.splat(state.yMask);
  const x = i16x8.narrow_i32x4_u(v128.and(placeA, xMask), v128.and(placeB, xMask));
  const y = i16x8.narrow_i32x4_u(
    v128.and(i32x4.shr_u(placeA, state.yShift), yMask),
    v128.and(i32x4.shr_u(placeB, state.yShift), yMask),
  );
  const outside = v128.or(
    i16x8.ge_u(x, i16x8.splat(<i16>out.width)),
    i16x8.ge_u(y, i16x8.splat(<i16>out.height)),
  );
  if (v128.any_true(v128.or(falls, outside))) return false;
  state.storedUs = i32x4.extract_lane(timeB, 3);
  const loop = f64x2.splat(state.loopUs);
  const t = out.t + ((<usize>n) << 3);
  storeTimes(t, loop, timeA);
  storeTimes(t + 32, loop, timeB);
  v128.store(out.x + ((<usize>n) << 1), x);
  v128.store(out.y + ((<usize>n) << 1), y);
  const pMask = i32x4.splat(state.pMask);
  const p = i16x8.narrow_i32x4_u(
    v128.and(i32x4.shr_u(placeA, state.pShift), pMask),
    v128.and(i32x4.shr_u(placeB, state.pShift), pMask),
  );
  const on = i8x16.min_u(i8x16.narrow_i16x8_u(p, p), i8x16.splat(1));
  v128.store64_lane(out.p + <usize>n, on, 0);
  return true;
}

/** The stored time has fallen: a wrap or a step back. */
function fall(state: State, timeUs: u32, out: EventColumns): void {
  if (state.storedUs - timeUs > WRAP_FALL_32_US) {
    state.loopUs += RANGE_32_US;
    out.wraps++;
  } else out.stepsBack++;
}
