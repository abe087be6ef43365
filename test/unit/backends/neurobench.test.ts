import { describe, expect, it } from "vitest";
import { LOIHI2 } from "../../../src/backends/loihi/loihi.ts";
import { neuroBench } from "../../../src/backends/neurobench.ts";
import { chain } from "../../../src/snn/network.ts";
import { filled, tensor } from "../../../src/snn/tensor.ts";

/** Three inputs, two neurons; the weight from input 2 to neuron 0 is 0, neuron 0 fires from 10 on, neuron 1 never. */
const network = chain([
  ["in", { type: "Input", shape: [3] }],
  ["w", { type: "Linear", weight: tensor([2, 3], [12, 4, 0, 2, 2, 2]) }],
  ["n", { type: "IF", r: filled([2], 1), vThreshold: tensor([2], [10, 1000]), vReset: filled([2], 0) }],
  ["out", { type: "Output", shape: [2] }],
]);

describe("the figures of NeuroBench", () => {
  it("are those counted by hand, a window", () => {
    const options = { choice: { rule: "loihi", dt: 1, reset: "value" }, steps: 2 } as const;
    const { program } = LOIHI2.compile(network, options);
    if (program === null) throw new TypeError("it fits");
    const session = LOIHI2.open(program, { seed: 1, carryState: false });
    session.submit({ indices: [0, 2], count: 2 }); // two steps: 12 > 10 fires each time
    session.submit({ indices: [], count: 0 });
    const found = neuroBench(program, session.ledger, 2);
    expect(found).toMatchObject({
      // 6 weights of a byte, and u and v of 3 bytes for 2 neurons
      footprint: 6 + 12,
      connection_sparsity: 1 / 6,
      // 2 spikes of 2 neurons in 2 steps of 2 windows
      activation_sparsity: 1 - 2 / 8,
      // a step: input 0 meets 2 weights, input 2 meets one that is not 0; all that could be: 6
      synaptic_operations: { Effective_MACs: 0, Effective_ACs: (2 * 3) / 2, Dense: 12 },
    });
    expect(found.operation_sparsity).toBe(1 - 6 / 24);
  });
});
