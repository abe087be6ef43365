import type { BallState } from "../../src/core/perception.ts";
import type { BallOutcome, OutcomeReason, TrueBall } from "../../src/core/truth.ts";
import { norm, subtract } from "../../src/core/vec3.ts";
import { HitPointPredictor } from "../../src/tracking/hit-point.ts";
import type { BallKinematics } from "../../sims/ball/ball.ts";
import { predictAtPlane } from "../../sims/table-tennis/predict-flight.ts";
import { HIT_POINT } from "./node-defaults.ts";

/** How one ball was played. Absent figures are null; plain data, the same to the bit for the same ball and options. */
export interface BallResult {
  /** [-] which ball of the seed. */
  readonly index: number;
  readonly reason: OutcomeReason;
  readonly legal: boolean;
  readonly contact: boolean;
  readonly returned: boolean;
  /** [m/s] at launch. */
  readonly speedMps: number;
  /** [s] from launch to the hit plane, nobody playing it. */
  readonly flightS: number | null;
  /** [m] x and y of the first bounce after contact, and its distance from the target. */
  readonly landingM: readonly [number, number] | null;
  readonly landingErrorM: number | null;
  /** [m] in the hit plane, of the hit point predicted from what was known 300, 200 and 100 ms before the ball got there. */
  readonly hitErrorM: { readonly [leadMs in LeadMs]: number | null };
  /** [m] mean distance of the latest place available from the ball at that moment, from the first place told to contact. */
  readonly streamingErrorM: number | null;
  /** [s] from launch until the first place was told. */
  readonly blindS: number | null;
  /** Until it was played. */
  readonly tracks: TrackResult;
  /** What the robot made of it; absent where nobody could look into its controller. */
  readonly control?: ControlResult;
  /** What the trackers of the cameras made of it; absent where there are none, or none saw it. */
  readonly pixels?: PixelResult;
}

/** Tracks that were told of one ball, numbered as the filter numbers them. */
export interface TrackResult {
  /** [-] different ones. */
  readonly told: number;
  /** [-] of these, those that began far from the ball. */
  readonly false: number;
  /** [s] longest silence between two states of true ones: how long it took to find the ball again. */
  readonly longestGapS: number;
  /** [s] from launch until it was played, or over. */
  readonly flownS: number;
}

/** Detections of one ball, of all cameras, until it is played. */
export interface PixelResult {
  /** [px] mean distance from the ball at the instant that a detection says it is of. */
  readonly errorPx: number;
  /** [-] part of the detections, with the ball in view, that did not find it; mean over the cameras. */
  readonly lost: number;
}

/** What a controller did with a ball. */
export interface ControlResult {
  /** A stroke was commanded. */
  readonly planned: boolean;
  /** The most frequent reason for which none was; null when a stroke was, or nothing was ever known of the ball. */
  readonly refusal: string | null;
  /** [-] commands cut to the limits, followed behind time, and ticks out of the limits. */
  readonly cut: number;
  readonly late: number;
  readonly violations: number;
}

/** [ms] before the ball's arrival, longest first. */
export const LEADS_MS = [300, 200, 100] as const;
export type LeadMs = (typeof LEADS_MS)[number];

/** [us] an older estimate was given up and is nothing to score. */
const MAX_AGE_US = 50_000;

/** [m] a track that begins farther away than this, and than the ball flies in the meantime, is of something else. */
const FALSE_M = 0.3;

/** Follows one ball from launch to verdict, beside what is known of it. Times are [us] since its launch. */
export class BallLog {
  readonly #predictor = new HitPointPredictor(HIT_POINT);
  readonly #crossing: { readonly xM: number; readonly zM: number; readonly atUs: number } | null;
  readonly #hitErrorM: { [leadMs in LeadMs]: number | null } = { 300: null, 200: null, 100: null };
  #lead = 0;
  #newest: BallState | null = null;
  #toldUs = NaN;
  #blindUs: number | null = null;
  /** Whether a track is of the ball. */
  readonly #tracks = new Map<number, boolean>();
  #trueUs: number | null = null;
  #longestGapUs = 0;
  #flownUs = 0;
  #streamingSumM = 0;
  #streamed = 0;
  /** The racket has turned the ball round. */
  isPlayed = false;

