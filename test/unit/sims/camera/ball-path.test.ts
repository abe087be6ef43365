import { expect, it } from "vitest";
import { BallPath } from "../../../../sims/camera/ball-path.ts";

function pathOf(...knots: readonly (readonly [number, number])[]): BallPath {
  const path = new BallPath();
  for (const [timeUs, x] of knots) path.add(timeUs, { x, y: 2 * x, z: -x });
  return path;
}

function at(path: BallPath, timeUs: number): readonly number[] {
  const out = { timeUs: NaN, x: NaN, y: NaN, z: NaN };
  path.at(timeUs, out);
  return [out.x, out.y, out.z];
}

it("goes straight from knot to knot and stays at its ends", () => {
  const path = pathOf([0, 0], [100, 1], [300, 0]);
  expect([-50, 0, 50, 100, 200, 300, 400].map((t) => at(path, t)[0])).toEqual([0, 0, 0.5, 1, 0.5, 0, 0]);
  expect(at(path, 50)).toEqual([0.5, 1, -0.5]);
});

it("says where the straight piece ends", () => {
  const path = pathOf([0, 0], [100, 1], [300, 0]);
  expect([0, 99, 100, 299, 300].map((t) => path.pieceEndUs(t))).toEqual([100, 100, 300, 300, Infinity]);
});

it("begins the next quantum at its last knot", () => {
  const path = pathOf([0, 0], [100, 1]);
  path.keepLast();
  path.add(200, { x: 3, y: 6, z: -3 });
  expect(at(path, 150)).toEqual([2, 4, -2]);
  expect(at(path, 0)).toEqual([1, 2, -1]);
});

it("is empty before the first knot and after clearing", () => {
  const path = new BallPath();
  expect(path.isEmpty).toBe(true);
  path.keepLast();
  path.add(0, { x: 0, y: 0, z: 0 });
  expect(path.isEmpty).toBe(false);
  path.clear();
  expect(path.isEmpty).toBe(true);
});
