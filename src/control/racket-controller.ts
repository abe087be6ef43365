import type { JointCommand } from "../core/joint-command.ts";
import { at } from "../core/matrix.ts";
import type { HitPoint } from "../core/perception.ts";
import { travelTimeS, type JointVector } from "./racket-joints.ts";
import { planStroke, type StrokeOptions, type StrokePlan, type StrokeRefusal } from "./stroke.ts";

export interface RacketControllerOptions {
  /** Robot id for the commands. */
  readonly robot: string;
  readonly stroke: StrokeOptions;
  /** [m], [rad] where the robot waits; also where it is at the start. */
  readonly home: JointVector;
  /** [m] a hit point with a larger standard deviation (root of the covariance's trace) is not acted upon. */
  readonly maxSigmaM: number;
  /** [us] before contact, from when on the plan stays as it is. */
  readonly freezeUs: number;
  /** [us] after contact, until when the racket goes on. */
  readonly followThroughUs: number;
  /** [us] for how long a command is valid at most. */
  readonly commandLifeUs: number;
}

/** Why a hit point led to no command. */
export type NoCommand = StrokeRefusal | "late" | "frozen" | "uncertain" | "too-late";

const UNHURRIED = 1.5; // [-] time for the way home over the least time

interface Stroke {
  readonly plan: StrokePlan;
  readonly arrivalUs: number;
  readonly track: number;
}

/**
 * Decides what the racket does: a stroke at the hit point, planned anew with each better one; home when there is none.
 * Time is an argument. Never gives a command with NaN or beyond the limits.
 */
export class RacketController {
  readonly #options: RacketControllerOptions;
  #stroke: Stroke | null = null;
  #lastTarget: JointVector;
  #homeAtUs = -Infinity;

  constructor(options: RacketControllerOptions) {
    this.#options = options;
    this.#lastTarget = options.home;
  }

  /** Plans for a hit point that arrives at `nowUs` [us]. */
  onHitPoint(hit: HitPoint, nowUs: number): JointCommand | NoCommand {
    const obstacle = this.#obstacle(hit, nowUs);
    if (obstacle !== null) return obstacle;
    const { stroke, followThroughUs } = this.#options;
    const before = this.#stroke?.track === hit.track ? this.#stroke.plan : null;
    const plan = planStroke(stroke, hit, before);
    if (typeof plan === "string") return plan;
    const neededS = travelTimeS(stroke.limits, this.#lastTarget, plan.positions);
    if (this.#stroke === null && neededS * 1e6 > hit.arrivalUs - nowUs) return "too-late";
    this.#stroke = { plan, arrivalUs: hit.arrivalUs, track: hit.track };
    this.#lastTarget = plan.positions;
    const wantedUs = hit.arrivalUs + 2 * followThroughUs; // the way home begins before it dies
    return this.#command(plan.positions, plan.velocities, { reachAtUs: hit.arrivalUs, nowUs, wantedUs });
  }

  /** Call often: null during a stroke, otherwise the command to be at home. */
  onIdle(nowUs: number): { readonly command: JointCommand; readonly retreated: boolean } | null {
    const { home, stroke, followThroughUs } = this.#options;
    const running = this.#stroke;
    if (running !== null && nowUs < running.arrivalUs + followThroughUs) return null;
    const retreated = running !== null;
    if (retreated) {
      const wayS = travelTimeS(stroke.limits, this.#lastTarget, home);
      this.#homeAtUs = nowUs + Math.ceil(wayS * UNHURRIED * 1e6);
      this.#stroke = null;
      this.#lastTarget = home;
    }
    const times = { reachAtUs: Math.max(this.#homeAtUs, nowUs), nowUs, wantedUs: Infinity };
    return { command: this.#command(home, [0, 0, 0, 0, 0], times), retreated };
  }

  #obstacle(hit: HitPoint, nowUs: number): NoCommand | null {
    const { maxSigmaM, freezeUs } = this.#options;
    if (!Number.isFinite(hit.arrivalUs)) return "not-finite";
    if (hit.arrivalUs <= nowUs) return "late";
    const running = this.#stroke;
    if (running?.track === hit.track && running.arrivalUs - nowUs < freezeUs) return "frozen";
    const trace = at(hit.covarianceM2, 0) + at(hit.covarianceM2, 4) + at(hit.covarianceM2, 8);
    return trace <= maxSigmaM * maxSigmaM ? null : "uncertain";
  }

  #command(
    positions: JointVector,
    velocities: JointVector,
    times: { readonly reachAtUs: number; readonly nowUs: number; readonly wantedUs: number },
  ): JointCommand {
    const { robot, commandLifeUs } = this.#options;
    const validUntilUs = Math.min(times.wantedUs, times.nowUs + commandLifeUs);
    return { robot, positions, velocities, reachAtUs: times.reachAtUs, validUntilUs };
  }
}
