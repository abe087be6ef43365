/** Four times of 32 bits, added to a base [us] in both lanes, as f64 from `at` on. */
export function storeTimes(at: usize, base: v128, times: v128): void {
  v128.store(at, f64x2.add(base, f64x2.convert_low_i32x4_u(times)));
  const upper = i32x4.shuffle(times, times, 2, 3, 2, 3);
  v128.store(at, f64x2.add(base, f64x2.convert_low_i32x4_u(upper)), 16);
}
