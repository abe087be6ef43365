import { assert } from "../../src/core/errors.ts";
import { ReferenceRun } from "../../src/snn/reference-run.ts";
import type { OpenNetwork } from "./window-detector.ts";

/** A network of one Input and one Output, stepped by the rule that its card names. */
export const openWindowNetwork: OpenNetwork = (network, { rule, dt, reset, vMin }) => {
  const run = new ReferenceRun(network, { rule, dt, reset, ...(vMin === undefined ? {} : { vMin }) });
  const input = run.layers.find(({ node }) => node.type === "Input");
  const output = run.layers.find(({ node }) => node.type === "Output");
  assert(input !== undefined && output !== undefined, "a trained network has an Input and an Output");
  const frame = new Float64Array(input.outputShape.reduce((size, axis) => size * axis, 1));
  const inputs = { [input.path]: frame };
  return {
    step: (indices, count) => {
      frame.fill(0);
      for (let i = 0; i < count; i++) frame[indices[i] ?? 0] = 1;
      run.step(inputs);
    },
    read: (outputs) => outputs.set(run.output(output.path)),
    reset: () => run.reset(),
  };
};