  /** @param ball as it comes, `atUs` after its launch */
  constructor(ball: BallKinematics, atUs: number) {
    const crossing = predictAtPlane(ball, HIT_POINT.planeYM);
    this.#crossing = crossing && {
      xM: crossing.positionM[0],
      zM: crossing.positionM[2],
      atUs: atUs + crossing.afterS * 1e6,
    };
  }

  /** A state that was true `ageUs` ago is available from now on; the ball is `ball` now, or was a moment ago. */
  told(state: BallState, ageUs: number, ball: TrueBall, nowUs: number): void {
    if (this.isPlayed) return;
    if (!this.#tracks.has(state.track)) this.#tracks.set(state.track, isTrue(state, ageUs, ball));
    if (this.#tracks.get(state.track) === true) {
      this.#longestGapUs = Math.max(this.#longestGapUs, nowUs - (this.#trueUs ?? nowUs));
      this.#trueUs = nowUs;
    }
    this.#newest = state;
    this.#toldUs = nowUs;
    this.#blindUs ??= nowUs;
  }

  /** The ball as it is now; call it at the same instants for every way to play. */
  sample(ball: TrueBall, nowUs: number): void {
    this.#score(nowUs);
    if (ball.velocityMps[1] >= 0) this.isPlayed = true;
    if (!this.isPlayed) this.#flownUs = nowUs;
    if (this.isPlayed || this.#newest === null) return;
    this.#streamingSumM += norm(subtract(this.#newest.positionM, ball.positionM));
    this.#streamed++;
  }

  /** @param targetM [m] where it should have landed */
  result(
    index: number,
    { reason = "unfinished", legal, contact, returned, launchSpeedMps, landingM }: BallOutcome,
    targetM: readonly [number, number],
  ): BallResult {
    return {
      index,
      reason,
      legal,
      contact,
      returned,
      speedMps: launchSpeedMps,
      flightS: this.#crossing === null ? null : this.#crossing.atUs * 1e-6,
      landingM: landingM ?? null,
      landingErrorM: landingM === undefined ? null : distance(landingM, targetM),
      hitErrorM: this.#hitErrorM,
      streamingErrorM: this.#streamed === 0 ? null : this.#streamingSumM / this.#streamed,
      blindS: this.#blindUs === null ? null : this.#blindUs * 1e-6,
      tracks: {
        told: this.#tracks.size,
        false: [...this.#tracks.values()].filter((isTrue) => !isTrue).length,
        longestGapS: this.#longestGapUs * 1e-6,
        flownS: this.#flownUs * 1e-6,
      },
    };
  }

  /** What is known when the ball is still so many milliseconds away from the plane. */
  #score(nowUs: number): void {
    const leadMs = LEADS_MS[this.#lead];
    if (leadMs === undefined || this.#crossing === null) return;
    const { atUs, xM, zM } = this.#crossing;
    if (nowUs < atUs - leadMs * 1000) return;
    this.#lead++;
    // one that comes faster than that was never so far away
    if (this.#newest === null || atUs < leadMs * 1000 || nowUs - this.#toldUs > MAX_AGE_US) return;
    const hit = this.#predictor.predict(this.#newest);
    if (typeof hit !== "string")
      this.#hitErrorM[leadMs] = distance([hit.positionM[0], hit.positionM[2]], [xM, zM]);
  }
}

/** Whether a state of `ageUs` ago may be of the ball, which has moved on since. */
function isTrue({ positionM }: BallState, ageUs: number, ball: TrueBall): boolean {
  const flownM = norm(ball.velocityMps) * Math.max(0, ageUs) * 1e-6;
  return norm(subtract(positionM, ball.positionM)) <= FALSE_M + flownM;
}

function distance(a: readonly [number, number], b: readonly [number, number]): number {
  const [dx, dy] = [a[0] - b[0], a[1] - b[1]];
  return Math.sqrt(dx * dx + dy * dy);
}
