/** Where the weights of one source go; 16 bytes. `src/kernels/spiking/synapses.ts` says what the fields mean. */
@unmanaged
class Fan {
  target: i32;
  block: i32;
  rows: u16;
  vectors: u16;
  blockStride: i32;
}

/** One connection of a source to sums; `src/kernels/spiking/synapses.ts` says what the fields mean. */
@unmanaged
class Synapse {
  indices: usize;
  values: usize;
  acc: usize;
  fans: usize;
  weights: usize;
  /** [bytes] from one row of the sums to the next. */
  rowStride: i32;
  places: usize;
  input: usize;
  denseWeights: usize;
  outRows: i32;
  outColumns: i32;
  /** [lanes] a multiple of 4. */
  outChannels: i32;
  kernelRows: i32;
  /** [taps] kernel columns times input channels. */
  rowTaps: i32;
  /** [bytes] in the input, for one step of an output row, or column. */
  stepRows: i32;
  stepColumns: i32;
  /** [bytes] from one input row to the next. */
  inputStride: i32;
}

/**
 * Adds the weights of each event's source, times its value, to the sums. Does what `scatter` in
 * src/kernels/spiking/synapses.ts does.
 */
export function scatter(s: Synapse, count: i32): void {
  const indices = s.indices;
  const values = s.values;
  const fans = s.fans;
  const weights = s.weights;
  const acc = s.acc;
  const rowStride = s.rowStride;
  for (let e: usize = 0; e < (<usize>count) << 2; e += 4) {
    const fan = changetype<Fan>(fans + ((<usize>load<u32>(indices + e)) << 4));
    Runs.add(fan, acc + fan.target, weights + fan.block, rowStride, v128.load32_splat(values + e));
  }
}

/** Adds a whole window's products to every sum. Does what `dense` in src/kernels/spiking/synapses.ts does. */
export function dense(d: Synapse): void {
  const lanes = (<usize>d.outChannels) << 2;
  for (let row = 0; row < d.outRows; row++) {
    const input = d.input + <usize>row * <usize>d.stepRows;
    const acc = d.acc + <usize>row * <usize>d.outColumns * lanes;
    let column = 0;
    for (; column + 4 <= d.outColumns; column += 4) {
      const from = input + <usize>column * <usize>d.stepColumns;
      const to = acc + <usize>column * lanes;
      for (let lane: usize = 0; lane < lanes; lane += 16) Cells.fourCells(d, from, to + lane, lane, lanes);
    }
    for (; column < d.outColumns; column++) {
      const from = input + <usize>column * <usize>d.stepColumns;
      const to = acc + <usize>column * lanes;
      let lane: usize = 0;
      for (; lane + 64 <= lanes; lane += 64) Cells.oneCell16(d, from, to + lane, lane, lanes);
      for (; lane < lanes; lane += 16) Cells.oneCell4(d, from, to + lane, lane, lanes);
    }
  }
}

/** Adds each event's value to the place of its source. Does what `place` in src/kernels/spiking/synapses.ts does. */
export function place(s: Synapse, count: i32): void {
  const input = s.input;
  for (let e: usize = 0; e < (<usize>count) << 2; e += 4) {
    const to = load<i32>(s.places + ((<usize>load<u32>(s.indices + e)) << 2));
    if (to >= 0) store<f32>(input + to, load<f32>(input + to) + load<f32>(s.values + e));
  }
}

/** Zeros where `place` has added. */
export function clear(s: Synapse, count: i32): void {
  const input = s.input;
  for (let e: usize = 0; e < (<usize>count) << 2; e += 4) {
    const to = load<i32>(s.places + ((<usize>load<u32>(s.indices + e)) << 2));
    if (to >= 0) store<f32>(input + to, 0);
  }
}

/** Writes the places and values of what is not 0; returns how many. Does what `sparsify` there does. */
export function sparsify(from: usize, count: i32, indices: usize, values: usize): i32 {
  let events: usize = 0;
  for (let n = 0; n < count; n++) {
    const value = load<f32>(from + ((<usize>n) << 2));
    store<i32>(indices + events, n);
    store<f32>(values + events, value);
    events += value == 0 ? 0 : 4;
  }
  return i32(events >> 2);
}

