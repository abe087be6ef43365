const TWO_32 = 4294967296;

/**
 * [us] Whole microseconds in a 64-bit count of nanoseconds, given as its two 32-bit halves (each 0 .. 2^32 - 1). Exact:
 * nanoseconds since 1970 do not fit a double, their thousandth part does until the year 2255.
 */
export const usOfNs = (low: number, high: number): number =>
  Math.floor(high / 1000) * TWO_32 + Math.floor(((high % 1000) * TWO_32 + low) / 1000);

/** [ns] what `usOfNs` leaves over, 0 .. 999. */
export const nsOverUs = (low: number, high: number): number => ((high % 1000) * TWO_32 + low) % 1000;

/** A count of microseconds as the 64-bit count of nanoseconds, written little-endian. */
export function writeUsAsNs(view: DataView, at: number, timeUs: number): void {
  const highUs = Math.floor(timeUs / TWO_32);
  const lowNs = (timeUs - highUs * TWO_32) * 1000; // below 2^42
  const carry = Math.floor(lowNs / TWO_32);
  view.setUint32(at, lowNs - carry * TWO_32, true);
  view.setUint32(at + 4, highUs * 1000 + carry, true);
}
