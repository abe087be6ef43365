/**
 * [ms] a fixed loop of integer and floating-point work. Printed beside absolute times, so that figures from a busy or a
 * slow machine can be told from those of a quiet one.
 */
export function calibrationMs(): number {
  const startMs = performance.now();
  let h = 1;
  let sum = 0;
  for (let i = 0; i < 20_000_000; i++) {
    h = Math.imul(h ^ i, 0x85ebca6b);
    sum += h * 1e-9;
  }
  if (!Number.isFinite(sum)) throw new Error("the calibration loop gave no number");
  return performance.now() - startMs;
}
