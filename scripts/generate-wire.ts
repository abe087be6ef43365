/**
 * Generates src/wire/gen from proto/. With `--check` it writes nothing and exits with 1 when a committed file is stale.
 * The output depends on the .proto files and the pinned protobufjs-cli alone.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PROTO_FOLDER = join(ROOT, "proto");
const OUTPUT_FOLDER = join(ROOT, "src", "wire", "gen");
const HEADER = "// Generated from proto/ by scripts/generate-wire.ts; do not edit.\n";

/** What no caller needs: reflection, object conversion, delimited streams, type urls, services. */
const UNUSED = ["create", "verify", "convert", "delimited", "typeurl", "service"].map(
  (part) => `--no-${part}`,
);

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** The generated files by name: the module without comments, its types with those of the .proto files. */
async function generate(): Promise<Map<string, string>> {
  const names = await readdir(join(PROTO_FOLDER, "saccade", "v1"));
  const sources = names.filter((name) => name.endsWith(".proto")).sort();
  const folder = await mkdtemp(join(tmpdir(), "saccade-wire-"));
  try {
    await pbjs(folder, "bare.js", sources, ["--no-comments"]);
    await pbjs(folder, "documented.js", sources, ["--dts"]);
    const code = await readFile(join(folder, "bare.js"), "utf8");
    const types = await readFile(join(folder, "documented.d.ts"), "utf8");
    return new Map([
      ["saccade.js", HEADER + code],
      ["saccade.d.ts", HEADER + withoutLong(types)],
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function pbjs(folder: string, out: string, sources: string[], options: string[]): Promise<void> {
  const files = sources.map((name) => join(PROTO_FOLDER, "saccade", "v1", name));
  const target = ["-t", "static-module", "-w", "esm", "--alt-comment", "-p", PROTO_FOLDER, "-r", "saccade"];
  const dependency = ["--dependency", "protobufjs/minimal.js"];
  const args = [...target, ...dependency, ...UNUSED, ...options, "-o", join(folder, out), ...files];
  await run(process.execPath, [require.resolve("protobufjs-cli/bin/pbjs"), ...args]);
}

/** No field is a 64-bit integer, so the import of the class that would hold one goes. */
function withoutLong(types: string): string {
  const lean = types.replace(/^import Long = require\("long"\);\n/m, "");
  if (/\bLong\b/.test(lean))
    throw new TypeError("a field is a 64-bit integer; use double (see envelope.proto)");
  return lean;
}

async function staleFiles(files: Map<string, string>): Promise<string[]> {
  const stale: string[] = [];
  for (const [name, text] of files) {
    const committed = await readFile(join(OUTPUT_FOLDER, name), "utf8").catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    });
    if (committed !== text) stale.push(`src/wire/gen/${name}`);
  }
  return stale;
}

const files = await generate();
if (process.argv.includes("--check")) {
  const stale = await staleFiles(files);
  if (stale.length > 0) {
    console.error(`stale: ${stale.join(", ")}; run node scripts/generate-wire.ts`);
    process.exitCode = 1;
  }
} else {
  await mkdir(OUTPUT_FOLDER, { recursive: true });
  for (const [name, text] of files) await writeFile(join(OUTPUT_FOLDER, name), text);
}
