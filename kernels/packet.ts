/** What AEDAT 4 packets are made of: LZ4 blocks, and events of 16 bytes. */
import { EventColumns } from "./event-columns";

export { heapBase } from "./heap-base";
export { unpack } from "./lz4";

/** [2^32 us] upper half of a time from which on it is not exact in a double, or negative. */
const TIME_HIGH_LIMIT: u32 = 0x200000;

/** Carried from call to call. */
@unmanaged
class Clock {
  /** [us] time of the last event. */
  lastUs: f64;
}

/**
 * Events to columns; does what `deliverEvents` in src/codecs/aedat4-elements.ts does: up to `count` of them; returns how
 * many it has taken: fewer at a time that is no time, or for want of room.
 *
 * Eight at a time while their times do not fall and all lie inside the sensor, as nearly all do; else one by one.
 */
export function events(rows: usize, count: i32, clock: Clock, out: EventColumns): i32 {
  const room = out.room;
  let at = 0;
  let n = 0;
  while (at < count && n < room) {
    if (at + 8 <= count && n + 8 <= room && eight(rows + ((<usize>at) << 4), clock, out, n)) {
      at += 8;
      n += 8;
      continue;
    }
    for (const end = min(at + 8, count); at < end && n < room; at++) {
      const row = rows + ((<usize>at) << 4);
      const high = load<u32>(row, 4);
      if (high >= TIME_HIGH_LIMIT) {
        out.events = n;
        return at;
      }
      const timeUs = <f64>high * 4294967296 + <f64>load<u32>(row);
      if (timeUs < clock.lastUs) out.stepsBack++;
      clock.lastUs = timeUs;
      const x = <i32>load<u16>(row, 8);
      const y = <i32>load<u16>(row, 10);
      store<f64>(out.t + ((<usize>n) << 3), timeUs);
      store<u16>(out.x + ((<usize>n) << 1), <u16>x);
      store<u16>(out.y + ((<usize>n) << 1), <u16>y);
      store<u8>(out.p + <usize>n, u8(load<u8>(row, 12) != 0));
      const inside = i32(x < out.width) & i32(y < out.height);
      n += inside; // else the next event overwrites it
      out.outOfBounds += 1 - inside;
    }
  }
  out.events = n;
  return at;
}

/** The times of two rows, in f64: below 2^52 they are the mantissa of a number from 2^52 to 2^53. */
function timesOf(a: v128, b: v128, beyond: v128): v128 {
  const times = v128.or(i64x2.shuffle(a, b, 0, 2), beyond);
  return f64x2.sub(times, f64x2.splat(4503599627370496));
}

/** Eight rows in order and inside the sensor: writes them. False when they are not; nothing has happened then. */
function eight(rows: usize, clock: Clock, out: EventColumns, n: i32): bool {
  const a = v128.load(rows);
  const b = v128.load(rows, 16);
  const c = v128.load(rows, 32);
  const d = v128.load(rows, 48);
  const e = v128.load(rows, 64);
  const f = v128.load(rows, 80);
  const g = v128.load(rows, 96);
  const h = v128.load(rows, 112);
  // A time of 2^52 us or more, or below 0, has one of the upper 12 bits.
  const all = v128.or(v128.or(v128.or(a, b), v128.or(c, d)), v128.or(v128.or(e, f), v128.or(g, h)));
  if ((i64x2.extract_lane(all, 0) & 0xfff0000000000000) != 0) return false;
  const beyond = i64x2.splat(0x4330000000000000);
  const t0 = timesOf(a, b, beyond);
  const t1 = timesOf(c, d, beyond);
  const t2 = timesOf(e, f, beyond);
  const t3 = timesOf(g, h, beyond);
  const falls = v128.or(
    v128.or(
      f64x2.lt(t0, i64x2.shuffle(f64x2.splat(clock.lastUs), t0, 1, 2)),
      f64x2.lt(t1, i64x2.shuffle(t0, t1, 1, 2)),
    ),
    v128.or(f64x2.lt(t2, i64x2.shuffle(t1, t2, 1, 2)), f64x2.lt(t3, i64x2.shuffle(t2, t3, 1, 2))),
  );
  // The other halves: x, y, polarity, unused.
  const ab = i64x2.shuffle(a, b, 1, 3);
  const cd = i64x2.shuffle(c, d, 1, 3);
  const ef = i64x2.shuffle(e, f, 1, 3);
  const gh = i64x2.shuffle(g, h, 1, 3);
  const placeA = i32x4.shuffle(ab, cd, 0, 2, 4, 6);
  const placeB = i32x4.shuffle(ef, gh, 0, 2, 4, 6);
  const x = i16x8.shuffle(placeA, placeB, 0, 2, 4, 6, 8, 10, 12, 14);
  const y = i16x8.shuffle(placeA, placeB, 1, 3, 5, 7, 9, 11, 13, 15);
  const outside = v128.or(
    i16x8.ge_u(x, i16x8.splat(<i16>out.width)),
    i16x8.ge_u(y, i16x8.splat(<i16>out.height)),
  );
  if (v128.any_true(v128.or(falls, outside))) return false;
  const t = out.t + ((<usize>n) << 3);
  v128.store(t, t0);
  v128.store(t, t1, 16);
  v128.store(t, t2, 32);
  v128.store(t, t3, 48);
  v128.store(out.x + ((<usize>n) << 1), x);
  v128.store(out.y + ((<usize>n) << 1), y);
  const bits8 = i32x4.splat(0xff);
  const p = i16x8.narrow_i32x4_u(
    v128.and(i32x4.shuffle(ab, cd, 1, 3, 5, 7), bits8),
    v128.and(i32x4.shuffle(ef, gh, 1, 3, 5, 7), bits8),
  );
  v128.store64_lane(out.p + <usize>n, i8x16.min_u(i8x16.narrow_i16x8_u(p, p), i8x16.splat(1)), 0);
  clock.lastUs = f64x2.extract_lane(t3, 1);
  return true;
}
