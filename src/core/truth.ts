import type { Vec3 } from "./vec3.ts";

/** The simulated ball as it is. World frame. */
export interface TrueBall {
  /** [m] */
  readonly positionM: Vec3;
  /** [m/s] */
  readonly velocityMps: Vec3;
  /** [rad/s] */
  readonly spinRadps: Vec3;
  /** [-] counts launched balls from 0. */
  readonly index: number;
  /** False between two balls. */
  readonly inPlay: boolean;
}

/** The simulated racket as it is. World frame. */
export interface TrueRacket {
  /** [m] centre of the blade. */
  readonly positionM: Vec3;
  /** [m/s] */
  readonly velocityMps: Vec3;
  /** [-] unit face normal, towards the opponent. */
  readonly normal: Vec3;
  /** [-] unit vector in the face, from the handle to the blade's tip; absent where nobody knows. */
  readonly along?: Vec3;
}

/** A rod with round ends: all points closer than the radius to a line from one point to another. [m], world frame. */
export interface TrueLink {
  readonly fromM: Vec3;
  readonly toM: Vec3;
  readonly radiusM: number;
}

/**
 * Why a table-tennis ball ended. `let`, `serve-fault` and `incoming-*`: the opponent's ball was not legal (again, wrong half
 * first, into the net, short of the net, past the table). Then the robot: played it before it bounced, let it bounce twice, did
 * not touch it, or put it into the net, on its own half, out. `unfinished`: taken away before it was decided.
 */
export const OUTCOME_REASONS = [
  "returned",
  "let",
  "serve-fault",
  "incoming-net",
  "incoming-short",
  "incoming-out",
  "volley",
  "double-bounce",
  "missed",
  "return-net",
  "return-own-half",
  "return-out",
  "unfinished",
] as const;
export type OutcomeReason = (typeof OUTCOME_REASONS)[number];

/** How one ball ended, decided by the rules of the game. */
export interface BallOutcome {
  /** [-] index of the ball. */
  readonly index: number;
  /** The launched ball bounced once, legally, on the robot's half. */
  readonly legal: boolean;
  /** The racket touched it. */
  readonly contact: boolean;
  /** It bounced on the opponent's half after crossing the net. */
  readonly returned: boolean;
  /** [m] first bounce after the racket contact (x, y at table height); absent without one. */
  readonly landingM?: readonly [number, number];
  /** [m/s] speed at launch. */
  readonly launchSpeedMps: number;
  /** Absent in games that do not give one. */
  readonly reason?: OutcomeReason;
}

/**
 * The state of a simulated world at one instant. Leaves a world on ports of type `truth` only, which sinks and
 * oracle trackers may read and nothing else: no pipeline can wire the answer into its tracker.
 */
export interface WorldTruth {
  /** [us] run's clock. */
  readonly timeUs: number;
  readonly ball: TrueBall;
  readonly racket: TrueRacket;
  /** Joint positions in the robot's joint order, [m] or [rad]. */
  readonly joints: readonly number[];
  /** What carries the racket, always as many; absent for a robot without a body. */
  readonly links?: readonly TrueLink[];
  /** Balls that ended since the last truth message. */
  readonly outcomes: readonly BallOutcome[];
}
