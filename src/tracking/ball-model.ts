import { dot, type Vec3 } from "../core/vec3.ts";

/** The tracker's own idea of a ball, in the air and on the table; a world keeps its own. */
export interface BallModel {
  /** [m] */
  readonly radiusM: number;
  /** [kg] */
  readonly massKg: number;
  /** [m/s^2] downwards, less what the air lifts. */
  readonly gravityMps2: number;
  /** [1/m] deceleration by drag over the square of the speed: rho A C_D / (2 m). */
  readonly dragPerM: number;
  /** [-] Magnus acceleration over (spin x velocity) at low spin: rho A r C_L' / (2 m). */
  readonly magnus: number;
  /** [-] how the lift saturates: C_L = C_L' S / (1 + saturation S), S = r |spin| / |velocity|. */
  readonly magnusSaturation: number;
  /** [-] restitution of the table for a slow ball. */
  readonly restitution: number;
  /** [s/m] its loss per vertical speed. */
  readonly restitutionLoss: number;
  /** [-] its gain per level over vertical speed: sliding friction tips the impulse up. */
  readonly restitutionGain: number;
  /** [-] friction of ball on table. */
  readonly friction: number;
  /** [-] share of the slip that a sticking contact takes away; 0.4 for a hollow sphere. */
  readonly stickingShare: number;
}

const AIR_DENSITY = 1.19; // [kg/m^3] of the fit below
const RADIUS_M = 0.02; // ITTF: 40 mm
const MASS_KG = 0.0027; // ITTF: 2.7 g
const AIR_FACTOR = (AIR_DENSITY * Math.PI * RADIUS_M * RADIUS_M) / (2 * MASS_KG); // [1/m]

/**
 * Flight: C_D 0.501, C_L = 1.34 S / (1 + 3.0 S), a plain law fitted here to the published tables of Conti et al. (2026),
 * arXiv:2606.28805, over 3-9 m/s and 0-250 rad/s (root mean square 0.2 m/s^2 each). Bounce: e = 0.953 - 0.02 |v_z| + 0.0234
 * v_level / |v_z|, friction 0.25, of the same paper.
 */
export const BALL_MODEL: BallModel = {
  radiusM: RADIUS_M,
  massKg: MASS_KG,
  gravityMps2: 9.81 * (1 - 1.204 / 81.2), // air over ball, kg/m^3
  dragPerM: AIR_FACTOR * 0.501,
  magnus: AIR_FACTOR * RADIUS_M * 1.34,
  magnusSaturation: 3.0,
  restitution: 0.9528,
  restitutionLoss: 0.02,
  restitutionGain: 0.02344,
  friction: 0.25,
  stickingShare: 0.4,
};

/** [m] half length, half width of the table and height of the net (ITTF), and how far the net stands out sideways. */
export const TABLE = { halfLengthM: 1.37, halfWidthM: 0.7625, netHeightM: 0.1525, netHalfWidthM: 0.915 };

/** [-] of vertical speeds, after over before a bounce, at a vertical and a level speed [m/s] before it. */
export function restitutionOf(model: BallModel, downMps: number, levelMps: number): number {
  const oblique = downMps === 0 ? 0 : (model.restitutionGain * levelMps) / downMps;
  return Math.min(1, Math.max(0, model.restitution - model.restitutionLoss * downMps + oblique));
}

/** Velocity and spin after a bounce. */
export interface Rebound {
  /** [m/s] */
  readonly velocityMps: Vec3;
  /** [rad/s] */
  readonly spinRadps: Vec3;
}

/**
 * What the table does to a ball that comes down on it (v_z < 0): restitution falls with speed and grows with obliquity;
 * friction or sticking.
 */
export function rebound(model: BallModel, velocityMps: Vec3, spinRadps: Vec3): Rebound {
  const [vx, vy, vz] = velocityMps;
  const [wx, wy, wz] = spinRadps;
  const r = model.radiusM;
  const slip: Vec3 = [vx - r * wy, vy + r * wx, 0];
  const slipSpeed = Math.sqrt(dot(slip, slip));
  const down = Math.abs(vz);
  const e = restitutionOf(model, down, Math.sqrt(vx * vx + vy * vy));
  const sliding = model.friction * (1 + e) * down;
  const share = slipSpeed * model.stickingShare <= sliding ? model.stickingShare : sliding / slipSpeed;
  return {
    velocityMps: [vx - share * slip[0], vy - share * slip[1], e * down],
    spinRadps: [wx - (1.5 * share * slip[1]) / r, wy + (1.5 * share * slip[0]) / r, wz],
  };
}
