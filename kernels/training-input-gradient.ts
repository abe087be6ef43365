import { C, F, IH, IW, K, M, OH, OW, P, S } from "./training-shape";

/** Each input place gathers from the outputs it reached: kernel rows of one parity, output rows backwards. */
export function convInputGradient(g: usize, w: usize, gx: usize): void {
  const cStride: usize = usize(K * K) << 2;
  const gxStride: usize = usize(IH * IW * M) << 2;
  for (let iy = 0; iy < IH; iy++) {
    const ky0 = firstTap(iy, OH),
      rows = tapCount(iy, ky0);
    const oy = (iy + P - ky0) / S;
    for (let ix = 0; ix < IW; ix++) {
      const kx0 = firstTap(ix, OW),
        columns = tapCount(ix, kx0);
      const ox = (ix + P - kx0) / S;
      const gSite = g + (usize((oy * OW + ox) * M) << 2);
      const wSite = w + (usize(ky0 * K + kx0) << 2);
      const site = gx + (usize((iy * IW + ix) * M) << 2);
      let c = 0;
      for (; c + 4 <= C; c += 4) {
        for (let m: usize = 0; m < usize(M) << 2; m += 32) {
          gather4(
            gSite + m,
            wSite + usize(c) * cStride,
            cStride,
            site + usize(c) * gxStride + m,
            gxStride,
            rows,
            columns,
          );
        }
      }
      for (; c < C; c++) {
        for (let m: usize = 0; m < usize(M) << 2; m += 32) {
          gather1(gSite + m, wSite + usize(c) * cStride, site + usize(c) * gxStride + m, rows, columns);
        }
      }
    }
  }
}

/** First kernel row (or column) that takes input `i` to an output inside: (i + P - k) / S a whole number below `size`. */
function firstTap(i: i32, size: i32): i32 {
  let k = (i + P) % S;
  while ((i + P - k) / S >= size) k += S;
  return k;
}

function tapCount(i: i32, first: i32): i32 {
  const last = min(K - 1, i + P);
  return last < first ? 0 : (last - first) / S + 1;
}

function gather4(g: usize, w: usize, ws: usize, out: usize, os: usize, rows: i32, columns: i32): void {
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
  const gChannel: usize = usize(OH * OW) * row,
    gLine: usize = usize(OW) * row;
  const wChannel: usize = usize(C * K * K) << 2,
    wLine: usize = usize(S * K) << 2,
    wStep: usize = usize(S) << 2;
  const ws2 = ws + ws,
    ws3 = ws2 + ws;
  for (let f = 0; f < F; f++) {
    let gl = g,
      wl = w;
    for (let j = 0; j < rows; j++) {
      let gp = gl,
        wp = wl;
      for (let i = 0; i < columns; i++) {
        const x0 = v128.load(gp),
          x1 = v128.load(gp, 16);
        let v = v128.load32_splat(wp);
        a0 = f32x4.add(a0, f32x4.mul(v, x0));
        a1 = f32x4.add(a1, f32x4.mul(v, x1));
        v = v128.load32_splat(wp + ws);
        b0 = f32x4.add(b0, f32x4.mul(v, x0));
        b1 = f32x4.add(b1, f32x4.mul(v, x1));
        v = v128.load32_splat(wp + ws2);
        c0 = f32x4.add(c0, f32x4.mul(v, x0));
        c1 = f32x4.add(c1, f32x4.mul(v, x1));
        v = v128.load32_splat(wp + ws3);
        d0 = f32x4.add(d0, f32x4.mul(v, x0));
        d1 = f32x4.add(d1, f32x4.mul(v, x1));
        gp -= row;
        wp += wStep;
      }
      gl -= gLine;
      wl += wLine;
    }
    g += gChannel;
    w += wChannel;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out + os, b0);
  v128.store(out + os, b1, 16);
  out += os + os;
  v128.store(out, c0);
  v128.store(out, c1, 16);
  v128.store(out + os, d0);
  v128.store(out + os, d1, 16);
}

function gather1(g: usize, w: usize, out: usize, rows: i32, columns: i32): void {
  let a0 = f32x4.splat(0),
    a1 = a0;
  const row: usize = usize(M) << 2;
  for (let f = 0; f < F; f++) {
    for (let j = 0; j < rows; j++) {
      let gp = g + usize(f * OH * OW) * row - usize(j * OW) * row;
      let wp = w + (usize(f * C * K * K + j * S * K) << 2);
      for (let i = 0; i < columns; i++) {
        const v = v128.load32_splat(wp);
        a0 = f32x4.add(a0, f32x4.mul(v, v128.load(gp)));
        a1 = f32x4.add(a1, f32x4.mul(v, v128.load(gp, 16)));
        gp -= row;
        wp += usize(S) << 2;
      }
    }
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
}
