import { M, OH, OW } from "./training-shape";

/** Outputs worked on at once, in registers: 32, 24, 16, 8 or 4. */
export function chunkOf(left: i32): i32 {
  return left > 24 ? 32 : left > 16 ? 24 : left > 8 ? 16 : left > 4 ? 8 : 4;
}

/** From [lane][output of the chunk] to rows of lanes, the first `count` outputs of it. */
export function tileToRows(tile: usize, y: usize, chunk: i32, count: i32): void {
  const row: usize = usize(M) << 2,
    stride: usize = usize(OH * OW) * row,
    lane: usize = usize(chunk) << 2;
  for (let m = 0; m < M; m += 4) {
    for (let f = 0; f < count; f += 4) {
      turn(tile + usize(m) * lane + (usize(f) << 2), lane);
      const to = y + usize(f) * stride + (usize(m) << 2);
      v128.store(to, t0);
      if (f + 1 < count) v128.store(to + stride, t1);
      if (f + 2 < count) v128.store(to + stride * 2, t2);
      if (f + 3 < count) v128.store(to + stride * 3, t3);
    }
  }
}

/** From rows of lanes to [lane][output of the chunk]; `count` of them are there, the others become zeros. */
export function rowsToTile(g: usize, tile: usize, chunk: i32, count: i32): void {
  const row: usize = usize(M) << 2,
    stride: usize = usize(OH * OW) * row,
    lane: usize = usize(chunk) << 2;
  if (count < chunk) memory.fill(tile, 0, lane * usize(M));
  for (let m = 0; m < M; m += 4) {
    let f = 0;
    for (; f + 4 <= count; f += 4) {
      turn(g + usize(f) * stride + (usize(m) << 2), stride);
      const to = tile + usize(m) * lane + (usize(f) << 2);
      v128.store(to, t0);
      v128.store(to + lane, t1);
      v128.store(to + lane * 2, t2);
      v128.store(to + lane * 3, t3);
    }
    for (; f < count; f++) {
      for (let i = 0; i < 4; i++) {
        const from = g + usize(f) * stride + (usize(m + i) << 2);
        store<f32>(tile + usize(m + i) * lane + (usize(f) << 2), load<f32>(from));
      }
    }
  }
}

// What `turn` gives.
let t0: v128 = f32x4.splat(0),
  t1: v128 = f32x4.splat(0),
  t2: v128 = f32x4.splat(0),
  t3: v128 = f32x4.splat(0);

/** Turns 4 x 4 numbers over, from lines `stride` bytes apart. */
function turn(from: usize, stride: usize): void {
  const a = v128.load(from),
    b = v128.load(from + stride),
    c = v128.load(from + stride * 2),
    d = v128.load(from + stride * 3);
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5),
    ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5),
    cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  t0 = v128.shuffle<f64>(ab0, cd0, 0, 2);
  t1 = v128.shuffle<f64>(ab0, cd0, 1, 3);
  t2 = v128.shuffle<f64>(ab1, cd1, 0, 2);
  t3 = v128.shuffle<f64>(ab1, cd1, 1, 3);
}
