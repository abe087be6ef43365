import { describe, expect, it } from "vitest";
import { SaccadeError } from "../../../src/core/errors.ts";
import { layersOf } from "../../../src/snn/layers.ts";
import { chain, type Edge, type NetworkGraph, type NetworkNode } from "../../../src/snn/network.ts";
import { filled, tensor, type Shape } from "../../../src/snn/tensor.ts";

const input = (...shape: number[]): NetworkNode => ({ type: "Input", shape });
const output = (...shape: number[]): NetworkNode => ({ type: "Output", shape });
const linear = (out: number, into: number): NetworkNode => ({
  type: "Linear",
  weight: filled([out, into], 1),
});
const lif = (...shape: number[]): NetworkNode => ({
  type: "LIF",
  tau: filled(shape, 0.01),
  r: filled(shape, 1),
  vLeak: filled(shape, 0),
  vThreshold: filled(shape, 1),
  vReset: filled(shape, 0),
});
const conv = (weight: Shape, more: object = {}): NetworkNode => ({
  type: "Conv2d",
  inputShape: null,
  weight: filled(weight, 1),
  stride: [1, 1],
  padding: [0, 0],
  dilation: [1, 1],
  groups: 1,
  bias: filled(weight.slice(0, 1), 0),
  ...more,
});
const pool = (
  kernel: readonly [number, number],
  stride = kernel,
  padding = [0, 0] as const,
): NetworkNode => ({
  type: "AvgPool2d",
  kernelSize: kernel,
  stride,
  padding,
});
const flatten = (startDim: number, endDim: number, inputShape: Shape | null = null): NetworkNode => ({
  type: "Flatten",
  inputShape,
  startDim,
  endDim,
});
const graph = (nodes: Record<string, NetworkNode>, edges: readonly Edge[]): NetworkGraph => ({
  type: "NIRGraph",
  nodes: new Map(Object.entries(nodes)),
  edges,
});

/** The error of laying out a network, with the layer that it names. */
function fault(network: NetworkGraph): { code: string; layer: unknown; message: string } {
  try {
    layersOf(network);
  } catch (error) {
    if (error instanceof SaccadeError) {
      return { code: error.code, layer: error.where["layer"], message: error.message };
    }
    throw error;
  }
  throw new Error("the network was accepted");
}

describe("shapes", () => {
  it.each<[string, NetworkNode, Shape, Shape]>([
    ["a convolution rounds down", conv([4, 1, 5, 5], { stride: [2, 2] }), [1, 64, 64], [4, 30, 30]],
    [
      "rows and columns apart",
      conv([3, 2, 3, 1], { stride: [2, 1], padding: [1, 0] }),
      [2, 12, 10],
      [3, 6, 10],
    ],
    ["same padding keeps the size", conv([2, 1, 3, 4], { padding: "same" }), [1, 9, 9], [2, 9, 9]],
    ["valid padding is none", conv([2, 1, 3, 3], { padding: "valid" }), [1, 9, 9], [2, 7, 7]],
    ["dilation spreads the taps", conv([1, 1, 3, 3], { dilation: [2, 3] }), [1, 9, 9], [1, 5, 3]],
    ["groups divide the channels", conv([4, 1, 3, 3], { groups: 2 }), [2, 5, 5], [4, 3, 3]],
    ["pooling rounds down", pool([2, 2]), [4, 13, 13], [4, 6, 6]],
    ["pooling with unlike steps", pool([3, 2], [1, 2]), [3, 3, 4], [3, 1, 2]],
    ["flatten joins all axes", flatten(0, -1), [8, 4, 4], [128]],
    ["flatten joins some axes", flatten(1, 2), [2, 3, 4, 5], [2, 12, 5]],
    ["flatten of one axis from a file that counted a batch", flatten(1, -1), [7], [7]],
    ["a linear map acts on the last axis", linear(5, 3), [2, 3], [2, 5]],
  ])("%s", (_, node, from, to) => {
    const layers = layersOf(
      chain([
        ["in", input(...from)],
        ["x", node],
      ]),
    );
    expect(layers[1]?.inputShape).toEqual(from);
    expect(layers[1]?.outputShape).toEqual(to);
  });

  it.each<[string, NetworkNode, Shape, RegExp]>([
    ["a neuron of another shape", lif(4), [5], /^x: parameter tau is 4, but the input is 5$/],
    [
      "a weight for another input",
      linear(2, 3),
      [4],
      /^x: last axis of the weight is 2x3, but the input is 4$/,
    ],
    ["a kernel larger than the picture", conv([1, 1, 5, 5]), [1, 4, 9], /^x: a kernel of 5x5 does not fit/],
    ["channels that do not match", conv([1, 2, 3, 3]), [3, 9, 9], /is 2x9x9, but the input is 3x9x9$/],
    ["groups that do not divide", conv([3, 1, 3, 3], { groups: 2 }), [2, 9, 9], /^x: groups must divide 3/],
    [
      "same padding with a stride",
      conv([1, 1, 3, 3], { padding: "same", stride: [2, 2] }),
      [1, 9, 9],
      /needs stride 1/,
    ],
    ["a stride of zero", pool([2, 2], [0, 2]), [1, 4, 4], /stride, dilation and kernel must be 1 or more/],
    ["axes that do not exist", flatten(0, 4), [2, 3], /cannot join axes 0 to 4 of 2x3/],
    ["a stated input that differs", flatten(0, -1, [9]), [2, 3], /input_type is 9, but the input is 2x3/],
    ["an output that differs", output(3), [4], /stated shape is 3, but the input is 4/],
  ])("names the layer: %s", (_, node, from, message) => {
    const found = fault(
      chain([
        ["in", input(...from)],
        ["x", node],
      ]),
    );
    expect(found).toMatchObject({ code: "network-invalid", layer: "x" });
    expect(found.message).toMatch(message);
  });

  it("two edges into a layer must bring the same shape", () => {
    const nodes = { in: input(3), a: linear(2, 3), b: linear(4, 3), sum: output(2) };
    const found = fault(
      graph(nodes, [
        ["in", "a"],
        ["in", "b"],
        ["a", "sum"],
        ["b", "sum"],
      ]),
    );
    expect(found).toMatchObject({ layer: "sum", message: "sum: b brings 4, another edge 2" });
  });

  it("a tensor has as many numbers as its shape says", () => {
    expect(() => tensor([2, 3], [1, 2])).toThrow("a tensor of 2x3 needs 6 numbers, found 2");
  });
});

