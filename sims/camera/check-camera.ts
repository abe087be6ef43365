import type { CameraModel } from "../../src/core/camera.ts";
import { SaccadeError } from "../../src/core/errors.ts";

/** @throws SaccadeError `geometry-invalid` on a number that is not finite, a focal length or a side that is not above 0. */
export function checkCamera(camera: CameraModel): void {
  const { id, width, height, fx, fy, cx, cy, positionM, rotation, distortion } = camera;
  const lens: readonly number[] = distortion === undefined ? [] : Object.values<number>({ ...distortion });
  const numbers = [width, height, fx, fy, cx, cy, ...positionM, ...rotation.flat(), ...lens];
  const wrong = numbers.find((value) => !Number.isFinite(value));
  if (wrong === undefined && Math.min(width, height, fx, fy) > 0) return;
  const found = wrong === undefined ? Math.min(width, height, fx, fy) : wrong;
  throw new SaccadeError(
    "geometry-invalid",
    `camera "${id}" has a number ${String(found)}; all must be finite, sides and focal lengths above 0`,
    { camera: id },
  );
}
