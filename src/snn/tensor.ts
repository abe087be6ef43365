import { SaccadeError } from "../core/errors.ts";

/** [-] sizes of the axes, outermost first: `[channels, rows, columns]` for a picture, `[n]` for a list. */
export type Shape = readonly number[];

/** Numbers in row-major order. The owner of a tensor may write its `data`; whoever receives one reads it. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array;
}

/** Number of elements of a shape; 1 for `[]`. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** `4x30x30`; `scalar` for no axes. */
export const formatShape = (shape: Shape): string => (shape.length === 0 ? "scalar" : shape.join("x"));

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

/** Joins a shape and its numbers; throws `network-invalid` when they do not belong together. */
export function tensor(shape: Shape, data: Float32Array | Float64Array | readonly number[]): Tensor {
  if (sizeOf(shape) !== data.length) {
    throw new SaccadeError(
      "network-invalid",
      `a tensor of ${formatShape(shape)} needs ${String(sizeOf(shape))} numbers, found ${String(data.length)}`,
      { allowed: sizeOf(shape), found: data.length },
    );
  }
  return { shape, data: Array.isArray(data) ? Float64Array.from(data) : (data as Float32Array) };
}

/** A tensor with one number everywhere, in double precision. */
export const filled = (shape: Shape, value: number): Tensor => ({
  shape,
  data: new Float64Array(sizeOf(shape)).fill(value),
});
