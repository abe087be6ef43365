/**
 * Writes sims/table-tennis/amateur-states.ts from `serves.csv` and `rallies.csv` (columns id, x_m, y_m, z_m, vx_mps, vy_mps,
 * vz_mps, and spins that are left out): `node scripts/amateur-states.ts FOLDER`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { packStates, type PackedState } from "../sims/table-tennis/state-text.ts";

/** The states of one file that fly to the robot (vy < 0), in its order. */
export function robotBound(csv: string): PackedState[] {
  const rows = csv.trim().split("\n").slice(1);
  return rows
    .map((row) => row.split(",").map(Number))
    .map(([, x = NaN, y = NaN, z = NaN, vx = NaN, vy = NaN, vz = NaN]): PackedState => ({
      positionM: [x, y, z],
      velocityMps: [vx, vy, vz],
    }))
    .filter(({ velocityMps }) => velocityMps[1] < 0);
}

/** The module's text. */
export function statesModule(serves: string, rallies: string): string {
  return `/**
 * Ball states of amateur play, just after the stroke: google-deepmind/competitive_robot_table_tennis, serves.json and
 * rallies.json, (c) Google DeepMind, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). Changed: only balls that fly
 * to the robot, rounded to 0.1 mm and 1 mm/s, without the spin, which was estimated through a model with too strong a Magnus
 * force. Made by scripts/amateur-states.ts; \`unpackState\` reads them.
 */
export const AMATEUR_SERVES =
  "${packStates(robotBound(serves))}";

export const AMATEUR_RALLIES =
  "${packStates(robotBound(rallies))}";
`;
}

const [folder] = process.argv.slice(2);
if (folder !== undefined && import.meta.main) {
  const csv = (name: string): string => readFileSync(join(folder, name), "utf8");
  const file = resolve(import.meta.dirname, "../sims/table-tennis/amateur-states.ts");
  writeFileSync(file, statesModule(csv("serves.csv"), csv("rallies.csv")));
}
