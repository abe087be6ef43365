import type { BallOutcome, TrueLink, TrueRacket } from "../../src/core/truth.ts";
import { norm } from "../../src/core/vec3.ts";
import type { BallGame, OnTurn } from "../ball-world.ts";
import { Ball } from "../ball/ball.ts";
import { FlightPath } from "../ball/flight-path.ts";
import type { Surface } from "../ball/surface.ts";
import { ARENA_SURFACES } from "./arena.ts";
import { trueRacket, type BladeMotion } from "./blade.ts";
import { tellReferee } from "./incoming.ts";
import type { Launcher } from "./launch.ts";
import { RacketSurface, type RacketCounts, type RacketMake } from "./racket-surface.ts";
import { Referee } from "./referee.ts";

/**
 * One shot after another at a racket robot. Left out: the arm cannot be hit, the air does not slow the spin, a racket
 * contact takes no time.
 */
export class Rally implements BallGame {
  readonly ball = new Ball();
  readonly #launcher: Launcher;
  readonly #blade: BladeMotion;
  readonly #racket: RacketSurface;
  readonly #flight: FlightPath;
  readonly #referee = new Referee();
  #onTurn: OnTurn = () => undefined;
  #outcomes: BallOutcome[] = [];

  /** @throws SaccadeError `world-invalid` when there is no legal ball. */
  constructor(launcher: Launcher, blade: BladeMotion, make?: RacketMake) {
    this.#launcher = launcher;
    this.#blade = blade;
    this.#racket = new RacketSurface(blade, make);
    this.#flight = new FlightPath([...ARENA_SURFACES, this.#racket], (surface, afterS) =>
      this.#bounced(surface, afterS),
    );
    this.ball.set(launcher.launch(0)); // also tells at once whether there are such balls
  }

  /** What the racket met so far. */
  get racketCounts(): RacketCounts {
    return this.#racket.counts;
  }

  launch(index: number): void {
    const launch = this.#launcher.launch(index);
    this.ball.set(launch);
    this.#referee.start(index, norm(launch.velocityMps), launch.kind);
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
    return trueRacket(this.#blade);
  }

  links(): readonly TrueLink[] | undefined {
    this.#blade.at(0);
    return this.#blade.links?.map(({ fromM, toM, radiusM }) => ({ fromM, toM, radiusM }));
  }

  #bounced(surface: Surface, afterS: number): void {
    this.#onTurn(afterS, this.ball);
    if (surface === this.#racket) this.#decide(this.#referee.racket());
    else this.#decide(tellReferee(this.#referee, surface, this.ball));
  }

  #decide(outcome: BallOutcome | null): void {
    if (outcome !== null) this.#outcomes.push(outcome);
  }
}
