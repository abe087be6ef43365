import type { CameraModel } from "../core/camera.ts";
import { assert } from "../core/errors.ts";
import { square } from "../core/matrix.ts";
import type { BallState, Detection } from "../core/perception.ts";
import type { Vec3 } from "../core/vec3.ts";
import { BALL_SIZE, BallBelief, corner, part } from "./ball-belief.ts";
import { BallCourse, type BallDynamics } from "./ball-course.ts";
import { BeliefHistory } from "./belief-history.ts";
import { SightingUpdate } from "./sighting-update.ts";
import { triangulate } from "./triangulate.ts";

/** How far the clocks of the cameras may lie apart. */
export interface ClockDoubt {
  /** [us] standard deviation of a camera's clock against that of the first camera, before anything was seen. */
  readonly sigmaUs: number;
  /** [us per sqrt(s)] random walk of that offset. */
  readonly walkUs: number;
}

export interface BallFilterOptions {
  /** At least two; the first one's clock is the reference. */
  readonly cameras: readonly CameraModel[];
  readonly dynamics: BallDynamics;
  /** Null for cameras that share one clock. */
  readonly clocks: ClockDoubt | null;
  /** [m/s] per axis, of a ball about which nothing is known; its mean is 0. */
  readonly velocitySigmaMps: number;
  /** [rad/s] per axis, likewise. */
  readonly spinSigmaRadps: number;
  /** [-] detections with less presence are not used. */
  readonly minPresence: number;
  /** [-] a detection with a larger squared Mahalanobis distance (chi-square, 2 degrees) is an outlier. */
  readonly gate: number;
  /**
   * [-] pairs of outliers, from two cameras that agree, after which they are right and the track is wrong; four detections that
   * fit make up for one pair.
   */
  readonly maxOutliers: number;
  /** [us] a longer time without a detection that fits ends the track. */
  readonly maxGapUs: number;
  /** [-] detections that a track needs before it is told to anybody. */
  readonly minSightings: number;
  /** [us] detections of two cameras further apart, by the clocks as estimated and by their stamps, do not begin a track. */
  readonly pairToleranceUs: number;
  /** [px] a pair whose rays miss each other by more (reprojection error) does not, either. */
  readonly maxPairErrorPx: number;
}

/**
 * What a detection did: began a track, improved it, did not fit it, was older than all that is remembered, held no ball, found no
 * partner to begin a track with, or held a number that is none.
 */
export type SightingVerdict = "started" | "used" | "outlier" | "late" | "unseen" | "unpaired" | "invalid";

/** The clock of a camera against that of the first one, as estimated. */
export interface ClockOffset {
  readonly camera: string;
  /** [us] by which the camera's stamps are too late, and the standard deviation of that. */
  readonly offsetUs: number;
  readonly sigmaUs: number;
}

interface Eye {
  readonly camera: CameraModel;
  readonly update: SightingUpdate;
  /** Index of the clock's offset in the belief, -1 for none. */
  readonly clock: number;
  /** A detection that fits no track and waits for a partner. */
  waiting: Detection | null;
}

const HISTORY = 64; // [-] beliefs remembered: 32 ms of two cameras at 1 kHz
const FORGIVEN = 0.25; // [-] pairs of outliers that a detection that fits makes up for
const START_SIGMA_M = 0.1; // [m] of a track's first place, which the pair that began it then makes sharp
const US = 1e-6; // [s]

/**
 * Extended Kalman filter on position, velocity and spin of the ball and on the clock offsets of the cameras, with drag, Magnus force
 * and table bounces in its prediction. It takes the places that single cameras see, so that one blind camera costs accuracy
 * but no track; two are needed to begin one. A detection that comes late is slipped in where it belongs. Spin is never seen:
 * it starts from a prior and shows in the curve of the flight and in the bounce.
 */
export class BallFilter {
  readonly #options: BallFilterOptions;
  readonly #course: BallCourse;
  readonly #eyes: readonly Eye[];
  readonly #byId: ReadonlyMap<string, number>;
  readonly #belief: BallBelief;
  readonly #history: BeliefHistory;
  readonly #again: { readonly detection: Detection; readonly camera: number }[] = [];
  /** [us] instant of the belief; NaN before the first track. */
  #timeUs = NaN;
  #sightings = 0;
  #outliers = 0;
  #track = -1;

