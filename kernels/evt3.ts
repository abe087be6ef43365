/**
 * EVT 3.0 words to event columns; does what `evt3Words` in src/codecs/evt3.ts does.
 *
 * Rows, columns and low times follow one another in no order that a processor could foresee, so eight words are taken at
 * once, without a branch: each word's row and time are those of the last such word before it, found by a table; then the
 * events are moved together, by another. Vectors are laid out by that table, too. All else goes word by word.
 */
import { EventColumns } from "./event-columns";
import { storeTimes } from "./lanes";

export { heapBase } from "./heap-base";

const ADDR_Y: i16 = 0;
const ADDR_X: i16 = 2;
const TIME_LOW: i16 = 6;

const RANGE_24_US: f64 = 16777216;
const WRAP_FALL_HIGH: i32 = 2048;
/** [events] a word can hold, and a whole vector. */
const WORD_ROOM: i32 = 12;
const VECTOR_ROOM: i32 = 32;
/** [words] looked at one by one before it is tried whether it goes quickly again. */
const SLOW_WORDS: i32 = 2;

/** Fates of a row, as in the reference. */
const KEPT: i32 = 0;
const OUTSIDE: i32 = 1;
const OTHER_SENSOR: i32 = 2;

/** By eight bits: shuffle that moves the lanes whose bit is set together, in order. 16 bytes each. */
const TOGETHER: usize = memory.data(4096);
/** By eight bits: shuffle that gives every lane the last one at or before it whose bit is set; 0 where there is none. */
const LAST: usize = memory.data(4096);
const NONE: u16 = 0x8080;

for (let bits = 0; bits < 256; bits++) {
  let count = 0;
  let last = NONE;
  for (let lane = 0; lane < 8; lane++) {
    const shuffle = u16(0x0100 + 0x0202 * lane);
    if ((bits >> lane) & 1) {
      last = shuffle;
      store<u16>(TOGETHER + 16 * bits + 2 * count++, shuffle);
    }
    store<u16>(LAST + 16 * bits + 2 * lane, last);
  }
}

/** What is carried from call to call, and what the call counted. */
@unmanaged
class State {
  /** [us] part of the time that is due to wraps. */
  loopUs: f64;
  high: i32;
  low: i32;
  row: i32;
  rowFate: i32;
  base: i32;
  polarity: i32;
  /** Events dropped, by the fate of their row. */
  droppedKept: i32;
  droppedOutside: i32;
  droppedOther: i32;
  droppedNoRow: i32;
}

/** Decodes up to `count` words; returns how many it has taken: fewer at another kind of word, or for want of room. */
export function decode(words: usize, count: i32, state: State, out: EventColumns): i32 {
  out.events = 0;
  let at = 0;
  while (at < count && out.events + WORD_ROOM <= out.room) {
    if (state.rowFate == KEPT) at += quick(words + ((<usize>at) << 1), count - at, state, out);
    // Word by word up to where it may go quickly again.
    for (let left = SLOW_WORDS; left > 0 && at < count; left--) {
      if (out.events + WORD_ROOM > out.room) break;
      if (!one(load<u16>(words + ((<usize>at) << 1)), state, out)) return at;
      at++;
    }
  }
  return at;
}

/**
 * On a row that is kept: takes rows, columns and low times, eight words at a time, and whole vectors of 12, 12 and 8, up to
 * the first word of another kind or outside the sensor; returns how many words.
 */
