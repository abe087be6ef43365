import { networkError } from "./network-error.ts";
import { paddingOf } from "./layer-shape.ts";
import type { Layer } from "./layers.ts";

/** A window that slides over rows and columns; one axis counts as one row. All numbers are cells. */
export interface WindowGeometry {
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  readonly outChannels: number;
  readonly outRows: number;
  readonly outColumns: number;
  readonly kernelRows: number;
  readonly kernelColumns: number;
  readonly strideRows: number;
  readonly strideColumns: number;
  /** Zeros above and to the left. */
  readonly padRows: number;
  readonly padColumns: number;
  readonly dilationRows: number;
  readonly dilationColumns: number;
  readonly groups: number;
}

/** The window of a convolution or pooling; throws for other layers. */
export function windowGeometry({ path, node, inputShape, outputShape }: Layer): WindowGeometry {
  const plane = (sizes: readonly number[]): readonly [number, number] =>
    sizes.length === 1 ? [1, sizes[0] ?? 0] : [sizes[0] ?? 0, sizes[1] ?? 0];
  const [rows, columns] = plane(inputShape.slice(1));
  const [outRows, outColumns] = plane(outputShape.slice(1));
  const sizes = {
    channels: inputShape[0] ?? 0,
    rows,
    columns,
    outChannels: outputShape[0] ?? 0,
    outRows,
    outColumns,
  };
  if (node.type === "SumPool2d" || node.type === "AvgPool2d") {
    const [kernelRows, kernelColumns] = node.kernelSize;
    const [strideRows, strideColumns] = node.stride;
    const [padRows, padColumns] = node.padding;
    const places = { kernelRows, kernelColumns, strideRows, strideColumns, padRows, padColumns };
    return { ...sizes, ...places, dilationRows: 1, dilationColumns: 1, groups: sizes.channels };
  }
  if (node.type !== "Conv1d" && node.type !== "Conv2d") throw networkError(path, "has no window");
  const { weight, stride, dilation, padding, groups } = node;
  const kernel = weight.shape.slice(2);
  const [kernelRows, kernelColumns] = plane(kernel);
  const before = paddingOf(path, padding, { kernel, dilation, stride }).before;
  const only = stride.length === 1; // one axis: nothing moves from row to row
  const [strideRows, strideColumns] = only ? [1, stride[0]] : stride;
  const [dilationRows, dilationColumns] = dilation.length === 1 ? [1, dilation[0]] : dilation;
  const [padRows, padColumns] = only ? [0, before[0] ?? 0] : plane(before);
  const places = { kernelRows, kernelColumns, strideRows, strideColumns, padRows, padColumns };
  return { ...sizes, ...places, dilationRows, dilationColumns, groups };
}
