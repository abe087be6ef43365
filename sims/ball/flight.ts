import type { Ball } from "./ball.ts";
import { BALL_PHYSICS } from "./constants.ts";

const GRAVITY = BALL_PHYSICS.gravity.value;
const RADIUS = BALL_PHYSICS.radius.value;
/** [1/m] rho A / (2 m) */
const AIR = (BALL_PHYSICS.airDensity.value * Math.PI * RADIUS * RADIUS) / (2 * BALL_PHYSICS.mass.value);
const DRAG = AIR * BALL_PHYSICS.drag.value; // [1/m]
const LIFT = AIR * RADIUS * BALL_PHYSICS.lift.value; // [-]
const LIFT_REACH = BALL_PHYSICS.liftSaturation.value * RADIUS; // [m]

// Acceleration [m/s^2] of the last stage. In fields, so that nothing is allocated and nothing is copied around.
const rate = { x: NaN, y: NaN, z: NaN };

/**
 * Moves a ball through free air by one Runge-Kutta step (4th order) of `stepS` seconds. Law (rho A / 2m = `AIR`):
 *
 *     a = g - AIR C_D |v| v + AIR C_L |v|^2 (w x v) / (|w| |v|),   C_L = 0.884 S / (1 + 2.694 S),  S = r |w| / |v|
 *
 * The spin does not decay in the air. Gravity, drag and the Magnus force do not depend on the place, so the stages are
 * those of the velocity alone.
 *
 * Hot path: no allocation; `npm run bench` measures it.
 */
export function fly(ball: Ball, stepS: number): void {
  const { vx, vy, vz } = ball;
  const reach = LIFT_REACH * Math.sqrt(ball.wx * ball.wx + ball.wy * ball.wy + ball.wz * ball.wz);

  rate.x = rate.y = rate.z = 0;
  accelerate(ball, 0, reach);
  const { x: a1x, y: a1y, z: a1z } = rate;
  accelerate(ball, stepS / 2, reach);
  const { x: a2x, y: a2y, z: a2z } = rate;
  accelerate(ball, stepS / 2, reach);
  const { x: a3x, y: a3y, z: a3z } = rate;
  accelerate(ball, stepS, reach);

  const sixth = stepS / 6;
  ball.x += stepS * (vx + sixth * (a1x + a2x + a3x));
  ball.y += stepS * (vy + sixth * (a1y + a2y + a3y));
  ball.z += stepS * (vz + sixth * (a1z + a2z + a3z));
  ball.vx += sixth * (a1x + 2 * (a2x + a3x) + rate.x);
  ball.vy += sixth * (a1y + 2 * (a2y + a3y) + rate.y);
  ball.vz += sixth * (a1z + 2 * (a2z + a3z) + rate.z);
}

/** The acceleration, into `rate`, once the last one has gone on for `afterS`. `reach` [m/s] is 2.694 r |w|. */
function accelerate(ball: Ball, afterS: number, reach: number): void {
  const vx = ball.vx + afterS * rate.x;
  const vy = ball.vy + afterS * rate.y;
  const vz = ball.vz + afterS * rate.z;
  const speed = Math.sqrt(vx * vx + vy * vy + vz * vz);
  const drag = -DRAG * speed;
  const lift = speed === 0 ? 0 : (LIFT * speed) / (speed + reach);
  rate.x = drag * vx + lift * (ball.wy * vz - ball.wz * vy);
  rate.y = drag * vy + lift * (ball.wz * vx - ball.wx * vz);
  rate.z = drag * vz + lift * (ball.wx * vy - ball.wy * vx) - GRAVITY;
}
