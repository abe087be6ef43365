/**
 * Inputs that are whole numbers from 0 to a few, as masks: which of the inputs that one line of the kernel meets are 1 or
 * more, 2 or more, and so on: each mask a number made of ones. Bit i of a line's words stands for input i = column of the
 * kernel * channels + channel. Masks lie as [ones][input line][word][output column][lane], weights as [line of the kernel][input i][output], outputs padded with zeros to a multiple of 4.
 */
import { C, F, IH, IW, K, M, OW, P, S } from "./training-shape";

/** Words of a line's masks, and bytes from one to the next, as `setLayout` has left them. */
export let words: i32 = 0;
export let wordBytes: usize = 0,
  lineBytes: usize = 0,
  inputBytes: usize = 0,
  kernelRowBytes: usize = 0;

/** Works the layout out from the sizes at work. */
export function setLayout(): void {
  words = (K * C + 31) >> 5;
  wordBytes = usize(OW * M) << 2;
  lineBytes = wordBytes * usize(words);
  inputBytes = usize((F + 3) >> 2) << 4;
  kernelRowBytes = inputBytes * usize(K * C);
}

/** [4-byte words] of the masks of one. */
export function onesMaskWords(): i32 {
  setLayout();
  return i32((lineBytes * usize(IH)) >> 2);
}

/** [numbers] of the weights as they lie here. */
export function onesWeightCount(): i32 {
  setLayout();
  return i32((kernelRowBytes * usize(K)) >> 2);
}

/** Bytes from the masks of one to those of one more. */
export function maskBytes(): usize {
  return lineBytes * usize(IH);
}

export function onesMasks(x: usize, masks: usize, most: i32): void {
  setLayout();
  for (let least = 1; least <= most; least++) {
    onesFrom(x, masks, f32(least));
    masks += maskBytes();
  }
}

/** Masks of the inputs that are `least` or more. */
function onesFrom(x: usize, masks: usize, least: f32): void {
  memory.fill(masks, 0, maskBytes());
  const row: usize = usize(M) << 2,
    channelBytes: usize = usize(IH * IW) * row;
  for (let iy = 0; iy < IH; iy++) {
    for (let ox = 0; ox < OW; ox++) {
      const line = masks + usize(iy) * lineBytes + usize(ox) * row;
      for (let kx = 0; kx < K; kx++) {
        const ix = ox * S - P + kx;
        if (ix < 0 || ix >= IW) continue;
        const site = x + usize(iy * IW + ix) * row;
        for (let c = 0; c < C; c++) {
          const input = kx * C + c;
          mark(
            site + usize(c) * channelBytes,
            line + usize(input >> 5) * wordBytes,
            1 << (input & 31),
            least,
          );
        }
      }
    }
  }
}

/** Sets a bit in the masks of the lanes that are `least` or more. */
function mark(from: usize, to: usize, bit: i32, least: f32): void {
  const bits = i32x4.splat(bit),
    bound = f32x4.splat(least);
  const end = from + (usize(M) << 2);
  for (; from < end; from += 16, to += 16) {
    v128.store(to, v128.or(v128.load(to), v128.and(f32x4.ge(v128.load(from), bound), bits)));
  }
}

/** From weights [output][channel][tap]. */
export function onesWeights(w: usize, turned: usize): void {
  setLayout();
  memory.fill(turned, 0, kernelRowBytes * usize(K));
  for (let f = 0; f < F; f++) {
    for (let c = 0; c < C; c++) {
      for (let tap = 0; tap < K * K; tap++) {
        store<f32>(turned + place(f, c, tap), load<f32>(w));
        w += 4;
      }
    }
  }
}

/** Adds to gradients [output][channel][tap]. */
export function onesAddGradients(turned: usize, dw: usize): void {
  setLayout();
  for (let f = 0; f < F; f++) {
    for (let c = 0; c < C; c++) {
      for (let tap = 0; tap < K * K; tap++) {
        store<f32>(dw, load<f32>(dw) + load<f32>(turned + place(f, c, tap)));
        dw += 4;
      }
    }
  }
}

function place(f: i32, c: i32, tap: i32): usize {
  return usize(tap * C + c) * inputBytes + (usize(f) << 2);
}
