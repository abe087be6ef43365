import { map } from "rxjs";
import { z } from "zod";
import { derive } from "../../src/core/message.ts";
import { DETECTION, EVENTS } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { MidRangeTracker } from "../../src/tracking/mid-range.ts";
import { windowEndUs } from "./window-end.ts";

/** One detection per window of events, empty windows included; needs no training. */
export const midRangeTracker = defineNode({
  kind: "tracker/mid-range",
  summary: "Finds the ball in a window of events as the middle between the extents of what moves.",
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
    minPixels: z.int().min(3).max(10_000).default(12).describe("[-] fewer active pixels are not a ball"),
    minBallPx: z.number().min(1).max(160).default(4).describe("[px] a narrower thing is not a ball"),
    maxBallPx: z.number().min(2).max(160).default(60).describe("[px] a wider thing is not a ball"),
    marginPx: z.number().min(2).max(80).default(20).describe("[px] room around the predicted ball"),
    noisePx: z
      .number()
      .min(0.01)
      .max(20)
      .default(0.4)
      .describe("[px] standard deviation of a place per axis"),
    timeNoiseUs: z.number().min(0).max(10_000).default(50).describe("[us] standard deviation of its instant"),
    coastUs: z.int().min(0).max(1_000_000).default(10_000).describe("[us] how long to go on unseen"),
  }),
  costUs: 150,
  create: (params, context) => {
    const tracker = new MidRangeTracker(params);
    return (inputs) => ({
      detection: inputs.events.pipe(
        map((message) => {
          const detection = tracker.track(message.payload, windowEndUs(message));
          if (detection.presence === 0) context.metrics.count("nothing");
          else if (detection.presence < 0.5) context.metrics.count("unseen");
          return derive(message, detection);
        }),
      ),
    });
  },
});