function quick(words: usize, count: i32, state: State, out: EventColumns): i32 {
  const columns = i16x8.splat(<i16>out.width);
  const height = i16x8.splat(<i16>out.height);
  const baseUs = f64x2.splat(state.loopUs + <f64>(state.high * 4096));
  const room = out.room - VECTOR_ROOM;
  let row = i16x8.splat(<i16>state.row);
  let low = i16x8.splat(<i16>state.low);
  let n = out.events;
  let at = 0;
  while (at + 12 <= count && n <= room) {
    const word = v128.load(words + ((<usize>at) << 1));
    const type = i16x8.shr_u(word, 12);
    const isX = i16x8.eq(type, i16x8.splat(ADDR_X));
    const isY = i16x8.eq(type, i16x8.splat(ADDR_Y));
    const isT = i16x8.eq(type, i16x8.splat(TIME_LOW));
    const data = v128.and(word, i16x8.splat(0xfff));
    const x = v128.and(word, i16x8.splat(0x7ff));
    const outside = v128.or(v128.and(isX, i16x8.ge_u(x, columns)), v128.and(isY, i16x8.ge_u(data, height)));
    const fit = v128.andnot(v128.or(v128.or(isX, isY), isT), outside);
    const good = ctz(~i16x8.bitmask(fit) | 0x100);
    const lead = (1 << good) - 1;

    const rows = lastOf(isY, data, row);
    const lows = lastOf(isT, data, low);
    const lowsBefore = i16x8.shuffle(low, lows, 7, 8, 9, 10, 11, 12, 13, 14);
    const back = v128.and(isT, i16x8.lt_u(data, lowsBefore));
    out.stepsBack += popcnt(i16x8.bitmask(back) & lead);

    const events = i16x8.bitmask(isX) & lead;
    const together = v128.load(TOGETHER + ((<usize>events) << 4));
    const times = i8x16.swizzle(lows, together);
    const t = out.t + ((<usize>n) << 3);
    storeTimes(t, baseUs, i32x4.extend_low_i16x8_u(times));
    storeTimes(t + 32, baseUs, i32x4.extend_high_i16x8_u(times));
    v128.store(out.x + ((<usize>n) << 1), i8x16.swizzle(x, together));
    v128.store(out.y + ((<usize>n) << 1), i8x16.swizzle(rows, together));
    const p = i8x16.swizzle(i16x8.shr_u(data, 11), together);
    v128.store64_lane(out.p + <usize>n, i8x16.narrow_i16x8_u(p, p), 0);
    n += popcnt(events);
    at += good;
    // Of the last good lane; without one the shuffle gives 0, and they stay.
    const last = i16x8.splat(<i16>(0x0100 + 0x0202 * (good - 1)));
    const kept = i16x8.splat(<i16>((good - 1) >> 31));
    row = v128.or(i8x16.swizzle(rows, last), v128.and(row, kept));
    low = v128.or(i8x16.swizzle(lows, last), v128.and(low, kept));
    if (good == 8) continue;

    const four = load<u64>(words + ((<usize>at) << 1));
    let mask: u32 = 0;
    if ((four & 0xf000f000f000f000) == 0x5000400040003000) {
      state.base = (<i32>four) & 0x7ff;
      state.polarity = ((<i32>four) >> 11) & 1;
      mask = maskOf(four >> 16);
      at += 4;
    } else if ((four & 0x0000f000f000f000) == 0x0000500040004000) {
      mask = maskOf(four);
      at += 3;
    } else break;
    const base = state.base;
    if (base + 32 > out.width) {
      at -= 3; // word by word, and clipped
      break;
    }
    const time = f64x2.add(baseUs, f64x2.convert_low_i32x4_u(i32x4.extend_low_i16x8_u(low)));
    n += triple(mask, row, time, state, out, n);
    state.base = base + 32;
  }
  state.row = i16x8.extract_lane_u(row, 0);
  state.low = i16x8.extract_lane_u(low, 0);
  out.events = n;
  return at;
}

/** The 32 bits of a VECT_12, a VECT_12 and a VECT_8. */
function maskOf(words: u64): u32 {
  return ((<u32>words) & 0xfff) | ((<u32>(words >> 4)) & 0xfff000) | ((<u32>(words >> 8)) & 0xff000000);
}

/** The events of 32 neighbours, all inside the sensor, at the time and in the row of all lanes; returns how many. */
function triple(mask: u32, row: v128, time: v128, state: State, out: EventColumns, n: i32): i32 {
  let x = out.x + ((<usize>n) << 1);
  for (let shift = 0; shift < 32; shift += 8) {
    const octet = (mask >> shift) & 0xff;
    v128.store(x, columnsOf(octet, state.base + shift));
    x += popcnt(octet) << 1;
  }
  const count = popcnt(mask);
  const p = <u64>state.polarity * 0x0101010101010101;
  for (let i = n; i < n + count; i += 8) eight(time, row, p, out, i);
  return count;
}

/** The columns of those of eight neighbours from the base on whose bit is set, moved together. */
function columnsOf(octet: u32, base: i32): v128 {
  const together = v128.load(TOGETHER + ((<usize>octet) << 4));
  const lanes = i8x16.swizzle(i16x8(0, 1, 2, 3, 4, 5, 6, 7), together);
  return i16x8.add(lanes, i16x8.splat(<i16>base));
}

