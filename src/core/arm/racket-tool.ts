import { exactCos, exactSin } from "../exact-math.ts";
import { fromAxes, type Pose } from "./pose.ts";

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
