import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire, findPackageJSON } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { addModule, Registry } from "../registry.ts";
import type { Cursor } from "./cursor.ts";
import { foundText, type Located, type LocatedScalar } from "./located.ts";
import { contractFaults } from "./node-contract.ts";
import type { Problems } from "./problem.ts";

/** Node kinds at hand for a pipeline file: those of the product and those of the modules it uses. */
export interface UsedModules {
  readonly registry: Registry;
  /** Absolute URLs, in the order of the file, each once. */
  readonly urls: readonly string[];
}

/**
 * Imports the modules named under `use` and adds their node kinds to a copy of `registry`. A module that cannot be
 * imported, exports no node kind, breaks the node contract or repeats a kind is reported.
 */
export async function useModules(use: Cursor | null, registry: Registry): Promise<UsedModules> {
  const all = new Registry(registry.list());
  const urls: string[] = [];
  for (const item of use === null ? [] : moduleItems(use)) {
    const url = await importInto(all, urls, item, use?.problems);
    if (url !== null) urls.push(url);
  }
  return { registry: all, urls };
}

function moduleItems(use: Cursor): LocatedScalar[] {
  const items: readonly Located[] = use.value.shape === "list" ? use.value.items : [use.value];
  return items.filter((item): item is LocatedScalar => {
    if (item.shape === "scalar" && typeof item.value === "string" && item.value !== "") return true;
    if (item.shape === "scalar" && item.broken) return false;
    use.problems.add(item.place, {
      code: "wrong-type",
      message: "use: not the name of a module",
      found: foundText(item),
      allowed: ["./path-to-module.ts", "package-name"],
    });
    return false;
  });
}

async function importInto(
  all: Registry,
  urls: readonly string[],
  item: LocatedScalar,
  problems: Problems | undefined,
): Promise<string | null> {
  const complain = (message: string): null => {
    problems?.add(item.place, { code: "bad-module", message: `use: ${message}`, found: item.text });
    return null;
  };
  const own = new Registry();
  let url: string;
  try {
    url = await resolveModule(String(item.value), item.place.file);
    if (urls.includes(url)) return null;
    if (!existsSync(fileURLToPath(url))) return complain("no such file");
    await addModule(own, url);
  } catch (error) {
    return complain(error instanceof Error ? error.message : String(error));
  }
  for (const spec of own.list()) {
    const faults = contractFaults(spec);
    if (faults.length > 0) complain(`node kind "${spec.kind}" breaks the contract: ${faults.join("; ")}`);
    else if (all.get(spec.kind) !== undefined)
      complain(`node kind "${spec.kind}" exists already; name it otherwise`);
    else all.add(spec);
  }
  return url;
}

/** The URL of a module as seen from a file: a path beside it, a URL, or a package that its folder can see. */
async function resolveModule(specifier: string, fromFile: string): Promise<string> {
  if (specifier.startsWith("file:")) return specifier;
  const from = resolve(fromFile);
  if (specifier.startsWith(".") || specifier.startsWith("/")) {
    return pathToFileURL(resolve(dirname(from), specifier)).href;
  }
  try {
    return pathToFileURL(createRequire(from).resolve(specifier)).href;
  } catch (error) {
    const entry = await importOnlyEntry(specifier, from);
    if (entry === null) throw error;
    return entry;
  }
}

/** `require.resolve` does not see packages that export to `import` alone; the main entry of those is looked up here. */
async function importOnlyEntry(specifier: string, fromFile: string): Promise<string | null> {
  const manifest = findPackageJSON(specifier, pathToFileURL(fromFile));
  if (manifest === undefined) return null;
  const { exports } = JSON.parse(await readFile(manifest, "utf8")) as { exports?: unknown };
  const target = importTarget(exports);
  return target === null ? null : pathToFileURL(join(dirname(manifest), target)).href;
}

/** The file that the conditions `import`, `node` or `default` of a package's main entry name. */
function importTarget(exports: unknown): string | null {
  if (typeof exports === "string") return exports;
  if (typeof exports !== "object" || exports === null) return null;
  const conditions = exports as Readonly<Record<string, unknown>>;
  for (const name of [".", "import", "node", "default"]) {
    const target = importTarget(conditions[name]);
    if (target !== null) return target;
  }
  return null;
}
