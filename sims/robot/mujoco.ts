/**
 * What of MuJoCo's module (`@mujoco/mujoco`) is used here. It is handed in by those who have it: simulated worlds load nothing.
 * Objects live in its own memory until they are deleted.
 */
export interface Mujoco {
  readonly MjModel: { from_xml_string(xml: string): MujocoModel };
  readonly MjData: new (model: MujocoModel) => MujocoData;
  mj_forward(model: MujocoModel, data: MujocoData): void;
  /** Fills `qfrc_inverse` with the forces that give `qacc` at `qpos` and `qvel`. */
  mj_inverse(model: MujocoModel, data: MujocoData): void;
  mj_step(model: MujocoModel, data: MujocoData): void;
}

export interface MujocoModel {
  readonly opt: { timestep: number };
  /** Per geom its body: 0 the world, then those of the file in their order. */
  readonly geom_bodyid: Int32Array;
  delete(): void;
}

/** Arrays are views, made anew by each reading, and gone when the memory grows. */
export interface MujocoData {
  readonly qpos: Float64Array;
  readonly qvel: Float64Array;
  readonly qacc: Float64Array;
  readonly ctrl: Float64Array;
  readonly qfrc_inverse: Float64Array;
  /** [-] contacts. */
  readonly ncon: number;
  /** A copy, as each of its elements is. */
  readonly contact: MujocoContacts;
  delete(): void;
}

interface MujocoContacts {
  get(index: number): { readonly geom1: number; readonly geom2: number; delete(): void } | undefined;
  delete(): void;
}
