import type { Ball } from "./ball.ts";
import { BALL_PHYSICS } from "./constants.ts";

const GRAVITY = BALL_PHYSICS.gravity.value;
const RADIUS = BALL_PHYSICS.radius.value;
/** [1/m] rho A / (2 m) */
const AIR = (BALL_PHYSICS.airDensity.value * Math.PI * RADIUS * RADIUS) / (2 * BALL_PHYSICS.mass.value);
const DRAG = AIR * BALL_PHYSICS.drag.value; // [1/m]
const LIFT = AIR * RADIUS * BALL_PHYSICS.lift.value; // [-]
const LIFT_REACH = BALL_PHYSICS.liftSaturation.value * RADIUS; // [m]

// The stage at work: seconds since the step began, the spin's part 2.694 r |w| [m/s], and the acceleration [m/s^2]. In
// fields, since numbers handed to a function that is not inlined are boxed.
const stage = { afterS: NaN, reach: NaN, ax: NaN, ay: NaN, az: NaN };

/**
 * Moves a ball through free air by one Runge-Kutta step (4th order) of `stepS` seconds. Law (rho A / 2m = `AIR`):
 *
 *     a = g - AIR C_D |v| v + AIR C_L |v|^2 (w x v) / (|w| |v|),   C_L = 0.884 S / (1 + 2.694 S),  S = r |w| / |v|
 *
 * The spin does not decay in the air. Gravity, drag and the Magnus force do not depend on the place, so the stages are
 * those of the velocity alone.
 *
 * Hot path: no allocation.
 */
export function fly(ball: Ball, stepS: number): void {
  const { vx, vy, vz } = ball;
  stage.reach = LIFT_REACH * Math.sqrt(ball.wx * ball.wx + ball.wy * ball.wy + ball.wz * ball.wz);
  stage.ax = 0;
  stage.ay = 0;
  stage.az = 0;

  stage.afterS = 0;
  accelerate(ball);
  const { ax: a1x, ay: a1y, az: a1z } = stage;
  stage.afterS = stepS / 2;
  accelerate(ball);
  const { ax: a2x, ay: a2y, az: a2z } = stage;
  accelerate(ball);
  const { ax: a3x, ay: a3y, az: a3z } = stage;
  stage.afterS = stepS;
  accelerate(ball);

  const sixth = stepS / 6;
  ball.x += stepS * (vx + sixth * (a1x + a2x + a3x));
  ball.y += stepS * (vy + sixth * (a1y + a2y + a3y));
  ball.z += stepS * (vz + sixth * (a1z + a2z + a3z));
  ball.vx += sixth * (a1x + 2 * (a2x + a3x) + stage.ax);
  ball.vy += sixth * (a1y + 2 * (a2y + a3y) + stage.ay);
  ball.vz += sixth * (a1z + 2 * (a2z + a3z) + stage.az);
}

/** The acceleration of the stage, once that of the stage before has gone on since the step began. */
function accelerate(ball: Ball): void {
  const vx = ball.vx + stage.afterS * stage.ax;
  const vy = ball.vy + stage.afterS * stage.ay;
  const vz = ball.vz + stage.afterS * stage.az;
  const speed = Math.sqrt(vx * vx + vy * vy + vz * vz);
  const drag = -DRAG * speed;
  const lift = speed === 0 ? 0 : (LIFT * speed) / (speed + stage.reach);
  stage.ax = drag * vx + lift * (ball.wy * vz - ball.wz * vy);
  stage.ay = drag * vy + lift * (ball.wz * vx - ball.wx * vz);
  stage.az = drag * vz + lift * (ball.wx * vy - ball.wy * vx) - GRAVITY;
}
