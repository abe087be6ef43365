import type { Ball } from "./ball.ts";
import { BALL_PHYSICS } from "./constants.ts";
import type { Material } from "./material.ts";

const RADIUS = BALL_PHYSICS.radius.value;
const SPIN_PER_SLIP = 1 / (BALL_PHYSICS.inertiaFactor.value * RADIUS); // [1/m] m r / I

/** Where a ball touches a surface: unit normal towards the ball, and the surface's velocity [m/s] there. Reused. */
export interface Contact {
  nx: number;
  ny: number;
  nz: number;
  ux: number;
  uy: number;
  uz: number;
}

/**
 * The impulse of a surface far heavier than the ball. With s the slip velocity of the contact point,
 * s = v_t + w x (-r n): dv_n = -(1 + e) v_n, dv_t = -grip s, dw = grip (m r / I) n x s.
 * Returns the normal speed of departure [m/s]; at 0 the surface carries the ball.
 */
export function bounceOff(ball: Ball, contact: Contact, material: Material): number {
  const { nx, ny, nz } = contact;
  const rx = ball.vx - contact.ux;
  const ry = ball.vy - contact.uy;
  const rz = ball.vz - contact.uz;
  const normal = rx * nx + ry * ny + rz * nz;
  const tx = rx - normal * nx;
  const ty = ry - normal * ny;
  const tz = rz - normal * nz;
  const sx = tx - RADIUS * (ball.wy * nz - ball.wz * ny);
  const sy = ty - RADIUS * (ball.wz * nx - ball.wx * nz);
  const sz = tz - RADIUS * (ball.wx * ny - ball.wy * nx);
  const approach = Math.max(0, -normal);
  const e = material.restitution(approach, Math.sqrt(tx * tx + ty * ty + tz * tz));
  const grip = material.grip(approach, Math.sqrt(sx * sx + sy * sy + sz * sz), e);
  const push = (1 + e) * approach;
  ball.vx += push * nx - grip * sx;
  ball.vy += push * ny - grip * sy;
  ball.vz += push * nz - grip * sz;
  const turn = grip * SPIN_PER_SLIP;
  ball.wx += turn * (ny * sz - nz * sy);
  ball.wy += turn * (nz * sx - nx * sz);
  ball.wz += turn * (nx * sy - ny * sx);
  return e * approach;
}

/** [-] share of the slip that friction takes, sliding or, at most, sticking. */
export function coulombGrip(
  friction: number,
  normalMps: number,
  slipMps: number,
  restitution: number,
): number {
  const sticking = BALL_PHYSICS.stickingShare.value;
  const sliding = friction * (1 + restitution) * normalMps;
  return slipMps * sticking <= sliding ? sticking : sliding / slipMps;
}

/** One restitution, none below `restSpeed`; Coulomb friction up to sticking. */
function hardSurface(restitution: number, friction: number): Material {
  const restSpeed = BALL_PHYSICS.restSpeed.value;
  return {
    restitution: (normalMps) => (normalMps < restSpeed ? 0 : restitution),
    grip: (normalMps, slipMps, e) => coulombGrip(friction, normalMps, slipMps, e),
  };
}

const P = BALL_PHYSICS;

export const FLOOR_MATERIAL = hardSurface(P.floorRestitution.value, P.floorFriction.value);
export const NET_MATERIAL = hardSurface(P.netRestitution.value, P.netFriction.value);
export const CORD_MATERIAL = hardSurface(P.cordRestitution.value, P.netFriction.value);
export const POST_MATERIAL = hardSurface(P.postRestitution.value, P.netFriction.value);
export const RIM_MATERIAL = hardSurface(P.rimRestitution.value, P.rimFriction.value);
