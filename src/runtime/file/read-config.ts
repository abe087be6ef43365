import type { z } from "zod";
import { SaccadeError } from "../../core/errors.ts";
import { PipelineFileError } from "./pipeline-file-error.ts";
import { Problems } from "./problem.ts";
import { parse } from "./read-fields.ts";
import { readYaml } from "./read-yaml.ts";

/**
 * Reads a YAML or JSON text that a schema describes whole, such as a recipe or an arm.
 * @param schemaFor the schema, by the keys of the text's top level
 * @throws PipelineFileError with every mistake, each at its line and column
 */
export function readConfig<S extends z.ZodType>(
  text: string,
  file: string,
  schemaFor: (keys: readonly string[]) => S,
): z.output<S> {
  const problems = new Problems();
  const value = readYaml(text, file, problems);
  const keys = value?.shape === "map" ? [...value.entries.keys()] : [];
  const parsed = value === null ? null : parse({ value, path: "", problems }, schemaFor(keys));
  if (problems.count > 0) throw new PipelineFileError(problems.list());
  if (parsed === null) throw new SaccadeError("config-invalid", `${file}: cannot be read`, { file });
  return parsed;
}
