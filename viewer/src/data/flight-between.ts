import type { Vec3 } from "../../../src/core/vec3.ts";

/** A known point of a flight. World frame. */
export interface FlightPoint {
  /** [us] */
  readonly timeUs: number;
  /** [m] */
  readonly positionM: Vec3;
  /** [m/s] */
  readonly velocityMps: Vec3;
}

/** [m/s^2] standard gravity. */
const GRAVITY = 9.80665;

/**
 * [m] where the ball was at `timeUs` between two known points of its flight.
 *
 * Two parabolas, one forward from the first point and one backward from the second, joined at the instant at which
 * they come closest: where there was a bounce or a stroke, that is the contact. What drag and spin leave between
 * the two at the join is spread over both with the square of time, so position and velocity hold at both ends.
 * For drawing only; `timeUs` outside the two points gives the nearer one.
 */
export function flightBetween(from: FlightPoint, to: FlightPoint, timeUs: number): Vec3 {
  const spanS = (to.timeUs - from.timeUs) / 1e6;
  const afterS = (timeUs - from.timeUs) / 1e6;
  if (afterS <= 0) return from.positionM;
  if (afterS >= spanS) return to.positionM;
  const joinS = closestApproachS(from, to, spanS);
  const gap = (i: 0 | 1 | 2): number => forward(from, joinS, i) - forward(to, joinS - spanS, i);
  const share = joinS / spanS;
  const place =
    afterS < joinS
      ? (i: 0 | 1 | 2): number => forward(from, afterS, i) - share * gap(i) * (afterS / joinS) ** 2
      : (i: 0 | 1 | 2): number =>
          forward(to, afterS - spanS, i) + (1 - share) * gap(i) * ((spanS - afterS) / (spanS - joinS)) ** 2;
  return [place(0), place(1), place(2)];
}

/** [m] one coordinate of free fall through a point, `afterS` seconds after it (before it, when negative). */
function forward(point: FlightPoint, afterS: number, axis: 0 | 1 | 2): number {
  const fall = axis === 2 ? 0.5 * GRAVITY * afterS * afterS : 0;
  return point.positionM[axis] + point.velocityMps[axis] * afterS - fall;
}

/** [s] after the first point. The distance of the two parabolas is linear in time, so its minimum has a closed form. */
function closestApproachS(from: FlightPoint, to: FlightPoint, spanS: number): number {
  let along = 0;
  let rate2 = 0;
  for (const axis of [0, 1, 2] as const) {
    const start = forward(from, 0, axis) - forward(to, -spanS, axis);
    const rate = (forward(from, spanS, axis) - forward(to, 0, axis) - start) / spanS;
    along += start * rate;
    rate2 += rate * rate;
  }
  return rate2 < 1e-12 ? spanS / 2 : Math.min(Math.max(-along / rate2, 0), spanS);
}
