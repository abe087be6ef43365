/** Layers of dense networks in 8 bits: unsigned bytes times weights of 8 bits, summed in 32, rescaled to unsigned bytes. */
export { heapBase } from "./heap-base";

/** One layer; `src/kernels/int8/layer.ts` says what the fields mean. */
@unmanaged
class Layer {
  input: usize;
  weights: usize;
  bias: usize;
  scale: usize;
  output: usize;
  outRows: i32;
  outColumns: i32;
  blocks: i32;
  kernelRows: i32;
  rowVectors: i32;
  stepRows: i32;
  stepColumns: i32;
  inputStride: i32;
  outRowStride: i32;
  outColumnStride: i32;
  toFloats: i32;
}

/** Works out a layer, two places of a row at a time. Does what `convolve` in src/kernels/int8/layer.ts does. */
export function convolve(layer: Layer): void {
  const columns = layer.outColumns;
  const step = <usize>layer.stepColumns;
  for (let row = 0; row < layer.outRows; row++) {
    let from = layer.input + <usize>row * <usize>layer.stepRows;
    let to = layer.output + <usize>row * <usize>layer.outRowStride;
    let column = 0;
    for (; column + 2 <= columns; column += 2) {
      twoPlaces(layer, from, from + step, to, to + <usize>layer.outColumnStride);
      from += step << 1;
      to += (<usize>layer.outColumnStride) << 1;
    }
    if (column < columns) twoPlaces(layer, from, from, to, to);
  }
}

/** All channels of two places: four channels a block, eight taps a vector. */
function twoPlaces(layer: Layer, from0: usize, from1: usize, to0: usize, to1: usize): void {
  const kernelRows = layer.kernelRows;
  const taps = (<usize>layer.rowVectors) << 3;
  const stride = <usize>layer.inputStride;
  const toFloats = layer.toFloats;
  let weights = layer.weights;
  let bias = layer.bias;
  let scale = layer.scale;
  for (let block = 0; block < layer.blocks; block++) {
    let a0 = i32x4.splat(0);
    let b0 = a0;
    let c0 = a0;
    let d0 = a0;
    let a1 = a0;
    let b1 = a0;
    let c1 = a0;
    let d1 = a0;
    let x0 = from0;
    let x1 = from1;
    for (let row = 0; row < kernelRows; row++) {
      for (let tap: usize = 0; tap < taps; tap += 8) {
        const v0 = v128.load_ext<u8>(x0 + tap);
        const v1 = v128.load_ext<u8>(x1 + tap);
        let w = v128.load(weights);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v0, w));
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v1, w));
        w = v128.load(weights, 16);
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v0, w));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v1, w));
        w = v128.load(weights, 32);
        c0 = i32x4.add(c0, i32x4.dot_i16x8_s(v0, w));
        c1 = i32x4.add(c1, i32x4.dot_i16x8_s(v1, w));
        w = v128.load(weights, 48);
        d0 = i32x4.add(d0, i32x4.dot_i16x8_s(v0, w));
        d1 = i32x4.add(d1, i32x4.dot_i16x8_s(v1, w));
        weights += 64;
      }
      x0 += stride;
      x1 += stride;
    }
    const b = v128.load(bias);
    const s = v128.load(scale);
    const y0 = f32x4.mul(f32x4.convert_i32x4_s(i32x4.add(sums(a0, b0, c0, d0), b)), s);
    const y1 = f32x4.mul(f32x4.convert_i32x4_s(i32x4.add(sums(a1, b1, c1, d1), b)), s);
    if (toFloats) {
      v128.store(to0, y0);
      v128.store(to1, y1);
      to0 += 16;
      to1 += 16;
    } else {
      store<i32>(to0, bytes(y0));
      store<i32>(to1, bytes(y1));
      to0 += 4;
      to1 += 4;
    }
    bias += 16;
    scale += 16;
  }
}

/** The sum of each vector's lanes, one in each lane. */
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return i32x4.add(i32x4.shuffle(ab, cd, 0, 1, 4, 5), i32x4.shuffle(ab, cd, 2, 3, 6, 7));
}

/** Four numbers to the nearest whole one, halves to the even one, from 0 to 255: the rectifier is in the lower bound. */
function bytes(values: v128): i32 {
  const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(values));
  const words = i16x8.narrow_i32x4_s(whole, whole);
  return i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0);
}
