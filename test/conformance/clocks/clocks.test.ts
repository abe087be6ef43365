import { describe } from "vitest";
import type { NodeSketch, PipelineSketch } from "../../support/plan-builder.ts";
import { runSketch, type SketchRun } from "../../support/run-sketch.ts";
import { clockCase } from "./clock.case.ts";

/** The sketch with every other node on a worker thread. */
function spread(sketch: PipelineSketch): PipelineSketch {
  const nodes = Object.entries(sketch.nodes).map(([id, node], i): [string, NodeSketch] => [
    id,
    i % 2 === 0 ? node : { ...node, thread: "t" },
  ]);
  return { ...sketch, nodes: Object.fromEntries(nodes) };
}

describe.each(["virtual", "wall"] as const)("a pipeline on the %s clock", (clock) => {
  describe.each([
    ["on one thread", (sketch: PipelineSketch) => sketch],
    ["with every other node on a worker", spread],
  ])("%s", (_, place) => {
    clockCase({ run: (sketch): Promise<SketchRun> => runSketch({ ...place(sketch), clock }) });
  });
});
