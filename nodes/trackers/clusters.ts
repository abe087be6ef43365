import { map } from "rxjs";
import { z } from "zod";
import { derive } from "../../src/core/message.ts";
import { EVENTS, TRACKS } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { ClusterTracker } from "../../src/tracking/cluster-tracker.ts";

/** One set of tracks per batch of events. */
export const clusterTracker = defineNode({
  kind: "tracker/clusters",
  summary: "Follows whatever moves as clusters of events; needs no training.",
  inputs: { events: { type: EVENTS, policy: "drop-oldest", depth: 64 } },
  outputs: { tracks: TRACKS },
  params: z.strictObject({
    camera: z.string().min(1).max(64).describe("camera id, as the tracks name it"),
    radiusPx: z
      .number()
      .min(0.5)
      .max(1000)
      .default(10)
      .describe("[px] events so near to a cluster's centre are its own; about the size of what moves"),
    mixing: z
      .number()
      .positive()
      .max(1)
      .default(0.05)
      .describe("[-] share of the way to an event that the centre takes"),
    decayUs: z
      .number()
      .min(100)
      .max(10_000_000)
      .default(20_000)
      .describe("[us] time in which a cluster without events falls to 1/e of its mass"),
    minMass: z
      .number()
      .min(2)
      .max(100_000)
      .default(20)
      .describe("[-] recent events that make a cluster a track"),
    maxClusters: z.int().min(1).max(1024).default(64).describe("[-] clusters kept at once"),
  }),
  costUs: 400, // 1000 events among 64 clusters
  create: (params, context) => {
    const tracker = new ClusterTracker(params);
    let counted = 0;
    return (inputs) => ({
      tracks: inputs.events.pipe(
        map((message) => {
          const tracks = tracker.track(message.payload);
          if (tracker.unassigned > counted) context.metrics.count("unassigned", tracker.unassigned - counted);
          counted = tracker.unassigned;
          return derive(message, tracks);
        }),
      ),
    });
  },
});
