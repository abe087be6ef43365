import {
  BALL_STATE,
  DETECTION,
  EVENTS,
  HIT_POINT,
  JOINT_COMMAND,
  TRUTH,
} from "../../../src/core/port-types.ts";
import type { InputStreams } from "../../../src/runtime/node.ts";

/** Inputs of `sink/viewer`; their names are the topics of what the page receives. */
export const VIEWER_INPUTS = {
  // how every ball ended is counted, so truth may queue; of the others only the newest is ever shown
  truth: { type: TRUTH, policy: "drop-oldest", depth: 64, optional: true },
  left: { type: EVENTS, policy: "latest", optional: true },
  right: { type: EVENTS, policy: "latest", optional: true },
  leftDetection: { type: DETECTION, policy: "latest", optional: true },
  rightDetection: { type: DETECTION, policy: "latest", optional: true },
  state: { type: BALL_STATE, policy: "latest", optional: true },
  hit: { type: HIT_POINT, policy: "latest", optional: true },
  command: { type: JOINT_COMMAND, policy: "latest", optional: true },
} as const;

export type ViewerStreams = InputStreams<typeof VIEWER_INPUTS>;
