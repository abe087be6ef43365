import { exactLog } from "./exact-math.ts";
import type { Random } from "./random.ts";

/**
 * [-] a standard normal number (mean 0, variance 1), by the polar method of Marsaglia (1964). Takes a varying count
 * of numbers from `random`, so streams that must stay aligned need a `Random` each.
 */
export function normal(random: Random): number {
  for (;;) {
    const x = random.between(-1, 1);
    const y = random.between(-1, 1);
    const s = x * x + y * y;
    if (s > 0 && s < 1) return x * Math.sqrt((-2 * exactLog(s)) / s);
  }
}

/**
 * [-] the value that a standard normal number stays below with probability `p`, 0 < p < 1; error below 1e-6. Makes one
 * normal number of one uniform number. Source: Wichura, "Algorithm AS 241", Applied Statistics 37 (3), 1988, PPND7.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    const top = ((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179;
    return (q * top) / (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1);
  }
  const depth = Math.sqrt(-exactLog(q < 0 ? p : 1 - p));
  const value = depth <= 5 ? tailQuantile(depth - 1.6) : farTailQuantile(depth - 5);
  return q < 0 ? -value : value;
}

const tailQuantile = (r: number): number =>
  (((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777) /
  ((0.12021132975 * r + 0.7370016425) * r + 1);

const farTailQuantile = (r: number): number =>
  (((0.017337203997 * r + 0.42868294337) * r + 3.081226386) * r + 6.657905115) /
  ((0.012258202635 * r + 0.24197894225) * r + 1);
