/**
 * Generates what editors complete files with, from zod schemas: schema/pipeline.schema.json (the loader's and those of the
 * product's node kinds) and schema/arm.schema.json. With `--check` it writes nothing and exits with 1 when one is stale.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { z } from "zod";
import { armFileSchema } from "../nodes/arm-file.ts";
import { createDefaultRegistry } from "../nodes/registry.ts";
import { pipelineJsonSchema } from "../src/runtime/file/json-schema.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

await generate("pipeline.schema.json", pipelineJsonSchema(createDefaultRegistry()));
await generate("arm.schema.json", z.toJSONSchema(armFileSchema, { io: "input" }));

async function generate(name: string, schema: object): Promise<void> {
  const file = join(ROOT, "schema", name);
  const options = await resolveConfig(file);
  const text = await format(JSON.stringify(schema), { ...options, parser: "json" });
  if (process.argv.includes("--check")) {
    const committed = await readFile(file, "utf8").catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    });
    if (committed === text) return;
    console.error(`stale: ${relative(ROOT, file)}; run node scripts/generate-schema.ts`);
    process.exitCode = 1;
  } else {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
