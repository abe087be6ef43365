import { map } from "rxjs";
import { z } from "zod";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { derive } from "../../src/core/message.ts";
import { DETECTION, EVENTS } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { type CircleFitOptions, fitCircle } from "../../src/tracking/circle-fit.ts";
import { type Sight, WindowTrack } from "../../src/tracking/window-track.ts";
import { whereToLook } from "./where-to-look.ts";
import { windowEndUs } from "./window-end.ts";

/** [-] points close to a circle at which it is as likely a ball as not; a real ball has about 60. */
const POINTS_HALF_SURE = 10;

/** One detection per window of events, empty windows included; needs no training. */
export const circleTracker = defineNode({
  kind: "tracker/ransac-circle",
  summary: "Finds the ball as the circle through most of the active pixels of a window that follows it.",
  inputs: { events: { type: EVENTS, policy: "latest" } },
  outputs: { detection: DETECTION },
  params: z.strictObject({
    camera: z.string().min(1).max(64).describe("camera id, as detections name it"),
    windowUs: z.int().min(100).max(100_000).default(1000).describe("[us] length of a window"),
    sensorDelayUs: z
      .int()
      .min(0)
      .max(20_000)
      .default(0)
      .describe("[us] how much later than the light events come"),
    regionPx: z.int().min(16).max(512).default(64).describe("[px] side of the region that is looked at"),
    minRadiusPx: z.number().min(1).max(200).default(3).describe("[px] a smaller circle is not a ball"),
    maxRadiusPx: z.number().min(2).max(400).default(20).describe("[px] a larger one neither"),
    draws: z.int().min(1).max(10_000).default(300).describe("[-] circles tried in a window"),
    gatePx: z.number().min(1).max(200).default(12).describe("[px] farther from its way it is another thing"),
    coastUs: z.int().min(0).max(1_000_000).default(10_000).describe("[us] how long to go on unseen"),
    noisePx: z
      .number()
      .min(0.01)
      .max(20)
      .default(1.5)
      .describe("[px] standard deviation of a place per axis"),
  }),
  costUs: 100,
  create: (params, context) => {
    const track = new WindowTrack({ ...params, startPresence: 0.5, keepPresence: 0.5, confirmSights: 3 });
    const random = context.random("circles");
    const look = whereToLook(track);
    const options: CircleFitOptions = { ...params, tolerancePx: 1 };
    const find = (batch: EventBatch, windowEndUs: number): Sight | null => {
      const place = look(batch, windowEndUs);
      if (place === null) return null;
      const { x, y } = pixelsAround(batch, {
        ...place,
        halfPx: params.regionPx / 2,
        fromUs: windowEndUs - params.windowUs,
      });
      const circle = fitCircle(x, y, options, random);
      if (circle === null) return null;
      const variance = params.noisePx * params.noisePx;
      const presence = circle.support / (circle.support + POINTS_HALF_SURE);
      return { xPx: circle.xPx, yPx: circle.yPx, covariancePx2: [variance, 0, variance], presence };
    };
    return ({ events }) => ({
      detection: events.pipe(
        map((message) => {
          const endUs = windowEndUs(message);
          const detection = track.update(find(message.payload, endUs), endUs);
          if (detection.presence === 0) context.metrics.count("nothing");
          else if (detection.presence < 0.5) context.metrics.count("unseen");
          return derive(message, detection);
        }),
      ),
    });
  },
});

/** [px] the pixels of a square that had an event since `fromUs`, each once. */
function pixelsAround(
  { t, x, y, length }: EventBatch,
  {
    xPx,
    yPx,
    halfPx,
    fromUs,
  }: { readonly xPx: number; readonly yPx: number; readonly halfPx: number; readonly fromUs: number },
): { readonly x: Float64Array; readonly y: Float64Array } {
  const pixels = new Map<number, readonly [number, number]>();
  for (let i = length - 1; i >= 0 && (t[i] ?? 0) >= fromUs; i--) {
    const [column, row] = [x[i] ?? 0, y[i] ?? 0];
    if (Math.abs(column - xPx) <= halfPx && Math.abs(row - yPx) <= halfPx)
      pixels.set(row * 65536 + column, [column, row]);
  }
  const all = [...pixels.values()];
  return { x: Float64Array.from(all, ([column]) => column), y: Float64Array.from(all, ([, row]) => row) };
}
