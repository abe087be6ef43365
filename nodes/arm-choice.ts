import { extname } from "node:path";
import { kr6At, KR6_RAIL, KR6_STATION } from "../src/core/arm/kr6-station.ts";
import { SaccadeError } from "../src/core/errors.ts";
import { ASSUMED_SERVO } from "../sims/robot/arm-plant.ts";
import { readArmFile, type ArmSetup } from "./arm-file.ts";

/** Arms known by name; any other is a file. */
export const ARM_NAMES = ["kr6-r900", "kr6-r900-rail"] as const;
export type ArmName = (typeof ARM_NAMES)[number];

/** How a parameter that names an arm is described. */
export const ARM_CHOICE = `${ARM_NAMES.join(", ")}, or an arm's file (.yaml, .yml, .json; schema/arm.schema.json)`;

const FILES = [".yaml", ".yml", ".json"];

/** An arm by its name. */
export const namedArm = (name: ArmName): ArmSetup => ({
  arm: kr6At(KR6_STATION, name === "kr6-r900-rail" ? KR6_RAIL : null),
  servo: ASSUMED_SERVO,
});

/**
 * An arm by its name or from its file.
 * @param param the parameter that names it, for the message
 * @throws SaccadeError `config-invalid` for neither; as `readArmFile`
 */
export function armFrom(choice: string, param: string, resolvePath: (path: string) => string): ArmSetup {
  const name = ARM_NAMES.find((known) => known === choice);
  if (name !== undefined) return namedArm(name);
  if (FILES.includes(extname(choice))) return readArmFile(resolvePath(choice));
  throw new SaccadeError("config-invalid", `${param} "${choice}" is no arm; choose ${ARM_CHOICE}`, { param });
}
