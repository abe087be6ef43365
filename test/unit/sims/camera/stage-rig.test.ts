import { describe, expect, it } from "vitest";
import { sensorModel } from "../../../../sims/camera/sensors.ts";
import type { BallTruthRow } from "../../../../sims/camera/ball-truth.ts";
import type { Actors } from "../../../../sims/camera/stage.ts";
import { type RigCamera, type RigOptions, StageRig } from "../../../../sims/camera/stage-rig.ts";
import { DEFAULT_LOOK } from "../../../../sims/camera/stage-scene.ts";
import { lookAt, project } from "../../../../src/core/camera.ts";
import type { EventBatch } from "../../../../src/core/event-batch.ts";

const camera = lookAt({ id: "c", width: 320, height: 240, focalPx: 300 }, [0, -2, 1], [0, 0, 0]);
const CAMERA: RigCamera = { model: camera, sensor: sensorModel("ideal", null) };
const OPTIONS: RigOptions = {
  mostMotionPx: 0.25,
  look: { ...DEFAULT_LOOK, radiusM: 0.02 },
  startUs: 0,
  seed: 1,
};
const actorsAt = (x: number): Actors => ({
  blades: [],
  capsules: [{ fromM: [x, 0, 0], toM: [x, 0, 0.3], radiusM: 0.05, albedo: 0.7 }],
});

function swept(from: number, to: number): EventBatch {
  const rig = new StageRig([CAMERA], { ...OPTIONS, actors: actorsAt(from) });
  for (let k = 1; k <= 40; k++) rig.follow(k * 250, null, actorsAt(from + ((to - from) * k) / 40));
  return rig.take(10_000)[0]!;
}

describe("an actor", () => {
  it("is there without an event when the cameras begin, and makes none at rest", () => {
    expect(swept(0, 0).length).toBe(0);
  });

  it("makes events along its edges as it moves, ON before it, OFF behind it", () => {
    const { x, p, length } = swept(-0.05, 0.05);
    expect(length).toBeGreaterThan(2000);
    const left = project(camera, [-0.1, 0, 0.15]).xPx;
    const right = project(camera, [0.1, 0, 0.15]).xPx;
    const middle = (left + right) / 2;
    let agreeing = 0;
    for (let i = 0; i < length; i++) {
      expect(x[i]!).toBeGreaterThan(left - 4);
      expect(x[i]!).toBeLessThan(right + 4);
      if ((p[i] === 1) === x[i]! > middle) agreeing++;
    }
    expect(agreeing / length).toBeGreaterThan(0.85); // its round ends pass over their own trace
  });

  it("stays when the ball comes and goes", () => {
    const rig = new StageRig([CAMERA], { ...OPTIONS, actors: actorsAt(0) });
    rig.follow(250, null, actorsAt(0.01));
    rig.replace(250, { x: 0.5, y: 0, z: 0.2 });
    rig.follow(500, { x: 0.5, y: 0, z: 0.2 }, actorsAt(0.02));
    rig.replace(500, null);
    rig.follow(750, null, actorsAt(0.03));
    const [batch] = rig.take(750);
    const ball = project(camera, [0.5, 0, 0.2]).xPx;
    expect(batch!.length).toBeGreaterThan(100);
    expect(batch!.x.every((column) => Math.abs(column - ball) > 20)).toBe(true);
  });
});

it.each([
  ["the ball is at NaN", (rig: StageRig) => rig.follow(250, { x: NaN, y: 0, z: 0 }, actorsAt(0))],
  ["a new ball is at infinity", (rig: StageRig) => rig.replace(0, { x: 0, y: Infinity, z: 0 })],
  ["an actor is at NaN", (rig: StageRig) => rig.follow(250, null, actorsAt(NaN))],
])("refuses to draw when %s", (_, draw) => {
  const rig = new StageRig([CAMERA], { ...OPTIONS, actors: actorsAt(0) });
  expect(() => draw(rig)).toThrow(expect.objectContaining({ code: "world-invalid" }));
});

it.each([
  ["a position of NaN", { positionM: [NaN, 0, 1] as const }],
  ["a focal length of 0", { fx: 0 }],
  ["a lens of infinity", { distortion: { k1: Infinity, k2: 0, k3: 0, p1: 0, p2: 0 } }],
])("refuses a camera with %s", (_, wrong) => {
  expect(() => new StageRig([{ ...CAMERA, model: { ...camera, ...wrong } }], OPTIONS)).toThrow(
    expect.objectContaining({ code: "geometry-invalid", where: { camera: "c" } }),
  );
});

describe("the truth", () => {
  const truthOf = (link: number): BallTruthRow[] => {
    const rig = new StageRig([CAMERA], { ...OPTIONS, actors: actorsAt(link), truth: true });
    rig.replace(500, { x: -0.2, y: 0, z: 0.1 });
    rig.follow(1500, { x: 0.2, y: 0, z: 0.1 }, actorsAt(link));
    rig.expose(1000);
    const first = rig.takeTruth()[0]!;
    rig.replace(1500, null);
    rig.expose(2000);
    return [...first, ...rig.takeTruth()[0]!];
  };

  it("is where the ball's image is, every 100 us", () => {
    const rows = truthOf(9);
    expect(rows.map(({ timeUs }) => timeUs)).toEqual(Array.from({ length: 20 }, (_, n) => n * 100));
    for (const { timeUs, xPx, yPx, radiusPx, visible } of rows) {
      const there = timeUs >= 500 && timeUs < 1500;
      expect(visible).toBe(there);
      if (!there) {
        expect([xPx, yPx, radiusPx]).toEqual([NaN, NaN, NaN]);
        continue;
      }
      const point = [-0.2 + ((timeUs - 500) / 1000) * 0.4, 0, 0.1] as const;
      const expected = project(camera, point);
      expect(xPx).toBeCloseTo(expected.xPx, 6);
      expect(yPx).toBeCloseTo(expected.yPx, 6);
      expect(radiusPx).toBeCloseTo((300 * 0.02) / expected.depthM, 1);
    }
  });

  it("says when something nearer hides it, or it is out of the picture", () => {
    const hidden = truthOf(0).filter(({ timeUs }) => timeUs >= 500 && timeUs < 1500);
    expect(hidden.map(({ visible }) => visible)).toContain(true);
    // the link stands from z = 0 to 0.3 at y = 0, its axis as far as the ball: its near end counts as nearer
    const rig = new StageRig([CAMERA], { ...OPTIONS, truth: true });
    rig.replace(0, { x: 2, y: 0, z: 0 });
    rig.follow(1000, { x: 2, y: 0, z: 0 });
    rig.expose(1000);
    expect(rig.takeTruth()[0]!.every(({ visible }) => !visible)).toBe(true);
    const before = new StageRig([CAMERA], { ...OPTIONS, truth: true, actors: wallAt(-0.5) });
    before.replace(0, { x: 0, y: 0, z: 0 });
    before.follow(1000, { x: 0, y: 0, z: 0 }, wallAt(-0.5));
    before.expose(1000);
    expect(before.takeTruth()[0]!.every(({ visible }) => !visible)).toBe(true);
  });
});

const wallAt = (y: number): Actors => ({
  blades: [],
  capsules: [{ fromM: [-0.5, y, 0.25], toM: [0.5, y, 0.25], radiusM: 0.1, albedo: 0.5 }],
});
