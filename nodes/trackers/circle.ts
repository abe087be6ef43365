import { z } from "zod";
import { DETECTION, EVENTS } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { fitCircle } from "../../src/tracking/circle-fit.ts";
import { CIRCLE_PARAMS, circleSight } from "./circle-sight.ts";
import { SHAPE_PARAMS, shapeTrack, sightsToDetections } from "./sights-to-detections.ts";

/** One detection per window of events, empty windows included; needs no training. */
export const circleTracker = defineNode({
  kind: "tracker/ransac-circle",
  summary: "Finds the ball as the circle through most of the active pixels of a window that follows it.",
  inputs: { events: { type: EVENTS, policy: "latest" } },
  outputs: { detection: DETECTION },
  params: z.strictObject({
    ...SHAPE_PARAMS,
    ...CIRCLE_PARAMS,
    draws: z.int().min(1).max(10_000).default(300).describe("[-] circles tried in a window"),
  }),
  costUs: 100,
  create: (params, context) => {
    // the trailing edge from the window's beginning and the leading one up to its end: the circle is of its middle
    const track = shapeTrack({ ...params, beforeEndUs: params.windowUs / 2 });
    const random = context.random("circles");
    const options = { ...params, tolerancePx: 1 };
    const find = circleSight(track, params, (x, y) => fitCircle(x, y, options, random));
    return ({ events }) => ({ detection: events.pipe(sightsToDetections(track, context.metrics, find)) });
  },
});
