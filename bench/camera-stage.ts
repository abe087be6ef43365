import { Ball } from "../sims/ball/ball.ts";
import { BALL_PHYSICS } from "../sims/ball/constants.ts";
import { FlightPath } from "../sims/ball/flight-path.ts";
import { paintBackdrop } from "../sims/camera/backdrop.ts";
import { type PixelPreset, sensorModel } from "../sims/camera/sensors.ts";
import type { Actors } from "../sims/camera/stage.ts";
import { type RigCamera, type RigOptions, StageRig } from "../sims/camera/stage-rig.ts";
import { DEFAULT_LOOK } from "../sims/camera/stage-scene.ts";
import { ARENA_SURFACES } from "../sims/table-tennis/arena.ts";
import { hallFrom } from "../sims/table-tennis/hall.ts";
import { AMATEUR_LAUNCH, createLauncher } from "../sims/table-tennis/launcher.ts";
import { ArmKinematics } from "../src/core/arm/arm-kinematics.ts";
import { kr6R900 } from "../src/core/arm/kr6-r900.ts";
import { racketTool } from "../src/core/arm/racket-tool.ts";
import { type CameraModel, lookAt } from "../src/core/camera.ts";
import type { Vec3 } from "../src/core/vec3.ts";

const TICK_US = 250;
/** [us] from one ball to the next, and how long one is in play. */
const BALL_US = 1_250_000;
const IN_PLAY_US = 1_150_000;
/** [m] where the racket meets the ball; [m/s] the ball flies back at. */
const STRIKE_Y_M = -1.65;
const BACK_MPS = { y: 5.5, z: 2.2 };
/** [s] half the time that a stroke takes, and [rad] how far the arm's joints turn in it. */
const STROKE_S = 0.16;
const STROKE_RAD = [0.45, -0.25, 0.35, 0.4, -0.5, 0.6] as const;

const HALF_TURN = Math.PI;
/** Behind the table, its base at the table's height, turned towards it; the racket reaches over the table's end. */
const ARM = kr6R900({
  mount: { positionM: [0, -2.35, -0.35], rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1] },
  tool: racketTool({ adapterM: 0.05, racketM: 0.17, tiltRad: HALF_TURN / 2 }),
  home: [0, -HALF_TURN / 2, HALF_TURN / 2, 0, 0, 0],
});
const ARM_ALBEDO = 0.7; // painted orange

/** The rig of `pipelines/rig.yaml`: two sensors of 1280x720 above the table's sides. */
export const RIG: readonly CameraModel[] = [-2.4, 2.4].map((x) =>
  lookAt(
    { id: x < 0 ? "left" : "right", width: 1280, height: 720, focalPx: 1040 },
    [x, -0.4, 2.8],
    [0, -0.1, 0.1],
  ),
);

/** A rig before the hall, with a rally and, if wanted, an arm that strikes each ball. */
export class BenchStage {
  readonly rig: StageRig;
  readonly #ball = new Ball();
  readonly #flight = new FlightPath(ARENA_SURFACES, () => undefined);
  readonly #arm: ArmKinematics | null;
  readonly #seed: number;
  #inPlay = false;

  constructor(preset: PixelPreset, seed: number, withArm: boolean, cameras = RIG) {
    this.#seed = seed;
    this.#arm = withArm ? new ArmKinematics(ARM) : null;
    const look = { ...DEFAULT_LOOK, ballShade: 0.4, radiusM: BALL_PHYSICS.radius.value };
    const options: RigOptions = {
      seed,
      mostMotionPx: 0.25,
      look,
      startUs: 0,
      actors: this.#actors(0),
      backdrop: (camera) => paintBackdrop(camera, look.edgePx, hallFrom(camera.positionM)),
    };
    const sensor = sensorModel(preset, "evk4");
    this.rig = new StageRig(
      cameras.map((model): RigCamera => ({ model, sensor })),
      options,
    );
  }

  /** Lets the stage move from one whole quarter of a millisecond to the next. */
  tick(fromUs: number): void {
    const index = Math.floor(fromUs / BALL_US);
    const intoUs = fromUs - index * BALL_US;
    if (intoUs === 0) this.#launch(fromUs, index);
    if (intoUs === IN_PLAY_US) this.#remove(fromUs);
    const toUs = fromUs + TICK_US;
    if (this.#inPlay) this.#fly();
    this.rig.follow(toUs, this.#inPlay ? this.#ball : null, this.#actors(toUs));
  }

  #launch(nowUs: number, index: number): void {
    this.#ball.set(createLauncher(this.#seed, AMATEUR_LAUNCH).launch(index));
    this.rig.replace(nowUs, this.#ball);
    this.#inPlay = true;
  }

  #remove(nowUs: number): void {
    this.rig.replace(nowUs, null);
    this.#inPlay = false;
  }

  #fly(): void {
    const ball = this.#ball;
    this.#flight.step(ball, TICK_US * 1e-6);
    if (ball.y > STRIKE_Y_M || ball.vy > 0) return;
    ball.vy = BACK_MPS.y;
    ball.vz = BACK_MPS.z;
  }

  /** The arm swings once per ball, about when the ball comes. */
  #actors(timeUs: number): Actors {
    const arm = this.#arm;
    if (arm === null) return { blades: [], capsules: [] };
    const since = (timeUs % BALL_US) * 1e-6 - 0.55;
    const part = Math.abs(since) < STROKE_S ? (1 + Math.cos((Math.PI * since) / STROKE_S)) / 2 : 0;
    arm.set(ARM.home.map((home, joint) => home + part * (STROKE_RAD[joint] ?? 0)));
    const { positionM, rotation: r } = arm.toolPose();
    const normal: Vec3 = [r[2], r[5], r[8]];
    const along: Vec3 = [r[0], r[3], r[6]];
    const size = { halfLengthM: 0.0785, halfWidthM: 0.075, thicknessM: 0.014, albedo: 0.12 };
    return {
      blades: [{ centreM: positionM, normal, along, ...size }],
      capsules: arm.capsules().map((capsule) => ({ ...capsule, albedo: ARM_ALBEDO })),
    };
  }
}
