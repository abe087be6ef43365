import type { Ball } from "./ball.ts";
import { BALL_PHYSICS } from "./constants.ts";
import { bounceOff, coulombGrip, type Contact } from "./contact.ts";
import type { Material } from "./material.ts";

const P = BALL_PHYSICS;
const RADIUS = P.radius.value;
const FIT_FROM = P.tableFitFrom.value;

/** [-] from 0, where a speed was not part of the fit, to 1, where it was. */
function known(speedMps: number): number {
  const square = (speedMps * speedMps) / (FIT_FROM * FIT_FROM);
  return (square * square) / (1 + square * square);
}

/**
 * Ball on table, but for what rolling and drilling take. The restitution falls with the speed of the fall and grows with
 * obliquity: sliding friction tips the impulse up. It is that of the published drop test (30 cm to about 23 cm) without any.
 */
export const TABLE_MATERIAL: Material = {
  restitution: (normalMps, alongMps) => {
    if (normalMps < P.restSpeed.value) return 0;
    const oblique = (P.tableObliqueGain.value * alongMps * known(normalMps)) / normalMps;
    const e = P.tableRestitution.value - P.tableRestitutionLoss.value * normalMps + oblique;
    return Math.min(P.tableRestitutionMost.value, Math.max(0, e));
  },
  grip: (normalMps, slipMps, restitution) =>
    coulombGrip(P.tableFriction.value, normalMps, slipMps, restitution),
};

/**
 * A bounce on the table: the impulse of `bounceOff`, then what the published fit adds to it. With f the direction of
 * motion along the table and l = n x f, topspin w.l costs forward speed, corkscrew spin w.f kicks sideways less than
 * sticking would have it, and both w.f and the spin about the normal lose a share. Scaled by how far the contact sticks.
 * Returns the normal speed of departure [m/s]; at 0 the table carries the ball.
 */
export function bounceOffTable(ball: Ball, contact: Contact): number {
  const { nx, ny, nz } = contact;
  const { vx, vy, vz, wx, wy, wz } = ball;
  const departureMps = bounceOff(ball, contact, TABLE_MATERIAL);
  const rx = vx - contact.ux;
  const ry = vy - contact.uy;
  const rz = vz - contact.uz;
  const normal = rx * nx + ry * ny + rz * nz;
  const tx = rx - normal * nx;
  const ty = ry - normal * ny;
  const tz = rz - normal * nz;
  const along = Math.sqrt(tx * tx + ty * ty + tz * tz);
  if (along === 0 || departureMps === 0) return departureMps;

  const [fx, fy, fz] = [tx / along, ty / along, tz / along];
  const [lx, ly, lz] = [ny * fz - nz * fy, nz * fx - nx * fz, nx * fy - ny * fx];
  const topspin = wx * lx + wy * ly + wz * lz;
  const corkscrew = wx * fx + wy * fy + wz * fz;
  const drill = wx * nx + wy * ny + wz * nz;
  // slip along f and l
  const slipF = along - RADIUS * topspin;
  const slipL = RADIUS * corkscrew;
  const slip = Math.sqrt(slipF * slipF + slipL * slipL);
  const restitution = TABLE_MATERIAL.restitution(-normal, along);
  const stuck = TABLE_MATERIAL.grip(-normal, slip, restitution) / P.stickingShare.value;
  const share = stuck * known(along);

  const forward = -share * P.tableRollingLoss.value * RADIUS * topspin;
  const side = share * P.tableSideLoss.value * RADIUS * corkscrew;
  ball.vx += forward * fx + side * lx;
  ball.vy += forward * fy + side * ly;
  ball.vz += forward * fz + side * lz;
  const twist = share * P.tableCorkscrewLoss.value * corkscrew;
  const drilled = share * P.tableDrillLoss.value * drill;
  ball.wx -= twist * fx + drilled * nx;
  ball.wy -= twist * fy + drilled * ny;
  ball.wz -= twist * fz + drilled * nz;
  return departureMps;
}
