import { type CameraModel, project } from "../../src/core/camera.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { Vec3 } from "../../src/core/vec3.ts";
import { BALL_PHYSICS } from "../ball/constants.ts";
import { isAtNet, isOnTable, NET, TABLE } from "./geometry.ts";

const RADIUS = BALL_PHYSICS.radius.value;
/** [m] how closely the table is searched for a point that a camera sees. */
const SEARCH_M = 0.1;

/**
 * Refuses a ball that is stuck in something: in the net, in the table's surface, below the floor.
 * @throws SaccadeError `world-invalid`; also on a number that is not finite.
 */
export function checkBallPlace([x, y, z]: Vec3): void {
  const fault = faultOf(x, y, z);
  if (fault === null) return;
  throw new SaccadeError("world-invalid", `a ball at (${String(x)}, ${String(y)}, ${String(z)}) m ${fault}`, {
    x: String(x),
    y: String(y),
    z: String(z),
  });
}

function faultOf(x: number, y: number, z: number): string | null {
  if (!(Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z))) return "must be at finite numbers";
  if (z < RADIUS - TABLE.heightM)
    return `is in the floor; z must be at least ${String(RADIUS - TABLE.heightM)}`;
  if (Math.abs(y) < RADIUS && isAtNet(x, z) && z < NET.heightM + RADIUS) {
    return `is in the net; keep y ${String(RADIUS)} m off 0 or z above ${String(NET.heightM + RADIUS)}`;
  }
  if (Math.abs(z) < RADIUS && isOnTable(x, y)) return `is in the table; z must be at least ${String(RADIUS)}`;
  return null;
}

/**
 * Refuses a camera that cannot watch a game: below the table's surface, or with nothing of the table in its picture.
 * @throws SaccadeError `geometry-invalid`
 */
export function checkWatchesTable(camera: CameraModel): void {
  const { id, positionM } = camera;
  if (!(positionM[2] > 0)) {
    throw refusal(id, `is ${String(positionM[2])} m above the table's surface; put it above 0`);
  }
  for (let x = -TABLE.halfWidthM; x <= TABLE.halfWidthM; x += SEARCH_M) {
    for (let y = -TABLE.halfLengthM; y <= TABLE.halfLengthM; y += SEARCH_M) {
      const { xPx, yPx, depthM } = project(camera, [x, y, 0]);
      if (depthM > 0 && xPx >= 0 && yPx >= 0 && xPx < camera.width && yPx < camera.height) return;
    }
  }
  throw refusal(id, "has nothing of the table in its picture; turn it towards (0, 0, 0)");
}

const refusal = (camera: string, what: string): SaccadeError =>
  new SaccadeError("geometry-invalid", `camera "${camera}" ${what}`, { camera });
