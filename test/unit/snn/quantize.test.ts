import { describe, expect, it } from "vitest";
import { chain, type NetworkNode } from "../../../src/snn/network.ts";
import { quantize } from "../../../src/snn/quantize.ts";
import { filled, tensor } from "../../../src/snn/tensor.ts";
import { input, lif, linear } from "../../support/network-samples.ts";

const fires = (count: number, vThreshold = filled([count], 1)): NetworkNode => ({
  type: "IF",
  r: filled([count], 1),
  vThreshold,
  vReset: filled([count], 0),
});
const weights: NetworkNode = {
  type: "Affine",
  weight: tensor([2, 2], [0.5, -0.25, 0.125, 1]),
  bias: tensor([2], [0, 0.5]),
};

describe("rounding to integers", () => {
  it("one scale fits weights, bias, threshold and lowest potential", () => {
    const { network, vMin, scales } = quantize(chain([["in", input(2)], ["w", weights], ["n", fires(2)]]), -1); // prettier-ignore
    expect(scales.get("n")).toBe(127);
    expect(vMin.get("n")).toBe(-127);
    const w = network.nodes.get("w");
    const n = network.nodes.get("n");
    expect(w?.type === "Affine" && [[...w.weight.data], [...w.bias.data]]).toEqual([[64, -32, 16, 127], [0, 64]]); // prettier-ignore
    expect(n?.type === "IF" && [...n.vThreshold.data]).toEqual([127, 127]);
  });

  it.each<[string, [string, NetworkNode][], RegExp]>([
    [
      "neurons that leak",
      [
        ["w", linear(2, 2)],
        ["n", lif(2)],
      ],
      /^n: LIF cannot be rounded/,
    ],
    [
      "thresholds that differ",
      [
        ["w", linear(2, 2)],
        ["n", fires(2, tensor([2], [1, 2]))],
      ],
      /^n: needs one threshold/,
    ],
    ["neurons without weights", [["n", fires(2)]], /^n: neurons without weights/],
    [
      "weights behind weights",
      [
        ["w", linear(2, 2)],
        ["u", linear(2, 2)],
      ],
      /^u: weights behind the weights of w/,
    ],
    ["weights at the end", [["w", linear(2, 2)]], /^w: weights without neurons/],
  ])("refuses %s", (_, nodes, message) => {
    expect(() => quantize(chain([["in", input(2)], ...nodes]), -1)).toThrow(message);
  });
});
