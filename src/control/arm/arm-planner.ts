import type { ArmDescription } from "../../core/arm/arm.ts";
import type { JointMotion } from "../../core/motion/joint-motion.ts";
import type { BallState } from "../../core/perception.ts";
import { norm, scale, subtract, type Vec3 } from "../../core/vec3.ts";
import type { BallMotion } from "../../tracking/ball-flight.ts";
import { WayClearance, type ArmObstacle } from "./arm-clearance.ts";
import { ballAt, PathPredictor, type IncomingPath, type NoPath, type PathPoint } from "./incoming-path.ts";
import { PoseList, type Pose } from "./pose-list.ts";
import { PoseSearch, type HandleRange } from "./pose-search.ts";
import { ReturnPlanner, type NoShot, type ReturnShot, type ReturnTask } from "./return-shot.ts";

export interface ArmPlannerOptions extends ReturnTask {
  readonly arm: ArmDescription;
  /** [s] flight times of a return to try, in this order. */
  readonly flightsS: readonly number[];
  /** [us] by which the joints are behind their set points at constant speed: dead time and lag of the servo. */
  readonly leadUs: number;
  /** [us] after contact, for which the arm goes on as it is. */
  readonly followThroughUs: number;
  /** [us] by which the way home may begin later than that. */
  readonly keepAliveUs: number;
}

/** A stroke: where the joints are, and how fast, when the ball is met. */
export interface ArmStroke {
  /** [m] or [rad], and those per second; in the arm's joint order. */
  readonly positions: readonly number[];
  readonly velocities: readonly number[];
  /** [us] of contact. */
  readonly contactUs: number;
  /** The ball then. */
  readonly ball: BallMotion;
  readonly shot: ReturnShot;
  /** [rad] see `handleFrame`. */
  readonly handleRad: number;
}

/** Why there is no stroke: the ball's path, its return, the arm's reach, its limits in the time there is, what is in its way. */
export type NoStroke = NoPath | NoShot | ArmObstacle | "out-of-reach" | "too-fast" | "too-late";

const PLACES = 6; // [-] hit points looked at in a search from the beginning
const KEPT = 8; // [-] poses kept for a closer look
/** [-] each search for the same ball looks in between the places and grips of the one before: so many until it repeats. */
const PHASES = 3;
const AGAIN_US = 10_000; // [us] after so many searches in vain, until the next one
const LEAST_S = 0.04; // [s] no stroke begins later before its contact
const GRIPS = 12; // [-] handle directions looked at, all round
const SAME_GRIPS = [
  { spanRad: 0, count: 1 },
  { spanRad: 0.4, count: 4 },
] as const;
/** [m] a stroke that cannot be mended is kept while the ball is this near to where it was planned for. */
const STILL_MET_M = 0.03;
/** [m], [m/s], [rad/s] a ball that differs by less lands within millimetres of where it did: no news. */
const SAME = { placeM: 2e-4, velocityMps: 4e-3, spinRadps: 0.5 } as const;
/** Searches in vain for one ball: how many, the last one's instant [us], and why it failed. */
interface Attempts {
  readonly track: number;
  readonly attempts: number;
  readonly atUs: number;
  readonly reason: NoStroke;
}

/** One hit point under consideration. */
interface Place {
  readonly atUs: number;
  readonly ball: BallMotion;
  readonly shot: ReturnShot;
}

/**
 * Plans strokes: of several places on the ball's path, ways to return it from there and ways to hold the racket, the one
 * that asks least of the joints and that they can do in time. A later plan for the same ball keeps the instant of contact
 * while it can; after a search in vain the next one waits a little.
 */
export class ArmPlanner {
  readonly #options: ArmPlannerOptions;
  readonly #predictor: PathPredictor;
  readonly #returns: ReturnPlanner;
  readonly #search: PoseSearch;
  readonly #list: PoseList;
  readonly #clearance: WayClearance;
  #inVain: Attempts | null = null;

  /** @throws SaccadeError `geometry-invalid` when the arm has no closed-form inverse. */
  constructor(options: ArmPlannerOptions) {
    const { arm } = options;
    this.#options = options;
    this.#predictor = new PathPredictor(options.model);
    this.#returns = new ReturnPlanner(options);
    this.#search = new PoseSearch(arm);
    this.#list = new PoseList(KEPT, arm.joints.length);
    this.#clearance = new WayClearance(arm);
  }

  /**
   * @param motion the set points as they are now
   * @param before a stroke planned for the same ball
   */
  plan(state: BallState, motion: JointMotion, before: ArmStroke | null = null): ArmStroke | NoStroke {
    const path = this.#predictor.predict(state);
    if (typeof path === "string") return path;
    const again = before === null ? null : this.#planAgain(path, motion, before);
    return again ?? this.#searchSometimes(path, motion, state.track);
  }

