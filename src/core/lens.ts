/** Distortion of a lens after Brown and Conrady, with the names and the order of OpenCV. All zero: none. */
export interface Distortion {
  /** [-] radial, powers 2, 4 and 6 of the distance from the axis. */
  readonly k1: number;
  readonly k2: number;
  readonly k3: number;
  /** [-] tangential. */
  readonly p1: number;
  readonly p2: number;
}

/** A lens in front of a sensor: distortion, and what makes pixels of directions. Pixel centres at integer coordinates. */
export interface Lens extends Distortion {
  /** [px] focal lengths and principal point. */
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
}

const STEPS = 20; // [-] of the fixed-point iteration; OpenCV's undistortPoints takes 5 by default
const CLOSE_PX = 0.01; // distorting the answer again must lead back this close, else the lens is not invertible there

/** [px] the undistorted place of a distorted pixel; null where the model cannot be inverted. Source: OpenCV `undistortPoints`. */
export function undistort(lens: Lens, xPx: number, yPx: number): readonly [number, number] | null {
  const { fx, fy, cx, cy } = lens;
  const [seenX, seenY] = [(xPx - cx) / fx, (yPx - cy) / fy];
  let [x, y] = [seenX, seenY];
  for (let step = 0; step < STEPS; step++) {
    const [shiftX, shiftY, gain] = distortion(lens, x, y);
    x = (seenX - shiftX) / gain;
    y = (seenY - shiftY) / gain;
  }
  const [backX, backY] = distort(lens, x * fx + cx, y * fy + cy);
  const isBack = Math.abs(backX - xPx) < CLOSE_PX && Math.abs(backY - yPx) < CLOSE_PX; // false for NaN
  return isBack ? [x * fx + cx, y * fy + cy] : null;
}

/** [px] where the lens shows what belongs at an undistorted place. */
export function distort(lens: Lens, xPx: number, yPx: number): readonly [number, number] {
  const { fx, fy, cx, cy } = lens;
  const [x, y] = [(xPx - cx) / fx, (yPx - cy) / fy];
  const [shiftX, shiftY, gain] = distortion(lens, x, y);
  return [(x * gain + shiftX) * fx + cx, (y * gain + shiftY) * fy + cy];
}

/** [-] tangential shift and radial gain at a place in units of the focal length. */
function distortion(
  { k1, k2, k3, p1, p2 }: Distortion,
  x: number,
  y: number,
): readonly [number, number, number] {
  const r2 = x * x + y * y;
  const gain = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
  return [2 * p1 * x * y + p2 * (r2 + 2 * x * x), p1 * (r2 + 2 * y * y) + 2 * p2 * x * y, gain];
}
