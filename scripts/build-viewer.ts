/**
 * Builds the viewer page: `node scripts/build-viewer.ts [FOLDER]`, into `out/viewer` unless told otherwise.
 * Works in a folder of its own and moves the result into place, so that two builds at once do no harm.
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = new URL("..", import.meta.url);
const target = fileURLToPath(new URL(process.argv[2] ?? "out/viewer", root));
const fresh = `${target}.${process.pid}`;

await build({
  configFile: fileURLToPath(new URL("viewer/vite.config.ts", root)),
  logLevel: "warn",
  build: { outDir: fresh, emptyOutDir: true },
});
const old = `${fresh}.old`;
if (existsSync(target)) renameSync(target, old);
renameSync(fresh, target);
rmSync(old, { recursive: true, force: true });
