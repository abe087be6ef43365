import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadPipeline } from "../../../../src/runtime/file/load.ts";
import { createTestRegistry } from "../../../support/test-nodes.ts";

const PIPELINES = join(import.meta.dirname, "../../../fixtures/pipelines");

describe("pipelines of the fixtures", () => {
  it("chain.yaml: three nodes in a row", async () => {
    const plan = await loadPipeline(join(PIPELINES, "chain.yaml"), { registry: createTestRegistry() });
    expect(plan).toMatchObject({ name: "chain", clock: "virtual", seed: 7, durationUs: 100_000 });
    expect(plan.edges.map(({ id }) => id)).toEqual(["double.out -> end.in", "source.out -> double.in"]);
  });

  it("loop.yaml: every form of the format", async () => {
    const plan = await loadPipeline(join(PIPELINES, "loop.yaml"), { registry: createTestRegistry() });
    expect(plan).toMatchObject({ name: "loop-500", threads: ["sums", "work"] });
    expect(plan.nodes.map(({ id, cost }) => `${id} ${cost.kind}`)).toEqual([
      "plant constant",
      "parted constant",
      "sum profile",
      "control constant",
      "spare chip",
      "end constant",
      "sums constant",
    ]);
    expect(plan.nodes[0]?.params).toEqual({ periodUs: 500, start: 8 });
    expect(plan.edges.filter(({ role }) => role !== "data").map(({ id }) => id)).toEqual([
      "control.out -> spare.in",
      "spare.out -> end.in",
    ]);
    expect(plan.budgets.map(({ declaredMs }) => declaredMs)).toEqual([0.17, 0.083]);
  });
});
