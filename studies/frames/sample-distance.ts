/** The value below which a part of the others lies. @param part [-] 0 .. 1 */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}

/** [-] Kolmogorov and Smirnov's distance of two samples: the largest gap between their cumulative shares, 0 .. 1. */
export function sampleDistance(a: readonly number[], b: readonly number[]): number {
  const [left, right] = [a, b].map((values) => values.toSorted((x, y) => x - y)) as [number[], number[]];
  let [i, k, most] = [0, 0, 0];
  while (i < left.length && k < right.length) {
    const at = Math.min(left[i] ?? Infinity, right[k] ?? Infinity);
    while (left[i] === at) i++;
    while (right[k] === at) k++;
    most = Math.max(most, Math.abs(i / left.length - k / right.length));
  }
  return most;
}
