import { AIR_CELL, AIR_CELLS, AIR_CELLS_PER_MPS } from "./air-curve.ts";
import type { Ball } from "./ball.ts";
import { BALL_PHYSICS } from "./constants.ts";

const RADIUS = BALL_PHYSICS.radius.value;
const AIR = BALL_PHYSICS.airOverBall.value;
/** [m/s^2] gravity less what the air lifts. */
export const EFFECTIVE_GRAVITY_MPS2 = BALL_PHYSICS.gravity.value * (1 - AIR);
const GRAVITY = EFFECTIVE_GRAVITY_MPS2;
const DRAG = (3 * AIR) / (8 * RADIUS); // [1/m] per C_D

const LAST_CELL = AIR_CELLS - 1;

// The stage at work: seconds since the step began, and the acceleration [m/s^2]. In fields, since numbers handed to a
// function that is not inlined are boxed.
const stage = { afterS: NaN, ax: NaN, ay: NaN, az: NaN };

/**
 * Moves a ball through free air by one Runge-Kutta step (4th order) of `stepS` seconds:
 *
 *     a = g (1 - q) - (3 / 8r) q C_D |v| v + q C_M (w x v),    q = air density over ball density
 *
 * with C_D and C_M by speed and spin (`air-law.ts`). The spin does not change: the coefficients were fitted with one
 * spin per flight. Nothing here depends on the place, so the stages are those of the velocity alone.
 *
 * Hot path: no allocation.
 */
export function fly(ball: Ball, stepS: number): void {
  const { vx, vy, vz } = ball;
  const spinRadps = Math.sqrt(ball.wx * ball.wx + ball.wy * ball.wy + ball.wz * ball.wz);
  if (ball.air.spinRadps !== spinRadps) ball.air.fit(spinRadps, RADIUS);
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

  const place = speed * AIR_CELLS_PER_MPS;
  const cell = Math.min(LAST_CELL, Math.floor(place));
  const t = Math.min(1, place - cell);
  const c = ball.air.cells;
  const i = cell * AIR_CELL;
  /* eslint-disable @typescript-eslint/no-non-null-assertion -- typed-array reads of a hot path */
  const drag = -DRAG * (c[i]! + t * (c[i + 1]! + t * (c[i + 2]! + t * c[i + 3]!))) * speed;
  const lift = AIR * (c[i + 4]! + t * (c[i + 5]! + t * (c[i + 6]! + t * c[i + 7]!)));
  /* eslint-enable @typescript-eslint/no-non-null-assertion */
  stage.ax = drag * vx + lift * (ball.wy * vz - ball.wz * vy);
  stage.ay = drag * vy + lift * (ball.wz * vx - ball.wx * vz);
  stage.az = drag * vz + lift * (ball.wx * vy - ball.wy * vx) - GRAVITY;
}
