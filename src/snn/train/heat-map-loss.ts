import { exactExp } from "../../core/exact-math.ts";
import type { Loss, Targets } from "./loss.ts";
import { onTimeMean } from "./loss.ts";
import { softmax } from "./softmax.ts";

/** A grid of cells: column i stands for x = firstPx + i * cellPx, row j for y likewise. Outputs are [row][column]. */
export interface HeatMap {
  readonly columns: number;
  readonly rows: number;
  /** [px] */
  readonly firstPx: number;
  /** [px] */
  readonly cellPx: number;
}

export interface HeatMapLossOptions {
  readonly map: HeatMap;
  /** [px] width of the Gaussian that the cells should show. */
  readonly sigmaPx: number;
  /** Weight of the cross entropy [nats] beside the place's error [px]. */
  readonly entropyWeight: number;
  /** [px] where the smooth L1 loss turns from square to linear. */
  readonly betaPx: number;
}

/**
 * Smooth L1 on the mean of the softmax over all cells, per axis, plus its cross entropy against a Gaussian round the truth.
 * Only where there is a ball.
 */
export function heatMapLoss(options: HeatMapLossOptions, samples: number): Loss {
  const { columns, rows } = options.map;
  const cells = columns * rows;
  const shares = new Float64Array(cells);
  const wanted = new Float64Array(cells);
  return onTimeMean(cells, samples, (mean, gradient, targets) => {
    let loss = 0;
    for (let sample = 0; sample < samples; sample++) {
      if (targets.present[sample] === 0) continue;
      const logSum = softmax(mean, { at: sample, stride: samples, length: cells }, shares);
      gaussian(options, targets, sample, wanted);
      const centre = centreOf(options.map, shares);
      const x = smoothL1(centre.xPx - targets.xPx[sample]!, options.betaPx);
      const y = smoothL1(centre.yPx - targets.yPx[sample]!, options.betaPx);
      let entropy = logSum;
      for (let i = 0; i < cells; i++) {
        entropy -= wanted[i]! * mean[i * samples + sample]!;
        const { xPx, yPx } = cellCentre(options.map, i);
        const pull = shares[i]! * (x.slope * (xPx - centre.xPx) + y.slope * (yPx - centre.yPx));
        gradient[i * samples + sample] = (options.entropyWeight * (shares[i]! - wanted[i]!) + pull) / samples;
      }
      loss += options.entropyWeight * entropy + x.value + y.value;
    }
    return loss / samples;
  });
}

function gaussian(
  { map, sigmaPx }: HeatMapLossOptions,
  targets: Targets,
  sample: number,
  wanted: Float64Array,
): void {
  let sum = 0;
  for (let i = 0; i < wanted.length; i++) {
    const { xPx, yPx } = cellCentre(map, i);
    const dx = (xPx - targets.xPx[sample]!) / sigmaPx;
    const dy = (yPx - targets.yPx[sample]!) / sigmaPx;
    const height = exactExp(-0.5 * (dx * dx + dy * dy));
    wanted[i] = height;
    sum += height;
  }
  for (let i = 0; i < wanted.length; i++) wanted[i]! /= sum > 0 ? sum : 1;
}

function centreOf(map: HeatMap, shares: Float64Array): { readonly xPx: number; readonly yPx: number } {
  let x = 0;
  let y = 0;
  for (let i = 0; i < shares.length; i++) {
    const { xPx, yPx } = cellCentre(map, i);
    x += shares[i]! * xPx;
    y += shares[i]! * yPx;
  }
  return { xPx: x, yPx: y };
}

const cellCentre = (
  { columns, firstPx, cellPx }: HeatMap,
  cell: number,
): { readonly xPx: number; readonly yPx: number } => ({
  xPx: firstPx + (cell % columns) * cellPx,
  yPx: firstPx + Math.floor(cell / columns) * cellPx,
});

/** |d| with a parabola of half-width `beta` in place of the corner: value and slope. */
function smoothL1(d: number, beta: number): { readonly value: number; readonly slope: number } {
  if (Math.abs(d) < beta) return { value: (d * d) / (2 * beta), slope: d / beta };
  return { value: Math.abs(d) - beta / 2, slope: Math.sign(d) };
}