  constructor(options: BallFilterOptions) {
    const { cameras, clocks, dynamics } = options;
    assert(cameras.length >= 2, "a ball filter needs two cameras");
    this.#options = options;
    this.#course = new BallCourse(dynamics);
    const size = BALL_SIZE + (clocks === null ? 0 : cameras.length - 1);
    this.#eyes = cameras.map((camera, i) => {
      const clock = clocks === null || i === 0 ? -1 : BALL_SIZE + i - 1;
      const update = new SightingUpdate(camera, dynamics.model, size, clock);
      return { camera, update, clock, waiting: null };
    });
    this.#byId = new Map(cameras.map(({ id }, i) => [id, i]));
    this.#belief = new BallBelief(size);
    this.#history = new BeliefHistory(HISTORY, size);
    for (let i = BALL_SIZE; i < size; i++) {
      this.#belief.covariance[i * (size + 1)] = square((clocks?.sigmaUs ?? NaN) * US);
    }
  }

  /** Takes a detection; `state` tells the ball at the newest instant if the verdict is `started` or `used`. */
  update(detection: Detection): SightingVerdict {
    const camera = this.#byId.get(detection.camera) ?? -1;
    const eye = this.#eyes[camera];
    if (eye === undefined || !isSound(detection)) return "invalid";
    if (!(detection.presence >= this.#options.minPresence)) return "unseen";
    const timeUs = this.#timeOf(eye, detection);
    // the track of a ball not seen for long stays until there is another: a single wrong stamp must not end it
    const isStale = !(timeUs - this.#timeUs <= this.#options.maxGapUs);
    if (isStale) return this.#begin(camera, detection, 0) ? "started" : "unpaired";
    const verdict = this.#insert(camera, detection, timeUs);
    if (verdict === "used") {
      eye.waiting = null;
      this.#outliers = Math.max(0, this.#outliers - FORGIVEN);
      this.#sightings++;
      return "used";
    }
    if (verdict === "late") return "late";
    return this.#begin(camera, detection, this.#options.maxOutliers) ? "started" : "outlier";
  }

  /** The ball at the newest instant; null while there is no track or it is too young to trust. */
  state(): BallState | null {
    if (this.#track < 0 || this.#sightings < this.#options.minSightings) return null;
    const { mean } = this.#belief;
    return {
      positionM: part(mean, 0),
      velocityMps: part(mean, 3),
      spinRadps: part(mean, 6),
      covariance: corner(this.#belief, BALL_SIZE),
      validAtUs: Math.round(this.#timeUs),
      track: this.#track,
    };
  }

  /** The clocks of all cameras but the first; empty for cameras that share one. */
  clockOffsets(): ClockOffset[] {
    const { mean, covariance, size } = this.#belief;
    return this.#eyes
      .filter(({ clock }) => clock >= 0)
      .map(({ camera, clock }) => ({
        camera: camera.id,
        offsetUs: mean[clock]! / US,
        sigmaUs: Math.sqrt(covariance[clock * (size + 1)]!) / US,
      }));
  }

  /** [us] instant of a detection by the reference clock. */
  #timeOf({ clock }: Eye, { validAtUs }: Detection): number {
    return clock < 0 ? validAtUs : validAtUs - this.#belief.mean[clock]! / US;
  }

  /** Brings a detection into the track: at its end, or where it belongs if it is late. */
  #insert(camera: number, detection: Detection, timeUs: number): "used" | "outlier" | "late" {
    if (timeUs >= this.#timeUs) return this.#append(camera, detection, timeUs) ? "used" : "outlier";
    const place = this.#history.before(timeUs);
    if (place < 0) return "late";
    this.#again.length = 0;
    for (let i = place + 1; i < this.#history.count; i++) {
      const { detection: later, camera: by } = this.#history.at(i);
      if (later !== null) this.#again.push({ detection: later, camera: by });
    }
    this.#history.cut(place + 1);
    this.#recall(place);
    const used = this.#append(camera, detection, timeUs);
    for (const { detection: later, camera: by } of this.#again)
      this.#append(by, later, this.#stampOf(by, later));
    return used ? "used" : "outlier";
  }

  /** A detection that comes again stays behind those before it, though the clock's estimate has moved meanwhile. */
  #stampOf(camera: number, detection: Detection): number {
    const eye = this.#eyes[camera];
    assert(eye !== undefined, "cameras are counted from 0");
    return Math.max(this.#timeUs, this.#timeOf(eye, detection));
  }

  #recall(place: number): void {
    const { belief, timeUs } = this.#history.at(place);
    this.#belief.copy(belief);
    this.#timeUs = timeUs;
  }

  /** Moves on to `timeUs` and corrects by the detection; false, and back, when it does not fit. */
  #append(camera: number, detection: Detection, timeUs: number): boolean {
    const eye = this.#eyes[camera];
    assert(eye !== undefined, "cameras are counted from 0");
    this.#advance(timeUs);
    if (!eye.update.apply(this.#belief, detection, this.#options.gate)) {
      this.#recall(this.#history.count - 1);
      return false;
    }
    this.#remember(camera, detection);
    return true;
  }

  #advance(timeUs: number): void {
    const h = (timeUs - this.#timeUs) * US;
    this.#course.advance(this.#belief, h);
    this.#walkClocks(h);
    this.#timeUs = timeUs;
  }

  #walkClocks(h: number): void {
    const { covariance, size } = this.#belief;
    const variance = square((this.#options.clocks?.walkUs ?? 0) * US) * h;
    for (let i = BALL_SIZE; i < size; i++)
      covariance[i * (size + 1)] = covariance[i * (size + 1)]! + variance;
  }

  #remember(camera: number, detection: Detection | null): void {
    const slot = this.#history.next();
    slot.belief.copy(this.#belief);
    slot.timeUs = this.#timeUs;
    slot.detection = detection;
    slot.camera = camera;
  }

  /**
   * A detection that fits no track waits for one of another camera of about the same instant. Two whose rays meet begin a
   * track, once there were more than `tolerated` such pairs in a row.
   */
  #begin(camera: number, detection: Detection, tolerated: number): boolean {
    const eye = this.#eyes[camera];
    assert(eye !== undefined, "cameras are counted from 0");
    eye.waiting = detection;
    for (const [other, { waiting }] of this.#eyes.entries()) {
      if (other === camera || waiting === null) continue;
      const apartUs = this.#apartUs([camera, detection], [other, waiting]);
      const placeM = apartUs <= this.#options.pairToleranceUs ? this.#meet([eye, detection], other) : null;
      if (placeM === null) continue;
      eye.waiting = null;
      this.#clearWaiting(other);
      if (++this.#outliers <= tolerated) return false;
      this.#start(placeM, [camera, detection], [other, waiting]);
      return true;
    }
    return false;
  }

  /**
   * [us] between two detections, by the clocks as estimated or by the stamps alone, whichever is less: a tracker that is off to
   * one side looks like a clock that is, and what is then estimated must not keep every later pair apart.
   */
  #apartUs(a: readonly [number, Detection], b: readonly [number, Detection]): number {
    const estimated = this.#estimatedTimeOf(...a) - this.#estimatedTimeOf(...b);
    return Math.min(Math.abs(estimated), Math.abs(a[1].validAtUs - b[1].validAtUs));
  }

  #estimatedTimeOf(camera: number, detection: Detection): number {
    const eye = this.#eyes[camera];
    return eye === undefined ? NaN : this.#timeOf(eye, detection);
  }

  #clearWaiting(camera: number): void {
    const eye = this.#eyes[camera];
    if (eye !== undefined) eye.waiting = null;
  }

  /** [m] where the rays of a detection and of another camera's waiting one meet, or null. */
  #meet([eye, detection]: readonly [Eye, Detection], other: number): Vec3 | null {
    const partner = this.#eyes[other];
    if (partner?.waiting == null) return null;
    const point = triangulate([
      { ...detection, camera: eye.camera },
      { ...partner.waiting, camera: partner.camera },
    ]);
    if (typeof point === "string" || point.reprojectionErrorPx > this.#options.maxPairErrorPx) return null;
    return point.positionM;
  }

  /** Begins a track at a place that two detections agree on: vague at first, then corrected by both. */
  #start(placeM: Vec3, ...pair: readonly (readonly [number, Detection])[]): void {
    const times = pair.map(([camera, detection]) => this.#estimatedTimeOf(camera, detection));
    const firstUs = Math.min(...times);
    const idleS = (firstUs - this.#timeUs) * US;
    if (idleS > 0) this.#walkClocks(idleS);
    this.#forgetBall(placeM);
    this.#timeUs = firstUs;
    this.#track++;
    this.#outliers = 0;
    this.#history.clear();
    this.#remember(-1, null);
    this.#sightings = 0;
    const inOrder = pair.map((seen, i) => ({ seen, timeUs: times[i] ?? NaN }));
    inOrder.sort((a, b) => a.timeUs - b.timeUs);
    for (const { seen, timeUs } of inOrder) {
      if (this.#append(seen[0], seen[1], Math.max(timeUs, this.#timeUs))) this.#sightings++;
    }
  }

  /** All but the clocks' offsets goes back to what is known of any ball. */
  #forgetBall(placeM: Vec3): void {
    const { mean, covariance, size } = this.#belief;
    for (let i = 0; i < BALL_SIZE; i++) {
      for (let j = 0; j < size; j++) {
        covariance[i * size + j] = 0;
        covariance[j * size + i] = 0;
      }
      mean[i] = 0;
    }
    mean.set(placeM, 0);
    this.#belief.addVariance(0, square(START_SIGMA_M));
    this.#belief.addVariance(3, square(this.#options.velocitySigmaMps));
    this.#belief.addVariance(6, square(this.#options.spinSigmaRadps));
  }
}

function isSound({ xPx, yPx, covariancePx2, presence, validAtUs, ...window }: Detection): boolean {
  if (!(presence >= 0)) return false;
  if (!Number.isFinite(validAtUs + window.windowEndUs - window.windowStartUs)) return false;
  if (presence === 0) return true; // it holds no place
  const [xx, xy, yy] = covariancePx2;
  return Number.isFinite(xPx + yPx + xx + xy + yy) && xx > 0 && xx * yy - xy * xy > 0;
}
