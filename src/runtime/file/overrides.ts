import type { SourcePlace } from "../plan.ts";
import { type Located, type LocatedEntry, type LocatedMap, scalarAt, withEntryAt } from "./located.ts";
import type { Problems } from "./problem.ts";
import { readYaml } from "./read-yaml.ts";
import { closest } from "./suggest.ts";

/** The file name in places of values that were given on the command line; the line is the number of the option. */
export const COMMAND_LINE = "command line";

/** One `--set`: where in the tree the value goes. */
export interface Override {
  /** Keys from the top, `["nodes", "left", "params", "radiusPx"]` or `["vars", "camera"]`. */
  readonly path: readonly string[];
  readonly entry: LocatedEntry;
}

const FORMS = ["node.param=value", "node.param.sub=value", "vars.name=value"];

/** Reads `node.param=value` and `vars.name=value`; the value is YAML. Malformed ones are reported and left out. */
export function parseOverrides(texts: readonly string[], problems: Problems): Override[] {
  return texts.flatMap((text, index) => parseOverride(text, index + 1, problems) ?? []);
}

function parseOverride(text: string, line: number, problems: Problems): Override | null {
  const equals = text.indexOf("=");
  const keys = text.slice(0, Math.max(0, equals)).split(".");
  if (equals < 0 || keys.length < 2 || keys.some((key) => key.trim() === "")) {
    const place = { file: COMMAND_LINE, line, column: 1 };
    problems.add(place, { code: "bad-set", message: "--set", found: JSON.stringify(text), allowed: FORMS });
    return null;
  }
  const lastKeyColumn = text.lastIndexOf(".", equals) + 2;
  const value = parseValue(
    text.slice(equals + 1),
    { file: COMMAND_LINE, line, column: equals + 2 },
    problems,
  );
  if (value === null) return null;
  const [first = "", ...rest] = keys.map((key) => key.trim());
  const path = first === "vars" ? ["vars", ...rest] : ["nodes", first, "params", ...rest];
  return { path, entry: { keyPlace: { file: COMMAND_LINE, line, column: lastKeyColumn }, value } };
}

/** Parses the value where it stands: line breaks and blanks before it give every place its right line and column. */
function parseValue(text: string, place: SourcePlace, problems: Problems): Located | null {
  if (text.trim() === "") return scalarAt(place, null);
  const padding = "\n".repeat(place.line - 1) + " ".repeat(place.column - 1);
  return readYaml(padding + text, place.file, problems);
}

/** Overrides of variables, before they are filled in. */
export function overrideVariables(
  root: LocatedMap,
  overrides: readonly Override[],
  problems: Problems,
): LocatedMap {
  return overrides.filter(isVariable).reduce((tree, each) => apply(tree, each, problems), root);
}

/** Overrides of parameters, after variables are filled in. Only nodes of the file can be named. */
export function overrideParams(
  root: LocatedMap,
  overrides: readonly Override[],
  problems: Problems,
): LocatedMap {
  const nodes = root.entries.get("nodes")?.value;
  const ids = nodes?.shape === "map" ? [...nodes.entries.keys()] : [];
  return overrides
    .filter((each) => !isVariable(each))
    .reduce((tree, each) => {
      const id = each.path[1] ?? "";
      if (ids.includes(id)) return apply(tree, each, problems);
      problems.add(
        { ...each.entry.keyPlace, column: 1 },
        {
          code: "unknown-node",
          message: "--set: no such node",
          found: `"${id}"`,
          allowed: [...ids, "vars"],
          suggestion: closest(id, ids),
        },
      );
      return tree;
    }, root);
}

const isVariable = (override: Override): boolean => override.path[0] === "vars";

function apply(tree: LocatedMap, { path, entry }: Override, problems: Problems): LocatedMap {
  const changed = withEntryAt(tree, path, entry);
  if (changed !== null) return changed;
  const message = `--set: ${path.slice(0, -1).join(".")} is not a map, so nothing can be set in it`;
  problems.add(entry.keyPlace, { code: "bad-set", message, found: path.join("."), allowed: FORMS });
  return tree;
}
