import type { JointCommand } from "../../core/joint-command.ts";
import { JointMotion } from "../../core/motion/joint-motion.ts";
import type { BallState } from "../../core/perception.ts";
import { WayClearance } from "./arm-clearance.ts";
import { ArmPlanner, type ArmPlannerOptions, type ArmStroke, type NoStroke } from "./arm-planner.ts";

export interface ArmControllerOptions extends ArmPlannerOptions {
  /** Robot id for the commands. */
  readonly robot: string;
  /** [m] a ball whose place at contact is less certain (root of the trace of its covariance) is not acted upon. */
  readonly maxSigmaM: number;
  /** [us] before contact, from when on the stroke stays as it is. */
  readonly freezeUs: number;
  /** [us] without news of the ball, after which its stroke is given up. */
  readonly lostUs: number;
  /** [us] for how long a command is valid at least; one for a stroke lives until its follow-through is over. */
  readonly commandLifeUs: number;
}

/** Why a ball led to no command. A stroke planned before goes on. */
export type NoCommand = NoStroke | "frozen" | "uncertain";

/** [us] the set points are followed in steps of this: short enough to brake in time. */
const STEP_US = 4000;
/** [s], [-] times tried for the way home: the first, each a share longer, and the share by which it is unhurried. */
const FIRST_HOME_S = 0.15;
const HOME_GROWTH = 1.15;
const UNHURRIED = 1.3;
const LONGEST_HOME_S = 8;

/**
 * Decides what an arm does: a stroke at the ball, planned anew with each better estimate; the way home after it, and when
 * the ball is lost. Time is an argument. It keeps its own copy of the arm's set points, moved by the commands it gave; a
 * command that the robot did not get makes it wrong about the arm until the next one. Never gives a command with NaN or
 * beyond the limits.
 */
export class ArmController {
  readonly #options: ArmControllerOptions;
  readonly #planner: ArmPlanner;
  readonly #motion: JointMotion;
  readonly #still: readonly number[];
  readonly #clearance: WayClearance;
  #stroke: { readonly plan: ArmStroke; readonly track: number; seenUs: number } | null = null;
  #homeAtUs: number;
  /** The arm is on the way home, or there, as it was told. */
  #isHomeward = true;

  /** The arm stands at home at `nowUs` [us]. @throws SaccadeError `geometry-invalid` without a closed-form inverse. */
  constructor(options: ArmControllerOptions, nowUs: number) {
    const { arm } = options;
    this.#options = options;
    this.#planner = new ArmPlanner(options);
    const limits = arm.joints.map((joint) => joint.limits);
    this.#motion = new JointMotion(limits, arm.home, nowUs);
    this.#still = arm.joints.map(() => 0);
    this.#clearance = new WayClearance(arm);
    this.#homeAtUs = nowUs + FIRST_HOME_S * 1e6;
  }

  /** The stroke under way, for those who want to see it. */
  get stroke(): ArmStroke | null {
    return this.#stroke?.plan ?? null;
  }

  /** Plans for an estimate of the ball that arrives at `nowUs` [us]. */
  onBall(state: BallState, nowUs: number): JointCommand | NoCommand {
    this.#follow(nowUs);
    const running = this.#stroke?.track === state.track ? this.#stroke : null;
    if (running !== null) {
      running.seenUs = nowUs;
      if (running.plan.contactUs - nowUs < this.#options.freezeUs) return "frozen";
    }
    const plan = this.#planner.plan(state, this.#motion, running?.plan ?? null);
    if (typeof plan === "string") return plan;
    if (!this.#isCertain(state, plan.contactUs)) return "uncertain";
    this.#stroke = { plan, track: state.track, seenUs: nowUs };
    const { leadUs, followThroughUs, commandLifeUs } = this.#options;
    const reachAtUs = plan.contactUs - leadUs;
    // the way home begins before it dies
    const validUntilUs = Math.max(reachAtUs + 2 * followThroughUs, nowUs + commandLifeUs);
    return this.#command(plan.positions, plan.velocities, reachAtUs, validUntilUs);
  }

  /** Call every `keepAliveUs`: null during a stroke, otherwise the command to be at home, and whether the way there begins with it. */
  onIdle(
    nowUs: number,
  ): { readonly command: JointCommand; readonly retreats: "done" | "lost" | null } | null {
    this.#follow(nowUs);
    const { arm, commandLifeUs } = this.#options;
    const retreats = this.#reasonToRetreat(nowUs);
    if (this.#stroke !== null && retreats === null) return null;
    if (retreats !== null || !this.#isHomeward) {
      this.#stroke = null;
      this.#homeAtUs = nowUs + Math.ceil(this.#wayHomeS() * 1e6);
    }
    const validUntilUs = Math.max(this.#homeAtUs, nowUs) + commandLifeUs;
    const command = this.#command(arm.home, this.#still, this.#homeAtUs, validUntilUs);
    return { command, retreats };
  }

  #reasonToRetreat(nowUs: number): "done" | "lost" | null {
    if (this.#stroke === null) return null;
    const { plan, seenUs } = this.#stroke;
    const { followThroughUs, freezeUs, lostUs, leadUs } = this.#options;
    if (nowUs >= plan.contactUs - leadUs + followThroughUs) return "done";
    return nowUs - seenUs > lostUs && plan.contactUs - nowUs > freezeUs ? "lost" : null;
  }

  /**
   * [s] the least time in which the arm gets home with nothing in its way, and a little more where that can be, too. If all
   * ways run into something, the first one: the set points keep their limits, and nothing is behind the arm for ever.
   */
  #wayHomeS(): number {
    let firstS = LONGEST_HOME_S;
    for (let inS = FIRST_HOME_S; inS < LONGEST_HOME_S; inS *= HOME_GROWTH) {
      if (!this.#canBeHome(inS)) continue;
      firstS = Math.min(firstS, inS);
      if (!this.#isHomeClear(inS)) continue;
      const unhurriedS = inS * UNHURRIED;
      return this.#canBeHome(unhurriedS) && this.#isHomeClear(unhurriedS) ? unhurriedS : inS;
    }
    return firstS;
  }

  #canBeHome(inS: number): boolean {
    return this.#motion.canReach(this.#options.arm.home, this.#still, { inS, onS: 0 });
  }

  /** For the way that was found possible last. */
  #isHomeClear(inS: number): boolean {
    return this.#clearance.obstacle(this.#motion, inS, 0) === null;
  }

  #follow(nowUs: number): void {
    const motion = this.#motion;
    while (motion.nowUs < nowUs) motion.advance(Math.min(nowUs, motion.nowUs + STEP_US));
  }

  /** Position's covariance at contact: that of now, and that of the velocity over the time until then. */
  #isCertain({ covariance, validAtUs }: BallState, contactUs: number): boolean {
    const aheadS = (contactUs - validAtUs) * 1e-6;
    const variance = (first: number): number => {
      const [x, y, z] = [covariance[first * 10], covariance[first * 10 + 10], covariance[first * 10 + 20]];
      return (x ?? NaN) + (y ?? NaN) + (z ?? NaN);
    };
    const { maxSigmaM } = this.#options;
    return variance(0) + aheadS * aheadS * variance(3) <= maxSigmaM * maxSigmaM;
  }

  #command(
    positions: readonly number[],
    velocities: readonly number[],
    reachAtUs: number,
    validUntilUs: number,
  ): JointCommand {
    const command = { robot: this.#options.robot, positions, velocities, reachAtUs, validUntilUs };
    this.#isHomeward = this.#motion.command(command) === "taken";
    return command;
  }
}
