import type { JointCommand } from "../../../src/core/joint-command.ts";
import type { BallState, Detection, HitPoint } from "../../../src/core/perception.ts";
import type { TrueLink, WorldTruth } from "../../../src/core/truth.ts";
import { add, norm, scale, subtract, type Vec3 } from "../../../src/core/vec3.ts";
import type { Feed } from "./feed.ts";
import { flightBetween, type FlightPoint } from "./flight-between.ts";
import type { Track } from "./track.ts";

/** What is to be seen at one instant; null where nothing is known or what is known is too old to show. */
export interface Moment {
  /** [us] */
  readonly timeUs: number;
  readonly world: WorldTruth | null;
  /** [m] true ball; null between two balls. */
  readonly ballM: Vec3 | null;
  /** [m] racket centre. */
  readonly racketM: Vec3 | null;
  /** What carries the racket; empty for a robot without a body. */
  readonly links: readonly TrueLink[];
  readonly estimate: BallState | null;
  readonly hit: HitPoint | null;
  /** [mm] distance of the estimate from the true ball of the instant that it refers to. */
  readonly errorMm: number | null;
  readonly command: JointCommand | null;
  readonly left: Detection | null;
  readonly right: Detection | null;
}

/** [us] how long without news a thing stays on display. */
const KEEP = {
  command: 1_000_000,
  estimate: 150_000,
  detection: 100_000,
  hit: 1_500_000,
  pastHit: 250_000,
} as const;

/** What the viewer knew at `timeUs` [us]; moving things are placed between the two states around it. */
export function momentAt(feed: Feed, timeUs: number): Moment {
  const at = feed.world.indexAt(timeUs);
  const world = feed.world.sample(at)?.value ?? null;
  const estimate = recent(feed.estimate, timeUs, KEEP.estimate);
  const foreseen = recent(feed.hit, timeUs, KEEP.hit);
  return {
    timeUs,
    world,
    ballM: trueBallAt(feed.world, at, timeUs),
    racketM: racketAt(feed.world, at, timeUs),
    links: linksAt(feed.world, at, timeUs),
    estimate,
    hit: foreseen !== null && timeUs - foreseen.arrivalUs < KEEP.pastHit ? foreseen : null,
    errorMm: estimate === null ? null : errorMm(feed.world, at, estimate),
    command: recent(feed.command, timeUs, KEEP.command),
    left: seen(feed.left.detections, timeUs),
    right: seen(feed.right.detections, timeUs),
  };
}

/** A state of the true ball as a point of its flight. */
export const truePoint = (world: WorldTruth): FlightPoint => ({ timeUs: world.timeUs, ...world.ball });

/** An estimate as a point of the ball's flight. */
export const estimatedPoint = (state: BallState): FlightPoint => ({ ...state, timeUs: state.validAtUs });

/** Whether two states are of one flight. */
export const sameBall = (a: WorldTruth, b: WorldTruth): boolean =>
  a.ball.inPlay && b.ball.inPlay && a.ball.index === b.ball.index;

function recent<T>(track: Track<T>, timeUs: number, keepUs: number): T | null {
  const sample = track.at(timeUs);
  return sample !== undefined && timeUs - sample.timeUs <= keepUs ? sample.value : null;
}

function seen(track: Track<Detection>, timeUs: number): Detection | null {
  const detection = recent(track, timeUs, KEEP.detection);
  return detection !== null && detection.presence > 0 ? detection : null;
}

/** [-] how far `timeUs` lies between sample `at` and the next one; 0 at the newest sample. */
function share(track: Track<WorldTruth>, at: number, timeUs: number): number {
  const from = track.sample(at);
  const to = track.sample(at + 1);
  return from === undefined || to === undefined ? 0 : (timeUs - from.timeUs) / (to.timeUs - from.timeUs);
}

function trueBallAt(track: Track<WorldTruth>, at: number, timeUs: number): Vec3 | null {
  const from = track.sample(at)?.value;
  const to = track.sample(at + 1)?.value;
  if (from === undefined || !from.ball.inPlay) return null;
  if (to === undefined || !sameBall(from, to)) return from.ball.positionM;
  const instantUs = from.timeUs + share(track, at, timeUs) * (to.timeUs - from.timeUs);
  return flightBetween(truePoint(from), truePoint(to), instantUs);
}

function racketAt(track: Track<WorldTruth>, at: number, timeUs: number): Vec3 | null {
  const from = track.sample(at)?.value.racket.positionM;
  const to = track.sample(at + 1)?.value.racket.positionM;
  if (from === undefined) return null;
  return to === undefined ? from : between(from, to, share(track, at, timeUs));
}

function linksAt(track: Track<WorldTruth>, at: number, timeUs: number): readonly TrueLink[] {
  const from = track.sample(at)?.value.links ?? [];
  const to = track.sample(at + 1)?.value.links ?? from;
  const part = share(track, at, timeUs);
  return from.map((link, i) => {
    const next = to[i] ?? link;
    return {
      fromM: between(link.fromM, next.fromM, part),
      toM: between(link.toM, next.toM, part),
      radiusM: link.radiusM,
    };
  });
}

const between = (from: Vec3, to: Vec3, part: number): Vec3 => add(from, scale(subtract(to, from), part));

/** Looks back from sample `at` for the true states around the instant of the estimate. */
function errorMm(track: Track<WorldTruth>, at: number, estimate: BallState): number | null {
  for (let i = at; i >= 0; i--) {
    const from = track.sample(i)?.value;
    if (from === undefined || from.timeUs > estimate.validAtUs) continue;
    const to = track.sample(i + 1)?.value ?? from;
    if (!from.ball.inPlay || (to !== from && !sameBall(from, to))) return null;
    const truth = flightBetween(truePoint(from), truePoint(to), estimate.validAtUs);
    return 1000 * norm(subtract(truth, estimate.positionM));
  }
  return null;
}
