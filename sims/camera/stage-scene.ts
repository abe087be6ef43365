import { SaccadeError } from "../../src/core/errors.ts";
import type { CameraModel } from "../../src/core/camera.ts";
import { dot, normalize, type Vec3 } from "../../src/core/vec3.ts";
import { checkCamera } from "./check-camera.ts";
import { CameraView } from "./camera-view.ts";
import type { Shading } from "./ellipse-outline.ts";
import { Layers } from "./layers.ts";
import type { PixelSink, Scene } from "./scene.ts";
import { type Actors, bladeAt, capsuleAt } from "./stage.ts";
import { BallMover, BladeMover, CapsuleMover, type MoverLook, type StageMover } from "./stage-movers.ts";
import type { StagePath } from "./stage-path.ts";

/** How ball, actors and room look. Light is relative: 40 and 220 are grey levels of an 8-bit picture. */
export interface StageLook {
  /** [m] of the ball. */
  readonly radiusM: number;
  /** [-] full light of the ball. */
  readonly ballLight: number;
  /** [-] part of it that is missing where the ball faces away from the lamp; 0 = equally bright all over. */
  readonly ballShade: number;
  /** [-] light of the room where no background is given. */
  readonly roomLight: number;
  /** [-] light of an actor whose albedo is 1. */
  readonly whiteLight: number;
  /** [px] outlines are blurred over this much on either side (lens and pixel area). */
  readonly edgePx: number;
}

/** [-] white ball before a dark room; an edge as wide as a pixel and a half. */
export const DEFAULT_LOOK = {
  ballLight: 220,
  ballShade: 0,
  roomLight: 40,
  whiteLight: 275,
  edgePx: 0.75,
} as const;

/** [-] the inside of a mover that is not equally bright is smooth: it is looked at in every fourth look, and at the end of a piece. */
const INSIDE_LOOKS = 4;
/**
 * [-] how much further than the ball an actor may move between two looks. Half a pixel makes the median error of an event's
 * time 39 us at 800 px/s where a quarter makes it 10 (the tests hold the ball to that), and an arm's long edges cost half.
 */
const ACTOR_MOTIONS = 2;
/** [px] a ball that has moved less since its last look waits for the next knot, and an actor. */
const LEAST_MOTION_PX = 0.02;
const ACTOR_LEAST_MOTION_PX = 0.15;
/** [-] the lamp, world frame: from the ceiling, a little from behind the opponent. */
const LAMP: Vec3 = normalize([0.2, 0.3, 1]);

export interface StageSceneOptions {
  readonly camera: CameraModel;
  readonly path: StagePath;
  /** What the path moves, with what stays the same of it. */
  readonly actors: Actors;
  readonly look: StageLook;
  /** [-] light of every pixel where nothing moves, row-major; null = the look's `roomLight`. */
  readonly background: Float32Array | null;
  /** [px] largest motion of the ball's outline between two looks; actors may move twice as far. */
  readonly mostMotionPx: number;
  /** [us] */
  readonly startUs: number;
  /** [px] the rows to show; null = all. */
  readonly rows: readonly [from: number, to: number] | null;
}

/** The looks of one mover in the piece under way. */
interface Schedule {
  readonly mover: StageMover;
  /** [px] largest motion of its outline between two looks; one that has moved less than the least waits for the next knot. */
  readonly mostMotionPx: number;
  readonly leastMotionPx: number;
  looks: number;
  done: number;
}

/**
 * A stage as one camera sees it. In each straight piece of the path every mover is looked at as often as its own motion
 * asks for, evenly over the piece; one that hardly moves not at all. Where a mover is looked at, the others are taken to
 * be where they were at their own last look, less than `mostMotionPx` away.
 */
export class StageScene implements Scene {
  readonly #path: StagePath;
  readonly #pose: Float64Array;
  readonly #schedules: readonly Schedule[];
  readonly #layers: Layers;
  readonly #camera: CameraModel;
  // the piece under way
  #startUs: number;
  #endUs: number;

  /** @throws SaccadeError `geometry-invalid` on an impossible camera, `world-invalid` on light or blur out of range. */
  constructor(options: StageSceneOptions) {
    const { camera, path, look, background } = options;
    checkCamera(camera);
    checkLook(look);
    this.#camera = camera;
    this.#path = path;
    const mostMotionPx = checked("mostMotionPx", options.mostMotionPx, 10);
    this.#pose = new Float64Array(path.size);
    this.#startUs = this.#endUs = options.startUs;
    const movers = moversOf(options);
    const ball = { mostMotionPx, leastMotionPx: LEAST_MOTION_PX };
    const actor = { mostMotionPx: ACTOR_MOTIONS * mostMotionPx, leastMotionPx: ACTOR_LEAST_MOTION_PX };
    this.#schedules = movers.map((mover, i) => ({ mover, ...(i === 0 ? ball : actor), looks: 0, done: 0 }));
    const { width, height } = camera;
    const rows = options.rows ?? [0, height];
    const light = background ?? new Float32Array(width * height).fill(look.roomLight);
    this.#layers = new Layers({ width, rows, background: light, edgePx: look.edgePx }, movers);
  }

  restingLight(column: number, row: number): number {
    return this.#layers.restingLight(column, row);
  }

