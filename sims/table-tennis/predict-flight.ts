import { SaccadeError } from "../../src/core/errors.ts";
import { Ball, type BallKinematics } from "../ball/ball.ts";
import { BALL_PHYSICS } from "../ball/constants.ts";
import { FlightPath } from "../ball/flight-path.ts";
import type { Surface } from "../ball/surface.ts";
import { ARENA, ARENA_SURFACES } from "./arena.ts";
import { checkBallPlace } from "./free-place.ts";

/** What a ball can meet when nobody plays it. The table's edges belong to its top. */
export type Obstacle = "table" | "table-side" | "net" | "floor";

/** A bounce on the way. */
export interface FlightBounce {
  readonly on: Obstacle;
  /** [s] since the start. */
  readonly afterS: number;
  /** Just after it. */
  readonly ball: BallKinematics;
}

/** A ball at a later time, and what it met until then. */
export interface FlightPrediction extends BallKinematics {
  /** [s] since the start. */
  readonly afterS: number;
  readonly bounces: readonly FlightBounce[];
}

/** [s] the Runge-Kutta step; it errs by less than a nanometre per flight. */
const STEP_S = 0.001;
const TIME_TOLERANCE_S = 1e-10;
/** [m] a measured ball may overlap what it touches by this. */
const OVERLAP_M = BALL_PHYSICS.radius.value / 2;

/**
 * Where a ball is `seconds` after `start` if nobody plays it: flight, bounces on table, net and floor. World frame: origin at
 * the centre of the table's surface, x across, y along the table, z up; metres, seconds, rad/s; the ball's centre. Pure.
 *
 *     const start = { positionM: [0.1, 1.9, 0.3], velocityMps: [-0.5, -9, 1.5], spinRadps: [250, 0, 30] } as const;
 *     const later = predictAfter(start, 0.5);         // later.positionM, later.velocityMps, later.bounces[0]?.afterS
 *     const there = predictAtPlane(start, -1.6);      // or null when it never comes there
 *
 * A start that overlaps a surface by up to 10 mm, as measured ones do, is taken to touch it.
 * @throws SaccadeError `world-invalid` on a start inside something or with a number that is not finite.
 */
export function predictAfter(start: BallKinematics, seconds: number): FlightPrediction {
  checkNumber(seconds, "seconds");
  const flight = new Prediction(start);
  while (flight.afterS < seconds) flight.step(Math.min(STEP_S, seconds - flight.afterS));
  return flight.result();
}

/**
 * The ball when its centre first crosses the plane y = `yM` [m]; null when it does not within `withinS`. Otherwise as
 * `predictAfter`.
 */
export function predictAtPlane(start: BallKinematics, yM: number, withinS = 3): FlightPrediction | null {
  checkNumber(yM, "yM");
  const flight = new Prediction(start);
  const side = Math.sign(flight.ball.y - yM);
  if (side === 0) return flight.result();
  const isAcross = (ball: Ball): boolean => Math.sign(ball.y - yM) !== side;
  while (flight.afterS < withinS) {
    flight.mark();
    flight.step(STEP_S);
    if (isAcross(flight.ball)) return flight.crossing(STEP_S, isAcross);
  }
  return null;
}

class Prediction {
  readonly ball = new Ball();
  afterS = 0;
  readonly #bounces: FlightBounce[] = [];
  readonly #marked = new Ball();
  #markedS = 0;
  #markedBounces = 0;
  readonly #path = new FlightPath(ARENA_SURFACES, (surface, afterS, ball) =>
    this.#note(surface, this.afterS + afterS, ball),
  );

  constructor(start: BallKinematics) {
    for (const value of [...start.positionM, ...start.velocityMps, ...start.spinRadps])
      checkNumber(value, "start");
    this.ball.set(start);
    for (const surface of ARENA_SURFACES) this.#touch(surface);
  }

  /** Remembers this instant, to come back to it. */
  mark(): void {
    this.#marked.copy(this.ball);
    this.#markedS = this.afterS;
    this.#markedBounces = this.#bounces.length;
  }

  step(stepS: number): void {
    this.#path.step(this.ball, stepS);
    this.afterS += stepS;
  }

  /** The ball at the instant, within `stepS` from the mark, at which it gets across. */
  crossing(stepS: number, isAcross: (ball: Ball) => boolean): FlightPrediction {
    let shortS = 0;
    let longS = stepS;
    while (longS - shortS > TIME_TOLERANCE_S) {
      const middleS = (shortS + longS) / 2;
      this.#fromMark(middleS);
      if (isAcross(this.ball)) longS = middleS;
      else shortS = middleS;
    }
    this.#fromMark(longS);
    return this.result();
  }

  #fromMark(stepS: number): void {
    this.ball.copy(this.#marked);
    this.afterS = this.#markedS;
    this.#bounces.length = this.#markedBounces;
    this.step(stepS);
  }

  result(): FlightPrediction {
    return { ...this.ball.kinematics(), afterS: this.afterS, bounces: this.#bounces };
  }

  /** A ball that overlaps a surface bounces at once unless it leaves it; deep inside it is refused. */
  #touch(surface: Surface): void {
    const gapM = surface.gapM(this.ball, 0);
    if (gapM >= 0) return;
    if (gapM < -OVERLAP_M) checkBallPlace([this.ball.x, this.ball.y, this.ball.z]);
    const { vx, vy, vz } = this.ball;
    const next = new Ball();
    next.copy(this.ball);
    const peekS = 1e-6;
    next.x += vx * peekS;
    next.y += vy * peekS;
    next.z += vz * peekS;
    if (surface.gapM(next, 0) > gapM) return;
    surface.bounce(this.ball, 0);
    this.#note(surface, 0, this.ball);
  }

  #note(surface: Surface, afterS: number, ball: Ball): void {
    this.#bounces.push({ on: obstacleOf(surface, ball), afterS, ball: ball.kinematics() });
  }
}

/** What a ball has just bounced off. */
export function obstacleOf(surface: Surface, ball: Ball): Obstacle {
  if (surface === ARENA.net) return "net";
  if (surface === ARENA.floor) return "floor";
  return ball.z >= 0 ? "table" : "table-side";
}

function checkNumber(value: number, what: string): void {
  if (Number.isFinite(value)) return;
  throw new SaccadeError(
    "world-invalid",
    `prediction: ${what} holds ${String(value)}; every number must be finite`,
    {
      number: what,
    },
  );
}
