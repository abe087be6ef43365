import { InvalidArgumentError } from "commander";

/** A whole number of things from 1 to a million. */
export const parseCount = (text: string): number => parseWhole(text, 1, 1e6);

/** A seed: a whole number of 32 bits. */
export const parseSeed = (text: string): number => parseWhole(text, 0, 0xffffffff);

/** A whole number in digits, within bounds. */
export function parseWhole(text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text.trim()) && Number.isSafeInteger(value) && value >= least && value <= most)
    return value;
  throw new InvalidArgumentError(`"${text}" is not a whole number from ${String(least)} to ${String(most)}.`);
}

export function parsePositive(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < Infinity) return value;
  throw new InvalidArgumentError(`a number above 0, found "${text}"`);
}

/** A number in a range, its ends included. */
export function numberFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`"${text}" is not a number from ${String(least)} to ${String(most)}.`);
  };
}

/** One of some words. */
export function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`"${text}" is none of ${words.join(", ")}.`);
  };
}

/** Values between commas, none of them twice. */
export function listOf<T>(parse: (text: string) => T): (text: string) => T[] {
  return (text) => [...new Set(text.split(",").map((part) => parse(part.trim())))];
}
