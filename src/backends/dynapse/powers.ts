const LN2 = 0.6931471805599453;
const SQRT_2 = 1.4142135623730951;
const bits = new DataView(new ArrayBuffer(8));

/**
 * `to[n]` = `x[n]` to the power of `k[n]`, for positive, normal numbers; relative error below 1e-9, and the same bits on every
 * engine. Logarithm and exponential by their series, cut there. Hot path: one body without calls, for numbers that a function
 * gives back are put on the heap; `exactPow` of `exact-math.ts` is the reference.
 */
export function powersInto(x: Float64Array, k: Float64Array, to: Float64Array): void {
  for (let n = 0; n < to.length; n++) {
    bits.setFloat64(0, x[n]!);
    const word = bits.getUint32(0);
    bits.setUint32(0, (word & 0x000fffff) | 0x3ff00000);
    const mantissa = bits.getFloat64(0);
    const isAbove = mantissa > SQRT_2;
    const m = isAbove ? mantissa / 2 : mantissa;
    const exponent = (word >>> 20) - (isAbove ? 1022 : 1023);
    const s = (m - 1) / (m + 1);
    const z = s * s;
    const log = 2 * s * (1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z / 11)))));
    const y = k[n]! * (exponent * LN2 + log);
    const q = Math.floor(y / LN2 + 0.5);
    const r = y - q * LN2;
    const tail = 1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040 + r * (1 / 40320 + r / 362880))));
    bits.setUint32(0, (q + 1023) << 20);
    bits.setUint32(4, 0);
    to[n] = (1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * tail)))) * bits.getFloat64(0);
  }
}