describe("graphs", () => {
  const order = (network: NetworkGraph): string[] => layersOf(network).map(({ path }) => path);

  it("layers come behind their sources, whatever the order in the file", () => {
    const nodes = { out: output(2), b: lif(2), a: linear(2, 3), in: input(3) };
    expect(
      order(
        graph(nodes, [
          ["b", "out"],
          ["a", "b"],
          ["in", "a"],
        ]),
      ),
    ).toEqual(["in", "a", "b", "out"]);
  });

  it("a loop is fed back where the neuron puts out, so that the way back computes first", () => {
    const nodes = { in: input(2), n: lif(2), back: linear(2, 2), out: output(2) };
    const layers = layersOf(
      graph(nodes, [
        ["in", "n"],
        ["n", "out"],
        ["n", "back"],
        ["back", "n"],
      ]),
    );
    expect(layers.map(({ path }) => path)).toEqual(["in", "back", "n", "out"]);
    expect(layers[1]?.sources).toEqual([{ layer: 2, feedback: true }]);
    expect(layers[2]?.sources).toEqual([
      { layer: 0, feedback: false },
      { layer: 1, feedback: false },
    ]);
  });

  it("a long loop delays only what returns", () => {
    const nodes = { in: input(2), a: lif(2), f: linear(2, 2), b: lif(2), g: linear(2, 2), out: output(2) };
    const layers = layersOf(
      graph(nodes, [
        ["in", "a"],
        ["a", "f"],
        ["f", "b"],
        ["b", "g"],
        ["g", "a"],
        ["b", "out"],
      ]),
    );
    const delayed = layers.flatMap(({ path, sources }) =>
      sources.filter(({ feedback }) => feedback).map(({ layer }) => `${layers[layer]?.path ?? ""}->${path}`),
    );
    expect(delayed).toEqual(["b->g"]);
  });

  it("a map that both returns and leads on is delayed only where it returns", () => {
    const nodes = { in: input(2), a: lif(2), f: linear(2, 2), out: output(2) };
    const layers = layersOf(
      graph(nodes, [
        ["in", "a"],
        ["a", "f"],
        ["f", "a"],
        ["f", "out"],
      ]),
    );
    expect(layers.map(({ path }) => path)).toEqual(["in", "a", "f", "out"]);
    expect(layers[1]?.sources).toContainEqual({ layer: 2, feedback: true });
  });

  it("nesting is dissolved: edges go through the doors of the nested graph", () => {
    const inner = graph({ input: input(2), n: lif(2), w: linear(2, 2), output: output(2) }, [
      ["input", "n"],
      ["n", "w"],
      ["w", "n"],
      ["n", "output"],
    ]);
    const layers = layersOf(
      chain([
        ["in", input(2)],
        ["sub", inner],
        ["out", output(2)],
      ]),
    );
    expect(layers.map(({ path }) => path)).toEqual(["in", "sub/w", "sub/n", "out"]);
    expect(layers[3]?.sources).toEqual([{ layer: 2, feedback: false }]);
  });

  const inner = (...inputs: string[]): NetworkGraph =>
    graph(
      { ...Object.fromEntries(inputs.map((name) => [name, input(2)])), o: output(2) },
      inputs.map((name) => [name, "o"]),
    );

  it.each<[string, NetworkGraph, string, RegExp]>([
    [
      "an edge to a missing node",
      graph({ in: input(2), lif1: lif(2) }, [["in", "lif"]]),
      "lif",
      /no such node exists; there are: in, lif1/,
    ],
    [
      "an edge twice",
      graph({ in: input(2), o: output(2) }, [
        ["in", "o"],
        ["in", "o"],
      ]),
      "in",
      /the edge to o stands twice/,
    ],
    ["no Input", graph({ o: output(2) }, []), "network", /no node of type Input/],
    [
      "a layer that nothing reaches",
      graph({ in: input(2), w: linear(1, 2) }, []),
      "w",
      /no path leads to it from an Input; it takes 2/,
    ],
    [
      "a nested graph with two inputs",
      chain([
        ["in", input(2)],
        ["s", inner("a", "b")],
      ]),
      "s",
      /exactly 1 Input, found 2/,
    ],
    [
      "a loop without a neuron",
      graph({ in: input(2), w: linear(2, 2) }, [
        ["in", "w"],
        ["w", "w"],
      ]),
      "w",
      /a loop without a node that has state: w/,
    ],
    ["a name with a slash", graph({ "a/b": input(2) }, []), "a/b", /a name must be/],
  ])("refuses %s", (_, network, layer, message) => {
    const found = fault(network);
    expect(found).toMatchObject({ code: "network-invalid", layer });
    expect(found.message).toMatch(message);
  });
});
