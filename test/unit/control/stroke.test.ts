import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HitPoint } from "../../../src/core/perception.ts";
import { norm, scale, subtract, type Vec3 } from "../../../src/core/vec3.ts";
import { BALL_MODEL } from "../../../src/tracking/ball-model.ts";
import { faceFor } from "../../../src/control/racket-face.ts";
import { checkLimits, racketNormal } from "../../../src/control/racket-joints.ts";
import { RUBBER, strike } from "../../../src/control/rubber.ts";
import { planStroke, type StrokePlan, type StrokeRefusal } from "../../../src/control/stroke.ts";
import { integrate } from "../tracking/flights.ts";
import { HIT, LIMITS, STROKE } from "./rackets.ts";

function planned(plan: StrokePlan | StrokeRefusal): StrokePlan {
  if (typeof plan === "string") throw new Error(`refused: ${plan}`);
  return plan;
}

/** Where a ball that is struck as planned comes down, by independent integration. */
function landing(hit: HitPoint, plan: StrokePlan): Vec3 {
  const [, , , yaw, pitch] = plan.positions;
  const [vx, vy, vz] = plan.velocities;
  const after = strike(BALL_MODEL, RUBBER, hit, {
    normal: racketNormal(yaw, pitch),
    velocityMps: [vx, vy, vz],
  });
  const end = integrate({ positionM: hit.positionM, ...after }, plan.flightS - 0.002);
  return end.positionM.map((p, i) => p + 0.002 * end.velocityMps[i]!) as unknown as Vec3;
}

const within = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true });
/** Balls as they come: some can be played, some not. */
const incoming = fc.record({
  positionM: fc.tuple(within(-0.8, 0.8), fc.constant(-1.6), within(0, 0.5)),
  velocityMps: fc.tuple(within(-1, 1), within(-7, -2), within(-3, 2)),
  spinRadps: fc.tuple(within(-150, 150), within(-60, 60), within(-60, 60)),
});

describe("planStroke", () => {
  it("returns the ball to the target", () => {
    const plan = planned(planStroke(STROKE, HIT));
    expect(norm(subtract(landing(HIT, plan), [0.2, 0.8, 0.02]))).toBeLessThan(0.003);
  });

  it("returns every ball that it plans for to the target, inside the limits", () => {
    let played = 0;
    fc.assert(
      fc.property(incoming, (ball) => {
        const hit = { ...HIT, ...ball };
        const plan = planStroke(STROKE, hit);
        if (typeof plan === "string") return;
        played++;
        expect(checkLimits(LIMITS, plan.positions, plan.velocities)).toBeNull();
        expect(norm(subtract(landing(hit, plan), [0.2, 0.8, 0.02]))).toBeLessThan(0.005);
      }),
      { seed: 4, numRuns: 60 },
    );
    expect(played).toBeGreaterThan(30);
  });

  it("never gives a number that is none, whatever it is told", () => {
    const any = fc.double();
    const vector = fc.tuple(any, any, any);
    fc.assert(
      fc.property(vector, vector, vector, (positionM, velocityMps, spinRadps) => {
        const plan = planStroke(STROKE, { ...HIT, positionM, velocityMps, spinRadps });
        if (typeof plan !== "string") expect(checkLimits(LIMITS, plan.positions, plan.velocities)).toBeNull();
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("stands a ball's radius behind the ball, along its own normal", () => {
    const { positions } = planned(planStroke(STROKE, HIT));
    const normal = racketNormal(positions[3], positions[4]);
    const centre: Vec3 = [positions[0], positions[1], positions[2]];
    expect(norm(subtract(HIT.positionM, subtract(centre, scale(normal, -0.02))))).toBeLessThan(1e-12);
  });

  it("moves along its normal and does not turn at contact", () => {
    const { positions, velocities } = planned(planStroke(STROKE, HIT));
    const [vx, vy, vz, ...turning] = velocities;
    const speed = norm([vx, vy, vz]);
    expect(norm(subtract([vx, vy, vz], scale(racketNormal(positions[3], positions[4]), speed)))).toBeLessThan(
      1e-9,
    );
    expect(turning).toEqual([0, 0]);
  });

  it("tells the ball's departure as the rubber gives it", () => {
    const plan = planned(planStroke(STROKE, HIT));
    const [vx, vy, vz] = plan.velocities;
    const normal = racketNormal(plan.positions[3], plan.positions[4]);
    const after = strike(BALL_MODEL, RUBBER, HIT, { normal, velocityMps: [vx, vy, vz] });
    expect(norm(subtract(plan.returnVelocityMps, after.velocityMps))).toBeLessThan(1e-5);
    expect(norm(subtract(plan.returnSpinRadps, after.spinRadps))).toBeLessThan(1e-6);
  });

  it("lobs a low ball for longer, until it clears the net", () => {
    const low = { ...HIT, positionM: [0, -1.6, 0] as const, velocityMps: [0, -4, -1] as const };
    const quick = { ...STROKE, flightS: [0.3, 0.7] as const };
    const plan = planned(planStroke(quick, low));
    expect(plan.flightS).toBeGreaterThan(0.3);
    expect(planStroke({ ...STROKE, flightS: [0.3, 0.3] }, low)).toBe("over-net");
  });

  it.each([
    ["beside the workspace", { positionM: [1.5, -1.6, 0.2] }, "outside-workspace"],
    ["too low", { positionM: [0, -1.6, -0.2] }, "outside-workspace"],
    ["not a number", { spinRadps: [NaN, 0, 0] }, "not-finite"],
  ] as const)("refuses a ball that is %s", (_, change, reason) => {
    expect(planStroke(STROKE, { ...HIT, ...change })).toBe(reason);
  });

  it("refuses a stroke that needs more speed than there is", () => {
    const slow = LIMITS.map((limit) => ({ ...limit, speed: 0.5 })) as unknown as typeof LIMITS;
    expect(planStroke({ ...STROKE, limits: slow }, HIT)).toBe("too-fast");
  });
});

describe("faceFor", () => {
  it("finds the face that sends the ball as wanted", () => {
    const wanted: Vec3 = [-0.5, 5, 2];
    const face = faceFor({ model: BALL_MODEL, rubber: RUBBER }, HIT, wanted);
    if (face === null) throw new Error("no face");
    const normal = racketNormal(face.yawRad, face.pitchRad);
    const { velocityMps } = strike(BALL_MODEL, RUBBER, HIT, {
      normal,
      velocityMps: scale(normal, face.speedMps),
    });
    expect(norm(subtract(velocityMps, wanted))).toBeLessThan(1e-5);
  });

  it("gives way to a ball that shall come off slowly", () => {
    expect(faceFor({ model: BALL_MODEL, rubber: RUBBER }, HIT, [0, 0.5, 0])?.speedMps).toBeLessThan(0);
  });

  it("finds none for what is not a number", () => {
    expect(faceFor({ model: BALL_MODEL, rubber: RUBBER }, HIT, [NaN, 5, 2])).toBeNull();
  });
});
