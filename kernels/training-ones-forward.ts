import {
  inputBytes,
  kernelRowBytes,
  lineBytes,
  maskBytes,
  setLayout,
  wordBytes,
  words,
} from "./training-ones-layout";
import { chunkOf, tileToRows } from "./training-ones-tiles";
import { F, IH, K, M, OH, OW, P, S } from "./training-shape";

/**
 * Outputs as sums of the weights of the ones that inputs are made of, at most `most` an input: work goes with their number. A
 * lane after the other, outputs in registers. `tile`: room for [lane][32 outputs].
 */
export function onesForward(masks: usize, w: usize, tile: usize, y: usize, most: i32): void {
  setLayout();
  const row: usize = usize(M) << 2;
  for (let oy = 0; oy < OH; oy++) {
    const ky0 = max(0, P - oy * S),
      rows = min(K, IH + P - oy * S) - ky0;
    const line = masks + usize(oy * S - P + ky0) * lineBytes,
      weights = w + usize(ky0) * kernelRowBytes;
    for (let ox = 0; ox < OW; ox++) {
      let chunk = 0;
      for (let f = 0; f < F; f += chunk) {
        chunk = chunkOf(F - f);
        memory.fill(tile, 0, usize(M * chunk) << 2);
        for (let more = 0; more < most; more++) {
          for (let m = 0; m < M; m++) {
            const site = line + usize(more) * maskBytes() + usize(ox) * row + (usize(m) << 2);
            gather(chunk, site, weights + (usize(f) << 2), tile + (usize(m * chunk) << 2), rows);
          }
        }
        tileToRows(tile, y + usize(f * OH * OW + oy * OW + ox) * row, chunk, min(chunk, F - f));
      }
    }
  }
}

/** Adds to `out` the weights of the inputs whose bits are set. */
function gather(chunk: i32, masks: usize, w: usize, out: usize, rows: i32): void {
  if (chunk == 32) gather32(masks, w, out, rows);
  else if (chunk == 24) gather24(masks, w, out, rows);
  else if (chunk == 16) gather16(masks, w, out, rows);
  else if (chunk == 8) gather8(masks, w, out, rows);
  else gather4(masks, w, out, rows);
}

function gather32(masks: usize, w: usize, out: usize, rows: i32): void {
  let a0 = v128.load(out),
    a1 = v128.load(out, 16),
    a2 = v128.load(out, 32),
    a3 = v128.load(out, 48),
    a4 = v128.load(out, 64),
    a5 = v128.load(out, 80),
    a6 = v128.load(out, 96),
    a7 = v128.load(out, 112);
  for (let ky = 0; ky < rows; ky++) {
    let mp = masks,
      wp = w;
    for (let word = 0; word < words; word++) {
      let ones = load<u32>(mp);
      while (ones != 0) {
        const from = wp + usize(ctz(ones)) * inputBytes;
        ones &= ones - 1;
        a0 = f32x4.add(a0, v128.load(from));
        a1 = f32x4.add(a1, v128.load(from, 16));
        a2 = f32x4.add(a2, v128.load(from, 32));
        a3 = f32x4.add(a3, v128.load(from, 48));
        a4 = f32x4.add(a4, v128.load(from, 64));
        a5 = f32x4.add(a5, v128.load(from, 80));
        a6 = f32x4.add(a6, v128.load(from, 96));
        a7 = f32x4.add(a7, v128.load(from, 112));
      }
      mp += wordBytes;
      wp += inputBytes << 5;
    }
    masks += lineBytes;
    w += kernelRowBytes;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(out, a4, 64);
  v128.store(out, a5, 80);
  v128.store(out, a6, 96);
  v128.store(out, a7, 112);
}

function gather24(masks: usize, w: usize, out: usize, rows: i32): void {
  let a0 = v128.load(out),
    a1 = v128.load(out, 16),
    a2 = v128.load(out, 32),
    a3 = v128.load(out, 48),
    a4 = v128.load(out, 64),
    a5 = v128.load(out, 80);
  for (let ky = 0; ky < rows; ky++) {
    let mp = masks,
      wp = w;
    for (let word = 0; word < words; word++) {
      let ones = load<u32>(mp);
      while (ones != 0) {
        const from = wp + usize(ctz(ones)) * inputBytes;
        ones &= ones - 1;
        a0 = f32x4.add(a0, v128.load(from));
        a1 = f32x4.add(a1, v128.load(from, 16));
        a2 = f32x4.add(a2, v128.load(from, 32));
        a3 = f32x4.add(a3, v128.load(from, 48));
        a4 = f32x4.add(a4, v128.load(from, 64));
        a5 = f32x4.add(a5, v128.load(from, 80));
      }
      mp += wordBytes;
      wp += inputBytes << 5;
    }
    masks += lineBytes;
    w += kernelRowBytes;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(out, a4, 64);
  v128.store(out, a5, 80);
}

function gather16(masks: usize, w: usize, out: usize, rows: i32): void {
  let a0 = v128.load(out),
    a1 = v128.load(out, 16),
    a2 = v128.load(out, 32),
    a3 = v128.load(out, 48);
  for (let ky = 0; ky < rows; ky++) {
    let mp = masks,
      wp = w;
    for (let word = 0; word < words; word++) {
      let ones = load<u32>(mp);
      while (ones != 0) {
        const from = wp + usize(ctz(ones)) * inputBytes;
        ones &= ones - 1;
        a0 = f32x4.add(a0, v128.load(from));
        a1 = f32x4.add(a1, v128.load(from, 16));
        a2 = f32x4.add(a2, v128.load(from, 32));
        a3 = f32x4.add(a3, v128.load(from, 48));
      }
      mp += wordBytes;
      wp += inputBytes << 5;
    }
    masks += lineBytes;
    w += kernelRowBytes;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
}

function gather8(masks: usize, w: usize, out: usize, rows: i32): void {
  let a0 = v128.load(out),
    a1 = v128.load(out, 16);
  for (let ky = 0; ky < rows; ky++) {
    let mp = masks,
      wp = w;
    for (let word = 0; word < words; word++) {
      let ones = load<u32>(mp);
      while (ones != 0) {
        const from = wp + usize(ctz(ones)) * inputBytes;
        ones &= ones - 1;
        a0 = f32x4.add(a0, v128.load(from));
        a1 = f32x4.add(a1, v128.load(from, 16));
      }
      mp += wordBytes;
      wp += inputBytes << 5;
    }
    masks += lineBytes;
    w += kernelRowBytes;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
}

function gather4(masks: usize, w: usize, out: usize, rows: i32): void {
  let a0 = v128.load(out);
  for (let ky = 0; ky < rows; ky++) {
    let mp = masks,
      wp = w;
    for (let word = 0; word < words; word++) {
      let ones = load<u32>(mp);
      while (ones != 0) {
        const from = wp + usize(ctz(ones)) * inputBytes;
        ones &= ones - 1;
        a0 = f32x4.add(a0, v128.load(from));
      }
      mp += wordBytes;
      wp += inputBytes << 5;
    }
    masks += lineBytes;
    w += kernelRowBytes;
  }
  v128.store(out, a0);
}
