import type { AxisState } from "./jerk-path.ts";
import type { JointLimits } from "./joint-limits.ts";
import { planRamp, ramp } from "./velocity-ramp.ts";

/** Lowest and highest position on the way of `planBraking`. */
const brakingWay = { lowest: NaN, highest: NaN };

/** Sets `brakingWay` to where an axis goes when it stops as fast as it can. Hot path: no allocation. */
function planBraking({ position, velocity, acceleration }: Readonly<AxisState>, limits: JointLimits): void {
  planRamp(velocity, acceleration, 0, limits);
  const { sign, firstS, middleS, lastS } = ramp;
  let [p, v, a] = [position, velocity, acceleration];
  brakingWay.lowest = brakingWay.highest = position;
  for (let i = 0; i < 3; i++) {
    const seconds = i === 0 ? firstS : i === 1 ? middleS : lastS;
    const jerk = (1 - i) * sign * limits.jerk;
    const turnS = i === 0 ? turnAfterS(v, a, jerk) : Infinity; // later stretches only slow down
    if (turnS < seconds) include(p + turnS * (v + turnS * (a / 2 + (turnS * jerk) / 6)));
    p += seconds * (v + seconds * (a / 2 + (seconds * jerk) / 6));
    v += seconds * (a + (seconds * jerk) / 2);
    a += seconds * jerk;
    include(p);
  }
}

/** Whether an axis in this state can still stop inside its range, give or take `slack`. Hot path: no allocation. */
export function canStop(state: Readonly<AxisState>, limits: JointLimits, slack = 0): boolean {
  planBraking(state, limits);
  return brakingWay.lowest >= limits.min - slack && brakingWay.highest <= limits.max + slack;
}

/** [s] until the velocity is 0 for the first time, when it falls towards 0 at once; Infinity otherwise. */
function turnAfterS(velocity: number, acceleration: number, jerk: number): number {
  if (velocity * acceleration >= 0) return Infinity;
  const root = acceleration * acceleration - 2 * jerk * velocity;
  return root < 0 ? Infinity : (2 * Math.abs(velocity)) / (Math.abs(acceleration) + Math.sqrt(root));
}

function include(position: number): void {
  brakingWay.lowest = Math.min(brakingWay.lowest, position);
  brakingWay.highest = Math.max(brakingWay.highest, position);
}
