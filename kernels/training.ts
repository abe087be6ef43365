/**
 * Training's sums of products on rows of lanes (src/kernels/train/lanes.ts), float32, 4 lanes a register. Lanes are a
 * multiple of 8. A block of 4 rows by 8 lanes stays in registers: 6 loads serve 8 products. Buffers are byte offsets.
 * Plain versions: src/kernels/train/*-reference.ts.
 */

export { heapBase } from "./heap-base";

// Sizes of the convolution at work, set once per call: a call with 13 numbers would pass them on the stack each time.
let C: i32 = 0,
  IH: i32 = 0,
  IW: i32 = 0,
  F: i32 = 0,
  OH: i32 = 0,
  OW: i32 = 0;
let K: i32 = 0,
  S: i32 = 0,
  P: i32 = 0,
  M: i32 = 0;

export function convShape(
  c: i32,
  ih: i32,
  iw: i32,
  f: i32,
  oh: i32,
  ow: i32,
  k: i32,
  s: i32,
  p: i32,
  m: i32,
): void {
  C = c;
  IH = ih;
  IW = iw;
  F = f;
  OH = oh;
  OW = ow;
  K = k;
  S = s;
  P = p;
  M = m;
}

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

export function denseForward(x: usize, w: usize, y: usize, inputs: i32, outputs: i32, lanes: i32): void {
  denseShape(inputs, outputs, lanes);
  convForward(x, w, y);
}

export function denseInputGradient(
  g: usize,
  w: usize,
  gx: usize,
  inputs: i32,
  outputs: i32,
  lanes: i32,
): void {
  denseShape(inputs, outputs, lanes);
  convInputGradient(g, w, gx);
}

export function denseWeightGradient(
  x: usize,
  g: usize,
  dw: usize,
  inputs: i32,
  outputs: i32,
  lanes: i32,
): void {
  denseShape(inputs, outputs, lanes);
  convWeightGradient(x, g, dw);
}

/** A full connection is a convolution of one place. */
function denseShape(inputs: i32, outputs: i32, lanes: i32): void {
  convShape(inputs, 1, 1, outputs, 1, 1, 1, 1, 0, lanes);
}

// Sums over `count` numbers (a multiple of 8), for normalisation and biases.

export function sum(x: usize, count: i32): f32 {
  let a = f32x4.splat(0),
    b = a;
  const end = x + (usize(count) << 2);
  for (; x < end; x += 32) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x, 16));
  }
  return lanesSum(f32x4.add(a, b));
}

/** Sum of (x - centre) * (y - centre of y = 0) : pass y = x and `squares` for the spread. */
export function productSum(x: usize, y: usize, count: i32, centre: f32): f32 {
  const c = f32x4.splat(centre);
  let a = f32x4.splat(0),
    b = a;
  const end = x + (usize(count) << 2);
  for (; x < end; x += 32, y += 32) {
    a = f32x4.add(a, f32x4.mul(f32x4.sub(v128.load(x), c), v128.load(y)));
    b = f32x4.add(b, f32x4.mul(f32x4.sub(v128.load(x, 16), c), v128.load(y, 16)));
  }
  return lanesSum(f32x4.add(a, b));
}

export function squareSum(x: usize, count: i32, centre: f32): f32 {
  const c = f32x4.splat(centre);
  let a = f32x4.splat(0),
    b = a;
  const end = x + (usize(count) << 2);
  for (; x < end; x += 32) {
    const p = f32x4.sub(v128.load(x), c),
      q = f32x4.sub(v128.load(x, 16), c);
    a = f32x4.add(a, f32x4.mul(p, p));
    b = f32x4.add(b, f32x4.mul(q, q));
  }
  return lanesSum(f32x4.add(a, b));
}

