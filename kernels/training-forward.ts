import { C, F, IH, IW, K, M, OH, OW, P, S } from "./training-shape";

/** What a block of 4 rows reads per product: where its weights lie and how far apart the 4 are. */
export function convForward(x: usize, w: usize, y: usize): void {
  const fStride: usize = usize(C * K * K) << 2;
  const yStride: usize = usize(OH * OW * M) << 2;
  for (let oy = 0; oy < OH; oy++) {
    const ky0 = max(0, P - oy * S),
      ky1 = min(K, IH + P - oy * S);
    for (let ox = 0; ox < OW; ox++) {
      const kx0 = max(0, P - ox * S),
        kx1 = min(K, IW + P - ox * S);
      const xSite = x + (usize(((oy * S - P + ky0) * IW + ox * S - P + kx0) * M) << 2);
      const wSite = w + (usize(ky0 * K + kx0) << 2);
      const ySite = y + (usize((oy * OW + ox) * M) << 2);
      let f = 0;
      for (; f + 4 <= F; f += 4) {
        const wf = wSite + usize(f) * fStride,
          yf = ySite + usize(f) * yStride;
        for (let m = 0; m < M; m += 8) {
          forward4(xSite + (usize(m) << 2), wf, fStride, yf + (usize(m) << 2), yStride, ky1 - ky0, kx1 - kx0);
        }
      }
      for (; f < F; f++) {
        const wf = wSite + usize(f) * fStride,
          yf = ySite + usize(f) * yStride;
        for (let m = 0; m < M; m += 8) {
          forward1(xSite + (usize(m) << 2), wf, yf + (usize(m) << 2), ky1 - ky0, kx1 - kx0);
        }
      }
    }
  }
}

function forward4(x: usize, w: usize, ws: usize, y: usize, ys: usize, rows: i32, columns: i32): void {
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
  const xChannel: usize = usize(IH * IW) * row,
    xLine: usize = usize(IW) * row;
  const wChannel: usize = usize(K * K) << 2,
    wLine: usize = usize(K) << 2;
  const ws2 = ws + ws,
    ws3 = ws2 + ws;
  for (let c = 0; c < C; c++) {
    let xl = x,
      wl = w;
    for (let ky = 0; ky < rows; ky++) {
      let xp = xl,
        wp = wl;
      for (let kx = 0; kx < columns; kx++) {
        const x0 = v128.load(xp),
          x1 = v128.load(xp, 16);
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
        xp += row;
        wp += 4;
      }
      xl += xLine;
      wl += wLine;
    }
    x += xChannel;
    w += wChannel;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y + ys, b0);
  v128.store(y + ys, b1, 16);
  y += ys + ys;
  v128.store(y, c0);
  v128.store(y, c1, 16);
  v128.store(y + ys, d0);
  v128.store(y + ys, d1, 16);
}

function forward1(x: usize, w: usize, y: usize, rows: i32, columns: i32): void {
  let a0 = f32x4.splat(0),
    a1 = a0;
  const row: usize = usize(M) << 2;
  for (let c = 0; c < C; c++) {
    for (let ky = 0; ky < rows; ky++) {
      let xp = x + usize((c * IH + ky) * IW) * row,
        wp = w + (usize((c * K + ky) * K) << 2);
      for (let kx = 0; kx < columns; kx++) {
        const v = v128.load32_splat(wp);
        a0 = f32x4.add(a0, f32x4.mul(v, v128.load(xp)));
        a1 = f32x4.add(a1, f32x4.mul(v, v128.load(xp, 16)));
        xp += row;
        wp += 4;
      }
    }
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
}
