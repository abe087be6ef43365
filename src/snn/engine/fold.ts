import type { Layer } from "../layers.ts";
import { sizeOf } from "../tensor.ts";
import { windowGeometry, type WindowGeometry } from "../window-geometry.ts";

/** What a chain of layers without weights makes of a source: each element goes to one place, or to none. */
export interface Folded {
  /** By element of the source, row-major: the element it becomes, -1 for none. */
  readonly to: Int32Array;
  /** What each is multiplied by. */
  readonly factor: number;
}

/** A source as it is. */
export const unfolded = (layer: Layer): Folded => ({
  to: Int32Array.from({ length: sizeOf(layer.outputShape) }, (_, n) => n),
  factor: 1,
});

/** Whether a layer sends each element to at most one place: a Flatten, or a pooling whose windows do not overlap. */
export function isFoldable({ node }: Layer): boolean {
  if (node.type === "Flatten" || node.type === "Output") return true;
  if (node.type !== "SumPool2d" && node.type !== "AvgPool2d") return false;
  return node.stride[0] >= node.kernelSize[0] && node.stride[1] >= node.kernelSize[1];
}

/** Adds a layer behind what is folded already. */
export function foldInto({ to, factor }: Folded, layer: Layer): Folded {
  const { node } = layer;
  if (node.type !== "SumPool2d" && node.type !== "AvgPool2d") return { to, factor };
  const geometry = windowGeometry(layer);
  const average = node.type === "AvgPool2d" ? node.kernelSize[0] * node.kernelSize[1] : 1;
  return {
    to: to.map((element) => (element < 0 ? -1 : pooled(geometry, element))),
    factor: factor / average,
  };
}

/** The window that holds an element, or -1. */
function pooled(g: WindowGeometry, element: number): number {
  const plane = g.rows * g.columns;
  const channel = Math.floor(element / plane);
  const row = Math.floor((element % plane) / g.columns) + g.padRows;
  const column = (element % g.columns) + g.padColumns;
  const outRow = Math.floor(row / g.strideRows);
  const outColumn = Math.floor(column / g.strideColumns);
  const inside =
    row % g.strideRows < g.kernelRows &&
    column % g.strideColumns < g.kernelColumns &&
    outRow < g.outRows &&
    outColumn < g.outColumns;
  return inside ? (channel * g.outRows + outRow) * g.outColumns + outColumn : -1;
}
