import { describe, expect, it } from "vitest";
import { ArmController } from "../../../../src/control/arm/arm-controller.ts";
import type { NoCommand } from "../../../../src/control/arm/arm-controller.ts";
import type { JointCommand } from "../../../../src/core/joint-command.ts";
import { ArmKinematics } from "../../../../src/core/arm/arm-kinematics.ts";
import type { BallState } from "../../../../src/core/perception.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";
import { fly, type BallMotion } from "../../../../src/tracking/ball-flight.ts";
import { BALL_MODEL } from "../../../../src/tracking/ball-model.ts";
import { strike } from "../../../../src/control/rubber.ts";
import { ballAt, PathPredictor, type IncomingPath } from "../../../../src/control/arm/incoming-path.ts";
import { someArm } from "../../core/arm/arms.ts";
import { ARM_CONTROL, INCOMING } from "./arm-controllers.ts";

const { arm, leadUs, followThroughUs } = ARM_CONTROL;
const started = (): ArmController => new ArmController(ARM_CONTROL, 0);
const commandOf = (answer: JointCommand | NoCommand): JointCommand => {
  if (typeof answer === "string") throw new Error(`no command: ${answer}`);
  return answer;
};
const path = new PathPredictor(BALL_MODEL).predict(INCOMING) as IncomingPath;
const trueBall = (atUs: number): BallMotion => ballAt(BALL_MODEL, path, atUs)!;
/** The state at a later time, before the bounce. */
const seenAt = (nowUs: number): BallState => ({
  ...INCOMING,
  ...fly(BALL_MODEL, INCOMING, nowUs * 1e-6),
  validAtUs: nowUs,
});

/** Where a ball goes that is struck by the blade of the commanded joints. */
function landing(command: JointCommand): Vec3 {
  const kinematics = new ArmKinematics(arm);
  kinematics.set(command.positions);
  const jacobian = new Float64Array(36);
  kinematics.jacobianInto(jacobian);
  const { rotation } = kinematics.toolPose();
  const velocity = [0, 1, 2].map((axis) =>
    command.velocities.reduce((sum, speed, j) => sum + jacobian[axis * 6 + j]! * speed, 0),
  ) as unknown as Vec3;
  const ball = trueBall(command.reachAtUs + leadUs);
  const face = { normal: [rotation[2], rotation[5], rotation[8]] as const, velocityMps: velocity };
  const after = { positionM: ball.positionM, ...strike(BALL_MODEL, ARM_CONTROL.rubber, ball, face) };
  for (let s = 0.3; s < 1; s += 0.0005) {
    const there = fly(BALL_MODEL, after, s).positionM;
    if (there[2] <= 0.02) return there;
  }
  throw new Error("never lands");
}

describe("a ball that can be returned", () => {
  it("gets a stroke whose blade is a radius behind it and sends it to the target", () => {
    const command = commandOf(started().onBall(INCOMING, 0));
    const kinematics = new ArmKinematics(arm);
    kinematics.set(command.positions);
    const { positionM, rotation } = kinematics.toolPose();
    const ball = trueBall(command.reachAtUs + leadUs).positionM;
    for (const axis of [0, 1, 2] as const)
      expect(positionM[axis] + 0.02 * rotation[3 * axis + 2]!).toBeCloseTo(ball[axis], 4);
    const [x, y] = landing(command);
    expect(x).toBeCloseTo(0, 2);
    expect(y).toBeCloseTo(0.8, 1);
    expect(Math.abs(y - 0.8)).toBeLessThan(0.02);
  });

  it("keeps its instant of contact as the estimate improves", () => {
    const control = started();
    const first = commandOf(control.onBall(INCOMING, 0));
    const seen = seenAt(50_000);
    const better = {
      ...seen,
      positionM: [seen.positionM[0] + 0.01, seen.positionM[1], seen.positionM[2]] as const,
    };
    const second = commandOf(control.onBall(better, 50_000));
    expect(second.reachAtUs).toBe(first.reachAtUs);
    expect(second.positions).not.toEqual(first.positions);
    for (const [i, position] of second.positions.entries())
      expect(Math.abs(position - first.positions[i]!)).toBeLessThan(0.05);
  });

  it("gets the same stroke again when there is no news of it", () => {
    const control = started();
    commandOf(control.onBall(INCOMING, 0));
    const { stroke } = control;
    commandOf(control.onBall(seenAt(50_000), 50_000));
    expect(control.stroke).toBe(stroke);
    const news = { ...seenAt(60_000), spinRadps: [45, 20, -10] as const };
    commandOf(control.onBall(news, 60_000));
    expect(control.stroke).not.toBe(stroke);
  });

  it("is met as planned when estimates come just before it, and is gone for home after it", () => {
    const control = started();
    const { reachAtUs } = commandOf(control.onBall(INCOMING, 0));
    const contactUs = reachAtUs + leadUs;
    expect(
      control.onBall(
        { ...INCOMING, ...trueBall(contactUs - 10_000), validAtUs: contactUs - 10_000 },
        contactUs - 10_000,
      ),
    ).toBe("frozen");
    expect(control.onIdle(contactUs)).toBeNull();
    const home = control.onIdle(reachAtUs + followThroughUs)!;
    expect(home.retreats).toBe("done");
    expect(home.command.positions).toEqual(arm.home);
    expect(home.command.velocities).toEqual([0, 0, 0, 0, 0, 0]);
    const again = control.onIdle(reachAtUs + followThroughUs + 20_000)!;
    expect(again.retreats).toBeNull();
    expect(again.command.reachAtUs).toBe(home.command.reachAtUs);
    expect(again.command.validUntilUs).toBeGreaterThanOrEqual(home.command.validUntilUs);
  });

  it("is given up when nothing more is heard of it", () => {
    const control = started();
    commandOf(control.onBall(INCOMING, 0));
    expect(control.onIdle(100_000)).toBeNull();
    const home = control.onIdle(151_000)!;
    expect(home.retreats).toBe("lost");
    expect(home.command.positions).toEqual(arm.home);
    expect(control.stroke).toBeNull();
  });
});

