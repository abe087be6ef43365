import { expect, it } from "vitest";
import { namedArm, type ArmName } from "../../../../nodes/arm-choice.ts";
import { createLauncher, type LaunchTier } from "../../../../sims/table-tennis/launcher.ts";
import { armControlFor } from "../../../../studies/play/node-defaults.ts";
import { ArmStrokes } from "../../../support/arm-strokes.ts";

it.each<[LaunchTier, ArmName, number]>([
  ["amateur", "kr6-r900", 15],
  ["elite", "kr6-r900", 8],
  ["elite", "kr6-r900-rail", 8],
])(
  "keeps range, speed, acceleration and jerk of every joint, playing %s balls with %s",
  (tier, name, balls) => {
    const setup = namedArm(name);
    const launcher = createLauncher(8, { tier, gate: null, serveShare: 0.2 });
    const strokes = new ArmStrokes(armControlFor(setup, [0, 0.8]), setup.servo, launcher);
    let returned = 0;
    for (let ball = 0; ball < balls; ball++) if (strokes.play(ball).outcome.returned) returned++;
    expect(returned).toBeGreaterThan(balls / 2);
    expect(strokes.violations).toBe(0);
    for (const use of Object.values(strokes.worst)) expect(use).toBeLessThanOrEqual(1.001);
    expect(strokes.worst.acceleration).toBeGreaterThan(0.9); // it did work
    expect(strokes.robot.counts).toEqual({ refused: 0, cut: 0, late: 0 });
  },
);
