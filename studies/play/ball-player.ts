import { deriveSeed, Random } from "../../src/core/random.ts";
import type { BallState } from "../../src/core/perception.ts";
import type { BallOutcome, TrueBall } from "../../src/core/truth.ts";
import { BALL_PHYSICS } from "../../sims/ball/constants.ts";
import { BallSchedule } from "../../sims/ball-schedule.ts";
import { BallWorld } from "../../sims/ball-world.ts";
import { StageRig } from "../../sims/camera/stage-rig.ts";
import { DEFAULT_LOOK } from "../../sims/camera/stage-scene.ts";
import { createLauncher } from "../../sims/table-tennis/launcher.ts";
import type { Launch, Launcher } from "../../sims/table-tennis/launch.ts";
import { Rally } from "../../sims/table-tennis/rally.ts";
import { BallLog, type BallResult, type ControlResult } from "./ball-log.ts";
import { HIT_POINT } from "./node-defaults.ts";
import { createPerception } from "./perception.ts";
import type { PlayOptions } from "./play-options.ts";
import { createDriver, type RobotDriver } from "./robot-driver.ts";

/** [us] a ball that is not decided by then is taken away; the slowest amateur balls and their returns take 1.9 s. */
const LONGEST_US = 3_000_000;
/** [us] between two samples of the streaming error. */
const SAMPLE_US = 1000;

/** No camera takes pictures here: the world's rig is empty. */
const NO_RIG = {
  mostMotionPx: 1,
  look: { ...DEFAULT_LOOK, radiusM: BALL_PHYSICS.radius.value },
  startUs: 0,
  seed: 0,
} as const;
const ONE_BALL = { periodUs: LONGEST_US + 1, jitterUs: 0, gapUs: 1 } as const;

/**
 * Plays single balls in virtual time: the true ball, or what faulty cameras make of it, then filter, prediction, controller,
 * servo, contact and referee, all as in a pipeline, without event cameras. Every ball is a job by itself: robot at home, no
 * knowledge of other balls; the same number gives the same result, to the bit, whatever was played before.
 */
export class BallPlayer {
  readonly #options: PlayOptions;
  readonly #launcher: Launcher;

  /** @throws SaccadeError `world-invalid` on launches that do not exist */
  constructor(options: PlayOptions) {
    this.#options = options;
    this.#launcher = createLauncher(worldSeed(options.seed), options.launch);
  }

  /** Plays ball number `index` >= 0. */
  play(index: number): BallResult {
    const { sensing, filter, robot, seed, targetM } = this.#options;
    const launch = this.#launcher.launch(index);
    const driver = createDriver(robot);
    const game = new OneBall(launch, driver);
    const perception = createPerception(sensing, filter, { seed, index });
    const log = new BallLog(launch, 0);
    let [sampleUs, planUs] = [0, 0];
    while (game.outcome === null) {
      // once the ball is on its way back, nobody needs to know where it is
      const nowUs = log.isPlayed ? sampleUs : Math.min(perception.nextUs, sampleUs);
      const ball = game.advance(nowUs);
      const state = !log.isPlayed && nowUs === perception.nextUs ? perception.at(ball, nowUs) : null;
      if (state !== null) {
        log.told(state, nowUs - state.validAtUs, ball, nowUs);
        if (nowUs >= planUs) {
          game.tell(state, ball, nowUs);
          planUs = nowUs + sensing.planPeriodUs;
        }
      }
      if (nowUs < sampleUs) continue;
      log.sample(ball, nowUs);
      if (nowUs % driver.idleUs === 0) game.idle(nowUs);
      sampleUs += SAMPLE_US;
    }
    return { ...log.result(index, game.outcome, targetM), control: game.control() };
  }
}

/** The seed that a world called `world` has in a run with this seed. */
const worldSeed = (seed: number): number => new Random(deriveSeed(seed, "world", "world")).uint32();

/** A ball and a robot in one world. */
class OneBall {
  outcome: BallOutcome | null = null;
  readonly #driver: RobotDriver;
  readonly #world: BallWorld<Rally>;
  #planned = false;
  readonly #refusals = new Map<string, number>();

  constructor(launch: Launch, driver: RobotDriver) {
    this.#driver = driver;
    const game = new Rally({ launch: () => launch }, driver.blade);
    const [rig, schedule] = [new StageRig([], NO_RIG), new BallSchedule(0, ONE_BALL)];
    this.#world = new BallWorld({ game, robot: driver.robot, rig, schedule });
  }

  /** Lets time pass; the ball as it is then. */
  advance(nowUs: number): TrueBall {
    const { ball, outcomes } = this.#world.advance(nowUs).truth;
    this.outcome ??= outcomes[0] ?? null;
    return ball;
  }

  /** @param ball the true one: what is said of it when it is past tells nothing of why there was no stroke */
  tell(state: BallState, ball: TrueBall, nowUs: number): void {
    const answer = this.#driver.onState(state, nowUs);
    if (typeof answer !== "string") {
      this.#planned = true;
      this.#world.command(answer, nowUs);
    } else if (ball.positionM[1] > HIT_POINT.planeYM) {
      this.#refusals.set(answer, (this.#refusals.get(answer) ?? 0) + 1);
    }
  }

  idle(nowUs: number): void {
    const command = this.#driver.onIdle(nowUs);
    if (command !== null) this.#world.command(command, nowUs);
  }

  control(): ControlResult {
    const { commandsCut, commandsLate = 0, limitViolations } = this.#world.counts;
    return {
      planned: this.#planned,
      refusal: this.#planned ? null : mostFrequent(this.#refusals),
      cut: commandsCut,
      late: commandsLate,
      violations: limitViolations,
    };
  }
}

/** The first of those that were counted most; null when none was. */
function mostFrequent(counts: ReadonlyMap<string, number>): string | null {
  let [most, best]: [string | null, number] = [null, 0];
  for (const [name, count] of counts) {
    if (count > best) [most, best] = [name, count];
  }
  return most;
}
