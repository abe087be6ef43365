import type { BallFix, BallState, Detection, HitPoint } from "../core/perception.ts";
import { finite, integer, numbers, text, toWireVec3, vec3, wireError, type WireNumber } from "./check.ts";
import type { saccade } from "./gen/saccade.js";

/** Every `to...` shares the lists of what it is given; every `from...` throws SaccadeError `wire-invalid`. */

export function toWireDetection(detection: Detection): saccade.v1.Detection.$Properties {
  return { ...detection, covariancePx2: [...detection.covariancePx2] };
}

export function fromWireDetection(message: saccade.v1.Detection.$Properties): Detection {
  const presence = finite(message.presence, "detection.presence");
  if (presence < 0 || presence > 1)
    throw wireError("detection.presence", `must be 0 to 1, found ${presence}`);
  const [xx = NaN, xy = NaN, yy = NaN] = numbers(message.covariancePx2, "detection.covariance_px2", 3);
  const pixel = (value: WireNumber, field: string): number =>
    presence === 0 ? (value ?? 0) : finite(value, field); // no ball in view: NaN is what the contract asks for
  return {
    camera: text(message.camera, "detection.camera", 64),
    xPx: pixel(message.xPx, "detection.x_px"),
    yPx: pixel(message.yPx, "detection.y_px"),
    covariancePx2: [xx, xy, yy],
    presence,
    validAtUs: finite(message.validAtUs, "detection.valid_at_us"),
    windowStartUs: finite(message.windowStartUs, "detection.window_start_us"),
    windowEndUs: finite(message.windowEndUs, "detection.window_end_us"),
  };
}

export function toWireBallFix(fix: BallFix): saccade.v1.BallFix.$Properties {
  return { ...fix, positionM: toWireVec3(fix.positionM), covarianceM2: [...fix.covarianceM2] };
}

export function fromWireBallFix(message: saccade.v1.BallFix.$Properties): BallFix {
  return {
    positionM: vec3(message.positionM, "ball_fix.position_m"),
    covarianceM2: numbers(message.covarianceM2, "ball_fix.covariance_m2", 9),
    reprojectionErrorPx: finite(message.reprojectionErrorPx, "ball_fix.reprojection_error_px"),
    validAtUs: finite(message.validAtUs, "ball_fix.valid_at_us"),
  };
}

export function toWireBallState(state: BallState): saccade.v1.BallState.$Properties {
  return {
    positionM: toWireVec3(state.positionM),
    velocityMps: toWireVec3(state.velocityMps),
    spinRadps: toWireVec3(state.spinRadps),
    covariance: [...state.covariance],
    validAtUs: state.validAtUs,
    track: state.track,
  };
}

export function fromWireBallState(message: saccade.v1.BallState.$Properties): BallState {
  return {
    positionM: vec3(message.positionM, "ball_state.position_m"),
    velocityMps: vec3(message.velocityMps, "ball_state.velocity_mps"),
    spinRadps: vec3(message.spinRadps, "ball_state.spin_radps"),
    covariance: numbers(message.covariance, "ball_state.covariance", 81),
    validAtUs: finite(message.validAtUs, "ball_state.valid_at_us"),
    track: integer(message.track, "ball_state.track"),
  };
}

export function toWireHitPoint(hit: HitPoint): saccade.v1.HitPoint.$Properties {
  return {
    positionM: toWireVec3(hit.positionM),
    velocityMps: toWireVec3(hit.velocityMps),
    spinRadps: toWireVec3(hit.spinRadps),
    covarianceM2: [...hit.covarianceM2],
    arrivalUs: hit.arrivalUs,
    track: hit.track,
  };
}

export function fromWireHitPoint(message: saccade.v1.HitPoint.$Properties): HitPoint {
  return {
    positionM: vec3(message.positionM, "hit_point.position_m"),
    velocityMps: vec3(message.velocityMps, "hit_point.velocity_mps"),
    spinRadps: vec3(message.spinRadps, "hit_point.spin_radps"),
    covarianceM2: numbers(message.covarianceM2, "hit_point.covariance_m2", 9),
    arrivalUs: finite(message.arrivalUs, "hit_point.arrival_us"),
    track: integer(message.track, "hit_point.track"),
  };
}
