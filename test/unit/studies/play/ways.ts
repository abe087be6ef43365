import { fileURLToPath } from "node:url";
import { REACHABLE } from "../../../../sims/table-tennis/launch.ts";
import type { LaunchTier } from "../../../../sims/table-tennis/launcher.ts";
import { EXACT, type PlayOptions, type Sensing } from "../../../../studies/play/play-options.ts";
import { rigFilter } from "../../../../studies/play/rig.ts";
import { playRobot, type PlayRobotName } from "../../../../studies/play/robots.ts";

const RIG = fileURLToPath(new URL("../../../../pipelines/rig.yaml", import.meta.url));
const filter = await rigFilter(RIG, 240);
const TARGET_M = [0, 0.8] as const;

/** A way to play balls of a tier. */
export const wayOf = (
  tier: LaunchTier,
  sensing: Partial<Sensing> = {},
  robot: PlayRobotName = "gantry",
): PlayOptions => ({
  seed: 7,
  launch: { tier, gate: REACHABLE, serveShare: 0 },
  robot: playRobot(robot, TARGET_M),
  sensing: { ...EXACT, ...sensing },
  filter,
  targetM: TARGET_M,
});
