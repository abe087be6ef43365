import { dirname, isAbsolute, join, normalize, resolve } from "node:path";
import { foundText, type Located, type LocatedMap, type LocatedScalar, merge } from "./located.ts";
import { systemReason } from "../../core/system-reason.ts";
import type { Problems } from "./problem.ts";
import type { ReadText } from "./read-text.ts";
import { readYaml } from "./read-yaml.ts";

/** The version of the file format that this loader reads. */
export const FORMAT_VERSION = 1;

/** Reads a file with everything it includes and merges it: later includes win over earlier, a file over its includes. */
export class IncludeReader {
  readonly #readText: ReadText;
  readonly #problems: Problems;
  /** Trees of included files by absolute path, so that a file included twice is read and reported once. */
  readonly #trees = new Map<string, LocatedMap | null>();

  constructor(readText: ReadText, problems: Problems) {
    this.#readText = readText;
    this.#problems = problems;
  }

  /** The merged tree of a pipeline file whose text is at hand; null when a file in it is not readable YAML. */
  async readRoot(text: string, file: string): Promise<LocatedMap | null> {
    const tree = this.#parse(text, file);
    if (tree === null) return null;
    this.#checkVersion(tree, true);
    return this.#withIncludes(tree, [{ path: resolve(file), file }]);
  }

  #parse(text: string, file: string): LocatedMap | null {
    const tree = readYaml(text, file, this.#problems);
    if (tree === null || tree.shape === "map") return tree;
    this.#problems.add(tree.place, {
      code: "wrong-type",
      message: "top level: a pipeline file is a map of keys",
      found: foundText(tree),
      allowed: ["version: 1, name: ..., nodes: ..."],
    });
    return null;
  }

  async #withIncludes(tree: LocatedMap, stack: readonly OpenFile[]): Promise<LocatedMap | null> {
    let below: Located | null = null;
    let complete = true;
    for (const item of this.#includeItems(tree)) {
      const included = await this.#readIncluded(item, stack);
      if (included === null) complete = false;
      else below = below === null ? included : merge(below, included);
    }
    if (!complete) return null;
    const own = without(tree, "include");
    const merged = below === null ? own : merge(below, own);
    return merged.shape === "map" ? merged : own;
  }

  async #readIncluded(item: LocatedScalar, stack: readonly OpenFile[]): Promise<LocatedMap | null> {
    const file = includedName(item);
    const path = resolve(file);
    const known = this.#trees.get(path);
    if (known !== undefined) return known;
    if (stack.some((open) => open.path === path)) {
      const chain = [...stack.map((open) => open.file), file].join(" -> ");
      const message = `include: the files include each other in a circle: ${chain}`;
      this.#problems.add(item.place, { code: "include-cycle", message, found: item.text });
      return null;
    }
    const text = await this.#read(path, item);
    if (text === null) return null;
    const tree = this.#parse(text, file);
    if (tree !== null) this.#checkVersion(tree, false);
    const open = { path, file };
    const whole = tree === null ? null : await this.#withIncludes(without(tree, "version"), [...stack, open]);
    this.#trees.set(path, whole);
    return whole;
  }

  async #read(path: string, item: LocatedScalar): Promise<string | null> {
    try {
      return await this.#readText(path);
    } catch (error) {
      const message = `include: the file cannot be read: ${systemReason(error)}`;
      const hint = [`a path from the folder of ${item.place.file}`];
      this.#problems.add(item.place, { code: "file-unreadable", message, found: item.text, allowed: hint });
      return null;
    }
  }

  #includeItems(tree: LocatedMap): LocatedScalar[] {
    const include = tree.entries.get("include")?.value;
    if (include === undefined) return [];
    const items = include.shape === "list" ? include.items : [include];
    return items.filter((item): item is LocatedScalar => {
      const isPath = item.shape === "scalar" && typeof item.value === "string" && !item.value.includes("${");
      if (isPath) return true;
      this.#problems.add(item.place, {
        code: "wrong-type",
        message: "include: only plain paths can be included (variables are filled in later)",
        found: foundText(item),
        allowed: ["a path", "a list of paths"],
      });
      return false;
    });
  }

  #checkVersion(tree: LocatedMap, required: boolean): void {
    const version = tree.entries.get("version")?.value;
    const allowed = [String(FORMAT_VERSION)];
    if (version === undefined) {
      if (required) {
        this.#problems.add(tree.place, {
          code: "missing-key",
          message: 'the key "version" is missing',
          allowed,
        });
      }
    } else if (version.shape !== "scalar" || version.value !== FORMAT_VERSION) {
      const message = "version: this release reads another version of the file format";
      this.#problems.add(version.place, {
        code: "wrong-version",
        message,
        found: foundText(version),
        allowed,
      });
    }
  }
}

interface OpenFile {
  /** Absolute. */
  readonly path: string;
  /** As messages name it. */
  readonly file: string;
}

/** The name of an included file as messages show it: its path seen from where the root file's name starts. */
const includedName = (item: LocatedScalar): string => {
  const written = String(item.value);
  return normalize(isAbsolute(written) ? written : join(dirname(item.place.file), written));
};

function without(tree: LocatedMap, key: string): LocatedMap {
  const entries = new Map(tree.entries);
  entries.delete(key);
  return { shape: "map", entries, place: tree.place };
}
