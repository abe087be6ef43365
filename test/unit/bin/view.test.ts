import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { withViewer } from "../../../bin/view.ts";
import { createDefaultRegistry } from "../../../nodes/registry.ts";
import { loadPipeline } from "../../../src/runtime/file/load.ts";
import { testFolder } from "../../support/recording-files.ts";

const LOOP = resolve(import.meta.dirname, "../../../pipelines/table-tennis.yaml");
const own = join(testFolder(), "own.yaml");
writeFileSync(
  own,
  `version: 1
name: own
include: ["${LOOP}"]
nodes:
  show: { kind: sink/viewer, params: { port: 8499 }, in: { truth: world.truth } }
`,
);

/** The viewers of a pipeline that is to be seen at `port`: id and port. */
async function viewers(file: string, port: number | undefined): Promise<[string, unknown][]> {
  const options = { registry: createDefaultRegistry() };
  const plan = await withViewer(await loadPipeline(file, options), options, port);
  return plan.nodes
    .filter(({ spec }) => spec.kind === "sink/viewer")
    .map(({ id, params }) => [id, params["port"]]);
}

it.each([
  ["gets a viewer where it has none", LOOP, undefined, ["viewer", 8420]],
  ["gets it at the port asked for", LOOP, 8501, ["viewer", 8501]],
  ["keeps its own as it is", own, undefined, ["show", 8499]],
  ["keeps its own, at the port asked for", own, 8501, ["show", 8501]],
] as const)("a pipeline %s", async (_, file, port, viewer) => {
  expect(await viewers(file, port)).toEqual([viewer]);
});
