/** LZ4 blocks; does what `unpackLz4Block` in src/kernels/lz4-unpack.ts does. */

/** [bytes] a match is at least this long. */
const MIN_MATCH: usize = 4;
/** Largest value of a token's half: more bytes of the length follow. */
const LONG: usize = 15;
/** [bytes] a turn of the fast loop looks at most so far ahead of where it starts. */
const LOOK_AHEAD: usize = 40;

/** How far the block has been taken: next byte to read, next to write. */
let input: usize = 0;
let output: usize = 0;

/**
 * Unpacks the block `from .. to - 1` to `at ..`, no further than `limit`; what lies from `floor` on is what matches may
 * refer to. Returns the address behind the last byte written, 0 when the block is damaged or does not fit. Bytes behind
 * may have been overwritten, up to 128 beyond `limit`.
 */
export function unpack(from: usize, to: usize, at: usize, limit: usize, floor: usize): usize {
  input = from;
  output = at;
  while (input < to) {
    if (to - input > LOOK_AHEAD) short(to - LOOK_AHEAD, limit, floor);
    if (output > limit || !one(to, limit, floor)) return 0;
    if (input == to) return output;
  }
  return 0;
}

/**
 * Takes sequences of few literals and a short match, nearly all there is in event data, through fixed copies that may
 * write too much, which the next sequence overwrites. Stops at any other, and at damage.
 *
 * Where a sequence starts hangs on the token of the one before it, and what a processor waits for is that chain: so the next
 * token is shifted out of eight bytes read before the present one is known. Four to a turn, because the turn costs, too.
 */
function short(lastInput: usize, limit: usize, floor: usize): void {
  let from = input;
  let at = output;
  let token = <usize>load<u8>(from);
  while (from < lastInput && at < limit) {
    let ahead: u64, literals: usize, offset: usize, place: usize, match: usize, length: usize;

    ahead = load<u64>(from, 3) >> ((<u64>(token >> 1)) & 0x78);
    literals = token >> 4;
    offset = load<u16>(from + literals, 1);
    place = at + literals;
    match = place - offset;
    length = token & LONG;
    if (literals > 5 || length > 12 || offset < 8 || match < floor) break;
    token = (<usize>ahead) & 0xff;
    copy(from, at, place, match);
    at = place + length + MIN_MATCH;
    from = from + literals + 3;

    ahead = load<u64>(from, 3) >> ((<u64>(token >> 1)) & 0x78);
    literals = token >> 4;
    offset = load<u16>(from + literals, 1);
    place = at + literals;
    match = place - offset;
    length = token & LONG;
    if (literals > 5 || length > 12 || offset < 8 || match < floor) break;
    token = (<usize>ahead) & 0xff;
    copy(from, at, place, match);
    at = place + length + MIN_MATCH;
    from = from + literals + 3;

    ahead = load<u64>(from, 3) >> ((<u64>(token >> 1)) & 0x78);
    literals = token >> 4;
    offset = load<u16>(from + literals, 1);
    place = at + literals;
    match = place - offset;
    length = token & LONG;
    if (literals > 5 || length > 12 || offset < 8 || match < floor) break;
    token = (<usize>ahead) & 0xff;
    copy(from, at, place, match);
    at = place + length + MIN_MATCH;
    from = from + literals + 3;

    ahead = load<u64>(from, 3) >> ((<u64>(token >> 1)) & 0x78);
    literals = token >> 4;
    offset = load<u16>(from + literals, 1);
    place = at + literals;
    match = place - offset;
    length = token & LONG;
    if (literals > 5 || length > 12 || offset < 8 || match < floor) break;
    token = (<usize>ahead) & 0xff;
    copy(from, at, place, match);
    at = place + length + MIN_MATCH;
    from = from + literals + 3;
  }
  input = from;
  output = at;
}

/** At most five literals and a match of at most sixteen bytes, which does not overlap its first eight. */
function isShort(token: usize, offset: usize, history: usize): bool {
  return token < 0x60 && (token & LONG) <= 12 && offset >= 8 && offset <= history;
}

/** The token behind the sequence at `from`, which has at most five literals. */
function tokenAfter(from: usize, token: usize): usize {
  return (<usize>(load<u64>(from, 3) >> ((<u64>(token >> 1)) & 0x78))) & 0xff;
}

/** Eight literals and sixteen bytes of a match. */
function copy(from: usize, at: usize, place: usize, match: usize): void {
  store<u64>(at, load<u64>(from, 1));
  store<u64>(place, load<u64>(match));
  store<u64>(place, load<u64>(match, 8), 8);
}

/** Takes one sequence of any kind, or the end of the block; false on damage. */
function one(to: usize, limit: usize, floor: usize): bool {
  const token = <usize>load<u8>(input++);
  let literals = token >> 4;
  if (literals == LONG) literals += more(to);
  if (input > to || literals > to - input || literals > limit - output) return false;
  memory.copy(output, input, literals);
  input += literals;
  output += literals;
  if (input == to) return true;
  if (to - input < 2) return false;
  const offset = <usize>load<u16>(input);
  input += 2;
  let length = token & LONG;
  if (length == LONG) length += more(to);
  length += MIN_MATCH;
  if (offset == 0 || offset > output - floor || length > limit - output) return false;
  copyMatch(offset, output + length);
  return input < to; // a match is never the last
}

/** The rest of a length; ends beyond `to` when the block does within it. */
function more(to: usize): usize {
  let length: usize = 0;
  while (input < to) {
    const byte = <usize>load<u8>(input++);
    length += byte;
    if (byte < 255) return length;
  }
  input = to + 1;
  return 0;
}

/** Copies up to `end`, sixteen bytes at a time once they lie so far back: a pattern repeats at every multiple of its length. */
function copyMatch(offset: usize, end: usize): void {
  const distance = offset >= 16 ? offset : offset * (15 / offset + 1);
  const wide = min(end, output + distance - offset);
  while (output < wide) {
    store<u8>(output, load<u8>(output - offset));
    output++;
  }
  for (; output < end; output += 16) v128.store(output, v128.load(output - distance));
  output = end;
}
