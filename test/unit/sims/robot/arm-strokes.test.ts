import { expect, it } from "vitest";
import { ASSUMED_SERVO } from "../../../../sims/robot/arm-plant.ts";
import { createLauncher, type LaunchTier } from "../../../../sims/table-tennis/launcher.ts";
import type { ArmDescription } from "../../../../src/core/arm/arm.ts";
import { kr6At, KR6_RAIL, KR6_STATION } from "../../../../src/core/arm/kr6-station.ts";
import { ARM_TASK } from "../../../../studies/arm/arm-task.ts";
import { ArmStrokes } from "../../../support/arm-strokes.ts";

const onFeet = kr6At(KR6_STATION);
const onRail = kr6At(KR6_STATION, KR6_RAIL);

it.each<[string, ArmDescription, LaunchTier, number]>([
  ["amateur balls", onFeet, "amateur", 15],
  ["elite balls", onFeet, "elite", 8],
  ["elite balls on a linear axis", onRail, "elite", 8],
])("keeps range, speed, acceleration and jerk of every joint, playing %s", (_name, arm, tier, balls) => {
  const launcher = createLauncher(8, { tier, gate: null, serveShare: 0.2 });
  const strokes = new ArmStrokes({ ...ARM_TASK, arm }, ASSUMED_SERVO, launcher);
  let returned = 0;
  for (let ball = 0; ball < balls; ball++) if (strokes.play(ball).outcome.returned) returned++;
  expect(returned).toBeGreaterThan(balls / 2);
  expect(strokes.violations).toBe(0);
  for (const use of Object.values(strokes.worst)) expect(use).toBeLessThanOrEqual(1.001);
  expect(strokes.worst.acceleration).toBeGreaterThan(0.9); // it did work
  expect(strokes.robot.counts).toEqual({ refused: 0, cut: 0, late: 0 });
});
