import { assert } from "../../src/core/errors.ts";
import { deriveSeed, Random } from "../../src/core/random.ts";
import type { BallOutcome, TrueRacket } from "../../src/core/truth.ts";
import type { BallGame, OnTurn } from "../ball-world.ts";
import { Ball } from "../ball/ball.ts";
import type { Joint } from "../robot/joint.ts";
import type { Robot } from "../robot/robot.ts";
import { GOALIE } from "./constants.ts";

const RADIUS = GOALIE.ballRadius.value;
const ROLLING = GOALIE.rollingDeceleration.value;
/** [m] the ball's centre when it touches the paddle, and when it is in. */
const PADDLE_Y = RADIUS;
const GOAL_Y = -RADIUS;

/** How fast balls roll at the goal. */
export interface ShotDistribution {
  /** [m/s] uniform. */
  readonly speedMps: readonly [number, number];
}

/**
 * Balls roll over a level floor (z = 0) towards a goal line (y = 0) that a paddle on one axis keeps. Places, targets and
 * speeds are uniform; the ball slows down by rolling and goes straight.
 */
export class ShootOut implements BallGame {
  readonly ball = new Ball();
  readonly #seed: number;
  readonly #shots: ShotDistribution;
  readonly #paddle: Joint;
  #index = 0;
  #open = false;
  #speedMps = 0;
  #outcomes: BallOutcome[] = [];

  constructor(seed: number, shots: ShotDistribution, keeper: Robot) {
    const [paddle] = keeper.joints;
    assert(paddle !== undefined, "the goalie has one joint");
    this.#seed = seed;
    this.#shots = shots;
    this.#paddle = paddle;
    this.launch(0);
    this.#open = false;
  }

  launch(index: number): void {
    const random = new Random(deriveSeed(this.#seed, "shot", String(index)));
    const half = GOALIE.goalWidth.value / 2;
    const fromX = random.between(-half, half);
    const toX = random.between(-half, half);
    const fromY = GOALIE.shotDistance.value;
    const speed = random.between(...this.#shots.speedMps);
    const length = Math.sqrt((toX - fromX) * (toX - fromX) + fromY * fromY);
    const velocityMps = [(speed * (toX - fromX)) / length, (-speed * fromY) / length, 0] as const;
    this.ball.set({ positionM: [fromX, fromY, RADIUS], velocityMps, spinRadps: [0, 0, 0] });
    this.#speedMps = speed;
    this.#index = index;
    this.#open = true;
  }

  step(tickS: number, onTurn: OnTurn): void {
    const { ball } = this;
    const yBefore = ball.y;
    const reachS = (PADDLE_Y - yBefore) / ball.vy; // straight over a tick; the slowing is applied at its end
    if (
      yBefore >= PADDLE_Y &&
      ball.vy < 0 &&
      reachS <= tickS &&
      this.#covers(ball.x + ball.vx * reachS, reachS)
    ) {
      roll(ball, reachS);
      ball.vy *= -GOALIE.paddleRestitution.value;
      onTurn(reachS, ball);
      this.#decide(true);
      roll(ball, tickS - reachS);
    } else {
      roll(ball, tickS);
      if (ball.y <= GOAL_Y) this.#decide(false);
    }
    slow(ball, tickS);
  }

  remove(): void {
    this.#decide(false);
  }

  takeOutcomes(): BallOutcome[] {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    return outcomes;
  }

  racket(): TrueRacket {
    const { position, velocity } = this.#paddle;
    return { positionM: [position, 0, RADIUS], velocityMps: [velocity, 0, 0], normal: [0, 1, 0] };
  }

  #covers(xM: number, afterS: number): boolean {
    return Math.abs(xM - this.#paddle.positionAfter(afterS)) <= GOALIE.paddleWidth.value / 2;
  }

  #decide(saved: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    const launchSpeedMps = this.#speedMps;
    this.#outcomes.push({ index: this.#index, legal: true, contact: saved, returned: saved, launchSpeedMps });
  }
}

function roll(ball: Ball, seconds: number): void {
  ball.x += ball.vx * seconds;
  ball.y += ball.vy * seconds;
}

function slow(ball: Ball, seconds: number): void {
  const speed = Math.sqrt(ball.vx * ball.vx + ball.vy * ball.vy);
  const kept = Math.max(0, 1 - (ROLLING * seconds) / speed);
  ball.vx *= kept;
  ball.vy *= kept;
}
