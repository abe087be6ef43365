import {
  inputBytes,
  kernelRowBytes,
  lineBytes,
  maskBytes,
  setLayout,
  wordBytes,
  words,
} from "./training-ones-layout";
import { chunkOf, rowsToTile } from "./training-ones-tiles";
import { F, IH, K, M, OH, OW, P, S } from "./training-shape";

/** Adds each output's gradient to the weights of the ones that inputs are made of, laid out as in training-ones-layout. */
export function onesWeightGradient(masks: usize, g: usize, tile: usize, dw: usize, most: i32): void {
  setLayout();
  const row: usize = usize(M) << 2;
  for (let oy = 0; oy < OH; oy++) {
    const ky0 = max(0, P - oy * S),
      rows = min(K, IH + P - oy * S) - ky0;
    const line = masks + usize(oy * S - P + ky0) * lineBytes,
      weights = dw + usize(ky0) * kernelRowBytes;
    for (let ox = 0; ox < OW; ox++) {
      let chunk = 0;
      for (let f = 0; f < F; f += chunk) {
        chunk = chunkOf(F - f);
        rowsToTile(g + usize(f * OH * OW + oy * OW + ox) * row, tile, chunk, min(chunk, F - f));
        for (let more = 0; more < most; more++) {
          for (let m = 0; m < M; m++) {
            const site = line + usize(more) * maskBytes() + usize(ox) * row + (usize(m) << 2);
            spread(chunk, site, tile + (usize(m * chunk) << 2), weights + (usize(f) << 2), rows);
          }
        }
      }
    }
  }
}

function spread(chunk: i32, masks: usize, g: usize, dw: usize, rows: i32): void {
  if (chunk == 32) spread32(masks, g, dw, rows);
  else if (chunk == 24) spread24(masks, g, dw, rows);
  else if (chunk == 16) spread16(masks, g, dw, rows);
  else if (chunk == 8) spread8(masks, g, dw, rows);
  else spread4(masks, g, dw, rows);
}

function spread32(masks: usize, g: usize, dw: usize, rows: i32): void {
  const g0 = v128.load(g),
    g1 = v128.load(g, 16),
    g2 = v128.load(g, 32),
    g3 = v128.load(g, 48),
    g4 = v128.load(g, 64),
    g5 = v128.load(g, 80),
    g6 = v128.load(g, 96),
    g7 = v128.load(g, 112);
  for (let ky = 0; ky < rows; ky++) {
    let mp = masks,
      wp = dw;
    for (let word = 0; word < words; word++) {
      let ones = load<u32>(mp);
      while (ones != 0) {
        const to = wp + usize(ctz(ones)) * inputBytes;
        ones &= ones - 1;
        v128.store(to, f32x4.add(v128.load(to), g0));
        v128.store(to, f32x4.add(v128.load(to, 16), g1), 16);
        v128.store(to, f32x4.add(v128.load(to, 32), g2), 32);
        v128.store(to, f32x4.add(v128.load(to, 48), g3), 48);
        v128.store(to, f32x4.add(v128.load(to, 64), g4), 64);
        v128.store(to, f32x4.add(v128.load(to, 80), g5), 80);
        v128.store(to, f32x4.add(v128.load(to, 96), g6), 96);
        v128.store(to, f32x4.add(v128.load(to, 112), g7), 112);
      }
      mp += wordBytes;
      wp += inputBytes << 5;
    }
    masks += lineBytes;
    dw += kernelRowBytes;
  }
}

function spread24(masks: usize, g: usize, dw: usize, rows: i32): void {
  const g0 = v128.load(g),
    g1 = v128.load(g, 16),
    g2 = v128.load(g, 32),
    g3 = v128.load(g, 48),
    g4 = v128.load(g, 64),
    g5 = v128.load(g, 80);
  for (let ky = 0; ky < rows; ky++) {
    let mp = masks,
      wp = dw;
    for (let word = 0; word < words; word++) {
      let ones = load<u32>(mp);
      while (ones != 0) {
        const to = wp + usize(ctz(ones)) * inputBytes;
        ones &= ones - 1;
        v128.store(to, f32x4.add(v128.load(to), g0));
        v128.store(to, f32x4.add(v128.load(to, 16), g1), 16);
        v128.store(to, f32x4.add(v128.load(to, 32), g2), 32);
        v128.store(to, f32x4.add(v128.load(to, 48), g3), 48);
        v128.store(to, f32x4.add(v128.load(to, 64), g4), 64);
        v128.store(to, f32x4.add(v128.load(to, 80), g5), 80);
      }
      mp += wordBytes;
      wp += inputBytes << 5;
    }
    masks += lineBytes;
    dw += kernelRowBytes;
  }
}

function spread16(masks: usize, g: usize, dw: usize, rows: i32): void {
  const g0 = v128.load(g),
    g1 = v128.load(g, 16),
    g2 = v128.load(g, 32),
    g3 = v128.load(g, 48);
  for (let ky = 0; ky < rows; ky++) {
    let mp = masks,
      wp = dw;
    for (let word = 0; word < words; word++) {
      let ones = load<u32>(mp);
      while (ones != 0) {
        const to = wp + usize(ctz(ones)) * inputBytes;
        ones &= ones - 1;
        v128.store(to, f32x4.add(v128.load(to), g0));
        v128.store(to, f32x4.add(v128.load(to, 16), g1), 16);
        v128.store(to, f32x4.add(v128.load(to, 32), g2), 32);
        v128.store(to, f32x4.add(v128.load(to, 48), g3), 48);
      }
      mp += wordBytes;
      wp += inputBytes << 5;
    }
    masks += lineBytes;
    dw += kernelRowBytes;
  }
}

function spread8(masks: usize, g: usize, dw: usize, rows: i32): void {
  const g0 = v128.load(g),
    g1 = v128.load(g, 16);
  for (let ky = 0; ky < rows; ky++) {
    let mp = masks,
      wp = dw;
    for (let word = 0; word < words; word++) {
      let ones = load<u32>(mp);
      while (ones != 0) {
        const to = wp + usize(ctz(ones)) * inputBytes;
        ones &= ones - 1;
        v128.store(to, f32x4.add(v128.load(to), g0));
        v128.store(to, f32x4.add(v128.load(to, 16), g1), 16);
      }
      mp += wordBytes;
      wp += inputBytes << 5;
    }
    masks += lineBytes;
    dw += kernelRowBytes;
  }
}

function spread4(masks: usize, g: usize, dw: usize, rows: i32): void {
  const g0 = v128.load(g);
  for (let ky = 0; ky < rows; ky++) {
    let mp = masks,
      wp = dw;
    for (let word = 0; word < words; word++) {
      let ones = load<u32>(mp);
      while (ones != 0) {
        const to = wp + usize(ctz(ones)) * inputBytes;
        ones &= ones - 1;
        v128.store(to, f32x4.add(v128.load(to), g0));
      }
      mp += wordBytes;
      wp += inputBytes << 5;
    }
    masks += lineBytes;
    dw += kernelRowBytes;
  }
}