  nextLookUs(beforeUs: number): number {
    for (;;) {
      let nextUs = Infinity;
      for (const schedule of this.#schedules) {
        if (schedule.done < schedule.looks)
          nextUs = Math.min(nextUs, this.#lookUs(schedule, schedule.done + 1));
      }
      if (nextUs < Infinity || !this.#beginPiece(beforeUs)) return nextUs;
    }
  }

  look(sink: PixelSink): void {
    const nowUs = this.nextLookUs(-Infinity);
    this.#path.at(nowUs, this.#pose);
    for (const schedule of this.#schedules) {
      if (!this.#isDue(schedule, nowUs)) continue;
      schedule.mover.project(this.#pose);
      this.#layers.turn(schedule.mover);
    }
    const whole = this.#layers.sort();
    for (const schedule of this.#schedules) {
      if (!this.#isDue(schedule, nowUs)) continue;
      const sinceUs = this.#lookUs(schedule, schedule.done);
      this.#layers.show(schedule.mover, sinceUs, whole ? sinceUs : this.#insideSinceUs(schedule), sink);
      schedule.done++;
    }
  }

  refresh(sink: PixelSink): void {
    this.#path.at(this.#path.endUs, this.#pose);
    for (const { mover } of this.#schedules) {
      mover.project(this.#pose);
      this.#layers.turn(mover);
    }
    this.#layers.sort();
    for (const { mover } of this.#schedules) this.#layers.show(mover, -Infinity, -Infinity, sink);
  }

  /** [us] until when the inside of a mover stood still that is now looked at; NaN = it is left as it is. */
  #insideSinceUs(schedule: Schedule): number {
    if (schedule.mover.shown.flat) return NaN;
    const done = schedule.done + 1;
    if (done < schedule.looks && done % INSIDE_LOOKS !== 0) return NaN;
    return this.#lookUs(schedule, Math.floor(schedule.done / INSIDE_LOOKS) * INSIDE_LOOKS);
  }

  #isDue(schedule: Schedule, nowUs: number): boolean {
    return schedule.done < schedule.looks && this.#lookUs(schedule, schedule.done + 1) === nowUs;
  }

  /** [us] the n-th look of a mover in the piece under way; 0 is its beginning. */
  #lookUs({ looks }: Schedule, n: number): number {
    if (n === looks) return this.#endUs;
    return this.#startUs + ((this.#endUs - this.#startUs) * n) / looks;
  }

  /** Goes on to the next straight piece of the path if it begins before `beforeUs`. */
  #beginPiece(beforeUs: number): boolean {
    if (this.#path.isEmpty) return false;
    const startUs = Math.max(this.#endUs, this.#path.startUs);
    const endUs = this.#path.pieceEndUs(startUs);
    if (endUs === Infinity || startUs >= beforeUs) return false;
    this.#startUs = startUs;
    this.#endUs = endUs;
    this.#path.at(endUs, this.#pose);
    for (const schedule of this.#schedules) {
      schedule.mover.project(this.#pose);
      schedule.looks = this.#looksFor(schedule);
      schedule.done = 0;
    }
    return true;
  }

  #looksFor({ mover, mostMotionPx, leastMotionPx }: Schedule): number {
    const { shown, next } = mover;
    if (!this.#isInPicture(mover)) {
      this.#layers.turn(mover); // nobody sees it move
      return 0;
    }
    if (!shown.visible || !next.visible) return 1;
    const motionPx = mover.motionPx();
    return motionPx < leastMotionPx ? 0 : Math.ceil(motionPx / mostMotionPx);
  }

  #isInPicture({ shown, next }: StageMover): boolean {
    const { width, height } = this.#camera;
    const left = Math.min(shown.left, next.left);
    const right = Math.max(shown.right, next.right);
    const top = Math.min(shown.top, next.top);
    const bottom = Math.max(shown.bottom, next.bottom);
    return left < width && right >= 0 && top < height && bottom >= 0;
  }
}

/** What moves on a stage, in one camera's eyes: the ball, then blades, then capsules. */
export function moversOf({
  camera,
  actors,
  look,
}: Pick<StageSceneOptions, "camera" | "actors" | "look">): [BallMover, ...StageMover[]] {
  const view = new CameraView(camera);
  const lookOf = (light: number): MoverLook => ({ view, edgePx: look.edgePx, light });
  const [right, down, forward] = camera.rotation;
  const shading: Shading = {
    depth: look.ballShade,
    towardsLamp: [dot(right, LAMP), dot(down, LAMP), dot(forward, LAMP)],
  };
  const ball = new BallMover(lookOf(look.ballLight), look.radiusM, shading);
  const blades = actors.blades.map(
    (blade, i) => new BladeMover(lookOf(lightOf(blade.albedo, look)), blade, bladeAt(i)),
  );
  const capsules = actors.capsules.map(
    (capsule, i) =>
      new CapsuleMover(lookOf(lightOf(capsule.albedo, look)), capsule, capsuleAt(i, blades.length)),
  );
  return [ball, ...blades, ...capsules];
}

function lightOf(albedo: number, { whiteLight }: StageLook): number {
  return checked("albedo", albedo, 1) * whiteLight;
}

function checkLook({ radiusM, ballLight, ballShade, roomLight, whiteLight, edgePx }: StageLook): void {
  checked("radiusM", radiusM, 10);
  checked("ballLight", ballLight, 1e9);
  checked("1 - ballShade", 1 - ballShade, 1);
  checked("roomLight", roomLight, 1e9);
  checked("whiteLight", whiteLight, 1e9);
  checked("edgePx", edgePx, 100);
}

function checked(name: string, value: number, most: number): number {
  if (value > 0 && value <= most) return value;
  throw new SaccadeError(
    "world-invalid",
    `event camera: ${name} is ${String(value)}, must be above 0 and at most ${String(most)}`,
    { option: name },
  );
}
