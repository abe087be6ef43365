import { sizeOf, type Shape } from "../tensor.ts";

/**
 * How the engine lays out a layer: [row][column][channel], channels filled up to a multiple of 4, so that the channels of
 * neighbouring cells are one run of vectors. A list is one cell of many channels.
 */
export interface Cells {
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  /** Channels of a cell, filled up. */
  readonly lanes: number;
  /** Numbers in all, filled up to a multiple of 16. */
  readonly count: number;
}

/** [numbers] of a vector, and of what the kernels of neurons take at a time. */
const VECTOR = 4;
const GROUP = 16;

export const upTo = (multiple: number, value: number): number => Math.ceil(value / multiple) * multiple;

/** The layout of a shape: [channels], [channels, columns] or [channels, rows, columns]; any other is a list. */
export function cellsOf(shape: Shape): Cells {
  const picture = shape.length === 3 || shape.length === 2;
  const channels = picture ? (shape[0] ?? 0) : sizeOf(shape);
  const rows = shape.length === 3 ? (shape[1] ?? 0) : 1;
  const columns = picture ? (shape.at(-1) ?? 0) : 1;
  const lanes = upTo(VECTOR, channels);
  return { channels, rows, columns, lanes, count: upTo(GROUP, rows * columns * lanes) };
}

/** Where each element of the row-major order lies. */
export function placesOf({ channels, rows, columns, lanes }: Cells): Int32Array {
  const cells = rows * columns;
  return Int32Array.from({ length: channels * cells }, (_, n) => (n % cells) * lanes + Math.floor(n / cells));
}
