/**
 * [bytes] that one call of `work` leaves on the heap: median over rounds, so that a collection in one of them does not
 * count. Warms up first, since code that is not compiled yet boxes its numbers.
 */
export function heapBytesPerCall(work: () => void, calls = 20_000): number {
  const grown: number[] = [];
  for (let round = 0; round < 40; round++) {
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < calls; i++) work();
    grown.push((process.memoryUsage().heapUsed - before) / calls);
  }
  const settled = grown.slice(-21).sort((a, b) => a - b);
  return settled[10] ?? NaN;
}
