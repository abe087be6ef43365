import { kr6R900, type Kr6Options } from "../../../../src/core/arm/kr6-r900.ts";
import { rollPitchYaw } from "../../../../src/core/arm/pose.ts";
import { racketTool } from "../../../../src/core/arm/racket-tool.ts";
import type { ArmDescription } from "../../../../src/core/arm/arm.ts";
import type { Random } from "../../../../src/core/random.ts";

/** A KR 6 R900 behind the table, racket tilted on its flange. */
export const someArm = (change: Partial<Kr6Options> = {}): ArmDescription =>
  kr6R900({
    mount: { positionM: [0.1, -2.2, -0.4], rotation: rollPitchYaw(0, 0, Math.PI / 2) },
    tool: racketTool({ adapterM: 0.05, racketM: 0.17, tiltRad: 0.7 }),
    home: [0, -1.5, 1.6, 0, 0.6, 0],
    ...change,
  });

/** Joint positions uniform within the limits. */
export const anyPose = (arm: ArmDescription, random: Random): number[] =>
  arm.joints.map(({ limits }) => random.between(limits.min, limits.max));
