import { Registry } from "../src/runtime/registry.ts";
import { racketControl } from "./control/racket.ts";
import { robotControl } from "./control/robot.ts";
import { ballFilterNode } from "./fusion/ball-filter.ts";
import { hitPointNode } from "./fusion/hit-point.ts";
import { triangulateNode } from "./fusion/triangulate.ts";
import { robotSink } from "./sinks/robot.ts";
import { scoreSink } from "./sinks/score.ts";
import type { ViewerHooks } from "./sinks/viewer/frames.ts";
import { defineViewerSink } from "./sinks/viewer.ts";
import { midRangeTracker } from "./trackers/mid-range.ts";
import { oracleTracker } from "./trackers/oracle.ts";
import { goalieWorldNode } from "./worlds/goalie.ts";
import { tableTennisWorldNode } from "./worlds/table-tennis.ts";

/** Every node kind of the product. @param hooks what the viewer sink is told beside its inputs. */
export function createDefaultRegistry(hooks: ViewerHooks = {}): Registry {
  return new Registry([
    racketControl,
    robotControl,
    ballFilterNode,
    hitPointNode,
    triangulateNode,
    robotSink,
    scoreSink,
    defineViewerSink(hooks),
    midRangeTracker,
    oracleTracker,
    goalieWorldNode,
    tableTennisWorldNode,
  ]);
}