  #searchSometimes(path: IncomingPath, motion: JointMotion, track: number): ArmStroke | NoStroke {
    const before = this.#inVain?.track === track ? this.#inVain : null;
    const attempts = before?.attempts ?? 0;
    if (before !== null && attempts >= PHASES && motion.nowUs - before.atUs < AGAIN_US) return before.reason;
    const stroke = this.#planAnew(path, motion, (attempts % PHASES) / PHASES);
    const isVain = typeof stroke === "string";
    this.#inVain = isVain ? { track, atUs: motion.nowUs, reason: stroke, attempts: attempts + 1 } : null;
    return stroke;
  }

  /**
   * The same contact with what is known now: held the same way if that can be, else a little turned, else as it was as long
   * as it still meets the ball. Null when it is no good any more.
   */
  #planAgain(path: IncomingPath, motion: JointMotion, before: ArmStroke): ArmStroke | null {
    const ball = ballAt(this.#options.model, path, before.contactUs);
    if (ball === null || before.contactUs < path.bounceUs) return null;
    if (isSame(ball, before.ball)) return before;
    const shot = this.#returns.plan(ball, before.shot.flightS, before.shot);
    if (typeof shot !== "string") {
      const place = { atUs: before.contactUs, ball, shot };
      for (const grip of SAME_GRIPS) {
        this.#begin();
        this.#look(place, { ...grip, middleRad: before.handleRad }, motion, 0);
        const stroke = this.#choose([place], motion);
        if (typeof stroke !== "string") return stroke;
      }
    }
    return norm(subtract(ball.positionM, before.ball.positionM)) < STILL_MET_M ? before : null;
  }

  /** @param shift [-] 0..1 by how much of the way to the next place and grip those looked at are shifted */
  #planAnew(path: IncomingPath, motion: JointMotion, shift: number): ArmStroke | NoStroke {
    const { leadUs, flightsS } = this.#options;
    const soonestUs = motion.nowUs + leadUs + LEAST_S * 1e6;
    const points = path.points.filter(({ atUs }) => atUs >= soonestUs);
    if (points.length === 0) return "too-late";
    let reason: NoStroke = "no-flight";
    for (const flightS of flightsS) {
      const stroke = this.#planFlight(points, flightS, motion, shift);
      if (typeof stroke !== "string") return stroke;
      reason = stroke;
    }
    return reason;
  }

  /** The best stroke among some of the points with one flight time. */
  #planFlight(
    points: readonly PathPoint[],
    flightS: number,
    motion: JointMotion,
    shift: number,
  ): ArmStroke | NoStroke {
    this.#begin();
    const places: Place[] = [];
    let reason: NoStroke = "no-flight";
    const last = points.length - 1;
    const looks = Math.min(PLACES, points.length);
    const handles = { middleRad: (shift * 2 * Math.PI) / GRIPS, spanRad: 2 * Math.PI, count: GRIPS };
    for (let i = 0; i < looks; i++) {
      const point = points[looks === 1 ? 0 : Math.min(last, Math.round(((i + shift) * last) / (looks - 1)))];
      if (point === undefined) continue;
      const shot = this.#returns.plan(point.motion, flightS, places.at(-1)?.shot ?? null);
      if (typeof shot === "string") {
        reason = shot;
        continue;
      }
      const place = { atUs: point.atUs, ball: point.motion, shot };
      places.push(place);
      this.#look(place, handles, motion, places.length - 1);
    }
    return places.length === 0 ? reason : this.#choose(places, motion);
  }

  #begin(): void {
    this.#list.clear();
    this.#search.obstacle = null;
  }

  #look({ atUs, ball, shot }: Place, handles: HandleRange, motion: JointMotion, place: number): void {
    const { normal, speedMps } = shot;
    const target = {
      centreM: bladeCentre(ball, shot, this.#options.model.radiusM),
      normal,
      velocityMps: scale(normal, speedMps),
      inS: this.#inS(atUs, motion),
    };
    this.#search.search({ target, handles, motion, list: this.#list, place });
  }

  #inS(contactUs: number, motion: JointMotion): number {
    return (contactUs - this.#options.leadUs - motion.nowUs) * 1e-6;
  }

  /** The first pose of the list that the joints can take in time, with nothing in the way. */
  #choose(places: readonly Place[], motion: JointMotion): ArmStroke | NoStroke {
    let reason: NoStroke = this.#search.obstacle ?? "out-of-reach";
    for (let rank = 0; rank < this.#list.count; rank++) {
      const pose = this.#list.at(rank);
      const place = pose === null ? undefined : places[pose.place];
      if (pose === null || place === undefined) continue;
      const inS = this.#inS(place.atUs, motion);
      const onS = (this.#options.followThroughUs + this.#options.keepAliveUs) * 1e-6;
      if (!motion.canReach(pose.positions, pose.velocities, { inS, onS })) {
        reason = "too-fast";
        continue;
      }
      const obstacle = this.#clearance.obstacle(motion, inS, onS);
      if (obstacle === null) return strokeOf(pose, place);
      reason = obstacle;
    }
    return reason;
  }
}

function strokeOf(pose: Pose, { atUs, ball, shot }: Place): ArmStroke {
  const { handleRad } = pose;
  const [positions, velocities] = [Array.from(pose.positions), Array.from(pose.velocities)];
  return { positions, velocities, contactUs: atUs, ball, shot, handleRad };
}

const isSame = (a: BallMotion, b: BallMotion): boolean =>
  norm(subtract(a.positionM, b.positionM)) < SAME.placeM &&
  norm(subtract(a.velocityMps, b.velocityMps)) < SAME.velocityMps &&
  norm(subtract(a.spinRadps, b.spinRadps)) < SAME.spinRadps;

/** The blade's centre lies a ball radius behind the ball's. */
const bladeCentre = ({ positionM }: BallMotion, { normal }: ReturnShot, radiusM: number): Vec3 =>
  subtract(positionM, scale(normal, radiusM));
