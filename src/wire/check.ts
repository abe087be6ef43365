import { SaccadeError } from "../core/errors.ts";
import type { Vec3 } from "../core/vec3.ts";

/** A field as it was decoded; proto3 leaves out what is zero. */
export type WireNumber = number | null | undefined;

/** A refusal of what arrived (or was about to leave), laid at one field. */
export function wireError(field: string, problem: string): SaccadeError {
  return new SaccadeError("wire-invalid", `${field}: ${problem}`, { field });
}

/**
 * Any finite number, such as a time in microseconds.
 * @throws SaccadeError `wire-invalid` on NaN and infinities.
 */
export function finite(value: WireNumber, field: string): number {
  const number = value ?? 0;
  if (Number.isFinite(number)) return number;
  throw wireError(field, `must be a finite number, found ${number}`);
}

/**
 * [-] an integer from `low` to `high`; a counter by default.
 * @throws SaccadeError `wire-invalid`.
 */
export function integer(value: WireNumber, field: string, low = 0, high = Number.MAX_SAFE_INTEGER): number {
  const number = value ?? 0;
  if (Number.isSafeInteger(number) && number >= low && number <= high) return number;
  throw wireError(field, `must be an integer from ${low} to ${high}, found ${number}`);
}

/**
 * A text of at most `maxLength` UTF-16 units.
 * @throws SaccadeError `wire-invalid`.
 */
export function text(value: string | null | undefined, field: string, maxLength: number): string {
  const string = value ?? "";
  if (string.length <= maxLength) return string;
  throw wireError(field, `may have at most ${maxLength} characters, found ${string.length}`);
}

/**
 * One of a list of words.
 * @throws SaccadeError `wire-invalid`.
 */
export function oneOf<const T extends string>(word: string, words: readonly T[], field: string): T {
  const found = words.find((known) => known === word);
  if (found !== undefined) return found;
  throw wireError(field, `must be one of ${words.join(", ")}, found ${JSON.stringify(word.slice(0, 40))}`);
}

/**
 * A list of a given length, NaN allowed (an unknown covariance). The decoder's array is handed on, not copied.
 * @throws SaccadeError `wire-invalid`.
 */
export function numbers(
  values: readonly number[] | null | undefined,
  field: string,
  length: number,
): readonly number[] {
  const list = values ?? [];
  if (list.length === length) return list;
  throw wireError(field, `must have ${length} values, found ${list.length}`);
}

/**
 * A list of at most `maxLength` elements.
 * @throws SaccadeError `wire-invalid`.
 */
export function atMost<T>(
  values: readonly T[] | null | undefined,
  field: string,
  maxLength: number,
): readonly T[] {
  const list = values ?? [];
  if (list.length <= maxLength) return list;
  throw wireError(field, `may have at most ${maxLength} elements, found ${list.length}`);
}

/**
 * A nested message that must be there.
 * @throws SaccadeError `wire-invalid` when it is absent.
 */
export function present<T>(value: T | null | undefined, field: string): T {
  if (value != null) return value;
  throw wireError(field, "is missing");
}

interface WireVec3 {
  readonly x?: WireNumber;
  readonly y?: WireNumber;
  readonly z?: WireNumber;
}

/**
 * Three finite coordinates.
 * @throws SaccadeError `wire-invalid`.
 */
export function vec3(value: WireVec3 | null | undefined, field: string): Vec3 {
  const v = present(value, field);
  return [finite(v.x, `${field}.x`), finite(v.y, `${field}.y`), finite(v.z, `${field}.z`)];
}

/** A vector as the wire carries it. */
export function toWireVec3(v: Vec3): { x: number; y: number; z: number } {
  return { x: v[0], y: v[1], z: v[2] };
}
