import { SaccadeError } from "../../src/core/errors.ts";
import type { Mujoco } from "../../sims/robot/mujoco.ts";

/** Loaded by name: it is no dependency of the product, and its own types are not needed. */
const MUJOCO: string = "@mujoco/mujoco";

/** MuJoCo's module. @throws SaccadeError `dependency-missing` where it is not installed */
export async function loadMujoco(): Promise<Mujoco> {
  try {
    const { default: load } = (await import(MUJOCO)) as { readonly default: () => Promise<Mujoco> };
    return await load();
  } catch (cause) {
    throw new SaccadeError(
      "dependency-missing",
      `an arm of bodies needs the package ${MUJOCO}; install it with npm install ${MUJOCO}`,
      { package: MUJOCO },
      { cause },
    );
  }
}
