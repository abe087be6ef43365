/** What a user's own node file imports, as `saccade`. The one barrel: it is the public surface, not for use inside. */
export { createEventBatch, type EventBatch } from "../src/core/event-batch.ts";
export { type ErrorCode, SaccadeError } from "../src/core/errors.ts";
export type { JointCommand } from "../src/core/joint-command.ts";
export { derive, Message, sense } from "../src/core/message.ts";
export type { BallFix, BallState, Detection, HitPoint } from "../src/core/perception.ts";
export type { PortType } from "../src/core/port-type.ts";
export type { Track, TrackSet } from "../src/core/track.ts";
export {
  BALL_FIX,
  BALL_STATE,
  DETECTION,
  EVENTS,
  HIT_POINT,
  JOINT_COMMAND,
  TRACKS,
} from "../src/core/port-types.ts";
export { rayThrough } from "../src/core/camera.ts";
export { Random } from "../src/core/random.ts";
export { cameraFrom, cameraParams } from "./camera-params.ts";
export {
  type CheckContext,
  defineNode,
  type NodeContext,
  type NodeSpec,
  type TellNote,
} from "../src/runtime/node.ts";
