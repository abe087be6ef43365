import type { JerkPath } from "./jerk-path.ts";
import type { JointLimits } from "./joint-limits.ts";
import { planRamp, pushRamp } from "./velocity-ramp.ts";

const ROUNDS = 60;
/** [s] a path may be this much shorter than asked; the rest is spent at the goal's speed. */
const SHORT_S = 1e-11;

// the motion at work, in the direction of the push: where it starts and what it shall come to
const task = { velocity: NaN, acceleration: NaN, goal: NaN };
// the state after full jerk, then full acceleration, for a while
const pushed = { velocity: NaN, acceleration: NaN };

/** [s] of a push of that length and the fastest ramp to the goal's velocity after it. */
function totalS(pushS: number, limits: JointLimits): number {
  const { velocity, acceleration, goal } = task;
  const rise = Math.min(pushS, Math.max(0, (limits.acceleration - acceleration) / limits.jerk));
  const top = acceleration + rise * limits.jerk;
  pushed.velocity = velocity + rise * ((acceleration + top) / 2) + (pushS - rise) * top;
  pushed.acceleration = top;
  return pushS + planRamp(pushed.velocity, pushed.acceleration, goal, limits);
}

/** [s] how long one may push so that the speed does not exceed its limit once the acceleration has been let go. */
function longestPushS({ speed, acceleration: most, jerk }: JointLimits): number {
  const { velocity, acceleration } = task;
  const free = Math.sqrt(Math.max(0, jerk * (speed - velocity) + (acceleration * acceleration) / 2));
  if (free <= most) return Math.max(0, (free - acceleration) / jerk);
  const atTop = velocity + (most * most - acceleration * acceleration) / (2 * jerk);
  return (most - acceleration) / jerk + (speed - (most * most) / (2 * jerk) - atTop) / most;
}

/**
 * Continues `path` by the motion that gets farthest in the direction `sign` (+1 or -1) until `durationS` [s] since the path's
 * beginning and ends with `goalVelocity` and no acceleration: full push, then, as late as possible, the fastest ramp to the goal's velocity, with
 * full speed in between where it is reached. Speed, acceleration and jerk keep their limits if the start does, its speed
 * after letting go of the acceleration included. False when the time is too short for any motion to the goal's velocity.
 *
 * Longer pushing takes longer: how long is found by regula falsi (Illinois). Hot path: no allocation.
 */
export function pushFarthest(
  path: JerkPath,
  { sign, goalVelocity, durationS }: { sign: number; goalVelocity: number; durationS: number },
  limits: JointLimits,
): boolean {
  task.velocity = sign * path.end.velocity;
  task.acceleration = sign * path.end.acceleration;
  task.goal = sign * goalVelocity;
  const leftS = durationS - path.durationS;
  if (!(totalS(0, limits) <= leftS + SHORT_S)) return false;
  const mostS = longestPushS(limits);
  const fullS = totalS(mostS, limits);
  const pushS = fullS <= leftS ? mostS : search(mostS, fullS, leftS, limits);
  const riseS = Math.min(pushS, Math.max(0, (limits.acceleration - task.acceleration) / limits.jerk));
  path.push(riseS, sign * limits.jerk);
  path.push(pushS - riseS, 0);
  if (fullS <= leftS) {
    path.push((path.end.acceleration * sign) / limits.jerk, -sign * limits.jerk);
    path.settle(sign * limits.speed);
    path.push(durationS - path.durationS - planRamp(limits.speed, 0, task.goal, limits), 0);
  }
  pushRamp(path, goalVelocity, limits);
  path.push(durationS - path.durationS, 0);
  return true;
}

/** [s] the longest push whose total time is within SHORT_S below `durationS`; totals rise from there to `fullS`. */
function search(mostS: number, fullS: number, durationS: number, limits: JointLimits): number {
  let low = 0;
  let high = mostS;
  let under = totalS(0, limits) - durationS;
  let over = fullS - durationS;
  let side = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const falsi = low - (under * (high - low)) / (over - under);
    const middle = falsi > low && falsi < high ? falsi : (low + high) / 2;
    const miss = totalS(middle, limits) - durationS;
    if (miss <= 0) {
      low = middle;
      under = miss;
      if (miss > -SHORT_S) break;
      if (side === -1) over /= 2;
      side = -1;
    } else {
      high = middle;
      over = miss;
      if (side === 1) under /= 2;
      side = 1;
    }
  }
  return low;
}
