import { z } from "zod";
import { DETECTION, EVENTS } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { CircleHough } from "../../src/tracking/circle-hough.ts";
import { CIRCLE_PARAMS, circleSight } from "./circle-sight.ts";
import { SHAPE_PARAMS, shapeTrack, sightsToDetections } from "./sights-to-detections.ts";

/** One detection per window of events, empty windows included; needs no training. */
export const houghTracker = defineNode({
  kind: "tracker/hough",
  summary: "Finds the ball as the circle that most active pixels vote for, in a window that follows it.",
  inputs: { events: { type: EVENTS, policy: "latest" } },
  outputs: { detection: DETECTION },
  params: z.strictObject({ ...SHAPE_PARAMS, ...CIRCLE_PARAMS }),
  costUs: 500, // 120 pixels vote for 18 radii
  create: (params, context) => {
    const track = shapeTrack({ ...params, beforeEndUs: params.windowUs / 2 }); // of the middle, as in circle.ts
    const hough = new CircleHough({ ...params, sidePx: params.regionPx });
    const find = circleSight(track, params, (x, y, origin) => hough.find(x, y, origin));
    return ({ events }) => ({ detection: events.pipe(sightsToDetections(track, context.metrics, find)) });
  },
});
