import { expect } from "vitest";
import type { SaccadeError } from "../../src/core/errors.ts";
import type { Random } from "../../src/core/random.ts";

/** `CODEC_DAMAGE=full` in the environment asks for the long list, which takes minutes. */
const FULL = process.env["CODEC_DAMAGE"] === "full";
/** [-] places at which each sample is cut, and changes of one byte. */
export const CUTS = FULL ? 500 : 50;
export const CHANGES = FULL ? 2000 : 50;
export const DAMAGE_TIMEOUT_MS = FULL ? 900_000 : 60_000;
/** [bytes] of a recording that are damaged. */
export const SAMPLE_BYTES = 262144;

/** [KiB] that a damaged file may take beyond what reading takes anyway. */
const MOST_GROWTH_KIB = 65536;

/** Does what reads one damaged file; fails when the process's memory has never been so large by 64 MiB. */
export function inBoundedMemory<Result>(read: () => Result): Result {
  const before = process.resourceUsage().maxRSS;
  const result = read();
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(MOST_GROWTH_KIB);
  return result;
}

/** A copy with the byte at `at` changed to another. */
export function changed(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 1 + (random.uint32() % 255);
  return copy;
}

/** An error, if there is one, has a code and a place within the file. */
export function expectCoded(error: SaccadeError | null, length: number): void {
  if (error === null) return;
  expect(error.code).toMatch(/^codec-(corrupt|truncated|unsupported)$/);
  expect(error.where["byte"]).toBeGreaterThanOrEqual(0);
  expect(error.where["byte"]).toBeLessThanOrEqual(length);
}

/** Whether `rows` begin with `start`; byte by byte in native code. */
export const startsWith = (rows: Uint8Array, start: Uint8Array): boolean =>
  Buffer.compare(rows.subarray(0, start.length), start) === 0;