/** Parts that are put into their callers; static methods, for only those can be marked so. */
class Cells {
  /** Four neighbouring cells, four channels of each. */
  @inline
  static fourCells(d: Synapse, input: usize, to: usize, lane: usize, lanes: usize): void {
    const step = <usize>d.stepColumns;
    let a = v128.load(to);
    let b = v128.load(to + lanes);
    let c = v128.load(to + 2 * lanes);
    let e = v128.load(to + 3 * lanes);
    let w = d.denseWeights + lane;
    for (let r = 0; r < d.kernelRows; r++) {
      let x = input + <usize>r * <usize>d.inputStride;
      const end = x + ((<usize>d.rowTaps) << 2);
      for (; x < end; x += 4) {
        const weight = v128.load(w);
        a = f32x4.add(a, f32x4.mul(weight, v128.load32_splat(x)));
        b = f32x4.add(b, f32x4.mul(weight, v128.load32_splat(x + step)));
        c = f32x4.add(c, f32x4.mul(weight, v128.load32_splat(x + 2 * step)));
        e = f32x4.add(e, f32x4.mul(weight, v128.load32_splat(x + 3 * step)));
        w += lanes;
      }
    }
    v128.store(to, a);
    v128.store(to + lanes, b);
    v128.store(to + 2 * lanes, c);
    v128.store(to + 3 * lanes, e);
  }

  /** One cell, sixteen channels of it. */
  @inline
  static oneCell16(d: Synapse, input: usize, to: usize, lane: usize, lanes: usize): void {
    let a = v128.load(to);
    let b = v128.load(to, 16);
    let c = v128.load(to, 32);
    let e = v128.load(to, 48);
    let w = d.denseWeights + lane;
    for (let r = 0; r < d.kernelRows; r++) {
      let x = input + <usize>r * <usize>d.inputStride;
      const end = x + ((<usize>d.rowTaps) << 2);
      for (; x < end; x += 4) {
        const value = v128.load32_splat(x);
        a = f32x4.add(a, f32x4.mul(v128.load(w), value));
        b = f32x4.add(b, f32x4.mul(v128.load(w, 16), value));
        c = f32x4.add(c, f32x4.mul(v128.load(w, 32), value));
        e = f32x4.add(e, f32x4.mul(v128.load(w, 48), value));
        w += lanes;
      }
    }
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, e, 48);
  }

  /** One cell, four channels of it. */
  @inline
  static oneCell4(d: Synapse, input: usize, to: usize, lane: usize, lanes: usize): void {
    let a = v128.load(to);
    let w = d.denseWeights + lane;
    for (let r = 0; r < d.kernelRows; r++) {
      let x = input + <usize>r * <usize>d.inputStride;
      const end = x + ((<usize>d.rowTaps) << 2);
      for (; x < end; x += 4) {
        a = f32x4.add(a, f32x4.mul(v128.load(w), v128.load32_splat(x)));
        w += lanes;
      }
    }
    v128.store(to, a);
  }
}

/** Runs of one fan; short ones, which small pictures have, without a loop inside. */
class Runs {
  @inline
  static add(fan: Fan, to: usize, from: usize, rowStride: usize, factor: v128): void {
    const vectors = <i32>fan.vectors;
    const blockStride = <usize>fan.blockStride;
    let rows = <i32>fan.rows;
    if (vectors == 3) {
      for (; rows > 0; rows--) {
        Runs.one(to, from, factor);
        Runs.one(to + 16, from + 16, factor);
        Runs.one(to + 32, from + 32, factor);
        to += rowStride;
        from += blockStride;
      }
    } else if (vectors == 2) {
      for (; rows > 0; rows--) {
        Runs.one(to, from, factor);
        Runs.one(to + 16, from + 16, factor);
        to += rowStride;
        from += blockStride;
      }
    } else {
      const bytes = (<usize>vectors) << 4;
      for (; rows > 0; rows--) {
        for (let at: usize = 0; at < bytes; at += 16) Runs.one(to + at, from + at, factor);
        to += rowStride;
        from += blockStride;
      }
    }
  }

  @inline
  static one(to: usize, from: usize, factor: v128): void {
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(v128.load(from), factor)));
  }
}
