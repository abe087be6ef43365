/** Every check that runs no test, in order; all run, and the exit code is 1 when one failed. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

interface Step {
  readonly name: string;
  /** A script of ours, or a tool under node_modules/.bin, with its arguments. */
  readonly command: readonly [string, ...string[]];
}

const tool = (name: string): string => `node_modules/.bin/${name}`;
const STEPS: readonly Step[] = [
  { name: "format", command: [tool("prettier"), "--check", "--log-level", "warn", "."] },
  { name: "lint", command: [tool("eslint"), ".", "--max-warnings", "0"] },
  { name: "types", command: [tool("tsc"), "-p", "tsconfig.json", "--noEmit"] },
  { name: "types of the viewer", command: [tool("tsc"), "-p", "viewer/tsconfig.json", "--noEmit"] },
  {
    name: "types of the browser tests",
    command: [tool("tsc"), "-p", "test/browser/tsconfig.json", "--noEmit"],
  },
  { name: "layers", command: [tool("depcruise"), "."] },
  { name: "generated code", command: ["scripts/generate.ts", "--check"] },
  { name: "dead code", command: [tool("knip")] },
];

/** Runs one step, says how it went; its output is shown only when it failed. */
function passes({ name, command }: Step): boolean {
  const startMs = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8" });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  if (status !== 0) console.log(`${stdout}${stderr}`);
  return status === 0;
}

const failed = STEPS.filter((step) => !passes(step));
if (failed.length > 0) {
  console.error(`failed: ${failed.map(({ name }) => name).join(", ")}`);
  process.exitCode = 1;
}
