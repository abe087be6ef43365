import { expect, it } from "vitest";
import type { CameraModel } from "../../../src/core/camera.ts";
import type { Vec3 } from "../../../src/core/vec3.ts";
import { BALL_SIZE, BallBelief } from "../../../src/tracking/ball-belief.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";
import { SightingUpdate } from "../../../src/tracking/sighting-update.ts";
import { LEFT, RIGHT, sighting } from "./sightings.ts";

const BALL_M: Vec3 = [0.2, -0.3, 0.6];

/** [us] what the clock's offset is taken for by a belief that is sure of a ball with this velocity, and of nothing else. */
function learnedOffsetUs(camera: CameraModel, velocityMps: Vec3, offsetUs: number): number {
  const belief = new BallBelief(BALL_SIZE + 1);
  belief.mean.set(BALL_M, 0);
  belief.mean.set(velocityMps, 3);
  belief.covariance[BALL_SIZE * (BALL_SIZE + 2)] = 0.001 ** 2; // of the clock: 1 ms
  const seenM = BALL_M.map((m, i) => m - velocityMps[i]! * offsetUs * 1e-6) as unknown as Vec3;
  const update = new SightingUpdate(camera, BALL_MODEL, BALL_SIZE + 1, BALL_SIZE);
  expect(update.apply(belief, sighting(camera, seenM, 0, undefined, 0.01), 13.8)).toBe(true);
  return belief.mean[BALL_SIZE]! * 1e6;
}

it.each([
  ["across the image", [6, 0, 0]],
  ["down the image", [0, 1.2, -5]],
  ["aslant", [3, -4, 2]],
] as const)("a stamp that is late shows a ball, moving %s, where it was", (_, velocityMps) => {
  for (const camera of [LEFT, RIGHT]) {
    for (const offsetUs of [300, -300])
      expect(Math.abs(learnedOffsetUs(camera, velocityMps, offsetUs) / offsetUs - 1)).toBeLessThan(0.02);
  }
});
