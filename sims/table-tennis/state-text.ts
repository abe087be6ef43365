import { SaccadeError } from "../../src/core/errors.ts";
import type { Vec3 } from "../../src/core/vec3.ts";

/** Place [m] and velocity [m/s] of a ball. */
export interface PackedState {
  readonly positionM: Vec3;
  readonly velocityMps: Vec3;
}

// A number is three digits of base 64, least first, offset so that it is never negative: places in 0.1 mm, velocities in mm/s.
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const OFFSET = 131072;
const PER_METRE = 10_000;
const PER_MPS = 1000;
const CHARACTERS = 18; // of a state

/** States as text that a source file can hold, 18 characters each; rounded to 0.1 mm and 1 mm/s, within 13 m and 131 m/s. */
export function packStates(states: readonly PackedState[]): string {
  return states
    .map(({ positionM, velocityMps }) => {
      const numbers = [...positionM.map((v) => v * PER_METRE), ...velocityMps.map((v) => v * PER_MPS)];
      return numbers.map((number) => digitsOf(Math.round(number) + OFFSET)).join("");
    })
    .join("");
}

function digitsOf(value: number): string {
  if (!(value >= 0 && value < 2 * OFFSET)) {
    throw new SaccadeError(
      "world-invalid",
      `ball states: ${String(value - OFFSET)} does not fit into three digits`,
    );
  }
  return [value & 63, (value >> 6) & 63, value >> 12].map((digit) => DIGITS.charAt(digit)).join("");
}

/** How many states a text holds. */
export const statesIn = (text: string): number => text.length / CHARACTERS;

/** State `index` of a text. */
export function unpackState(text: string, index: number): PackedState {
  const number = (k: number): number => {
    const at = index * CHARACTERS + 3 * k;
    const digit = (i: number): number => DIGITS.indexOf(text.charAt(at + i));
    return digit(0) + 64 * digit(1) + 4096 * digit(2) - OFFSET;
  };
  return {
    positionM: [number(0) / PER_METRE, number(1) / PER_METRE, number(2) / PER_METRE],
    velocityMps: [number(3) / PER_MPS, number(4) / PER_MPS, number(5) / PER_MPS],
  };
}
