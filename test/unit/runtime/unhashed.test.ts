import { expect, it } from "vitest";
import { runPipeline } from "../../../src/runtime/launcher.ts";
import type { Report } from "../../../src/runtime/report.ts";
import type { RunOptions } from "../../../src/runtime/run-options.ts";
import { collect, counter } from "../../support/number-nodes.ts";
import { planOf } from "../../support/plan-builder.ts";

it("leaves the hash out where a caller can do without, and the run is the same", async () => {
  const run = async (more: Partial<RunOptions>): Promise<Report> => {
    const pipeline = planOf({
      nodes: { src: { spec: counter, params: { count: 20 } }, out: { spec: collect } },
      edges: [{ wire: "src.numbers -> out.numbers" }],
      durationUs: null,
      clock: "virtual",
    });
    return (await runPipeline({ pipeline, threadEntry: null, note: () => undefined, ...more })).report;
  };
  const [hashed, unhashed] = [await run({}), await run({ unhashed: true })];
  expect(hashed.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(unhashed).not.toHaveProperty("hash");
  expect({ ...unhashed, hash: hashed.hash }).toEqual(hashed);
});
