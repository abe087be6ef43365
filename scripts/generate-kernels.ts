/**
 * Compiles every module of kernels/ (AssemblyScript) into src/kernels/wasm. With `--check` it writes nothing and exits
 * with 1 when a committed file is stale. The bytes depend on the sources, these options and the pinned compiler alone.
 */
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const require = createRequire(import.meta.url);
const compiler = require.resolve("assemblyscript/bin/asc.js");
/**
 * Fastest code, bounds are the caller's to keep; SIMD of the first standard, which every Node runs (relaxed SIMD may give
 * other results on another processor); no allocator: memory is shared out by `WasmKernel.reserve`.
 */
const OPTIONS = ["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub", "--initialMemory", "1"];
/** A module exports `heapBase`; the other files are parts of modules. */
const MODULE = /^export \{ heapBase \}/m;

/** The module's bytes; throws what the compiler has to say. */
function compile(source: string, folder: string): Buffer {
  const output = join(folder, "module.wasm");
  const { status, stderr } = spawnSync(process.execPath, [compiler, source, ...OPTIONS, "-o", output], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new TypeError(`${source} does not compile:\n${stderr}`);
  return readFileSync(output);
}

/** Compiled modules by path of the committed file. */
function compileAll(): Map<string, Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "saccade-kernels-"));
  try {
    const sources = globSync("kernels/*.ts", { cwd: root }).sort();
    const modules = sources.filter((source) => MODULE.test(readFileSync(join(root, source), "utf8")));
    return new Map(
      modules.map((source) => [`src/kernels/wasm/${basename(source, ".ts")}.wasm`, compile(source, folder)]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const files = compileAll();
const committed = globSync("src/kernels/wasm/*.wasm", { cwd: root });
if (process.argv.includes("--check")) {
  const orphans = committed.filter((path) => !files.has(path));
  const stale = [...files].filter(
    ([path, bytes]) => !committed.includes(path) || !bytes.equals(readFileSync(join(root, path))),
  );
  const wrong = [...orphans, ...stale.map(([path]) => path)];
  if (wrong.length > 0) {
    console.error(`stale: ${wrong.join(", ")}; run node scripts/generate-kernels.ts`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(join(root, "src/kernels/wasm"), { recursive: true });
  for (const path of committed) if (!files.has(path)) rmSync(join(root, path));
  for (const [path, bytes] of files) writeFileSync(join(root, path), bytes);
}
