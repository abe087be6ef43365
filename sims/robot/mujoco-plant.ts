import type { ArmDescription } from "../../src/core/arm/arm.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { AxisState } from "../../src/core/motion/jerk-path.ts";
import type { JointMotion } from "../../src/core/motion/joint-motion.ts";
import { armMjcf, type ArmBody, type BodyPair } from "./arm-mjcf.ts";
import type { ArmPlant, ServoOptions } from "./arm-plant.ts";
import type { Mujoco, MujocoData, MujocoModel } from "./mujoco.ts";

/** [us] longest step of the bodies and their drives. */
const STEP_US = 250;
/** [s] drives are never stiffer than for this lag: four times their rate must stay below that of the steps. */
const LEAST_LAG_S = 0.002;
/** [-] rate of the velocity loop over that of the position loop: together they do not overshoot. */
const CASCADE = 4;

/**
 * An arm of bodies: each drive follows its set point by a position loop around a velocity loop, with weight, inertia and
 * coupling of the links foreseen, and gives no more torque than it has. A first-order lag that the servo model has, this has
 * as a critically damped second-order one of the same delay.
 */
export class MujocoPlant implements ArmPlant {
  readonly joints: readonly AxisState[];
  /** [-] per joint, the largest share of its torque that was asked for; above 1: more than there is. */
  readonly strain: Float64Array;
  /** [-] steps in all, of these those in which a drive gave all it has, and in which parts touched that should not. */
  steps = 0;
  saturated = 0;
  touching = 0;
  readonly #mujoco: Mujoco;
  readonly #body: ArmBody;
  readonly #lagS: number;
  readonly #model: MujocoModel;
  readonly #data: MujocoData;

  /** At rest at home. `delete` it. @throws SaccadeError `world-invalid` when torques or rotors are not one per joint */
  constructor(mujoco: Mujoco, arm: ArmDescription, { lagS }: ServoOptions, body: ArmBody) {
    const n = arm.joints.length;
    if (body.torques.length !== n || body.rotors.length !== n) {
      throw new SaccadeError(
        "world-invalid",
        `arm ${arm.id} has ${n} joints, its body ${body.torques.length} torques and ${body.rotors.length} rotors`,
        { arm: arm.id },
      );
    }
    this.#mujoco = mujoco;
    this.#body = body;
    this.#lagS = Math.max(LEAST_LAG_S, lagS);
    this.#model = mujoco.MjModel.from_xml_string(armMjcf(arm, body, joinedAtHome(mujoco, arm, body)));
    this.#data = new mujoco.MjData(this.#model);
    this.#data.qpos.set(arm.home);
    this.strain = new Float64Array(n);
    this.joints = arm.home.map((position) => ({ position, velocity: 0, acceleration: 0 }));
  }

  advance(setPoints: JointMotion, setPointUs: number): void {
    let nowUs = setPoints.nowUs;
    while (nowUs < setPointUs) {
      const nextUs = Math.min(setPointUs, nowUs + STEP_US);
      setPoints.advance(nextUs);
      this.#step(setPoints, (nextUs - nowUs) * 1e-6);
      nowUs = nextUs;
    }
  }

  /** Frees MuJoCo's memory. */
  delete(): void {
    this.#data.delete();
    this.#model.delete();
  }

  #step(setPoints: JointMotion, stepS: number): void {
    const data = this.#data;
    this.#drive(setPoints);
    this.#model.opt.timestep = stepS;
    this.#mujoco.mj_step(this.#model, data);
    this.steps++;
    if (data.ncon > 0) this.touching++;
    const { qpos, qvel } = data;
    for (const [i, joint] of this.joints.entries()) {
      joint.acceleration = (qvel[i]! - joint.velocity) / stepS;
      joint.velocity = qvel[i]!;
      joint.position = qpos[i]!;
    }
  }

  /** Sets the drives' torques for the step to come. */
  #drive(setPoints: JointMotion): void {
    const data = this.#data;
    const { qacc, ctrl } = data;
    for (const [i, { position, velocity }] of this.joints.entries()) {
      const wanted = (setPoints.axes[i]!.position - position) / this.#lagS;
      qacc[i] = (CASCADE / this.#lagS) * (wanted - velocity);
    }
    this.#mujoco.mj_inverse(this.#model, data);
    const asked = data.qfrc_inverse;
    let isSaturated = false;
    for (const [i, most] of this.#body.torques.entries()) {
      const share = Math.abs(asked[i]!) / most;
      this.strain[i] = Math.max(this.strain[i]!, share);
      if (share > 1) isSaturated = true;
      ctrl[i] = Math.min(most, Math.max(-most, asked[i]!));
    }
    if (isSaturated) this.saturated++;
  }
}

/** Bodies that touch at home touch by the way they are built. */
function joinedAtHome(mujoco: Mujoco, arm: ArmDescription, body: ArmBody): BodyPair[] {
  const names = ["world", "table", "base", ...arm.joints.map((_, i) => `link${i}`)];
  const model = mujoco.MjModel.from_xml_string(armMjcf(arm, body, []));
  const data = new mujoco.MjData(model);
  data.qpos.set(arm.home);
  mujoco.mj_forward(model, data);
  const { contact } = data;
  const pairs: BodyPair[] = [];
  for (let i = 0; i < data.ncon; i++) {
    const touch = contact.get(i);
    if (touch === undefined) continue;
    const nameOf = (geom: number): string => names[model.geom_bodyid[geom] ?? 0] ?? "world";
    pairs.push([nameOf(touch.geom1), nameOf(touch.geom2)]);
    touch.delete();
  }
  contact.delete();
  data.delete();
  model.delete();
  return pairs;
}
