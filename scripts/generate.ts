/**
 * Writes all generated code anew by running every scripts/generate-*.ts; with `--check` each only compares, names
 * what is stale and fails.
 */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const generators = globSync("scripts/generate-*.ts", { cwd: root }).sort();
const failed = generators.filter((generator) => {
  const { status } = spawnSync(process.execPath, [generator, ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
  });
  return status !== 0;
});

if (failed.length > 0) {
  console.error(`failed: ${failed.join(", ")}; stale files are written anew by \`npm run generate\``);
  process.exitCode = 1;
}
