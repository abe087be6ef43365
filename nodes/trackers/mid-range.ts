import { map } from "rxjs";
import { z } from "zod";
import { derive } from "../../src/core/message.ts";
import { DETECTION, EVENTS } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { MidRangeTracker } from "../../src/tracking/mid-range.ts";
import { windowEndUs } from "./window-end.ts";
import { coastUs, countUnseen, noisePx, windowParams } from "./window-params.ts";

/** One detection per window of events, empty windows included; needs no training. */
export const midRangeTracker = defineNode({
  kind: "tracker/mid-range",
  summary: "Finds the ball in a window of events as the middle between the extents of what moves.",
  inputs: { events: { type: EVENTS, policy: "latest" } },
  outputs: { detection: DETECTION },
  params: z.strictObject({
    ...windowParams,
    minPixels: z.int().min(3).max(10_000).default(12).describe("[-] fewer active pixels are not a ball"),
    minBallPx: z.number().min(1).max(160).default(4).describe("[px] a narrower thing is not a ball"),
    maxBallPx: z.number().min(2).max(160).default(60).describe("[px] a wider thing is not a ball"),
    marginPx: z.number().min(2).max(80).default(20).describe("[px] room around the predicted ball"),
    noisePx: noisePx(0.4),
    timeNoiseUs: z.number().min(0).max(10_000).default(50).describe("[us] standard deviation of its instant"),
    coastUs,
  }),
  costUs: 150,
  create: (params, context) => {
    const tracker = new MidRangeTracker(params);
    return (inputs) => ({
      detection: inputs.events.pipe(
        map((message) => {
          const detection = tracker.track(message.payload, windowEndUs(message));
          countUnseen(context.metrics, detection);
          return derive(message, detection);
        }),
      ),
    });
  },
});
