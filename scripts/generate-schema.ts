/**
 * Generates schema/pipeline.schema.json, what editors complete pipeline files with, from the loader's zod schemas and
 * the node kinds of the product. With `--check` it writes nothing and exits with 1 when the committed file is stale.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { createDefaultRegistry } from "../nodes/registry.ts";
import { pipelineJsonSchema } from "../src/runtime/file/json-schema.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUTPUT = join(ROOT, "schema", "pipeline.schema.json");

const options = await resolveConfig(OUTPUT);
const text = await format(JSON.stringify(pipelineJsonSchema(createDefaultRegistry())), {
  ...options,
  parser: "json",
});

if (process.argv.includes("--check")) {
  const committed = await readFile(OUTPUT, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
  if (committed !== text) {
    console.error(`stale: ${relative(ROOT, OUTPUT)}; run node scripts/generate-schema.ts`);
    process.exitCode = 1;
  }
} else {
  await mkdir(dirname(OUTPUT), { recursive: true });
  await writeFile(OUTPUT, text);
}
