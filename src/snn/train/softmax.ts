import { exactExp, exactLog } from "../../core/exact-math.ts";
import type { Floats } from "../../kernels/train/lanes.ts";

/** A column of numbers, `stride` apart: one lane of some places. */
export interface Column {
  readonly at: number;
  readonly stride: number;
  readonly length: number;
}

/** Writes softmax of a column into `shares` [length]. @returns log of the sum of exponentials */
export function softmax(values: Floats, { at, stride, length }: Column, shares: Float64Array): number {
  let most = -Infinity;
  for (let i = 0; i < length; i++) most = Math.max(most, values[at + i * stride]!);
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const e = exactExp(values[at + i * stride]! - most);
    shares[i] = e;
    sum += e;
  }
  for (let i = 0; i < length; i++) shares[i]! /= sum;
  return most + exactLog(sum);
}

/** 1 / (1 + e^-x), without overflow. */
export function logistic(x: number): number {
  const e = exactExp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** ln(1 + e^x), without overflow. */
export function softplus(x: number): number {
  return Math.max(0, x) + exactLog(1 + exactExp(-Math.abs(x)));
}
