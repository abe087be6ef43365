import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

/** Recordings, frames and vectors that tests read when the folder stands beside the repository. */
export const DATA_FOLDER = resolve(import.meta.dirname, "../../../shared/data");

/**
 * For `describe.skipIf(lacksData("recordings/spinner.raw"))`: true, with the reason printed, when a path under
 * DATA_FOLDER does not exist.
 */
export function lacksData(path: string): boolean {
  if (existsSync(join(DATA_FOLDER, path))) return false;
  console.warn(`SKIPPED: needs ../shared/data/${path} beside the repository`);
  return true;
}

/**
 * For `describe.skipIf(lacksTool("chromium"))`: true, with the reason printed, when no such program is on the PATH.
 * Never skips where CI is set: there it throws, so the test file fails.
 */
export function lacksTool(name: string): boolean {
  if (findTool(name) !== undefined) return false;
  const reason = `needs the program "${name}" on the PATH`;
  if (process.env["CI"] !== undefined) throw new Error(`${reason}; .ci/run must install it`);
  console.warn(`SKIPPED: ${reason}`);
  return true;
}

/** Absolute path of a program, or undefined. */
export function findTool(name: string): string | undefined {
  const candidates = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false; // not there, or not to be run: the next folder may have it
    }
  });
}

/**
 * For `describe.skipIf(pythonWith("nir") === undefined)`: a Python that can import a module, from `out/python` or the PATH;
 * undefined, with the reason printed, when there is none. Never undefined where CI is set: there it throws.
 */
export function pythonWith(module: string): string | undefined {
  const own = resolve(import.meta.dirname, "../../out/python/bin/python");
  const found = [own, findTool("python3")].find(
    (python) => python !== undefined && spawnSync(python, ["-c", `import ${module}`]).status === 0,
  );
  if (found !== undefined) return found;
  const reason = `needs a Python with the module "${module}" in out/python (see .ci/run) or on the PATH`;
  if (process.env["CI"] !== undefined) throw new Error(`${reason}; .ci/run must install it`);
  console.warn(`SKIPPED: ${reason}`);
  return undefined;
}

/**
 * For `describe.skipIf(lacksPackage("@mujoco/mujoco"))`: true, with the reason printed, when a package is not installed.
 * Never skips where CI is set: there it throws.
 */
export function lacksPackage(name: string): boolean {
  try {
    import.meta.resolve(name);
    return false;
  } catch (cause) {
    const reason = `needs the package "${name}"`;
    if (process.env["CI"] !== undefined) throw new Error(`${reason}; npm ci installs it`, { cause });
    console.warn(`SKIPPED: ${reason}`);
    return true;
  }
}
