import { fileURLToPath } from "node:url";
import type { LaunchTier } from "../../../../sims/table-tennis/launcher.ts";
import type { PlayOptions, Sensing } from "../../../../studies/play/play-options.ts";
import type { PlayRobotName } from "../../../../studies/play/robots.ts";
import { filterFor, playOptions } from "../../../../studies/play/play-job.ts";
import { EXACT_WAY } from "../../../../studies/play/ways.ts";

const RIG = fileURLToPath(new URL("../../../../pipelines/rig.yaml", import.meta.url));
const filter = await filterFor(RIG, "elite");

/** A way to play balls of a tier, all with the same filter. */
export function wayOf(
  tier: LaunchTier,
  sensing: Partial<Sensing> = {},
  robot: PlayRobotName = "gantry",
): PlayOptions {
  const options = playOptions({ robot, ...EXACT_WAY }, { tier, seed: 7 }, filter);
  return { ...options, sensing: { ...options.sensing, ...sensing } };
}
