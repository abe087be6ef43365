import type { CameraModel } from "../../src/core/camera.ts";
import { assert } from "../../src/core/errors.ts";
import { BallSchedule } from "../../sims/ball-schedule.ts";
import { BallWorld } from "../../sims/ball-world.ts";
import { paintBackdrop } from "../../sims/camera/backdrop.ts";
import type { BallTruthRow } from "../../sims/camera/ball-truth.ts";
import type { LabelledBatch } from "../../sims/camera/camera-output.ts";
import { type RigCamera, StageRig } from "../../sims/camera/stage-rig.ts";
import { hallFrom } from "../../sims/table-tennis/hall.ts";
import { createLauncher } from "../../sims/table-tennis/launcher.ts";
import { Rally } from "../../sims/table-tennis/rally.ts";
import type { RallyOptions, RallyPartOptions } from "./rally-options.ts";
import { createPlayer, DECISION_US, type RallyPlayer } from "./rally-player.ts";

/** [us] what a part gives at a time. */
export const RALLY_STEP_US = 5000;

/** What happened in one step. */
export interface RallyStep {
  /** Per camera of the part: what its pixels did, before readout and clock. */
  readonly events: readonly LabelledBatch[];
  /** Per camera of the part; empty unless asked for. */
  readonly truth: readonly (readonly BallTruthRow[])[];
}

/** Computes a part of a rally, step by step. The same events whoever computes which part. */
export class RallyPart {
  readonly #world: BallWorld<Rally>;
  readonly #rig: StageRig;
  readonly #player: RallyPlayer;
  #nowUs = 0;

  /** @throws SaccadeError `world-invalid` or `geometry-invalid` on a number out of its range. */
  constructor(options: RallyOptions, part: RallyPartOptions) {
    const { seed } = options;
    this.#player = createPlayer(options.robot);
    const { robot, blade, actors } = this.#player;
    this.#rig = rigOf(options, part, this.#player);
    this.#world = new BallWorld({
      game: new Rally(createLauncher(seed, options.launch), blade),
      robot,
      rig: this.#rig,
      schedule: new BallSchedule(seed, options.times),
      ...(actors === null ? {} : { actors }),
    });
  }

  /** Goes on by a step, or to `endUs` if that comes before. */
  step(endUs: number): RallyStep {
    this.#nowUs = Math.min(endUs, this.#nowUs + RALLY_STEP_US);
    const { events, truth } = this.#world.advanceLabelled(this.#nowUs);
    if (this.#nowUs % DECISION_US === 0) {
      const command = this.#player.decide(truth.ball, this.#nowUs);
      if (command !== null) this.#world.command(command, this.#nowUs);
    }
    return { events, truth: this.#rig.takeTruth() };
  }
}

function rigOf(options: RallyOptions, part: RallyPartOptions, { actors }: RallyPlayer): StageRig {
  const { seed, rig, scenery } = options;
  const cameras = part.cameras.map((index): RigCamera => {
    const camera = options.cameras[index];
    assert(camera !== undefined, "a part is of cameras that there are");
    const { model, sensor, flicker } = camera;
    const pixelsOnly = { model, sensor: { ...sensor, readout: null } };
    return flicker === undefined ? pixelsOnly : { ...pixelsOnly, flicker };
  });
  const backdrop = (camera: CameraModel): Float32Array =>
    paintBackdrop(camera, rig.look.edgePx, hallFrom(camera.positionM));
  return new StageRig(cameras, {
    ...rig,
    seed,
    ...(scenery === "hall" ? { backdrop } : {}),
    ...(actors === null ? {} : { actors: actors(0) }),
    ...(part.rows === null ? {} : { rows: part.rows }),
    ...(part.truth ? { truth: true as const } : {}),
  });
}
