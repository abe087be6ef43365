/** Makes dist/, what an installed package runs: JavaScript and declarations, the files they read, the viewer page. */
import { spawnSync } from "node:child_process";
import { cpSync, globSync, rmSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

/** Runs a tool; what it says goes to stderr, because stdout belongs to `npm pack --json`. */
function run(...command: string[]): void {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  console.error(`build failed at: ${command.join(" ")}`);
  process.exit(1);
}

rmSync(resolve(root, "dist"), { recursive: true, force: true });
run("node_modules/.bin/tsc", "-p", "tsconfig.build.json");
// The compiler leaves behind what it does not compile: WASM, generated JavaScript with its declarations, schemas.
for (const file of globSync("{src,nodes,sims,studies}/**/*.{js,d.ts,wasm,json}", { cwd: root })) {
  cpSync(resolve(root, file), resolve(root, "dist", file));
}
run("scripts/build-viewer.ts", "dist/viewer");