function lanesSum(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** y = x * factor + rest. */
export function scaleShift(x: usize, y: usize, count: i32, factor: f32, rest: f32): void {
  const f = f32x4.splat(factor),
    r = f32x4.splat(rest);
  const end = x + (usize(count) << 2);
  for (; x < end; x += 16, y += 16) v128.store(y, f32x4.add(f32x4.mul(v128.load(x), f), r));
}

/** z = x * xFactor + y * yFactor + rest. */
export function blend(x: usize, y: usize, z: usize, count: i32, xFactor: f32, yFactor: f32, rest: f32): void {
  const fx = f32x4.splat(xFactor),
    fy = f32x4.splat(yFactor),
    r = f32x4.splat(rest);
  const end = x + (usize(count) << 2);
  for (; x < end; x += 16, y += 16, z += 16) {
    v128.store(z, f32x4.add(f32x4.add(f32x4.mul(v128.load(x), fx), f32x4.mul(v128.load(y), fy)), r));
  }
}

/**
 * Spiking neurons of one channel, 4 samples a register. `zero` = 1: a spike sets the potential to 0; else it subtracts the
 * threshold. Offsets: potentials `v` and spikes `s` [place][step][sample], input with `inputSteps` 1 or all.
 */
export function spikeForward(
  x: usize,
  v: usize,
  s: usize,
  places: i32,
  samples: i32,
  steps: i32,
  inputSteps: i32,
  leak: f32,
  threshold: f32,
  vMin: f32,
  zero: i32,
): void {
  const row: usize = usize(samples) << 2;
  const xStep: usize = inputSteps == 1 ? 0 : row;
  const l = f32x4.splat(leak),
    t = f32x4.splat(threshold),
    low = f32x4.splat(vMin),
    one = f32x4.splat(1);
  for (let place = 0; place < places; place++) {
    for (let m: usize = 0; m < row; m += 16) {
      let u = f32x4.splat(0);
      let xp = x + m,
        at: usize = m;
      for (let step = 0; step < steps; step++) {
        u = f32x4.add(f32x4.mul(l, u), v128.load(xp));
        v128.store(v + at, u);
        const fires = f32x4.ge(u, t);
        v128.store(s + at, v128.and(fires, one));
        u = zero ? v128.andnot(u, fires) : f32x4.sub(u, v128.and(fires, t));
        u = f32x4.max(u, low);
        xp += xStep;
        at += row;
      }
    }
    x += usize(inputSteps) * row;
    v += usize(steps) * row;
    s += usize(steps) * row;
  }
}

// Gradients of leak and threshold of the last spikeBackward.
let leakGradient: f32 = 0,
  thresholdGradient: f32 = 0;
export function lastLeakGradient(): f32 {
  return leakGradient;
}
export function lastThresholdGradient(): f32 {
  return thresholdGradient;
}

/** Back through the steps; `surrogate`: 0 fast sigmoid, 1 arctan, 2 piecewise linear. */
export function spikeBackward(
  g: usize,
  v: usize,
  s: usize,
  gx: usize,
  places: i32,
  samples: i32,
  steps: i32,
  inputSteps: i32,
  leak: f32,
  threshold: f32,
  vMin: f32,
  zero: i32,
  detach: i32,
  surrogate: i32,
  slope: f32,
): void {
  const row: usize = usize(samples) << 2;
  const xStep: usize = inputSteps == 1 ? 0 : row;
  const l = f32x4.splat(leak),
    t = f32x4.splat(threshold),
    low = f32x4.splat(vMin);
  const none = f32x4.splat(0);
  let leaks = none,
    thresholds = none;
  for (let place = 0; place < places; place++) {
    for (let m: usize = 0; m < row; m += 16) {
      let after = none,
        total = none;
      let at: usize = m + usize(steps - 1) * row,
        xp = gx + m + usize(steps - 1) * xStep;
      for (let step = steps - 1; step >= 0; step--) {
        const u = v128.load(v + at),
          fired = v128.load(s + at);
        const lowering = zero ? u : t;
        const left = f32x4.sub(u, f32x4.mul(fired, lowering));
        after = v128.andnot(after, f32x4.lt(left, low));
        let seen = v128.load(g + at);
        if (!detach) seen = f32x4.sub(seen, f32x4.mul(after, lowering));
        const through = f32x4.mul(derivative(f32x4.sub(u, t), surrogate, slope), seen);
        const firedAfter = f32x4.mul(fired, after);
        thresholds = f32x4.sub(thresholds, zero ? through : f32x4.add(through, firedAfter));
        const before = f32x4.add(zero ? f32x4.sub(after, firedAfter) : after, through);
        if (step > 0) {
          const w = v128.load(v + at - row),
            f = v128.load(s + at - row);
          const settled = f32x4.max(f32x4.sub(w, f32x4.mul(f, zero ? w : t)), low);
          leaks = f32x4.add(leaks, f32x4.mul(before, settled));
        }
        total = f32x4.add(total, before);
        if (xStep != 0) v128.store(xp, before);
        after = f32x4.mul(l, before);
        at -= row;
        xp -= xStep;
      }
      if (xStep == 0) v128.store(gx + m, total);
    }
    gx += usize(inputSteps) * row;
    g += usize(steps) * row;
    v += usize(steps) * row;
    s += usize(steps) * row;
  }
  leakGradient = lanesSum(leaks);
  thresholdGradient = lanesSum(thresholds);
}

function derivative(x: v128, surrogate: i32, slope: f32): v128 {
  const k = f32x4.splat(slope),
    one = f32x4.splat(1);
  if (surrogate == 0) {
    const d = f32x4.add(one, f32x4.mul(k, f32x4.abs(x)));
    return f32x4.div(one, f32x4.mul(d, d));
  }
  if (surrogate == 1) {
    const a = f32x4.mul(f32x4.splat(1.5707963267948966 * slope), x);
    return f32x4.div(f32x4.splat(slope * 0.5), f32x4.add(one, f32x4.mul(a, a)));
  }
  return f32x4.max(f32x4.splat(0), f32x4.sub(k, f32x4.mul(f32x4.mul(k, k), f32x4.abs(x))));
}
