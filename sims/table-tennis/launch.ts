import type { BallKinematics } from "../ball/ball.ts";
import type { BallKind } from "./referee.ts";

/** A ball as it leaves the opponent's racket. */
export interface Launch extends BallKinematics {
  readonly kind: BallKind;
}

/** Where the balls of a game come from. */
export interface Launcher {
  /** Ball number `index`: the same for a seed, whatever was asked for before. */
  launch(index: number): Launch;
}

/** An upright rectangle behind the robot's end of the table. [m] */
export interface Gate {
  readonly yM: number;
  readonly xM: readonly [number, number];
  readonly zM: readonly [number, number];
}

/** What a racket behind the table can reach: balls that are not yet below the table's surface nor far to a side. */
export const REACHABLE: Gate = { yM: -1.6, xM: [-1.1, 1.1], zM: [0, 0.8] };
