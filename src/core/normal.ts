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
