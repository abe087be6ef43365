import type { Vec3 } from "../../src/core/vec3.ts";
import { exactCos, exactSin } from "../../src/core/exact-math.ts";
import { Ball, type BallKinematics } from "../ball/ball.ts";
import { BALL_PHYSICS } from "../ball/constants.ts";
import { fly } from "../ball/flight.ts";
import { NET } from "./geometry.ts";
import { spinAlong, type SpinParts } from "./spin-frame.ts";

/** A shot to be found: from where, how fast and with which spin, and where it shall come down. */
export interface Shot {
  readonly positionM: Vec3;
  readonly speedMps: number;
  readonly spin: SpinParts;
  /** [m] x and y on the table. */
  readonly targetM: readonly [number, number];
}

const RADIUS = BALL_PHYSICS.radius.value;
const STEP_S = 0.01;
const MOST_STEPS = 200;
const LOWEST_RAD = -0.5;
const HIGHEST_RAD = 0.9;
const SCAN_RAD = 0.035;
const BISECTIONS = 14;
const MISS_M = 0.01;
/** [m] above the net's cord. */
const CLEARANCE_M = 0.01;

/**
 * The flattest flight that clears the net and comes down as far away as the target, sent towards it (sidespin bends it off);
 * null when there is none at this speed and spin.
 */
export function aim(shot: Shot): BallKinematics | null {
  const [x, y] = shot.positionM;
  const [dx, dy] = [shot.targetM[0] - x, shot.targetM[1] - y];
  const wantedM = Math.sqrt(dx * dx + dy * dy);
  const along = [dx / wantedM, dy / wantedM] as const;
  const excess = (elevation: number): number => rangeM(sent(shot, along, elevation)) - wantedM;
  let low = LOWEST_RAD;
  let lowExcess = excess(low);
  for (let high = low + SCAN_RAD; high <= HIGHEST_RAD; high += SCAN_RAD) {
    const highExcess = excess(high);
    if (lowExcess < 0 && highExcess >= 0) {
      const elevation = bisect(excess, low, high);
      // the range jumps where the ball begins to clear the net
      if (Math.abs(excess(elevation)) < MISS_M) return sent(shot, along, elevation);
    }
    low = high;
    lowExcess = highExcess;
  }
  return null;
}

function sent(
  { positionM, speedMps, spin }: Shot,
  along: readonly [number, number],
  elevation: number,
): BallKinematics {
  const level = speedMps * exactCos(elevation);
  const velocityMps: Vec3 = [level * along[0], level * along[1], speedMps * exactSin(elevation)];
  return { positionM, velocityMps, spinRadps: spinAlong(along, spin) };
}

function bisect(excess: (elevation: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** [m] level distance at which the ball comes down to the table's height; that of the net for one that does not clear it. */
function rangeM(start: BallKinematics): number {
  const ball = new Ball();
  ball.set(start);
  const [x0, y0] = start.positionM;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { x, y, z } = ball;
    fly(ball, STEP_S);
    const across = y > 0 && ball.y <= 0 ? y / (y - ball.y) : null;
    if (across !== null && z + across * (ball.z - z) < NET.heightM + RADIUS + CLEARANCE_M) break;
    if (ball.z > RADIUS || ball.vz > 0) continue;
    const part = (z - RADIUS) / (z - ball.z);
    const [endX, endY] = [x + part * (ball.x - x), y + part * (ball.y - y)];
    return Math.sqrt((endX - x0) * (endX - x0) + (endY - y0) * (endY - y0));
  }
  return 0;
}
