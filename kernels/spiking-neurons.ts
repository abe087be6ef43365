/** What one step of a population reads and writes; `src/kernels/spiking/neurons.ts` lays it out and says what it means. */
@unmanaged
export class Neurons {
  v: usize;
  acc: usize;
  /** 0: none. */
  bias: usize;
  /** A multiple of 16. */
  count: i32;
  indices: usize;
  values: usize;
  /** Sum of the values put out. */
  spikes: f32;
  flags: i32;
  decay: f32;
  gain: f32;
  offset: f32;
  /** Fires above it. */
  limit: f32;
  /** What a spike takes off. */
  threshold: f32;
  vReset: f32;
  vMin: f32;
  maxSpikes: f32;
  decays: usize;
  gains: usize;
  offsets: usize;
  limits: usize;
  thresholds: usize;
  vResets: usize;
  i: usize;
  currentDecays: usize;
  currentGains: usize;
  /** Room for a quarter of `count` integers and 4 more. */
  scratch: usize;
}

export const RESET_TO_VALUE: i32 = 1;
export const STRICT: i32 = 2;
export const WHOLE: i32 = 4;
export const CORRECTED: i32 = 8;
export const DECAY_INPUT: i32 = 16;

/** Lanes to keep, by the bits of a comparison: moves the 4-byte lanes whose bit is set to the front. */
// prettier-ignore
const PACK = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  4, 5, 6, 7, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  8, 9, 10, 11, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  0, 1, 2, 3, 8, 9, 10, 11, 8, 9, 10, 11, 12, 13, 14, 15,
  4, 5, 6, 7, 8, 9, 10, 11, 8, 9, 10, 11, 12, 13, 14, 15,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  12, 13, 14, 15, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15,
  4, 5, 6, 7, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15,
  0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 12, 13, 14, 15,
  8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15,
  0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 12, 13, 14, 15,
  4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 12, 13, 14, 15,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
], 16);

/** Parts of a step, put into their callers; static methods, for only those can be marked so. */
export class Lanes {
  /** Writes the events of four neurons from `first` on: those whose bit is set. The arrays need room for 3 more. */
  @inline
  static emit(n: Neurons, events: i32, first: i32, bits: i32, z: v128): void {
    const lanes = v128.load(PACK + ((<usize>bits) << 4));
    const at = (<usize>events) << 2;
    const indices = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
    v128.store(n.indices + at, i8x16.swizzle(indices, lanes));
    v128.store(n.values + at, i8x16.swizzle(z, lanes));
  }

  /** Spikes of four neurons of which some are above their limit; 0 for the others. */
  @inline
  static spikesOf(n: Neurons, v: v128, above: v128, threshold: v128): v128 {
    if (n.maxSpikes == 1) return v128.and(above, f32x4.splat(1));
    const ratio = f32x4.div(v, threshold);
    const whole = (n.flags & STRICT) != 0 ? f32x4.sub(f32x4.ceil(ratio), f32x4.splat(1)) : f32x4.trunc(ratio);
    return v128.and(above, f32x4.min(f32x4.max(whole, f32x4.splat(1)), f32x4.splat(n.maxSpikes)));
  }

  /** v after the spikes z. */
  @inline
  static resetOf(n: Neurons, v: v128, above: v128, z: v128, threshold: v128, vReset: v128): v128 {
    return (n.flags & RESET_TO_VALUE) != 0
      ? v128.bitselect(vReset, v, above)
      : f32x4.sub(v, f32x4.mul(z, threshold));
  }

  @inline
  static sumOf(z: v128): f32 {
    return (
      f32x4.extract_lane(z, 0) +
      f32x4.extract_lane(z, 1) +
      f32x4.extract_lane(z, 2) +
      f32x4.extract_lane(z, 3)
    );
  }
}
