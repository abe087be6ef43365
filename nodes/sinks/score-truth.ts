import { add, norm, scale, subtract, type Vec3 } from "../../src/core/vec3.ts";
import type { TrueBall, WorldTruth } from "../../src/core/truth.ts";

/** Where the true ball was at some instant. */
export interface PlacedBall {
  /** [m] world frame. */
  readonly positionM: Vec3;
  /** [-] which ball. */
  readonly index: number;
}

type Asker = (ball: PlacedBall | null) => void;

const KEPT = 512; // [-] truth samples; half a second at 1 kHz, longer than any estimate is late
const MAX_WAITING = 256; // [-] questions about instants still to come
const SMOOTH_MPS = 0.5; // [m/s] a larger change between two samples is a contact, which no curve may round off

/** The last truth samples, to be asked for the ball at any instant among them. Bounded memory. */
export class TruthHistory {
  readonly #refused: () => void;
  readonly #samples: WorldTruth[] = [];
  #waiting: { readonly timeUs: number; readonly answer: Asker }[] = [];

  /** @param refused hears of each question that is not taken because too many wait */
  constructor(refused: () => void) {
    this.#refused = refused;
  }

  /** Samples come in order of time. */
  add(truth: WorldTruth): void {
    this.#samples.push(truth);
    if (this.#samples.length > KEPT) this.#samples.shift();
    const due = this.#waiting.filter(({ timeUs }) => timeUs <= truth.timeUs);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter(({ timeUs }) => timeUs > truth.timeUs);
    for (const { timeUs, answer } of due) answer(this.#ballAt(timeUs));
  }

  /**
   * Answers with the ball at `timeUs` [us], or null when none was in play then (or nobody remembers): at once, or as
   * soon as the truth has got there; never when too many questions wait already.
   */
  ask(timeUs: number, answer: Asker): void {
    const newest = this.#samples.at(-1);
    if (newest !== undefined && timeUs <= newest.timeUs) answer(this.#ballAt(timeUs));
    else if (this.#waiting.length >= MAX_WAITING) this.#refused();
    else this.#waiting.push({ timeUs, answer });
  }

  #ballAt(timeUs: number): PlacedBall | null {
    const after = firstAtOrAfter(this.#samples, timeUs);
    const next = this.#samples[after];
    if (next === undefined) return null;
    if (next.timeUs === timeUs) return inPlay(next.ball) ? next.ball : null;
    const previous = this.#samples[after - 1];
    if (previous === undefined || !inPlay(previous.ball) || !inPlay(next.ball)) return null;
    if (previous.ball.index !== next.ball.index) return null;
    return { positionM: between(previous, next, timeUs), index: next.ball.index };
  }
}

const inPlay = (ball: TrueBall): boolean => ball.inPlay;

/** Cubic through both places with both velocities; a straight line across a contact. */
function between(a: WorldTruth, b: WorldTruth, timeUs: number): Vec3 {
  const spanS = (b.timeUs - a.timeUs) * 1e-6;
  const u = (timeUs - a.timeUs) / (b.timeUs - a.timeUs);
  const straight = add(scale(a.ball.positionM, 1 - u), scale(b.ball.positionM, u));
  if (norm(subtract(b.ball.velocityMps, a.ball.velocityMps)) > SMOOTH_MPS) return straight;
  const chord = scale(subtract(b.ball.positionM, a.ball.positionM), 1 / spanS);
  const start = scale(subtract(a.ball.velocityMps, chord), spanS * u * (1 - u) * (1 - u));
  const end = scale(subtract(b.ball.velocityMps, chord), -spanS * u * u * (1 - u));
  return add(straight, add(start, end));
}

function firstAtOrAfter(samples: readonly WorldTruth[], timeUs: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.timeUs ?? Infinity) < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
