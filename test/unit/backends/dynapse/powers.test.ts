import { expect, it } from "vitest";
import { powersInto } from "../../../../src/backends/dynapse/powers.ts";
import { exactPow } from "../../../../src/core/exact-math.ts";
import { Random } from "../../../../src/core/random.ts";

it("gives powers as exact-math does, within 1e-9, over all that a membrane can be", () => {
  const random = new Random(1);
  const x = Float64Array.from({ length: 20_000 }, () => exactPow(10, random.between(-3, 9)));
  const k = x.map(() => random.between(0.1, 0.9));
  const to = new Float64Array(x.length);
  powersInto(x, k, to);
  let most = 0;
  to.forEach((value, n) => (most = Math.max(most, Math.abs(value / exactPow(x[n]!, k[n]!) - 1))));
  expect(most).toBeLessThan(1e-9);
  powersInto(Float64Array.of(1, 2, 4), Float64Array.of(0.4, 1, 0.5), to.subarray(0, 3));
  expect(to[0]).toBe(1);
  expect(to[1]).toBeCloseTo(2, 9);
  expect(to[2]).toBeCloseTo(2, 9);
});
