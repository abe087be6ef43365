import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { BackendName } from "../../src/backends/backend.ts";
import { SaccadeError } from "../../src/core/errors.ts";

/** Models of this package that are made for a chip, as the files in `pipelines/chips` have them. */
export const NATIVE_MODELS: readonly (readonly [BackendName, string])[] = [
  ["speck2f", "models/ball-sim-speck"],
  ["truenorth", "models/ball-sim-truenorth"],
];

/** Trackers of this package that hurt: a dense network in 8 bits, of the loop's topology, that sees both polarities apart. */
export const DENSE_TRACKERS: readonly (readonly [kind: string, folder: string])[] = [
  ["dense", "models/ball-sim-int8"],
];

const loopFile = z.object({ vars: z.object({ model: z.string().min(1) }) });

/**
 * Folder of the model that the loop on chips runs, as `pipelines/chips/loop.yaml` has it.
 * @param root folder that holds pipelines and models, with a slash at its end
 * @throws SaccadeError `file-unreadable`, `config-invalid`
 */
export async function loopModel(root: string): Promise<string> {
  const file = `${root}pipelines/chips/loop.yaml`;
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new SaccadeError("file-unreadable", `cannot read ${file}`, { file }, { cause });
  });
  const parsed = loopFile.safeParse(parse(text));
  if (parsed.success) return resolve(dirname(file), parsed.data.vars.model);
  throw new SaccadeError("config-invalid", `${file} has no vars.model`, { file, field: "vars.model" });
}
