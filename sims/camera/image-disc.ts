import type { CameraModel } from "../../src/core/camera.ts";
import type { Place } from "./ball-path.ts";

/** A ball's outline in an image: centre and radius [px]. Out of sight, its radius is -Infinity, its centre 0, 0. */
export interface ImageDisc {
  x: number;
  y: number;
  radius: number;
}

/** A disc out of sight. */
export const hiddenDisc = (): ImageDisc => ({ x: 0, y: 0, radius: -Infinity });

export function hide(disc: ImageDisc): void {
  disc.x = 0;
  disc.y = 0;
  disc.radius = -Infinity;
}

/** Writes the image of a ball to `out`; hides it when the ball is not wholly in front of the camera. No allocation. */
export function projectBall(camera: CameraModel, place: Place, radiusM: number, out: ImageDisc): void {
  const [right, down, forward] = camera.rotation;
  const [px, py, pz] = camera.positionM;
  const dx = place.x - px;
  const dy = place.y - py;
  const dz = place.z - pz;
  const depth = forward[0] * dx + forward[1] * dy + forward[2] * dz;
  if (!(depth > radiusM)) {
    hide(out);
    return;
  }
  out.x = camera.cx + (camera.fx * (right[0] * dx + right[1] * dy + right[2] * dz)) / depth;
  out.y = camera.cy + (camera.fy * (down[0] * dx + down[1] * dy + down[2] * dz)) / depth;
  out.radius = (camera.fx * radiusM) / depth;
}

/** [px] how far any point of the outline moves from one disc to the other; 0 when one of them is out of sight. */
export function motionPx(a: ImageDisc, b: ImageDisc): number {
  if (a.radius < 0 || b.radius < 0) return 0;
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  return Math.sqrt(dx * dx + dy * dy) + Math.abs(b.radius - a.radius);
}

/** [px] half of what an image row cuts out of a disc grown by `growPx`; -Infinity when it misses it. */
export function halfChord(disc: ImageDisc, row: number, growPx: number): number {
  const reach = disc.radius + growPx;
  const dy = row - disc.y;
  return reach > Math.abs(dy) ? Math.sqrt(reach * reach - dy * dy) : -Infinity;
}
