import { z } from "zod";
import type { Detection } from "../../src/core/perception.ts";
import type { Metrics } from "../../src/runtime/node.ts";

/** Parameters that trackers of windows share. */
export const windowParams = {
  camera: z.string().min(1).max(64).describe("camera id, as detections name it"),
  windowUs: z.int().min(100).max(100_000).default(1000).describe("[us] length of a window"),
  sensorDelayUs: z
    .int()
    .min(0)
    .max(20_000)
    .default(0)
    .describe("[us] how much later than the light events come"),
} as const;

export const coastUs = z
  .int()
  .min(0)
  .max(1_000_000)
  .default(10_000)
  .describe("[us] how long to go on unseen");

/** @param usualPx [px] what a tracker of this kind comes to */
export const noisePx = (usualPx: number) =>
  z.number().min(0.01).max(20).default(usualPx).describe("[px] standard deviation of a place per axis");

/** Counts a detection that has no idea of the ball, or has not seen it. */
export function countUnseen(metrics: Metrics, { presence }: Detection): void {
  if (presence === 0) metrics.count("nothing");
  else if (presence < 0.5) metrics.count("unseen");
}
