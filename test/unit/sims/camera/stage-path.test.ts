import { expect, it } from "vitest";
import { StagePath } from "../../../../sims/camera/stage-path.ts";

function pathOf(...knots: readonly (readonly [timeUs: number, x: number])[]): StagePath {
  const path = new StagePath(2);
  for (const [timeUs, x] of knots) path.add(timeUs).set([x, -2 * x]);
  return path;
}

function at(path: StagePath, timeUs: number): number[] {
  const out = new Float64Array(2);
  path.at(timeUs, out);
  return [...out];
}

it("goes straight from knot to knot and stays at its ends", () => {
  const path = pathOf([0, 0], [100, 1], [300, 0]);
  expect([-50, 0, 50, 100, 200, 300, 400].map((t) => at(path, t)[0])).toEqual([0, 0, 0.5, 1, 0.5, 0, 0]);
  expect(at(path, 50)).toEqual([0.5, -1]);
});

it("says where the straight piece ends", () => {
  const path = pathOf([0, 0], [100, 1], [300, 0]);
  expect([0, 99, 100, 299, 300].map((t) => path.pieceEndUs(t))).toEqual([100, 100, 300, 300, Infinity]);
});

it("forgets what nobody needs any more, and only that", () => {
  const path = pathOf([0, 0], [100, 1], [200, 5], [300, 6]);
  path.forgetBefore(250);
  expect([path.startUs, path.endUs]).toEqual([200, 300]);
  expect(at(path, 250)).toEqual([5.5, -11]);
  path.forgetBefore(300);
  path.add(400).set([8, 8]);
  expect(at(path, 350)).toEqual([7, -2]);
});

it("begins again where it was, at another time", () => {
  const path = pathOf([0, 0], [100, 1]);
  path.restart(500)[1] = 7;
  expect([path.startUs, path.endUs]).toEqual([500, 500]);
  path.add(600).set([3, 7]);
  expect(at(path, 550)).toEqual([2, 7]);
});

it("replaces a knot at the same instant", () => {
  const path = pathOf([0, 0], [100, 1], [100, 4]);
  expect(at(path, 50)).toEqual([2, -4]);
});

it("knows nothing before its first knot", () => {
  const path = new StagePath(2);
  expect(path.isEmpty).toBe(true);
  expect(at(path, 0)).toEqual([NaN, NaN]);
  expect([...path.restart(10)]).toEqual([NaN, NaN]);
});
