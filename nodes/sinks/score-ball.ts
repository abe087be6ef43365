import type { BallState, HitPoint } from "../../src/core/perception.ts";
import type { TrueBall, WorldTruth } from "../../src/core/truth.ts";
import { norm, subtract } from "../../src/core/vec3.ts";
import { ErrorStatistics, type ErrorSummary } from "./score-statistics.ts";
import type { TruthHistory } from "./score-truth.ts";

/** How well the ball's state and its hit point are known. */
export interface BallFigures {
  /** [mm] root mean square distance of the states from the ball at the instants they are valid for. */
  readonly rmseMm?: number;
  /** [mm] the same distances. */
  readonly errorMm?: ErrorSummary;
  /** [mm] newest place available against the ball at that moment, sampled with the truth: error and latency in one. */
  readonly streamingErrorMm?: ErrorSummary;
  /** [mm] in the hit plane, of the prediction in hand so many milliseconds before the ball got there. */
  readonly hitPointErrorMm: Readonly<Record<string, ErrorSummary>>;
  /** [ms] of its arrival time. */
  readonly hitTimeErrorMs: Readonly<Record<string, ErrorSummary>>;
  /** [-] balls that came to the hit plane: what the counts above are to be held against. */
  readonly crossings: number;
}

const LEADS_MS = [300, 200, 100] as const;
const KEPT = 2048; // [-] predictions kept for one ball; two seconds at 1 kHz
const MAX_AGE_US = 50_000; // [us] an older prediction was given up and is nothing to score
const NEAR_M = 0.25; // [m] a ball hit this close in front of the plane is flown on to it
const GRAVITY = 9.81; // [m/s^2]

interface Prediction {
  /** [us] when it could be used. */
  readonly availableUs: number;
  readonly hit: HitPoint;
}

/** Errors of the predictions in hand `leadMs` before the ball arrived. */
interface LeadScore {
  readonly leadMs: number;
  readonly errorMm: ErrorStatistics;
  readonly timeMs: ErrorStatistics;
}

/** Where and when the true ball came to the hit plane. */
interface Crossing {
  readonly timeUs: number;
  readonly xM: number;
  readonly zM: number;
}

/** Compares ball states and predicted hit points with the truth. */
export class BallScore {
  readonly #planeYM: number;
  readonly #history: TruthHistory;
  readonly #stateMm = new ErrorStatistics(1000, 0.1);
  readonly #streamingMm = new ErrorStatistics(1000, 0.1);
  readonly #leads: readonly LeadScore[] = LEADS_MS.map((leadMs) => ({
    leadMs,
    errorMm: new ErrorStatistics(1000, 0.1),
    timeMs: new ErrorStatistics(100, 0.02),
  }));
  #predictions: Prediction[] = [];
  #newest: BallState | null = null;
  #previous: WorldTruth | null = null;
  #crossings = 0;
  #crossed = -1; // index of the ball that has been dealt with

  constructor(planeYM: number, history: TruthHistory) {
    this.#planeYM = planeYM;
    this.#history = history;
  }

  onState(state: BallState): void {
    this.#newest = state;
    this.#history.ask(state.validAtUs, (ball) => {
      if (ball !== null) this.#stateMm.add(1000 * norm(subtract(state.positionM, ball.positionM)));
    });
  }

  onHitPoint(hit: HitPoint, nowUs: number): void {
    this.#predictions.push({ availableUs: nowUs, hit });
    if (this.#predictions.length > KEPT) this.#predictions.shift();
  }

  onTruth(truth: WorldTruth): void {
    const previous = this.#previous;
    this.#previous = truth;
    const { ball } = truth;
    this.#stream(previous, ball);
    if (previous === null || ball.index !== previous.ball.index) this.#predictions = [];
    else if (ball.inPlay && previous.ball.inPlay && ball.index !== this.#crossed) {
      const crossing = crossingBetween(previous, ball, this.#planeYM);
      if (crossing !== null) this.#score(crossing, ball.index);
    }
  }

  figures(): BallFigures {
    const errorMm = this.#stateMm.summary();
    const streamingErrorMm = this.#streamingMm.summary();
    const by = (pick: (lead: LeadScore) => ErrorStatistics): Record<string, ErrorSummary> =>
      Object.fromEntries(
        this.#leads.flatMap((lead) => {
          const summary = pick(lead).summary();
          return summary === undefined ? [] : [[String(lead.leadMs), summary]];
        }),
      );
    return {
      ...(errorMm && { rmseMm: this.#stateMm.rms, errorMm }),
      ...(streamingErrorMm && { streamingErrorMm }),
      hitPointErrorMm: by((lead) => lead.errorMm),
      hitTimeErrorMs: by((lead) => lead.timeMs),
      crossings: this.#crossings,
    };
  }

  /** The last ball's place says nothing about the next one. */
  #stream(previous: WorldTruth | null, ball: TrueBall): void {
    if (!ball.inPlay || ball.index !== previous?.ball.index) this.#newest = null;
    if (this.#newest === null) return;
    this.#streamingMm.add(1000 * norm(subtract(this.#newest.positionM, ball.positionM)));
  }

  #score(crossing: Crossing, index: number): void {
    this.#crossed = index;
    this.#crossings++;
    for (const { leadMs, errorMm, timeMs } of this.#leads) {
      const latestUs = crossing.timeUs - leadMs * 1000;
      const known = this.#predictions.findLast(({ availableUs }) => availableUs <= latestUs);
      if (known === undefined || known.availableUs < latestUs - MAX_AGE_US) continue;
      const { positionM, arrivalUs } = known.hit;
      const [dx, dz] = [positionM[0] - crossing.xM, positionM[2] - crossing.zM];
      errorMm.add(1000 * Math.sqrt(dx * dx + dz * dz));
      timeMs.add(Math.abs(arrivalUs - crossing.timeUs) / 1000);
    }
  }
}

/**
 * The crossing of the plane between two samples, or the one that the racket forestalled: it meets the ball in this very
 * plane, so that the ball may turn round a little in front of it.
 */
function crossingBetween(previous: WorldTruth, ball: TrueBall, planeYM: number): Crossing | null {
  const { positionM, velocityMps } = previous.ball;
  const ahead = positionM[1] - planeYM;
  if (!(velocityMps[1] < 0) || ahead < 0) return null;
  const through = ball.positionM[1] < planeYM;
  const turned = ball.velocityMps[1] > 0 && ahead < NEAR_M;
  if (!through && !turned) return null;
  const timeS = ahead / -velocityMps[1];
  return {
    timeUs: previous.timeUs + timeS * 1e6,
    xM: positionM[0] + velocityMps[0] * timeS,
    zM: positionM[2] + velocityMps[2] * timeS - (GRAVITY * timeS * timeS) / 2,
  };
}