describe("a ball that gets no command", () => {
  const covariance = (at: number, variance: number): number[] =>
    INCOMING.covariance.map((_, i) => (i === at ? variance : 0));

  it.each<[string, Partial<BallState>, number, NoCommand]>([
    ["flies away", { velocityMps: [0, 5, 1] }, 0, "leaving"],
    ["is not a number", { positionM: [NaN, 1, 1] }, 0, "not-finite"],
    ["comes down beside the table", { velocityMps: [3, -5, 1] }, 0, "no-bounce"],
    ["is heard of too late", {}, 1_040_000, "too-late"],
    ["is near already, the arm at home", {}, 850_000, "too-fast"],
    ["may be anywhere", { covariance: covariance(0, 0.2) }, 0, "uncertain"],
    ["may be anywhere once it is here", { covariance: covariance(40, 0.5) }, 0, "uncertain"],
    ["has no known uncertainty", { covariance: [] }, 0, "uncertain"],
  ])("because it %s", (_name, change, nowUs, reason) => {
    expect(started().onBall({ ...INCOMING, ...change }, nowUs)).toBe(reason);
  });

  it("is searched for three times, elsewhere each time, and then not anew at once", () => {
    const far = someArm({ mount: { ...arm.mount, positionM: [1.3, -2.2, -0.4] } });
    const aside = { ...INCOMING, velocityMps: [-0.3, -5, 1.3] as const };
    const near = { ...INCOMING, velocityMps: [0.6, -5, 1.3] as const };
    const searched = (times: number): ArmController => {
      const control = new ArmController({ ...ARM_CONTROL, arm: far }, 0);
      for (let i = 0; i < times; i++) expect(control.onBall(aside, i)).toBe("out-of-reach");
      return control;
    };
    expect(typeof searched(2).onBall(near, 9000)).toBe("object");
    expect(searched(3).onBall(near, 9000)).toBe("out-of-reach");
    expect(typeof searched(3).onBall(near, 11_000)).toBe("object");
    expect(typeof searched(3).onBall({ ...near, track: 4 }, 9000)).toBe("object");
  });

  it("because it passes out of the arm's reach", () => {
    const far = someArm({ mount: { ...arm.mount, positionM: [3, -2.2, -0.4] } });
    expect(new ArmController({ ...ARM_CONTROL, arm: far }, 0).onBall(INCOMING, 0)).toBe("out-of-reach");
  });

  it("leaves an arm that stands at home where it is", () => {
    const control = started();
    control.onBall({ ...INCOMING, velocityMps: [0, 5, 1] }, 0);
    expect(control.onIdle(1000)).toMatchObject({ retreats: null, command: { positions: arm.home } });
  });

  it("leaves a stroke as it is that was planned for it", () => {
    const control = started();
    const { reachAtUs } = commandOf(control.onBall(INCOMING, 0));
    expect(control.onBall({ ...seenAt(60_000), positionM: [NaN, 0, 0] }, 60_000)).toBe("not-finite");
    expect(control.stroke!.contactUs).toBe(reachAtUs + leadUs);
  });
});

it("keeps a stroke that cannot be mended any more while it still meets the ball, and drops it when it does not", () => {
  const control = started();
  const { reachAtUs } = commandOf(control.onBall(INCOMING, 0));
  const nowUs = reachAtUs - 30_000;
  for (let atUs = 20_000; atUs < nowUs; atUs += 20_000)
    control.onBall(
      atUs < path.bounceUs ? seenAt(atUs) : { ...INCOMING, ...trueBall(atUs), validAtUs: atUs },
      atUs,
    );
  const ball = trueBall(nowUs);
  const shifted = (by: number): BallState => ({
    ...INCOMING,
    ...ball,
    positionM: [ball.positionM[0] + by, ball.positionM[1], ball.positionM[2]],
    validAtUs: nowUs,
  });
  const kept = commandOf(control.onBall(shifted(0.02), nowUs));
  expect(kept.reachAtUs).toBe(reachAtUs);
  const answer = control.onBall(shifted(0.3), nowUs);
  if (typeof answer !== "string") expect(answer.reachAtUs).not.toBe(reachAtUs);
});
