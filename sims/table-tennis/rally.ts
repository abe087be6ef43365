import type { BallOutcome, TrueRacket } from "../../src/core/truth.ts";
import { norm } from "../../src/core/vec3.ts";
import type { BallGame, OnTurn } from "../ball-world.ts";
import { Ball } from "../ball/ball.ts";
import { FlightPath } from "../ball/flight-path.ts";
import type { Surface } from "../ball/surface.ts";
import { RacketMotion } from "../robot/gantry.ts";
import type { Robot } from "../robot/robot.ts";
import { ARENA, ARENA_SURFACES } from "./arena.ts";
import { drawLaunch, type LaunchDistribution } from "./launcher.ts";
import { RacketSurface } from "./racket-surface.ts";
import { Referee } from "./referee.ts";

/**
 * One shot after another at a racket robot. Left out: the arm and the table's edges cannot be hit, the air does not slow
 * the spin, a racket contact takes no time.
 */
export class Rally implements BallGame {
  readonly ball = new Ball();
  readonly #seed: number;
  readonly #distribution: LaunchDistribution;
  readonly #racket: RacketMotion;
  readonly #faces: readonly [RacketSurface, RacketSurface];
  readonly #flight: FlightPath;
  readonly #referee = new Referee();
  #onTurn: OnTurn = () => undefined;
  #outcomes: BallOutcome[] = [];

  /** @throws SaccadeError `world-invalid` when the distribution holds no legal ball. */
  constructor(seed: number, distribution: LaunchDistribution, gantry: Robot) {
    this.#seed = seed;
    this.#distribution = distribution;
    this.#racket = new RacketMotion(gantry);
    this.#faces = [new RacketSurface(this.#racket, 1), new RacketSurface(this.#racket, -1)];
    this.#flight = new FlightPath([...ARENA_SURFACES, ...this.#faces], (surface, afterS) =>
      this.#bounced(surface, afterS),
    );
    this.ball.set(drawLaunch(seed, 0, distribution)); // also tells at once whether there are such balls
  }

  /** [-] racket contacts at speeds at which nobody measured the rubber. */
  get contactsOutsideFit(): number {
    return this.#faces[0].contactsOutsideFit + this.#faces[1].contactsOutsideFit;
  }

  launch(index: number): void {
    const launch = drawLaunch(this.#seed, index, this.#distribution);
    this.ball.set(launch);
    this.#referee.start(index, norm(launch.velocityMps));
  }

  step(tickS: number, onTurn: OnTurn): void {
    this.#onTurn = onTurn;
    this.#flight.step(this.ball, tickS);
  }

  remove(): void {
    this.#decide(this.#referee.remove());
  }

  takeOutcomes(): BallOutcome[] {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    return outcomes;
  }

  racket(): TrueRacket {
    return this.#racket.now();
  }

  #bounced(surface: Surface, afterS: number): void {
    this.#onTurn(afterS, this.ball);
    if (surface === ARENA.table) this.#decide(this.#referee.table(this.ball.x, this.ball.y));
    else if (surface === ARENA.floor) this.#decide(this.#referee.floor());
    else if (surface === this.#faces[0] || surface === this.#faces[1]) this.#decide(this.#referee.racket());
  }

  #decide(outcome: BallOutcome | null): void {
    if (outcome !== null) this.#outcomes.push(outcome);
  }
}
