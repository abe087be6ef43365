import { expect, it } from "vitest";
import { PCM } from "../../../../src/backends/analog/analog.ts";
import { chain } from "../../../../src/snn/network.ts";
import { filled } from "../../../../src/snn/tensor.ts";
import { fires, input, linear, output, uniform } from "../../../support/analog-networks.ts";
import { heapBytesPerCall } from "../../../support/heap-growth.ts";

it("a window on an analog chip allocates nothing", () => {
  const network = chain([
    ["in", input(1, 4, 4)],
    ["conv", { type: "Conv2d", inputShape: null, weight: uniform([2, 1, 3, 3], 2), stride: [1, 1], padding: [1, 1], dilation: [1, 1], groups: 1, bias: filled([2], 0.1) }],
    ["neurons", fires([2, 4, 4], 0.5)],
    ["flat", { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 }], ["w", linear(uniform([6, 32], 3, 0.2))], ["out", output(6)],
  ]); // prettier-ignore
  const { program } = PCM.compile(network, {
    choice: { rule: "spikingjelly", dt: 1, reset: "subtract" },
    steps: 1,
  });
  if (program === null) throw new TypeError("it fits");
  const session = PCM.open(program, { seed: 1, carryState: false });
  const events = { indices: Int32Array.of(3, 9, 14), count: 3 };
  expect(heapBytesPerCall(() => session.submit(events), 1000)).toBeLessThan(16);
});
