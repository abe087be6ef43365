import { exactCos, exactSin } from "../exact-math.ts";
import type { LinkCapsule } from "./arm.ts";
import { fromAxes, type Pose } from "./pose.ts";

const HANDLE_RADIUS_M = 0.018;
const FLANGE_M = 0.03;
const BLADE_M = 0.076; // the last stretch before the blade's centre is blade, not handle

/** How a racket is fixed to a flange whose axis is x. */
export interface RacketGrip {
  /** [m] along the flange's axis, from the flange to the handle's end. */
  readonly adapterM: number;
  /** [m] along the handle, from its end to the blade's centre. */
  readonly racketM: number;
  /** [rad] between the flange's axis and the handle: 0 = the handle goes straight on, pi/2 = the face looks along the axis. */
  readonly tiltRad: number;
}

/** The racket's frame in the flange's: x from handle to tip, z the normal of the face that strikes. */
export function racketTool({ adapterM, racketM, tiltRad }: RacketGrip): Pose {
  const [s, c] = [exactSin(tiltRad), exactCos(tiltRad)];
  return {
    positionM: [adapterM + racketM * c, 0, racketM * s],
    rotation: fromAxes([c, 0, s], [0, -1, 0], [s, 0, -c]),
  };
}

/** Adapter and handle as a part of the last link, number `joint`; the first centimetres are the flange's. */
export function gripCapsule(joint: number, { positionM: [x, y, z] }: Pose): LinkCapsule {
  const length = Math.sqrt(x * x + y * y + z * z);
  const [from, to] = [Math.min(1, FLANGE_M / length), Math.max(0, 1 - BLADE_M / length)];
  return {
    joint,
    fromM: [x * from, y * from, z * from],
    toM: [x * to, y * to, z * to],
    radiusM: HANDLE_RADIUS_M,
  };
}
