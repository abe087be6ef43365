import type { Blend, Floats, Run } from "./lanes.ts";

export function sum(values: Floats, at: number, length: number): number {
  let total = 0;
  for (let i = at; i < at + length; i++) total += values[i]!;
  return total;
}

export function squareSum(values: Floats, at: number, length: number, centre: number): number {
  let total = 0;
  for (let i = at; i < at + length; i++) total += (values[i]! - centre) * (values[i]! - centre);
  return total;
}

export function productSum(values: Floats, others: Floats, { at, length }: Run, centre: number): number {
  let total = 0;
  for (let i = at; i < at + length; i++) total += (values[i]! - centre) * others[i]!;
  return total;
}

export function scaleShift(
  values: Floats,
  output: Floats,
  { at, length }: Run,
  { factor, rest }: { readonly factor: number; readonly rest: number },
): void {
  for (let i = at; i < at + length; i++) output[i] = values[i]! * factor + rest;
}

export function blend(
  values: Floats,
  others: Floats,
  { at, length, output }: Run & { readonly output: Floats },
  { factor, otherFactor, rest }: Blend,
): void {
  for (let i = at; i < at + length; i++) output[i] = values[i]! * factor + others[i]! * otherFactor + rest;
}
