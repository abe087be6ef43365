import type { CameraModel } from "../../src/core/camera.ts";
import { undistort } from "../../src/core/lens.ts";

/** [-] the light that comes to the camera from a direction of any length, world frame; above 0. */
export type LightFrom = (dx: number, dy: number, dz: number) => number;

/** [-] per side: a pixel in which something ends is the mean of so many squared rays, any other of four. */
const FINE = 4;
const COARSE = 2;
/** [-] relative difference between the four rays from which on something ends in a pixel. */
const EDGE = 0.01;

/**
 * What stands still, painted once for a camera: the light of every pixel, row-major, blurred over `edgePx` on either side
 * of its centre.
 */
export function paintBackdrop(camera: CameraModel, edgePx: number, lightFrom: LightFrom): Float32Array {
  const { width, height } = camera;
  const light = new Float32Array(width * height);
  const rays = new PixelRays(camera, lightFrom);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      rays.aim(column, row);
      let value = rays.mean(edgePx, COARSE);
      if (rays.spread > EDGE * value) value = rays.mean(edgePx, FINE);
      light[row * width + column] = value;
    }
  }
  return light;
}

/** The rays through a pixel, in focal lengths right and down of the axis. */
class PixelRays {
  /** [-] between the brightest and the darkest ray of the last mean. */
  spread = 0;
  readonly #camera: CameraModel;
  readonly #lightFrom: LightFrom;
  #right = 0;
  #down = 0;
  // how they change by a pixel to the right, and downwards
  #rightByX = 0;
  #downByX = 0;
  #rightByY = 0;
  #downByY = 0;

  constructor(camera: CameraModel, lightFrom: LightFrom) {
    this.#camera = camera;
    this.#lightFrom = lightFrom;
  }

  /** Looks through the middle of a pixel; its neighbours tell how rays spread, straight within a pixel. */
  aim(column: number, row: number): void {
    const { fx, fy, cx, cy, distortion } = this.#camera;
    this.#right = (column - cx) / fx;
    this.#down = (row - cy) / fy;
    this.#rightByX = 1 / fx;
    this.#downByY = 1 / fy;
    if (distortion === undefined) return;
    const lens = { fx, fy, cx, cy, ...distortion };
    const middle = undistort(lens, column, row);
    const beside = undistort(lens, column + 1, row);
    const below = undistort(lens, column, row + 1);
    if (middle === null || beside === null || below === null) return; // out of the lens's reach: as without it
    this.#right = (middle[0] - cx) / fx;
    this.#down = (middle[1] - cy) / fy;
    this.#rightByX = (beside[0] - middle[0]) / fx;
    this.#downByX = (beside[1] - middle[1]) / fy;
    this.#rightByY = (below[0] - middle[0]) / fx;
    this.#downByY = (below[1] - middle[1]) / fy;
  }

  /** [-] mean light of `perSide` squared rays, evenly over `edgePx` on either side. */
  mean(edgePx: number, perSide: number): number {
    let [sum, least, most] = [0, Infinity, -Infinity];
    for (let i = 0; i < perSide; i++) {
      for (let k = 0; k < perSide; k++) {
        const value = this.#light(
          2 * edgePx * ((k + 0.5) / perSide - 0.5),
          2 * edgePx * ((i + 0.5) / perSide - 0.5),
        );
        sum += value;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    this.spread = most - least;
    return sum / (perSide * perSide);
  }

  #light(x: number, y: number): number {
    const [right, down, forward] = this.#camera.rotation;
    const a = this.#right + x * this.#rightByX + y * this.#rightByY;
    const b = this.#down + x * this.#downByX + y * this.#downByY;
    return this.#lightFrom(
      a * right[0] + b * down[0] + forward[0],
      a * right[1] + b * down[1] + forward[1],
      a * right[2] + b * down[2] + forward[2],
    );
  }
}
