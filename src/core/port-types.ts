import { compactEventBatch, type EventBatch } from "./event-batch.ts";
import type { JointCommand } from "./joint-command.ts";
import type { BallFix, BallState, Detection, HitPoint } from "./perception.ts";
import type { PortType } from "./port-type.ts";
import type { TrackSet } from "./track.ts";
import type { WorldTruth } from "./truth.ts";

const owned = (array: { readonly buffer: ArrayBufferLike }): ArrayBuffer[] =>
  array.buffer instanceof ArrayBuffer ? [array.buffer] : [];

/** Camera events. */
export const EVENTS: PortType<EventBatch> = {
  name: "events",
  transfer: (batch) => [...owned(batch.t), ...owned(batch.x), ...owned(batch.y), ...owned(batch.p)],
  canonical: compactEventBatch,
};
/** Ball in one image. */
export const DETECTION: PortType<Detection> = { name: "detection" };
/** What moves in one image. */
export const TRACKS: PortType<TrackSet> = { name: "tracks" };
/** Ball position from several cameras. */
export const BALL_FIX: PortType<BallFix> = { name: "ball-fix" };
/** Estimated ball. */
export const BALL_STATE: PortType<BallState> = { name: "ball-state" };
/** Predicted meeting point of ball and racket. */
export const HIT_POINT: PortType<HitPoint> = { name: "hit-point" };
/** Command to a robot. */
export const JOINT_COMMAND: PortType<JointCommand> = { name: "joint-command" };
/** True state of a simulated world; see `WorldTruth` for who may read it. */
export const TRUTH: PortType<WorldTruth> = { name: "truth" };
