import { exactExp } from "../../core/exact-math.ts";
import { cellCentre, type HeatMap, heatMapOutputs } from "../heat-map.ts";
import type { Loss, Targets } from "./loss.ts";
import { onTimeMean } from "./loss.ts";
import { logistic, softmax, softplus } from "./softmax.ts";

export interface HeatMapLossOptions {
  readonly map: HeatMap;
  /** [px] width of the Gaussian that the cells should show. */
  readonly sigmaPx: number;
  /** Weight of the cross entropy [nats] beside the place's error [px]. */
  readonly entropyWeight: number;
  /** [px] where the smooth L1 loss turns from square to linear. */
  readonly betaPx: number;
  /** Weight of the cross entropy of presence. */
  readonly presenceWeight: number;
}

/**
 * Smooth L1 on the mean of the softmax over all cells, per axis, plus its cross entropy against a Gaussian round the truth.
 * Only where there is a ball. Where the map has a second plane, plus the cross entropy of presence, whose logit is the log of
 * that plane's sum of exponentials.
 */
export function heatMapLoss(options: HeatMapLossOptions, samples: number): Loss {
  const { map, presenceWeight } = options;
  const cells = map.columns * map.rows;
  const room = { shares: new Float64Array(cells), wanted: new Float64Array(cells) };
  return onTimeMean(heatMapOutputs(map), samples, (mean, gradient, targets) => {
    let loss = 0;
    for (let sample = 0; sample < samples; sample++) {
      if (targets.present[sample] === 1)
        loss += placeLoss(options, { mean, gradient, targets, sample, samples }, room);
      if (!map.presence) continue;
      const column = { at: cells * samples + sample, stride: samples, length: cells };
      const logit = softmax(mean, column, room.shares);
      const present = targets.present[sample]!;
      const pull = (presenceWeight * (logistic(logit) - present)) / samples;
      for (let i = 0; i < cells; i++) gradient[column.at + i * samples] = pull * room.shares[i]!;
      loss += presenceWeight * (softplus(logit) - present * logit);
    }
    return loss / samples;
  });
}

interface SampleAt {
  readonly mean: Float64Array;
  readonly gradient: Float64Array;
  readonly targets: Targets;
  readonly sample: number;
  readonly samples: number;
}

function placeLoss(
  options: HeatMapLossOptions,
  { mean, gradient, targets, sample, samples }: SampleAt,
  { shares, wanted }: { readonly shares: Float64Array; readonly wanted: Float64Array },
): number {
  const { map, betaPx, entropyWeight } = options;
  const logSum = softmax(mean, { at: sample, stride: samples, length: shares.length }, shares);
  gaussian(options, targets, sample, wanted);
  const centre = centreOf(map, shares);
  const x = smoothL1(centre.xPx - targets.xPx[sample]!, betaPx);
  const y = smoothL1(centre.yPx - targets.yPx[sample]!, betaPx);
  let entropy = logSum;
  for (let i = 0; i < shares.length; i++) {
    entropy -= wanted[i]! * mean[i * samples + sample]!;
    const { xPx, yPx } = cellCentre(map, i);
    const pull = shares[i]! * (x.slope * (xPx - centre.xPx) + y.slope * (yPx - centre.yPx));
    gradient[i * samples + sample] = (entropyWeight * (shares[i]! - wanted[i]!) + pull) / samples;
  }
  return entropyWeight * entropy + x.value + y.value;
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

/** |d| with a parabola of half-width `beta` in place of the corner: value and slope. */
function smoothL1(d: number, beta: number): { readonly value: number; readonly slope: number } {
  if (Math.abs(d) < beta) return { value: (d * d) / (2 * beta), slope: d / beta };
  return { value: Math.abs(d) - beta / 2, slope: Math.sign(d) };
}
