import { CameraView } from "../core/camera-view.ts";
import { rayThrough, type CameraModel } from "../core/camera.ts";
import {
  addSymmetric,
  applySymmetric,
  at,
  invertSymmetric,
  square,
  symmetricOuter,
  toRowMajor,
  type Symmetric3,
} from "../core/matrix.ts";
import type { Covariance2 } from "../core/perception.ts";
import { add, cross, dot, scale, type Vec3 } from "../core/vec3.ts";

/** One camera's view of a point. */
export interface Sighting {
  readonly camera: CameraModel;
  /** [px] */
  readonly xPx: number;
  readonly yPx: number;
  /** [px^2] */
  readonly covariancePx2: Covariance2;
}

/** A point that several cameras see. World frame. */
export interface TriangulatedPoint {
  /** [m] */
  readonly positionM: Vec3;
  /** [m^2] 3x3 row-major. */
  readonly covarianceM2: readonly number[];
  /** [px] root mean square over the cameras of the distance between sighting and projected point. */
  readonly reprojectionErrorPx: number;
}

/** Why there is no point. */
export type TriangulationRefusal =
  "too-few-views" | "not-finite" | "bad-covariance" | "rays-parallel" | "behind-camera";

const MIN_RAY_ANGLE_SINE = 0.02; // [-] about 1.1 degrees: depth is then 50 times worse than across
const REFINEMENTS = 4; // Gauss-Newton steps; from the linear start two reach 1e-9 m

/**
 * The point that best explains the sightings: nearest point of the rays, then Gauss-Newton on the reprojection
 * errors weighted with their covariances, whose inverse normal matrix is the covariance returned.
 */
export function triangulate(sightings: readonly Sighting[]): TriangulatedPoint | TriangulationRefusal {
  if (sightings.length < 2) return "too-few-views";
  if (!sightings.every((s) => Number.isFinite(s.xPx) && Number.isFinite(s.yPx))) return "not-finite";
  const views: View[] = [];
  for (const sighting of sightings) {
    const weight = invert2(sighting.covariancePx2);
    if (weight === null) return "bad-covariance";
    views.push({ ...sighting, view: new CameraView(sighting.camera), weight });
  }
  const rays = views.map(({ camera, xPx, yPx }) => rayThrough(camera, xPx, yPx));
  if (!rays.every((ray) => ray.every(Number.isFinite))) return "not-finite";
  const start = widestSine(rays) < MIN_RAY_ANGLE_SINE ? null : nearestToRays(views, rays);
  if (start === null) return "rays-parallel";
  return refine(views, start);
}

interface View extends Sighting {
  readonly view: CameraView;
  /** [1/px^2] inverse covariance. */
  readonly weight: Covariance2;
}

function refine(views: readonly View[], start: Vec3): TriangulatedPoint | TriangulationRefusal {
  let positionM = start;
  let covariance: Symmetric3 | null = null;
  for (let i = 0; i < REFINEMENTS; i++) {
    for (const { view } of views) view.see(...positionM);
    if (!views.every(({ view }) => view.depthM > 0)) return "behind-camera";
    const normal = normalEquations(views);
    covariance = invertSymmetric(normal.matrix);
    if (covariance === null) return "rays-parallel";
    positionM = add(positionM, applySymmetric(covariance, normal.gradient));
  }
  if (covariance === null) return "rays-parallel";
  const reprojectionErrorPx = reprojectionError(views, positionM);
  if (!Number.isFinite(reprojectionErrorPx)) return "not-finite";
  return { positionM, covarianceM2: toRowMajor(covariance), reprojectionErrorPx };
}

/** Sum over the cameras of JT W J and JT W r, J the projection's derivative and r what the projection misses. */
function normalEquations(views: readonly View[]): { matrix: Symmetric3; gradient: Vec3 } {
  let matrix: Symmetric3 = [0, 0, 0, 0, 0, 0];
  let gradient: Vec3 = [0, 0, 0];
  for (const { view, weight, xPx, yPx } of views) {
    const alongX = slope(view.dx);
    const alongY = slope(view.dy);
    const missX = xPx - view.xPx;
    const missY = yPx - view.yPx;
    matrix = addSymmetric(matrix, symmetricOuter(alongX, alongX, weight[0]));
    matrix = addSymmetric(matrix, symmetricOuter(alongX, alongY, 2 * weight[1]));
    matrix = addSymmetric(matrix, symmetricOuter(alongY, alongY, weight[2]));
    gradient = add(gradient, scale(alongX, weight[0] * missX + weight[1] * missY));
    gradient = add(gradient, scale(alongY, weight[1] * missX + weight[2] * missY));
  }
  return { matrix, gradient };
}

const slope = (d: Float64Array): Vec3 => [at(d, 0), at(d, 1), at(d, 2)];

/** Point with the least sum of squared distances to the rays. */
function nearestToRays(views: readonly View[], rays: readonly Vec3[]): Vec3 | null {
  let matrix: Symmetric3 = [0, 0, 0, 0, 0, 0];
  let rhs: Vec3 = [0, 0, 0];
  rays.forEach((ray, i) => {
    const origin = views[i]?.camera.positionM ?? [NaN, NaN, NaN];
    const across = addSymmetric([1, 0, 0, 1, 0, 1], symmetricOuter(ray, ray, -1));
    matrix = addSymmetric(matrix, across);
    rhs = add(rhs, applySymmetric(across, origin));
  });
  const inverse = invertSymmetric(matrix);
  return inverse === null ? null : applySymmetric(inverse, rhs);
}

/** [-] sine of the widest angle between two rays. */
function widestSine(rays: readonly Vec3[]): number {
  let widest = 0;
  rays.forEach((a, i) => {
    for (const b of rays.slice(i + 1)) {
      const across = cross(a, b);
      widest = Math.max(widest, dot(across, across));
    }
  });
  return Math.sqrt(widest);
}

function reprojectionError(views: readonly View[], positionM: Vec3): number {
  let sum = 0;
  for (const { view, xPx, yPx } of views) {
    view.see(...positionM);
    sum += square(view.xPx - xPx) + square(view.yPx - yPx);
  }
  return Math.sqrt(sum / views.length);
}

/** Inverse of a positive definite 2x2 matrix, or null. */
function invert2([xx, xy, yy]: Covariance2): Covariance2 | null {
  const determinant = xx * yy - xy * xy;
  if (!(xx > 0 && determinant > 0) || determinant === Infinity) return null;
  return [yy / determinant, -xy / determinant, xx / determinant];
}
