import { describe, expect, it } from "vitest";
import { normal } from "../../../src/core/normal.ts";
import { Random } from "../../../src/core/random.ts";
import { BallBelief } from "../../../src/tracking/ball-belief.ts";
import { BALL_MODEL, restitutionOf } from "../../../src/tracking/ball-model.ts";
import { BounceCorner } from "../../../src/tracking/bounce-corner.ts";

const FALL_MPS = 3;
const LEVEL_MPS = 4;
const E = restitutionOf(BALL_MODEL, FALL_MPS, LEVEL_MPS);
const SIGMA_M = 0.002;

/** A ball that bounces `untilS` from now, its height uncertain by SIGMA_M before the bounce. */
function nearBounce(untilS: number): BallBelief {
  const belief = new BallBelief();
  const vz = untilS > 0 ? -FALL_MPS : E * FALL_MPS;
  belief.mean.set([0, -0.5, 0.02 + Math.abs(vz * untilS), 0, -LEVEL_MPS, vz, 0, 0, 0]);
  const sigma = untilS > 0 ? SIGMA_M : SIGMA_M * E; // after it the height's error has turned round with the speed
  belief.covariance[2 * 10] = sigma * sigma;
  return belief;
}

/** Height of a ball that touches the table `errorS` after the belief does, `untilS` before the belief's contact. */
const height = (untilS: number, errorS: number): number => {
  const leftS = untilS + errorS;
  return 0.02 + (leftS > 0 ? FALL_MPS * leftS : -E * FALL_MPS * leftS);
};

describe("BounceCorner", () => {
  it.each([0.0004, -0.0004, 0.0009, 0.00002, -0.001])(
    "says how much higher balls are than a straight line, %d s before the bounce",
    (untilS) => {
      const belief = nearBounce(untilS);
      const corner = new BounceCorner({ ...BALL_MODEL, gravityMps2: 1e-6 });
      corner.look(belief, 0);
      const random = new Random(4);
      const n = 200_000;
      let [sum, squares, along, spread] = [0, 0, 0, 0];
      const samples = Array.from({ length: n }, () => {
        const errorS = (SIGMA_M / FALL_MPS) * normal(random);
        const lineM = untilS > 0 ? FALL_MPS * errorS : -E * FALL_MPS * errorS; // the belief's own error in height
        const aboveM = height(untilS, errorS) - (belief.mean[2]! + lineM);
        return { lineM, aboveM };
      });
      for (const { aboveM } of samples) sum += aboveM / n;
      for (const { lineM, aboveM } of samples) {
        along += (lineM * aboveM) / n;
        spread += (lineM * lineM) / n;
      }
      const slope = along / spread;
      for (const { lineM, aboveM } of samples) squares += (aboveM - sum - slope * lineM) ** 2 / n;
      expect(corner.shiftM * 1000).toBeCloseTo(sum * 1000, 1);
      expect(corner.byHeight).toBeCloseTo(slope, 1);
      expect(Math.sqrt(corner.varianceM2) * 1000).toBeCloseTo(Math.sqrt(squares) * 1000, 1);
      expect(corner.shiftM).toBeGreaterThan(0);
    },
  );

  it("counts a window in which the ball turned as an uncertain instant", () => {
    const certain = nearBounce(0.0002);
    certain.covariance.fill(0);
    const corner = new BounceCorner(BALL_MODEL);
    corner.look(certain, 0);
    expect(corner.shiftM).toBe(0);
    corner.look(certain, 0.001);
    expect(corner.shiftM).toBeGreaterThan(0.0002);
    expect(corner.varianceM2).toBeGreaterThan(1e-7);
  });

  it.each([
    ["high above the table", [0, -0.5, 0.3], -3],
    ["beside the table", [1, -0.5, 0.021], -3],
    ["that hardly moves", [0, -0.5, 0.021], -0.1],
    ["that is not a number", [0, -0.5, NaN], -3],
  ])("says nothing of a ball %s", (_, place, fallMps) => {
    const belief = nearBounce(0.0001);
    belief.mean.set(place);
    belief.mean[5] = fallMps;
    const corner = new BounceCorner(BALL_MODEL);
    corner.look(belief, 0.001);
    expect([corner.shiftM, corner.varianceM2, corner.byHeight, corner.bySpeed]).toEqual([0, 0, 0, 0]);
  });
});
