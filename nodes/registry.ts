import type { AnyNodeSpec } from "../src/runtime/node.ts";
import { Registry } from "../src/runtime/registry.ts";
import { armControl } from "./control/arm.ts";
import { racketControl } from "./control/racket.ts";
import { robotControl } from "./control/robot.ts";
import { detectionFaults } from "./faults/detections.ts";
import { backgroundActivityFilter } from "./filters/background-activity.ts";
import { downsampleFilter } from "./filters/downsample.ts";
import { flickerFilter } from "./filters/flicker.ts";
import { hotPixelFilter } from "./filters/hot-pixel.ts";
import { lossFilter } from "./filters/loss.ts";
import { mergeFilter } from "./filters/merge.ts";
import { polarityFilter } from "./filters/polarity.ts";
import { rateLimitFilter } from "./filters/rate-limit.ts";
import { refractoryFilter } from "./filters/refractory.ts";
import { regionFilter } from "./filters/region.ts";
import { undistortFilter } from "./filters/undistort.ts";
import { ballFilterNode } from "./fusion/ball-filter.ts";
import { hitPointNode } from "./fusion/hit-point.ts";
import { triangulateNode } from "./fusion/triangulate.ts";
import { robotSink } from "./sinks/robot.ts";
import { scoreSink } from "./sinks/score.ts";
import { tracksSink } from "./sinks/tracks.ts";
import type { ViewerHooks } from "./sinks/viewer/frames.ts";
import { defineViewerSink } from "./sinks/viewer.ts";
import * as zeromqSinks from "./sinks/zeromq.ts";
import { samnaSource } from "./sources/samna.ts";
import * as zeromqSources from "./sources/zeromq.ts";
import { recordingSource } from "./sources/recording.ts";
import { circleTracker } from "./trackers/circle.ts";
import { clusterBallTracker } from "./trackers/cluster-ball.ts";
import { clusterTracker } from "./trackers/clusters.ts";
import { houghTracker } from "./trackers/hough.ts";
import { midRangeTracker } from "./trackers/mid-range.ts";
import { oracleTracker } from "./trackers/oracle.ts";
import { denseTracker } from "./trackers/dense.ts";
import { spikingTracker } from "./trackers/spiking.ts";
import { goalieWorldNode } from "./worlds/goalie.ts";
import { tableTennisWorldNode } from "./worlds/table-tennis.ts";

/** Kinds that a study makes in its own way; absent = as the product has them. */
export interface RegistryParts {
  readonly spikingTracker?: AnyNodeSpec;
  readonly tableTennisWorld?: AnyNodeSpec;
}

/**
 * Every node kind of the product.
 * @param hooks what the viewer sink is told beside its inputs
 * @param parts kinds of the same names in place of some
 */
export function createDefaultRegistry(hooks: ViewerHooks = {}, parts: RegistryParts = {}): Registry {
  return new Registry([
    armControl,
    racketControl,
    robotControl,
    backgroundActivityFilter,
    downsampleFilter,
    flickerFilter,
    hotPixelFilter,
    lossFilter,
    mergeFilter,
    polarityFilter,
    rateLimitFilter,
    refractoryFilter,
    regionFilter,
    undistortFilter,
    detectionFaults,
    ballFilterNode,
    hitPointNode,
    triangulateNode,
    robotSink,
    scoreSink,
    tracksSink,
    defineViewerSink(hooks),
    ...Object.values(zeromqSinks),
    ...Object.values(zeromqSources),
    samnaSource,
    recordingSource,
    circleTracker,
    clusterBallTracker,
    clusterTracker,
    houghTracker,
    midRangeTracker,
    oracleTracker,
    denseTracker,
    parts.spikingTracker ?? spikingTracker,
    goalieWorldNode,
    parts.tableTennisWorld ?? tableTennisWorldNode,
  ]);
}
