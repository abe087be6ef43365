import type { CameraModel } from "../../../src/core/camera.ts";

/** The calibrated cameras, as far as the pipeline file gives them. */
export interface Rig {
  readonly left?: CameraModel;
  readonly right?: CameraModel;
}

/** Asks the server for the cameras of its run; none when it does not answer. */
export async function fetchRig(): Promise<Rig> {
  try {
    const response = await fetch("rig.json");
    return response.ok ? ((await response.json()) as Rig) : {};
  } catch {
    return {}; // it has gone, which the connection tells
  }
}