/** Time, row and polarity of eight events that have them in common. */
function eight(time: v128, row: v128, p: u64, out: EventColumns, n: i32): void {
  const t = out.t + ((<usize>n) << 3);
  v128.store(t, time);
  v128.store(t, time, 16);
  v128.store(t, time, 32);
  v128.store(t, time, 48);
  v128.store(out.y + ((<usize>n) << 1), row);
  store<u64>(out.p + <usize>n, p);
}

/** In every lane the last of `data` at or before it that is chosen, `before` where there is none. */
function lastOf(chosen: v128, data: v128, before: v128): v128 {
  const shuffle = v128.load(LAST + ((<usize>i16x8.bitmask(chosen)) << 4));
  const none = i16x8.shr_s(shuffle, 15);
  return v128.or(i8x16.swizzle(data, shuffle), v128.and(before, none));
}

/** Takes one word of any kind; false when it is none of the kernel's. */
function one(word: u32, state: State, out: EventColumns): bool {
  const data = word & 0xfff;
  switch (word >> 12) {
    case 0: {
      state.row = data & 0x7ff;
      state.rowFate = data > 0x7ff ? OTHER_SENSOR : state.row < out.height ? KEPT : OUTSIDE;
      break;
    }
    case 2: {
      event(data & 0x7ff, data >> 11, state, out);
      break;
    }
    case 3: {
      state.base = data & 0x7ff;
      state.polarity = data >> 11;
      break;
    }
    case 4: {
      vector(data, 12, state, out);
      break;
    }
    case 5: {
      vector(data & 0xff, 8, state, out);
      break;
    }
    case 6: {
      out.stepsBack += i32(<i32>data < state.low);
      state.low = data;
      break;
    }
    case 8: {
      if (data != state.high) advanceHigh(data, state, out);
      break;
    }
    default:
      return false;
  }
  return true;
}

/** One event, or its being dropped. */
function event(x: u32, p: u32, state: State, out: EventColumns): void {
  const n = out.events;
  if (state.rowFate == KEPT && <i32>x < out.width) {
    store<f64>(out.t + ((<usize>n) << 3), state.loopUs + <f64>(state.high * 4096 + state.low));
    store<u16>(out.x + ((<usize>n) << 1), <u16>x);
    store<u16>(out.y + ((<usize>n) << 1), <u16>state.row);
    store<u8>(out.p + <usize>n, <u8>p);
    out.events = n + 1;
  } else drop(1, state);
}

function drop(count: i32, state: State): void {
  if (state.rowFate == KEPT) state.droppedKept += count;
  else if (state.rowFate == OUTSIDE) state.droppedOutside += count;
  else if (state.rowFate == OTHER_SENSOR) state.droppedOther += count;
  else state.droppedNoRow += count;
}

/** The events of a vector of `size` pixels from the base on; the base moves on. */
function vector(mask: u32, size: i32, state: State, out: EventColumns): void {
  if (state.rowFate != KEPT) drop(popcnt(mask), state);
  else if (state.base + size <= out.width) {
    octet(mask & 0xff, state.base, state, out);
    if (size == 12) octet(mask >> 8, state.base + 8, state, out);
  } else {
    for (let rest = mask; rest != 0; rest &= rest - 1) {
      event(state.base + ctz(rest), state.polarity, state, out);
    }
  }
  state.base += size;
}

/** Events of up to eight neighbours, all inside the sensor. Writes eight; those that are none will be overwritten. */
function octet(mask: u32, base: i32, state: State, out: EventColumns): void {
  const n = out.events;
  v128.store(out.x + ((<usize>n) << 1), columnsOf(mask, base));
  const time = f64x2.splat(state.loopUs + <f64>(state.high * 4096 + state.low));
  const p = <u64>state.polarity * 0x0101010101010101;
  eight(time, i16x8.splat(<i16>state.row), p, out, n);
  out.events = n + popcnt(mask);
}

/** A changed TIME_HIGH: counts the wrap, and sets the low bits to 0 until the next TIME_LOW. */
function advanceHigh(high: i32, state: State, out: EventColumns): void {
  if (state.high >= high + WRAP_FALL_HIGH) {
    state.loopUs += RANGE_24_US;
    out.wraps++;
  } else if (high < state.high) out.stepsBack++;
  state.high = high;
  state.low = 0;
}
