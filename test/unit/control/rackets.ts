import type { HitPoint } from "../../../src/core/perception.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";
import type { JointVector, RacketLimits } from "../../../src/control/racket-joints.ts";
import { RUBBER } from "../../../src/control/rubber.ts";
import type { StrokeOptions } from "../../../src/control/stroke.ts";

const linear = (min: number, max: number) => ({ min, max, speed: 4.5, acceleration: 45 });
const angular = { min: -1.2, max: 1.2, speed: 15, acceleration: 300 };

export const LIMITS: RacketLimits = [
  linear(-1.2, 1.2),
  linear(-2.2, -1.4),
  linear(-0.1, 0.9),
  angular,
  angular,
];
export const HOME: JointVector = [0, -1.7, 0.25, 0, 0];

export const STROKE: StrokeOptions = {
  model: BALL_MODEL,
  rubber: RUBBER,
  limits: LIMITS,
  targetM: [0.2, 0.8],
  flightS: [0.5, 0.7],
  netClearanceM: 0.05,
};

/** A ball as it comes off the table, 0.6 s from now. */
export const HIT: HitPoint = {
  positionM: [0.3, -1.6, 0.25],
  velocityMps: [0.3, -4, 0.2],
  spinRadps: [80, 10, -5],
  covarianceM2: [1e-4, 0, 0, 0, 1e-6, 0, 0, 0, 1e-4],
  arrivalUs: 600_000,
  track: 0,
};
