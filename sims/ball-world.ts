import type { EventBatch } from "../src/core/event-batch.ts";
import type { JointCommand } from "../src/core/joint-command.ts";
import type { BallOutcome, TrueLink, TrueRacket, WorldTruth } from "../src/core/truth.ts";
import type { BallSchedule } from "./ball-schedule.ts";
import type { Ball } from "./ball/ball.ts";
import type { LabelledBatch } from "./camera/camera-output.ts";
import type { ReadoutDrops } from "./camera/readout-model.ts";
import { type Actors, NO_ACTORS } from "./camera/stage.ts";
import type { StageRig } from "./camera/stage-rig.ts";
import { CommandQueue } from "./robot/command-queue.ts";
import type { DrivenRobot } from "./robot/driven-robot.ts";

/** [us] the servo's tick: the robot's accelerations are constant over it, and the game moves the ball from tick to tick. */
const TICK_US = 250;

/** Told of each place where the ball turned, in seconds since the tick began. */
export type OnTurn = (afterS: number, ball: Ball) => void;

/** A game with one ball at a time, as the world that runs it needs it. */
export interface BallGame {
  readonly ball: Ball;
  /** Puts the ball numbered `index` down at its start. */
  launch(index: number): void;
  /** Moves the ball through a tick whose robot motion is planned but not done. */
  step(tickS: number, onTurn: OnTurn): void;
  /** The ball is taken away. */
  remove(): void;
  /** The balls that were decided since the last call. */
  takeOutcomes(): BallOutcome[];
  /** The racket, or what stands for it. */
  racket(): TrueRacket;
  /** What carries it, if that has a body. */
  links?(): readonly TrueLink[] | undefined;
}

/** What a world consists of. */
export interface BallWorldParts<G extends BallGame> {
  readonly game: G;
  readonly robot: DrivenRobot;
  readonly rig: StageRig;
  readonly schedule: BallSchedule;
  /** Who the cameras see besides the ball, in seconds since the tick began; absent = nobody. */
  readonly actors?: (afterS: number) => Actors;
  /**
   * Commands wait for the servo's next tick. The ball's steps then do not depend on when commands come, and a ball that nobody
   * touches is the same to the bit whatever the robot does.
   */
  readonly commandsWait?: boolean;
}

/** What happened in one quantum. */
export interface WorldStep {
  readonly truth: WorldTruth;
  /** One batch per camera, owned by the caller: the events in the quantum, its beginning included, its end not. */
  readonly events: readonly EventBatch[];
}

/** What is counted beside the outcomes of the balls. */
export interface WorldCounts {
  /** Commands with a number that is not finite, or of the wrong size; commands cut to the limits. */
  readonly commandsRefused: number;
  readonly commandsCut: number;
  /** Commands that the robot followed behind time; absent for a robot that does not foresee it. */
  readonly commandsLate?: number;
  /** Ticks after which a joint was out of its range or too fast. */
  readonly limitViolations: number;
}

/**
 * Ball, robot and event cameras in one time, integer microseconds. A command acts from the instant it arrives, or from the
 * servo's next tick; balls come and go on a timetable. One seed and one sequence of commands give one sequence of events, to the bit.
 */
export class BallWorld<G extends BallGame = BallGame> {
  readonly game: G;
  readonly #robot: DrivenRobot;
  readonly #rig: StageRig;
  readonly #schedule: BallSchedule;
  readonly #commands: CommandQueue;
  readonly #onTurn: OnTurn;
  readonly #actors: ((afterS: number) => Actors) | null;
  readonly #commandsWait: boolean;
  #nowUs: number;
  /** The ball in play, or the next one to come. */
  #index: number;
  #inPlay = false;
  #limitViolations = 0;

