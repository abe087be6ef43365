import { lookAt, project, type CameraModel } from "../../../src/core/camera.ts";
import { normal } from "../../../src/core/normal.ts";
import type { BallState, Detection } from "../../../src/core/perception.ts";
import type { Random } from "../../../src/core/random.ts";
import type { Vec3 } from "../../../src/core/vec3.ts";
import type { BallFilter, BallFilterOptions } from "../../../src/tracking/ball-filter.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";

const sensor = { width: 1280, height: 720, focalPx: 1040 };
export const LEFT = lookAt({ id: "left", ...sensor }, [-2.4, -0.4, 2.8], [0, -0.1, 0.1]);
const STRAIGHT = lookAt({ id: "right", ...sensor }, [2.4, -0.4, 2.8], [0, -0.1, 0.1]);
/** The right camera has a lens that bends. */
export const RIGHT: CameraModel = {
  ...STRAIGHT,
  distortion: { k1: -0.12, k2: 0.03, k3: 0, p1: 0.001, p2: 0 },
};

export const NOISE = { velocityWalk: 0.05, spinWalk: 5, bounceVelocityMps: 0.1, bounceSpinRadps: 30 };

export const FILTER: BallFilterOptions = {
  cameras: [LEFT, RIGHT],
  dynamics: { model: BALL_MODEL, noise: NOISE },
  clocks: null,
  velocitySigmaMps: 6,
  spinSigmaRadps: 80,
  minPresence: 0.5,
  gate: 13.8,
  maxOutliers: 3,
  maxGapUs: 100_000,
  minSightings: 6,
  pairToleranceUs: 300,
  maxPairErrorPx: 5,
};

/** What a tracker says of a point at `validAtUs`; with `random`, off by a normal error of `sigmaPx` per axis. */
export function sighting(
  camera: CameraModel,
  pointM: Vec3,
  validAtUs: number,
  random?: Random,
  sigmaPx = 0.5,
): Detection {
  const { xPx, yPx } = project(camera, pointM);
  const off = (): number => (random === undefined ? 0 : sigmaPx * normal(random));
  return {
    camera: camera.id,
    xPx: xPx + off(),
    yPx: yPx + off(),
    covariancePx2: [sigmaPx ** 2, 0, sigmaPx ** 2],
    presence: 0.9,
    validAtUs,
    windowStartUs: validAtUs,
    windowEndUs: validAtUs,
  };
}

/** The state of a filter that must have one. */
export function stateOf(filter: BallFilter): BallState {
  const state = filter.state();
  if (state === null) throw new Error("the filter has no state");
  return state;
}
