import { expect, it } from "vitest";
import { halfChord, hiddenDisc, motionPx, projectBall } from "../../../../sims/camera/image-disc.ts";
import { lookAt, project } from "../../../../src/core/camera.ts";

const camera = lookAt({ id: "c", width: 640, height: 480, focalPx: 500 }, [1, -3, 2], [0, 0, 0.2]);

it("has its centre where the pinhole projects the ball's, and the radius of similar triangles", () => {
  const disc = hiddenDisc();
  projectBall(camera, { x: 0.3, y: -0.5, z: 0.4 }, 0.02, disc);
  const { xPx, yPx, depthM } = project(camera, [0.3, -0.5, 0.4]);
  expect(disc.x).toBeCloseTo(xPx, 9);
  expect(disc.y).toBeCloseTo(yPx, 9);
  expect(disc.radius).toBeCloseTo((500 * 0.02) / depthM, 9);
});

it("hides a ball behind the camera", () => {
  const disc = hiddenDisc();
  projectBall(camera, { x: 0.3, y: -0.5, z: 0.4 }, 0.02, disc);
  projectBall(camera, { x: 2, y: -6, z: 3.6 }, 0.02, disc);
  expect(disc).toEqual({ x: 0, y: 0, radius: -Infinity });
});

it("counts growth as motion, and none between sight and out of sight", () => {
  expect(motionPx({ x: 0, y: 0, radius: 5 }, { x: 3, y: 4, radius: 6 })).toBe(6);
  expect(motionPx(hiddenDisc(), { x: 3, y: 4, radius: 6 })).toBe(0);
});

it("cuts rows by Pythagoras", () => {
  const disc = { x: 10, y: 20, radius: 5 };
  expect(halfChord(disc, 23, 0)).toBe(4);
  expect(halfChord(disc, 20, 1)).toBe(6);
  expect(halfChord(disc, 25, 0)).toBe(-Infinity);
  expect(halfChord(hiddenDisc(), 0, 1)).toBe(-Infinity);
});
