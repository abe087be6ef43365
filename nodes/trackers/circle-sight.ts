import { z } from "zod";
import type { EventBatch } from "../../src/core/event-batch.ts";
import type { Circle } from "../../src/tracking/circle-fit.ts";
import type { Sight, WindowTrack } from "../../src/tracking/window-track.ts";
import { whereToLook } from "./where-to-look.ts";

/** [-] points close to a circle at which it is as likely a ball as not; a real ball has about 60. */
const POINTS_HALF_SURE = 10;

/** Parameters of trackers that take the ball for a circle. */
export const CIRCLE_PARAMS = {
  regionPx: z.int().min(16).max(512).default(64).describe("[px] side of the region that is looked at"),
  minRadiusPx: z.number().min(1).max(200).default(3).describe("[px] a smaller circle is not a ball"),
  maxRadiusPx: z.number().min(2).max(400).default(20).describe("[px] a larger one neither"),
} as const;

export interface CircleSightOptions {
  readonly windowUs: number;
  readonly regionPx: number;
  readonly noisePx: number;
}

/** Finds a circle among points of a region that begins at `origin`. [px] */
export type FindCircle = (
  x: Float64Array,
  y: Float64Array,
  origin: { readonly leftPx: number; readonly topPx: number },
) => Circle | null;

/** Looks for a circle where the track should be, in the pixels that had an event in the window. */
export function circleSight(
  track: WindowTrack,
  { windowUs, regionPx, noisePx }: CircleSightOptions,
  findCircle: FindCircle,
): (batch: EventBatch, windowEndUs: number) => Sight | null {
  const look = whereToLook(track);
  const variance = noisePx * noisePx;
  return (batch, windowEndUs) => {
    const place = look(batch, windowEndUs);
    if (place === null) return null;
    const origin = {
      leftPx: Math.round(place.xPx - regionPx / 2),
      topPx: Math.round(place.yPx - regionPx / 2),
    };
    const { x, y } = pixelsWithin(batch, { ...origin, sidePx: regionPx, fromUs: windowEndUs - windowUs });
    const circle = findCircle(x, y, origin);
    if (circle === null) return null;
    const presence = circle.support / (circle.support + POINTS_HALF_SURE);
    return { xPx: circle.xPx, yPx: circle.yPx, covariancePx2: [variance, 0, variance], presence };
  };
}

interface Square {
  readonly leftPx: number;
  readonly topPx: number;
  readonly sidePx: number;
  readonly fromUs: number;
}

/** [px] the pixels of a square that had an event since `fromUs`, each once. */
function pixelsWithin(
  { t, x, y, length }: EventBatch,
  { leftPx, topPx, sidePx, fromUs }: Square,
): { readonly x: Float64Array; readonly y: Float64Array } {
  const pixels = new Map<number, readonly [number, number]>();
  for (let i = length - 1; i >= 0 && (t[i] ?? 0) >= fromUs; i--) {
    const [column, row] = [x[i] ?? 0, y[i] ?? 0];
    const [right, down] = [column - leftPx, row - topPx];
    if (right >= 0 && right < sidePx && down >= 0 && down < sidePx)
      pixels.set(row * 65536 + column, [column, row]);
  }
  const all = [...pixels.values()];
  return { x: Float64Array.from(all, ([column]) => column), y: Float64Array.from(all, ([, row]) => row) };
}
