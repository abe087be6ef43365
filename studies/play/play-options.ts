import type { ArmControllerOptions } from "../../src/control/arm/arm-controller.ts";
import type { RacketControllerOptions } from "../../src/control/racket-controller.ts";
import type { HitPointOptions } from "../../src/tracking/hit-point.ts";
import type { BallFilterOptions } from "../../src/tracking/ball-filter.ts";
import type { ServoOptions } from "../../sims/robot/arm-plant.ts";
import type { LaunchOptions } from "../../sims/table-tennis/launcher.ts";

/** Who plays. Plain data: it goes to worker threads. */
export type PlayRobot = GantryRobot | ArmPlayRobot;

/** A racket on five independent axes with an ideal servo. */
export interface GantryRobot {
  readonly kind: "gantry";
  readonly control: RacketControllerOptions;
  readonly hitPoint: HitPointOptions;
}

/** A jointed arm behind a servo with dead time and lag. */
export interface ArmPlayRobot {
  readonly kind: "arm";
  readonly control: ArmControllerOptions;
  readonly servo: ServoOptions;
}

/**
 * What is told of the ball. As long as `errorPx` is null and no camera has a fault, the exact state; otherwise each camera of
 * the rig sees the ball with its faults, and what it sees goes through the ball filter.
 */
export interface Sensing {
  /** [us] between two looks at the ball. */
  readonly periodUs: number;
  /** [us] the controller takes the newest state so often at most: planning anew at every look costs most of the time. */
  readonly planPeriodUs: number;
  /** [us] from the light to the command's arrival at the robot; nothing else takes time here. */
  readonly latencyUs: number;
  /** [px] standard deviation of the place in a camera's image, per axis, independent from look to look; null = no cameras. */
  readonly errorPx: number | null;
  /** [us] by which the second camera's clock is late: what it stamps as now it saw so much earlier. */
  readonly syncErrorUs: number;
  /** [-] part of the looks in which a camera finds nothing. */
  readonly loss: number;
  /** [us] for which one camera, drawn for each ball, sees nothing, from an instant on that is drawn, too; see `deadTime`. */
  readonly deadUs: number;
}

/** The exact state, a thousand times a second, at once; planned anew in the cycle of an arm's sensor interface. */
export const EXACT: Sensing = {
  periodUs: 1000,
  planPeriodUs: 4000,
  latencyUs: 0,
  errorPx: null,
  syncErrorUs: 0,
  loss: 0,
  deadUs: 0,
};

/** Everything that tells one way to play from another. Plain data. */
export interface PlayOptions {
  /** A run's seed: pipelines with a world called `world` and the same seed play the same balls. */
  readonly seed: number;
  readonly launch: LaunchOptions;
  readonly robot: PlayRobot;
  readonly sensing: Sensing;
  /** At least two, the first one's clock is the reference; used only where `sensing` asks for cameras. */
  readonly filter: BallFilterOptions;
  /** [m] x and y where returns should land. */
  readonly targetM: readonly [number, number];
}
