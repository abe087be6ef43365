import { add, cross, dot, norm, scale, subtract, type Vec3 } from "../core/vec3.ts";
import type { BallModel } from "../tracking/ball-model.ts";

/** The face of a racket: restitution and tangential impulse, each linear in the speed. */
export interface Rubber {
  /** [-] restitution at rest, and [s/m] its loss per normal speed. */
  readonly e0: number;
  readonly e1: number;
  /** [kg] tangential impulse per slip at rest, and [kg s/m] its loss per slip speed. */
  readonly k0: number;
  readonly k1: number;
  /** [-] largest tangential impulse over the normal one. */
  readonly friction: number;
}

/**
 * Offensive blade with inverted 2.1 mm rubber, racket 1 of gossardt/tt_rackets (MIT), fitted at 3.4-10.6 m/s. The
 * friction is assumed: the fitted impulse does not depend on the normal one, and a grazing ball needs a limit.
 */
export const RUBBER: Rubber = { e0: 0.917, e1: 0.0217, k0: 1.93e-3, k1: 2.0e-5, friction: 1 };

/** Velocity and spin of a ball. */
export interface BallSpin {
  /** [m/s] */
  readonly velocityMps: Vec3;
  /** [rad/s] */
  readonly spinRadps: Vec3;
}

/** A racket as the ball meets it. */
export interface Face {
  /** [-] unit normal, on the ball's side. */
  readonly normal: Vec3;
  /** [m/s] */
  readonly velocityMps: Vec3;
}

/**
 * The ball after its contact: v_n' = -e v_n relative to the face, tangential impulse J = -k_p slip (at most
 * friction times the normal impulse) with the slip of the contact point, velocity change J / m, spin change (r x J) / (2/3 m r^2) for a hollow sphere.
 */
export function strike(model: BallModel, rubber: Rubber, ball: BallSpin, face: Face): BallSpin {
  const { normal } = face;
  const relative = subtract(ball.velocityMps, face.velocityMps);
  const closing = dot(relative, normal);
  const e = Math.min(1, Math.max(0, rubber.e0 - rubber.e1 * Math.abs(closing)));
  const tangential = subtract(relative, scale(normal, closing));
  const slip = add(tangential, scale(cross(normal, ball.spinRadps), model.radiusM));
  const slipSpeed = norm(slip);
  const elastic = Math.max(0, rubber.k0 - rubber.k1 * slipSpeed); // [kg]
  const most = rubber.friction * model.massKg * (1 + e) * Math.abs(closing); // [N s]
  const impulse = scale(slip, -(elastic * slipSpeed <= most ? elastic : most / slipSpeed));
  const velocityMps = add(
    ball.velocityMps,
    add(scale(normal, -(1 + e) * closing), scale(impulse, 1 / model.massKg)),
  );
  const turn = scale(cross(normal, impulse), -1.5 / (model.massKg * model.radiusM));
  return { velocityMps, spinRadps: add(ball.spinRadps, turn) };
}