  constructor({ game, robot, rig, schedule, actors, commandsWait }: BallWorldParts<G>) {
    this.game = game;
    this.#commandsWait = commandsWait === true;
    this.#actors = actors ?? null;
    this.#robot = robot;
    this.#rig = rig;
    this.#schedule = schedule;
    this.#nowUs = rig.startUs;
    this.#index = schedule.firstFrom(rig.startUs);
    this.#commands = new CommandQueue(robot);
    this.#onTurn = (afterS, ball) => this.#follow(this.#nowUs + afterS * 1e6, ball, afterS);
  }

  /** Events that the readout of each camera lost so far. */
  get drops(): readonly ReadoutDrops[] {
    return this.#rig.drops;
  }

  /** [us] the run's time at which a camera's clock shows `shownUs`. */
  runTimeUs(camera: number, shownUs: number): number {
    return this.#rig.runTimeUs(camera, shownUs);
  }

  get counts(): WorldCounts {
    const { refused, cut, late } = this.#robot.counts;
    return {
      commandsRefused: refused,
      commandsCut: cut,
      ...(late === undefined ? {} : { commandsLate: late }),
      limitViolations: this.#limitViolations,
    };
  }

  /** A command reaches the robot at `atUs` and acts from then on, never earlier. Calls come in order of time. */
  command(command: JointCommand, atUs: number): void {
    this.#commands.add(command, atUs);
  }

  /** Lets time pass until `toUs`, an integer. */
  advance(toUs: number): WorldStep {
    this.#pass(toUs);
    return { events: this.#rig.take(toUs), truth: this.#truth() };
  }

  /** As `advance`, with the cause of each event. */
  advanceLabelled(toUs: number): WorldStep & { readonly events: readonly LabelledBatch[] } {
    this.#pass(toUs);
    return { events: this.#rig.takeLabelled(toUs), truth: this.#truth() };
  }

  #pass(toUs: number): void {
    while (this.#nowUs < toUs) {
      this.#changeBall();
      this.#commands.deliver(this.#nowUs);
      const tickEndUs = (Math.floor(this.#nowUs / TICK_US) + 1) * TICK_US;
      const commandUs = this.#commandsWait ? Infinity : this.#commands.nextUs;
      this.#tick(Math.min(toUs, tickEndUs, this.#nextChangeUs(), commandUs));
    }
  }

  #tick(toUs: number): void {
    const tickS = (toUs - this.#nowUs) * 1e-6;
    this.#robot.plan(this.#nowUs, tickS);
    if (this.#inPlay) this.game.step(tickS, this.#onTurn);
    this.#follow(toUs, this.#inPlay ? this.game.ball : null, tickS);
    this.#robot.move(tickS);
    if (!this.#robot.isWithinLimits) this.#limitViolations++;
    this.#nowUs = toUs;
  }

  /** Tells the cameras where things are at `timeUs`, `afterS` into the tick; of a stage that is empty there is nothing to tell. */
  #follow(timeUs: number, ball: Ball | null, afterS: number): void {
    if (this.#actors === null && ball === null) return;
    this.#rig.follow(timeUs, ball, this.#actors === null ? NO_ACTORS : this.#actors(afterS));
  }

  #nextChangeUs(): number {
    return this.#inPlay ? this.#schedule.removeUs(this.#index) : this.#schedule.launchUs(this.#index);
  }

  /** Launches or removes a ball when its time has come. */
  #changeBall(): void {
    if (this.#nowUs < this.#nextChangeUs()) return;
    if (this.#inPlay) {
      this.game.remove();
      this.#rig.replace(this.#nowUs, null);
      this.#inPlay = false;
      this.#index++;
    } else {
      this.game.launch(this.#index);
      this.#rig.replace(this.#nowUs, this.game.ball);
      this.#inPlay = true;
    }
  }

  #truth(): WorldTruth {
    const links = this.game.links?.();
    return {
      timeUs: this.#nowUs,
      ball: { ...this.game.ball.kinematics(), index: this.#index, inPlay: this.#inPlay },
      racket: this.game.racket(),
      joints: this.#robot.positions(),
      ...(links === undefined ? {} : { links }),
      outcomes: this.game.takeOutcomes(),
    };
  }
}
