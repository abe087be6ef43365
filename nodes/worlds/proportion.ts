/**
 * [-] 95 % confidence interval of a proportion (Wilson 1927): successes out of n independent trials, n >= 1. Unlike the
 * textbook interval it stays inside 0..1 and does not shrink to a point at 0 or n.
 */
export function wilson95(successes: number, n: number): [low: number, high: number] {
  const z = 1.959963984540054; // standard normal, 97.5 %
  const share = successes / n;
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const middle = share + (z * z) / (2 * n);
  const scale = 1 / (1 + (z * z) / n);
  return [Math.max(0, scale * (middle - spread)), Math.min(1, scale * (middle + spread))];
}
