import { ArmController, type ArmControllerOptions } from "../../src/control/arm/arm-controller.ts";
import type { ArmDescription } from "../../src/core/arm/arm.ts";
import type { JointCommand } from "../../src/core/joint-command.ts";
import type { BallOutcome } from "../../src/core/truth.ts";
import { ArmBlade } from "../../sims/robot/arm-blade.ts";
import { ServoPlant, type ServoOptions } from "../../sims/robot/arm-plant.ts";
import { ArmRobot } from "../../sims/robot/arm-robot.ts";
import type { Launcher } from "../../sims/table-tennis/launch.ts";
import { Rally } from "../../sims/table-tennis/rally.ts";

const TICK_US = 1000;
const TICK_S = TICK_US * 1e-6;
const SEEN_US = 5000; // between two states of the ball that the controller is told
const PLAY_US = 2_500_000;
const PAUSE_US = 500_000; // after each ball
const KNOWN = new Array<number>(81).fill(0);

/** What became of one ball. */
export interface StrokeRecord {
  readonly outcome: BallOutcome;
  /** Answer to the first state of the ball. */
  readonly first: string;
}

/** An arm that is told the true state of every ball and plays it, tick by tick. */
export class ArmStrokes {
  /** [-] largest use of range, speed, acceleration and jerk of any joint so far, from differences of its positions alone. */
  readonly worst = { range: 0, speed: 0, acceleration: 0, jerk: 0 };
  /** [us] how long the controller took to answer, when a clock was given. */
  readonly answerUs: number[] = [];
  /** [-] answers without a command, by reason. */
  readonly refusals: Record<string, number> = {};
  /** [-] ticks after which the robot itself said that a limit was not kept. */
  violations = 0;
  readonly robot: ArmRobot;
  readonly #control: ArmController;
  readonly #rally: Rally;
  readonly #nowMs: (() => number) | null;
  readonly #idleUs: number;
  readonly #past: readonly number[][];
  #nowUs = 0;

  constructor(
    options: ArmControllerOptions,
    servo: ServoOptions,
    launcher: Launcher,
    nowMs: (() => number) | null = null,
  ) {
    const { arm } = options;
    this.robot = new ArmRobot(arm, new ServoPlant(arm, servo), servo.deadTimeUs, 0);
    this.#idleUs = options.keepAliveUs;
    this.#control = new ArmController(options, 0);
    this.#rally = new Rally(launcher, new ArmBlade(this.robot));
    this.#nowMs = nowMs;
    this.#past = [arm.home, arm.home, arm.home].map((home) => [...home]);
  }

  play(index: number): StrokeRecord {
    this.#rally.launch(index);
    const startUs = this.#nowUs;
    let first: string | null = null;
    let outcome: BallOutcome | undefined;
    while (outcome === undefined && this.#nowUs < startUs + PLAY_US) {
      if ((this.#nowUs - startUs) % SEEN_US === 0) {
        const answer = this.#tell(index);
        first ??= answer;
      }
      this.#tick(true);
      outcome = this.#rally.takeOutcomes()[0];
    }
    this.#rally.remove();
    outcome ??= this.#rally.takeOutcomes()[0];
    if (outcome === undefined || first === null) throw new Error(`ball ${index} never ended`);
    for (const endUs = this.#nowUs + PAUSE_US; this.#nowUs < endUs;) this.#tick(false);
    return { outcome, first };
  }

  #tell(track: number): string {
    const ball = this.#rally.ball.kinematics();
    const begun = this.#nowMs?.() ?? 0;
    const answer = this.#control.onBall(
      { ...ball, covariance: KNOWN, validAtUs: this.#nowUs, track },
      this.#nowUs,
    );
    if (this.#nowMs !== null) this.answerUs.push((this.#nowMs() - begun) * 1000);
    if (typeof answer !== "string") this.#command(answer);
    else this.refusals[answer] = (this.refusals[answer] ?? 0) + 1;
    return typeof answer === "string" ? answer : "planned";
  }

  #command(command: JointCommand): void {
    this.robot.command(command, this.#nowUs);
  }

  #tick(inPlay: boolean): void {
    if (this.#nowUs % this.#idleUs === 0) {
      const idle = this.#control.onIdle(this.#nowUs);
      if (idle !== null) this.#command(idle.command);
    }
    this.robot.plan(this.#nowUs, TICK_S);
    if (inPlay) this.#rally.step(TICK_S, () => undefined);
    this.robot.move();
    this.#nowUs += TICK_US;
    if (!this.robot.isWithinLimits) this.violations++;
    this.#measure(this.robot.arm);
  }

  /** Differences over ticks are means over them: what keeps a limit at every instant keeps it here, too. */
  #measure({ joints }: ArmDescription): void {
    const [p1, p2, p3] = this.#past as [number[], number[], number[]];
    const { worst } = this;
    const positions = this.robot.positions();
    for (const [i, { limits }] of joints.entries()) {
      const [a, b, c, d] = [positions[i]!, p1[i]!, p2[i]!, p3[i]!];
      const middle = (limits.min + limits.max) / 2;
      worst.range = Math.max(worst.range, Math.abs(a - middle) / (limits.max - middle));
      worst.speed = Math.max(worst.speed, Math.abs(a - b) / (TICK_S * limits.speed));
      const bend = Math.abs(a - 2 * b + c) / TICK_S ** 2;
      worst.acceleration = Math.max(worst.acceleration, bend / limits.acceleration);
      const jump = Math.abs(a - 3 * b + 3 * c - d) / TICK_S ** 3;
      worst.jerk = Math.max(worst.jerk, jump / limits.jerk);
      [p3[i], p2[i], p1[i]] = [c, b, a];
    }
  }
}
