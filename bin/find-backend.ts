import { Option } from "commander";
import { BACKEND_NAMES, type Backend } from "../src/backends/backend.ts";
import { BACKENDS } from "../src/backends/registry.ts";
import { SaccadeError } from "../src/core/errors.ts";
import { closest } from "../src/runtime/file/suggest.ts";

/** The chip of a name on the command line. Throws `usage`, with the name that was probably meant. */
export function findBackend(name: string): Backend {
  const backend = [...BACKENDS.values()].find((each) => each.name === name);
  if (backend !== undefined) return backend;
  const allowed = [...BACKENDS.keys()].join(", ");
  const near = closest(name, BACKEND_NAMES);
  const message = `no chip is named "${name}"${near === null ? "" : `, did you mean ${near}?`}; there are: ${allowed}`;
  throw new SaccadeError("usage", message, { found: name, allowed });
}

export const placementOption = (): Option =>
  new Option(
    "--placement <how>",
    "of chips with a mesh of cores: the fewest cores, or more where a step gets shorter",
  )
    .choices(["fewest", "fastest"])
    .default("fewest");
