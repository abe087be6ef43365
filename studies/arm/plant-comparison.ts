import { ArmController, type ArmControllerOptions } from "../../src/control/arm/arm-controller.ts";
import type { JointCommand } from "../../src/core/joint-command.ts";
import type { BallOutcome } from "../../src/core/truth.ts";
import { ArmBlade } from "../../sims/robot/arm-blade.ts";
import type { ArmPlant } from "../../sims/robot/arm-plant.ts";
import { ArmRobot } from "../../sims/robot/arm-robot.ts";
import type { Launcher } from "../../sims/table-tennis/launch.ts";
import { Rally } from "../../sims/table-tennis/rally.ts";

const TICK_US = 1000;
const TICK_S = TICK_US * 1e-6;
const SEEN_US = 4000; // between two states of the ball that the controller is told
const PLAY_US = 2_500_000;
const PAUSE_US = 500_000; // after each ball
const KNOWN = new Array<number>(81).fill(0);

/** The joints of both arms at one instant. */
export interface ComparisonSample {
  /** [us] since the ball's launch. */
  readonly timeUs: number;
  /** [rad] or [m] */
  readonly servo: readonly number[];
  readonly bodies: readonly number[];
}

/** The joints' two kinds of motion. */
export interface ComparedPlants {
  readonly servo: ArmPlant;
  /** Its racket meets the balls. */
  readonly bodies: ArmPlant;
}

/** Two plants of one arm get the same commands: those of a controller that is told the true state of every ball. */
export class PlantComparison {
  /** [rad] or [m] largest difference of a joint so far. */
  largest = 0;
  /** [-] ticks after which a joint of the bodies was beyond a limit. */
  violations = 0;
  readonly #control: ArmController;
  readonly #keepAliveUs: number;
  readonly #servo: ArmRobot;
  readonly #bodies: ArmRobot;
  readonly #rally: Rally;
  #nowUs = 0;

  constructor(
    options: ArmControllerOptions,
    { servo, bodies }: ComparedPlants,
    deadTimeUs: number,
    launcher: Launcher,
  ) {
    this.#control = new ArmController(options, 0);
    this.#keepAliveUs = options.keepAliveUs;
    this.#servo = new ArmRobot(options.arm, servo, deadTimeUs, 0);
    this.#bodies = new ArmRobot(options.arm, bodies, deadTimeUs, 0);
    this.#rally = new Rally(launcher, new ArmBlade(this.#bodies));
  }

  /** Plays one ball and pauses. @param watch told of every tick */
  play(index: number, watch: (sample: ComparisonSample) => void = () => undefined): BallOutcome {
    this.#rally.launch(index);
    const startUs = this.#nowUs;
    let outcome: BallOutcome | undefined;
    while (outcome === undefined && this.#nowUs < startUs + PLAY_US) {
      if ((this.#nowUs - startUs) % SEEN_US === 0) this.#tell(index);
      this.#tick(true);
      watch(this.#sample(startUs));
      outcome = this.#rally.takeOutcomes()[0];
    }
    this.#rally.remove();
    outcome ??= this.#rally.takeOutcomes()[0];
    for (const endUs = this.#nowUs + PAUSE_US; this.#nowUs < endUs;) this.#tick(false);
    return outcome ?? { index, legal: false, contact: false, returned: false, launchSpeedMps: NaN };
  }

  #tell(track: number): void {
    const state = {
      ...this.#rally.ball.kinematics(),
      covariance: KNOWN,
      validAtUs: this.#nowUs,
      track,
    };
    const answer = this.#control.onBall(state, this.#nowUs);
    if (typeof answer !== "string") this.#command(answer);
  }

  #command(command: JointCommand): void {
    this.#servo.command(command, this.#nowUs);
    this.#bodies.command(command, this.#nowUs);
  }

  #tick(inPlay: boolean): void {
    if (this.#nowUs % this.#keepAliveUs === 0) {
      const idle = this.#control.onIdle(this.#nowUs);
      if (idle !== null) this.#command(idle.command);
    }
    for (const robot of [this.#servo, this.#bodies]) robot.plan(this.#nowUs, TICK_S);
    if (inPlay) this.#rally.step(TICK_S, () => undefined);
    for (const robot of [this.#servo, this.#bodies]) robot.move();
    this.#nowUs += TICK_US;
    if (!this.#bodies.isWithinLimits) this.violations++;
  }

  #sample(startUs: number): ComparisonSample {
    const [servo, bodies] = [this.#servo.positions(), this.#bodies.positions()];
    for (const [i, position] of servo.entries())
      this.largest = Math.max(this.largest, Math.abs(position - (bodies[i] ?? NaN)));
    return { timeUs: this.#nowUs - startUs, servo, bodies };
  }
}
