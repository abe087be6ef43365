import { z } from "zod";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { DETECTION, EVENTS } from "../../src/core/port-types.ts";
import type { Track } from "../../src/core/track.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { ClusterTracker } from "../../src/tracking/cluster-tracker.ts";
import type { Sight } from "../../src/tracking/window-track.ts";
import { SHAPE_PARAMS, shapeTrack, sightsToDetections } from "./sights-to-detections.ts";

const MAX_CLUSTERS = 64;
const MASS_HALF_SURE = 10; // [-] events at which a cluster is as likely a ball as not

/** One detection per window of events, empty windows included; needs no training. */
export const clusterBallTracker = defineNode({
  kind: "tracker/cluster-ball",
  summary: "Finds the ball as the fastest cluster of events of a ball's size, and stays with it.",
  inputs: { events: { type: EVENTS, policy: "drop-oldest", depth: 64 } },
  outputs: { detection: DETECTION },
  params: z.strictObject({
    ...SHAPE_PARAMS,
    radiusPx: z
      .number()
      .min(0.5)
      .max(1000)
      .default(20)
      .describe("[px] events so near to a cluster's centre are its own; about the diameter of a ball"),
    mixing: z
      .number()
      .positive()
      .max(1)
      .default(0.03)
      .describe("[-] share of the way to an event that the centre takes"),
    decayUs: z
      .number()
      .min(100)
      .max(10_000_000)
      .default(3000)
      .describe("[us] time in which a cluster without events falls to 1/e of its mass"),
    minMass: z
      .number()
      .min(2)
      .max(100_000)
      .default(20)
      .describe("[-] recent events that make a cluster a track"),
    maxBallPx: z
      .number()
      .min(1)
      .max(200)
      .default(14)
      .describe("[px] a cluster whose events are farther from its centre (root mean square) is no ball"),
  }),
  costUs: 400, // 1000 events among 64 clusters
  create: (params, context) => {
    const clusters = new ClusterTracker({ ...params, maxClusters: MAX_CLUSTERS });
    const track = shapeTrack({ ...params, beforeEndUs: 0 });
    const variance = params.noisePx * params.noisePx;
    const find = (batch: EventBatch, windowEndUs: number): Sight | null => {
      const { tracks } = clusters.track(batch);
      const fresh = tracks.filter(
        ({ seenUs, radiusPx }) => seenUs >= windowEndUs - params.windowUs && radiusPx <= params.maxBallPx,
      );
      const ball = chosen(fresh, track.predicted(windowEndUs));
      if (ball === null) return null;
      const aheadS = (windowEndUs - ball.seenUs) * 1e-6;
      return {
        xPx: ball.xPx + ball.vxPxps * aheadS,
        yPx: ball.yPx + ball.vyPxps * aheadS,
        covariancePx2: [variance, 0, variance],
        presence: ball.events / (ball.events + MASS_HALF_SURE),
      };
    };
    return ({ events }) => ({ detection: events.pipe(sightsToDetections(track, context.metrics, find)) });
  },
});

/** The cluster nearest to where the ball should be; without a prediction the fastest, the oldest of equals. */
function chosen(
  tracks: readonly Track[],
  predicted: { readonly xPx: number; readonly yPx: number } | null,
): Track | null {
  const worth = ({ xPx, yPx, vxPxps, vyPxps }: Track): number => {
    if (predicted === null) return vxPxps * vxPxps + vyPxps * vyPxps;
    const [dx, dy] = [xPx - predicted.xPx, yPx - predicted.yPx];
    return -(dx * dx + dy * dy);
  };
  let best: Track | null = null;
  for (const track of tracks) if (best === null || worth(track) > worth(best)) best = track;
  return best;
}
