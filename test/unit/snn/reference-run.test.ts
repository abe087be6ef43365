import { describe, expect, it } from "vitest";
import { ReferenceRun } from "../../../src/snn/reference-run.ts";
import type { StepChoice } from "../../../src/snn/step-choice.ts";
import { chain, type NetworkNode } from "../../../src/snn/network.ts";
import { filled, tensor, type Shape } from "../../../src/snn/tensor.ts";
import { graph, input, output } from "../../support/network-samples.ts";

const CHOICE: StepChoice = { rule: "sinabs", dt: 1, reset: "subtract" };
const fires = (...shape: number[]): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, 1),
  vReset: filled(shape, 0),
});
const linear = (shape: Shape, data: number[]): NetworkNode => ({
  type: "Linear",
  weight: tensor(shape, data),
});

/** What one layer makes of one input. */
function through(node: NetworkNode, shape: Shape, x: number[]): number[] {
  const run = new ReferenceRun(chain([["in", input(...shape)], ["x", node]]), CHOICE); // prettier-ignore
  run.step({ in: x });
  return [...run.output("x")];
}

const conv = (shape: Shape, weight: number[], more: object): NetworkNode => ({
  type: "Conv2d",
  inputShape: null,
  weight: tensor(shape, weight),
  bias: filled(shape.slice(0, 1), 0),
  stride: [1, 1],
  padding: [0, 0],
  dilation: [1, 1],
  groups: 1,
  ...more,
});

describe("layers without state, worked out by hand", () => {
  const picture = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  it.each<[string, NetworkNode, Shape, number[], number[]]>([
    [
      "a product with a bias",
      { type: "Affine", weight: tensor([2, 3], [1, 2, 3, 4, 5, 6]), bias: tensor([2], [10, 20]) },
      [3],
      [1, 0, 2],
      [17, 36],
    ],
    ["a product on the last of two axes", linear([1, 2], [1, 10]), [2, 2], [1, 2, 3, 4], [21, 43]],
    ["a scale", { type: "Scale", scale: tensor([2], [2, -1]) }, [2], [3, 4], [6, -4]],
    [
      "a convolution is no mirror",
      conv([1, 1, 2, 2], [1, 2, 3, 4], {}),
      [1, 3, 3],
      picture,
      [37, 47, 67, 77],
    ],
    [
      "stride and padding by axis",
      conv([1, 1, 2, 1], [1, 10], { stride: [2, 1], padding: [1, 0] }),
      [1, 3, 3],
      picture,
      [10, 20, 30, 74, 85, 96],
    ],
    [
      "same padding puts the odd zero behind",
      conv([1, 1, 1, 2], [1, 10], { padding: "same" }),
      [1, 1, 3],
      [1, 2, 3],
      [21, 32, 3],
    ],
    ["dilation", conv([1, 1, 1, 2], [1, 10], { dilation: [1, 2] }), [1, 1, 3], [1, 2, 3], [31]],
    ["groups", conv([2, 1, 1, 1], [2, 3], { groups: 2 }), [2, 1, 2], [1, 2, 3, 4], [2, 4, 9, 12]],
    [
      "a bias by channel",
      conv([2, 1, 1, 1], [0, 0], { bias: tensor([2], [5, 6]) }),
      [1, 1, 2],
      [1, 1],
      [5, 5, 6, 6],
    ],
    [
      "sums",
      { type: "SumPool2d", kernelSize: [2, 2], stride: [1, 1], padding: [0, 0] },
      [1, 3, 3],
      picture,
      [12, 16, 24, 28],
    ],
    [
      "averages that count the zeros around",
      { type: "AvgPool2d", kernelSize: [2, 2], stride: [2, 2], padding: [1, 1] },
      [1, 2, 2],
      [4, 8, 12, 16],
      [1, 2, 3, 4],
    ],
    ["a threshold", { type: "Threshold", threshold: filled([2], 0) }, [2], [0, 1], [0, 1]],
    [
      "a convolution on a line",
      {
        type: "Conv1d",
        inputShape: null,
        weight: tensor([1, 2, 2], [1, 2, 10, 20]),
        bias: filled([1], 0),
        stride: [2],
        padding: [1],
        dilation: [1],
        groups: 1,
      },
      [2, 3],
      [1, 2, 3, 4, 5, 6],
      [82, 178],
    ],
  ])("%s", (_, node, shape, x, y) => {
    expect(through(node, shape, x)).toEqual(y);
  });
});

describe("time", () => {
  it("a recurrent weight acts one step later, its bias at once", () => {
    const back: NetworkNode = { type: "Affine", weight: tensor([1, 1], [2]), bias: tensor([1], [0.25]) };
    const nodes = { in: input(1), n: fires(1), back, out: output(1) };
    const run = new ReferenceRun(graph(nodes, [["in", "n"], ["n", "back"], ["back", "n"], ["n", "out"]]), CHOICE); // prettier-ignore
    const found = [1, 0, 0].map((x) => {
      run.step({ in: [x] });
      return [run.output("out")[0], run.population("n")?.v[0]];
    });
    expect(found).toEqual([[1, 0.25], [2, 0.5], [4, 0.75]]); // prettier-ignore
  });

  it("each element has its own delay, and a reset empties the line", () => {
    const delay: NetworkNode = { type: "Delay", delay: tensor([3], [0, 1, 2]) };
    const run = new ReferenceRun(chain([["in", input(3)], ["d", delay]]), CHOICE); // prettier-ignore
    const step = (x: number): number[] => {
      run.step({ in: [x, x, x] });
      return [...run.output("d")];
    };
    expect([step(1), step(2), step(3)]).toEqual([[1, 0, 0], [2, 1, 0], [3, 2, 1]]); // prettier-ignore
    run.reset();
    expect([step(4), step(5)]).toEqual([[4, 0, 0], [5, 4, 0]]); // prettier-ignore
  });

  it("state persists from step to step until it is reset", () => {
    const run = new ReferenceRun(chain([["in", input(1)], ["n", fires(1)]]), CHOICE); // prettier-ignore
    const step = (): number => {
      run.step({ in: [0.5] });
      return run.output("n")[0]!;
    };
    expect([step(), step(), step()]).toEqual([0, 1, 0]);
    run.reset();
    expect([step(), step()]).toEqual([0, 1]);
  });
});

describe("what it refuses", () => {
  const run = new ReferenceRun(chain([["in", input(2)], ["n", fires(2)]]), CHOICE); // prettier-ignore
  it.each([
    ["an input of another size", { in: [1] }, { found: 1, allowed: 2 }],
    ["an input that is missing", {}, { found: 0, allowed: 2 }],
  ])("%s", (_, inputs, where) => {
    expect(() => run.step(inputs)).toThrow(
      expect.objectContaining({ code: "network-invalid", where: { layer: "in", ...where } }),
    );
  });

  it("a layer that does not exist", () => {
    expect(() => run.output("lif")).toThrow("no layer lif; there are: in, n");
  });
});
