import { C, F, IH, IW, K, M, OH, OW, P, S } from "./training-shape";

/** Output line by output line, so that the rows of a line stay in the cache for all taps. */
export function convWeightGradient(x: usize, g: usize, dw: usize): void {
  const row: usize = usize(M) << 2;
  const gStride: usize = usize(OH * OW) * row,
    xStride: usize = usize(IH * IW) * row;
  const fStride: usize = usize(C * K * K) << 2,
    cStride: usize = usize(K * K) << 2;
  for (let oy = 0; oy < OH; oy++) {
    const ky0 = max(0, P - oy * S),
      ky1 = min(K, IH + P - oy * S);
    for (let ky = ky0; ky < ky1; ky++) {
      for (let kx = 0; kx < K; kx++) {
        const ox0 = kx >= P ? 0 : (P - kx + S - 1) / S;
        const room = IW - 1 + P - kx;
        const ox1 = room < 0 ? 0 : min(OW, room / S + 1);
        if (ox1 <= ox0) continue;
        const gLine = g + usize(oy * OW + ox0) * row;
        const xLine = x + usize((oy * S - P + ky) * IW + ox0 * S - P + kx) * row;
        const tap = dw + (usize(ky * K + kx) << 2);
        let f = 0;
        for (; f + 4 <= F; f += 4) {
          const gf = gLine + usize(f) * gStride,
            df = tap + usize(f) * fStride;
          let c = 0;
          for (; c + 2 <= C; c += 2) {
            products4x2(
              gf,
              gStride,
              xLine + usize(c) * xStride,
              xStride,
              df + usize(c) * cStride,
              fStride,
              cStride,
              ox1 - ox0,
              S,
            );
          }
          for (; c < C; c++)
            products4x1(
              gf,
              gStride,
              xLine + usize(c) * xStride,
              df + usize(c) * cStride,
              fStride,
              ox1 - ox0,
              S,
            );
        }
        for (; f < F; f++) {
          for (let c = 0; c < C; c++) {
            products1(
              gLine + usize(f) * gStride,
              xLine + usize(c) * xStride,
              tap + usize(f) * fStride + usize(c) * cStride,
              ox1 - ox0,
              S,
            );
          }
        }
      }
    }
  }
}

/** Adds to 4 x 2 numbers the products of 4 gradient rows and 2 input rows over `count` places and all lanes. */
function products4x2(
  g: usize,
  gs: usize,
  x: usize,
  xs: usize,
  out: usize,
  os: usize,
  cs: usize,
  count: i32,
  step: i32,
): void {
  const zero = f32x4.splat(0);
  let a0 = zero,
    a1 = zero,
    b0 = zero,
    b1 = zero,
    c0 = zero,
    c1 = zero,
    d0 = zero,
    d1 = zero;
  const row: usize = usize(M) << 2;
  const gs2 = gs + gs,
    gs3 = gs2 + gs,
    jump: usize = usize(step - 1) * row;
  for (let i = 0; i < count; i++) {
    const end = g + row;
    while (g < end) {
      const x0 = v128.load(x),
        x1 = v128.load(x + xs);
      let v = v128.load(g);
      a0 = f32x4.add(a0, f32x4.mul(v, x0));
      a1 = f32x4.add(a1, f32x4.mul(v, x1));
      v = v128.load(g + gs);
      b0 = f32x4.add(b0, f32x4.mul(v, x0));
      b1 = f32x4.add(b1, f32x4.mul(v, x1));
      v = v128.load(g + gs2);
      c0 = f32x4.add(c0, f32x4.mul(v, x0));
      c1 = f32x4.add(c1, f32x4.mul(v, x1));
      v = v128.load(g + gs3);
      d0 = f32x4.add(d0, f32x4.mul(v, x0));
      d1 = f32x4.add(d1, f32x4.mul(v, x1));
      g += 16;
      x += 16;
    }
    x += jump;
  }
  addSum(out, a0);
  addSum(out + cs, a1);
  addSum(out + os, b0);
  addSum(out + os + cs, b1);
  out += os + os;
  addSum(out, c0);
  addSum(out + cs, c1);
  addSum(out + os, d0);
  addSum(out + os + cs, d1);
}

function products4x1(g: usize, gs: usize, x: usize, out: usize, os: usize, count: i32, step: i32): void {
  const zero = f32x4.splat(0);
  let a = zero,
    b = zero,
    c = zero,
    d = zero;
  const row: usize = usize(M) << 2;
  const gs2 = gs + gs,
    gs3 = gs2 + gs,
    jump: usize = usize(step - 1) * row;
  for (let i = 0; i < count; i++) {
    const end = g + row;
    while (g < end) {
      const x0 = v128.load(x);
      a = f32x4.add(a, f32x4.mul(v128.load(g), x0));
      b = f32x4.add(b, f32x4.mul(v128.load(g + gs), x0));
      c = f32x4.add(c, f32x4.mul(v128.load(g + gs2), x0));
      d = f32x4.add(d, f32x4.mul(v128.load(g + gs3), x0));
      g += 16;
      x += 16;
    }
    x += jump;
  }
  addSum(out, a);
  addSum(out + os, b);
  out += os + os;
  addSum(out, c);
  addSum(out + os, d);
}

function products1(g: usize, x: usize, out: usize, count: i32, step: i32): void {
  let a = f32x4.splat(0);
  const row: usize = usize(M) << 2,
    jump: usize = usize(step - 1) * row;
  for (let i = 0; i < count; i++) {
    const end = g + row;
    while (g < end) {
      a = f32x4.add(a, f32x4.mul(v128.load(g), v128.load(x)));
      g += 16;
      x += 16;
    }
    x += jump;
  }
  addSum(out, a);
}

function addSum(out: usize, v: v128): void {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  store<f32>(out, load<f32>(out) + f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1));
}
