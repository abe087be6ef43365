import { withLinearAxis, type ArmDescription, type LinearAxis } from "./arm.ts";
import { kr6R900 } from "./kr6-r900.ts";
import { rollPitchYaw } from "./pose.ts";
import { racketTool, type RacketGrip } from "./racket-tool.ts";

/** How a KR 6 R900 stands behind the table, holds its racket and waits. */
export interface Station {
  /** [m] the base's origin, world frame; [rad] it looks along the table (+y), leaning forward by `leanRad`. */
  readonly baseM: readonly [number, number, number];
  readonly leanRad: number;
  readonly grip: RacketGrip;
  /** [rad] A1 to A6. */
  readonly home: readonly number[];
}

/**
 * Where it stands by default: 0.33 m behind the table, 0.32 m above the floor, leaning back by 14 degrees, the racket straight
 * on the flange. Calibrated: found by search over legal balls of amateur and elite play (`npm run bench -- arm-station`), then
 * rounded. Assumed: an adapter of 0.1 m, and a usual racket of 0.1 m of handle and 0.157 m of blade, held 8 mm short of its end.
 */
export const KR6_STATION: Station = {
  baseM: [0, -1.7, -0.44],
  leanRad: -0.25,
  grip: { adapterM: 0.1, racketM: 0.17, tiltRad: 0 },
  home: [0, -2.44, 0.87, 0, 0.81, 0],
};

/** A linear axis along the table's end, under the base; assumed, a fast belt-driven axis with an arm of 50 kg on it. */
export const KR6_RAIL: LinearAxis = {
  direction: [1, 0, 0],
  limits: { min: -0.75, max: 0.75, speed: 3, acceleration: 20, jerk: 400 },
};

/** The arm at a station. @throws SaccadeError `world-invalid` on numbers that no arm can have. */
export function kr6At(
  { baseM, leanRad, grip, home }: Station,
  rail: LinearAxis | null = null,
): ArmDescription {
  const mount = { positionM: baseM, rotation: rollPitchYaw(0, leanRad, Math.PI / 2) };
  const arm = kr6R900({ mount, tool: racketTool(grip), home });
  return rail === null ? arm : withLinearAxis(arm, rail);
}
