import { exactExp } from "../core/exact-math.ts";
import type { PlaceReading } from "./place-reading.ts";

/**
 * A grid of cells: column i stands for x = firstPx + i * cellPx, row j for y likewise. Outputs are [row][column] logits of
 * the place and, with `presence`, a second plane alike, the log of whose sum of exponentials is the logit of a ball's presence.
 */
export interface HeatMap {
  readonly columns: number;
  readonly rows: number;
  /** [px] */
  readonly firstPx: number;
  /** [px] */
  readonly cellPx: number;
  readonly presence: boolean;
}

/** Outputs of a heat map. */
export const heatMapOutputs = ({ columns, rows, presence }: HeatMap): number =>
  columns * rows * (presence ? 2 : 1);

/** [px] centre of a cell. */
export const cellCentre = (
  { columns, firstPx, cellPx }: HeatMap,
  cell: number,
): { readonly xPx: number; readonly yPx: number } => ({
  xPx: firstPx + (cell % columns) * cellPx,
  yPx: firstPx + Math.floor(cell / columns) * cellPx,
});

/**
 * Reads the place as the mean of the softmax of the cells at most `reach` rows and columns from the largest, the first of
 * equals. Allocates nothing.
 */
export function readHeatMap(
  values: ArrayLike<number>,
  map: HeatMap,
  reach: number,
  result: PlaceReading,
): void {
  const { columns, rows, firstPx, cellPx } = map;
  const cells = columns * rows;
  let peak = 0;
  for (let i = 1; i < cells; i++) if ((values[i] ?? 0) > (values[peak] ?? 0)) peak = i;
  const top = values[peak] ?? 0;
  const peakRow = Math.floor(peak / columns);
  const peakColumn = peak % columns;
  let sum = 0;
  let x = 0;
  let y = 0;
  let xx = 0;
  let yy = 0;
  for (let row = Math.max(0, peakRow - reach); row <= Math.min(rows - 1, peakRow + reach); row++) {
    for (
      let column = Math.max(0, peakColumn - reach);
      column <= Math.min(columns - 1, peakColumn + reach);
      column++
    ) {
      const weight = exactExp((values[row * columns + column] ?? 0) - top);
      sum += weight;
      x += weight * column;
      y += weight * row;
      xx += weight * column * column;
      yy += weight * row * row;
    }
  }
  x /= sum;
  y /= sum;
  result.xPx = firstPx + cellPx * x;
  result.yPx = firstPx + cellPx * y;
  result.varianceXPx2 = cellPx * cellPx * Math.max(0, xx / sum - x * x);
  result.varianceYPx2 = cellPx * cellPx * Math.max(0, yy / sum - y * y);
  result.presence = map.presence ? presenceOf(values, cells) : 1;
}

/** The logistic of a log-sum-exp is s / (1 + s) of the sum itself, scaled so that nothing overflows. */
function presenceOf(values: ArrayLike<number>, cells: number): number {
  let top = 0;
  for (let i = cells; i < 2 * cells; i++) top = Math.max(top, values[i] ?? 0);
  let sum = 0;
  for (let i = cells; i < 2 * cells; i++) sum += exactExp((values[i] ?? 0) - top);
  return sum / (sum + exactExp(-top));
}
