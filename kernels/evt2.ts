/**
 * EVT 2.0 words to event columns; does what `evt2Words` in src/codecs/evt2.ts does.
 *
 * Eight words at a time while they are all events inside the sensor, which nearly all are; else word by word.
 */
import { EventColumns } from "./event-columns";
import { storeTimes } from "./lanes";

export { heapBase } from "./heap-base";

const CD_ON: u32 = 1;
const TIME_HIGH: u32 = 8;
/** Bits that are 0 in events and in nothing else. */
const NO_EVENT: i32 = 0xe0000000;
const RANGE_34_US: f64 = 17179869184;
const WRAP_FALL_US: f64 = RANGE_34_US - 64 - 10000;

/** The stream's clock, carried from call to call. */
@unmanaged
class Clock {
  /** [us] last TIME_HIGH, with wraps. */
  baseUs: f64;
  /** [us] sum of the wraps. */
  loopUs: f64;
}

/** Decodes up to `count` words; returns how many it has taken: fewer at another kind of word, or for want of room. */
export function decode(words: usize, count: i32, clock: Clock, out: EventColumns): i32 {
  const width = out.width;
  const height = out.height;
  const room = out.room;
  let at = 0;
  let n = 0;
  while (at < count && n < room) {
    if (at + 8 <= count && n + 8 <= room && eight(words + ((<usize>at) << 2), clock.baseUs, out, n)) {
      at += 8;
      n += 8;
      continue;
    }
    for (const end = min(at + 8, count); at < end && n < room; at++) {
      const word = load<u32>(words + ((<usize>at) << 2));
      const type = word >> 28;
      if (type <= CD_ON) {
        const x = (word >> 11) & 0x7ff;
        const y = word & 0x7ff;
        store<f64>(out.t + ((<usize>n) << 3), clock.baseUs + <f64>((word >> 22) & 0x3f));
        store<u16>(out.x + ((<usize>n) << 1), <u16>x);
        store<u16>(out.y + ((<usize>n) << 1), <u16>y);
        store<u8>(out.p + <usize>n, <u8>type);
        const inside = i32(<i32>x < width) & i32(<i32>y < height);
        n += inside; // else the next event overwrites it
        out.outOfBounds += 1 - inside;
      } else if (type == TIME_HIGH) {
        advance(clock, <f64>(word & 0x0fffffff) * 64, out);
      } else {
        out.events = n;
        return at;
      }
    }
  }
  out.events = n;
  return at;
}

/** Eight words that are all events inside the sensor: writes them. False when one is not; nothing has happened then. */
function eight(words: usize, baseUs: f64, out: EventColumns, n: i32): bool {
  const a = v128.load(words);
  const b = v128.load(words, 16);
  if (v128.any_true(v128.and(v128.or(a, b), i32x4.splat(NO_EVENT)))) return false;
  const bits11 = i32x4.splat(0x7ff);
  const x = i16x8.narrow_i32x4_u(v128.and(i32x4.shr_u(a, 11), bits11), v128.and(i32x4.shr_u(b, 11), bits11));
  const y = i16x8.narrow_i32x4_u(v128.and(a, bits11), v128.and(b, bits11));
  const outside = v128.or(
    i16x8.ge_u(x, i16x8.splat(<i16>out.width)),
    i16x8.ge_u(y, i16x8.splat(<i16>out.height)),
  );
  if (v128.any_true(outside)) return false;
  const base = f64x2.splat(baseUs);
  const bits6 = i32x4.splat(0x3f);
  const timeA = v128.and(i32x4.shr_u(a, 22), bits6);
  const timeB = v128.and(i32x4.shr_u(b, 22), bits6);
  const t = out.t + ((<usize>n) << 3);
  storeTimes(t, base, timeA);
  storeTimes(t + 32, base, timeB);
  v128.store(out.x + ((<usize>n) << 1), x);
  v128.store(out.y + ((<usize>n) << 1), y);
  const p = i16x8.narrow_i32x4_u(i32x4.shr_u(a, 28), i32x4.shr_u(b, 28));
  v128.store64_lane(out.p + <usize>n, i8x16.narrow_i16x8_u(p, p), 0);
  return true;
}

/** A TIME_HIGH: does what `unwrap34` in src/codecs/time34.ts does. */
function advance(clock: Clock, storedUs: f64, out: EventColumns): void {
  let timeUs = storedUs + clock.loopUs;
  if (timeUs < clock.baseUs) {
    if (clock.baseUs - timeUs < WRAP_FALL_US) out.stepsBack++;
    else {
      out.wraps++;
      clock.loopUs += RANGE_34_US;
      timeUs += RANGE_34_US;
    }
  }
  clock.baseUs = timeUs;
}
