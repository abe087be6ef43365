import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { layersOf } from "../../../src/snn/layers.ts";
import type { NetworkGraph, NetworkNode } from "../../../src/snn/network.ts";
import { writeHdf5, type Hdf5Group } from "../../../src/snn/nir-hdf5.ts";
import { readNir } from "../../../src/snn/nir-read.ts";
import { writeNir } from "../../../src/snn/nir-write.ts";
import { filled, tensor } from "../../../src/snn/tensor.ts";
import {
  graph,
  input,
  lif,
  linear,
  listPrimitives,
  output,
  pictureNetwork,
} from "../../support/network-samples.ts";

/** A network with the shapes that a writer fills in, nodes in the order of a file. */
function asWritten(network: NetworkGraph): NetworkGraph {
  const shapes = new Map(layersOf(network).map(({ path, inputShape }) => [path, inputShape]));
  const fill = (node: NetworkNode, path: string): NetworkNode => {
    const shape = shapes.get(path) ?? [];
    if (node.type === "NIRGraph") return sorted(node, `${path}/`);
    if (node.type === "Flatten") return { ...node, inputShape: shape };
    if (node.type === "Conv1d") return { ...node, inputShape: [shape[1] ?? 0] };
    if (node.type === "Conv2d") return { ...node, inputShape: [shape[1] ?? 0, shape[2] ?? 0] };
    return node;
  };
  const sorted = (g: NetworkGraph, prefix: string): NetworkGraph => ({
    ...g,
    nodes: new Map(
      [...g.nodes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => [name, fill(n, prefix + name)]),
    ),
  });
  return sorted(network, "");
}

function listNetwork(): NetworkGraph {
  const nodes = { in: input(4), ...listPrimitives(4), out: output(4) };
  const names = Object.keys(nodes);
  return graph(
    nodes,
    names.slice(1).map((name, i) => [names[i] ?? "", name]),
  );
}

const inner = graph({ input: input(2), n: lif(2), w: linear(2, 2), output: output(2) }, [
  ["input", "n"],
  ["n", "w"],
  ["w", "n"],
  ["n", "output"],
]);
const nested = graph({ in: input(2), "sub.1": inner, out: output(2) }, [
  ["in", "sub.1"],
  ["sub.1", "out"],
]);
const described: NetworkGraph = {
  ...graph({ in: { type: "Input", shape: [1], metadata: { "saccade.window": "1 ms" } } }, []),
  metadata: { author: "someone", dt: 0.001, table: tensor([2], [1, 2]) },
};

describe("writing and reading back", () => {
  it.each([
    ["primitives on lists", listNetwork()],
    ["primitives on pictures, names of digits and dots", pictureNetwork(true)],
    ["a nested graph with recurrence", nested],
    ["metadata of graph and node, and no edges", described],
  ])("gives the same network: %s", async (_, network) => {
    const { network: back, version, repairs } = await readNir(await writeNir(network));
    expect(back).toEqual(asWritten(network));
    expect(version).toBe("1.0.7");
    expect(repairs).toEqual([]);
  });

  it("is the same to the byte at another second", async () => {
    const first = await writeNir(nested);
    const second = Math.floor(Date.now() / 1000);
    while (Math.floor(Date.now() / 1000) === second); // the library stamps seconds
    expect(Buffer.compare(first, await writeNir(nested))).toBe(0);
  });

  it("refuses a network that does not fit together", async () => {
    const wrong = graph({ in: input(3), n: lif(2) }, [["in", "n"]]);
    await expect(writeNir(wrong)).rejects.toMatchObject({ code: "network-invalid", where: { layer: "n" } });
  });
});

/** A file whose only layer is made by `fill`, between an input and an output of 2. */
const fileOf = (fill: (group: Hdf5Group) => void, edges = ["in", "x", "x", "out"]): Promise<Uint8Array> =>
  writeHdf5((root) => {
    const node = root.create_group("node");
    node.create_dataset({ name: "type", data: "NIRGraph" });
    node.create_dataset({ name: "edges", data: edges, shape: [edges.length / 2, 2] });
    const nodes = node.create_group("nodes");
    for (const [name, type] of [
      ["in", "Input"],
      ["out", "Output"],
    ] as const) {
      const door = nodes.create_group(name);
      door.create_dataset({ name: "type", data: type });
      door.create_dataset({ name: "shape", data: BigInt64Array.of(2n) });
    }
    fill(nodes.create_group("x"));
  });
const typed =
  (type: string, fields: Record<string, Float64Array | string | number>) => (group: Hdf5Group) => {
    group.create_dataset({ name: "type", data: type });
    for (const [name, data] of Object.entries(fields)) group.create_dataset({ name, data });
  };
const two = Float64Array.of(1, 2);

describe("reading", () => {
  it("takes zeros where an older file has no v_reset", async () => {
    const { network } = await readNir(await fileOf(typed("IF", { r: two, v_threshold: two })));
    expect(network.nodes.get("x")).toEqual({
      type: "IF",
      r: tensor([2], two),
      vThreshold: tensor([2], two),
      vReset: filled([2], 0),
    });
  });

  it.each<[string, (group: Hdf5Group) => void, object, RegExp]>([
    [
      "a missing field",
      typed("LI", { r: two }),
      { layer: "x", field: "tau" },
      /^x: tau is missing; there are: r, type$/,
    ],
    ["an unknown type", typed("Izhikevich", {}), { layer: "x", field: "type" }, /found Izhikevich$/],
    ["no type", () => undefined, { layer: "x", field: "type" }, /^x: type is missing/],
    [
      "text for numbers",
      typed("Scale", { scale: "big" }),
      { layer: "x", field: "scale" },
      /must hold numbers/,
    ],
    [
      "fractions for integers",
      typed("SumPool2d", { kernel_size: Float64Array.of(1.5, 2) }),
      { field: "kernel_size" },
      /1.5,2$/,
    ],
    [
      "a strange padding",
      typed("Conv2d", { weight: two, bias: two, groups: 1, stride: 1, padding: "reflect", dilation: 1 }),
      { field: "padding" },
      /must be same, valid or integers, found reflect/,
    ],
    [
      "a group for numbers",
      (g) => {
        typed("Scale", {})(g);
        g.create_group("scale");
      },
      { field: "/node/nodes/x/scale" },
      /expected a dataset, found Group/,
    ],
  ])("refuses %s", async (_, fill, where, message) => {
    const failure = await readNir(await fileOf(fill)).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: "codec-corrupt", where });
    expect((failure as Error).message).toMatch(message);
  });

  it("refuses a filter that cannot be undone, before it reads a wrong number", async () => {
    const bytes = readFileSync(join(import.meta.dirname, "../../fixtures/nir/linear-lzf.nir"));
    await expect(readNir(bytes)).rejects.toMatchObject({
      code: "codec-unsupported",
      where: { field: "/node/nodes/w/weight", found: "lzf" },
    });
  });

  it.each([
    ["nothing", new Uint8Array(0)],
    ["zeros", new Uint8Array(4096)],
    ["a text", new TextEncoder().encode("not HDF5".repeat(100))],
  ])("refuses %s", async (_, bytes) => {
    await expect(readNir(bytes)).rejects.toMatchObject({ code: "codec-corrupt" });
  });

  it("refuses a file that was cut short", async () => {
    const bytes = await writeNir(pictureNetwork(true));
    await expect(readNir(bytes.subarray(0, bytes.length - 5000))).rejects.toMatchObject({
      code: "codec-corrupt",
    });
  });

  it("refuses an HDF5 file of something else", async () => {
    const bytes = await writeHdf5((root) => root.create_group("events"));
    await expect(readNir(bytes)).rejects.toMatchObject({ code: "codec-corrupt", where: { field: "node" } });
  });

  it("works after a refusal", async () => {
    await expect(readNir(new Uint8Array(10))).rejects.toThrow();
    expect((await readNir(await writeNir(nested))).network.nodes.size).toBe(3);
  });
});

describe("lenient reading", () => {
  const neuron = (n: number): ((group: Hdf5Group) => void) =>
    typed("IF", { r: new Float64Array(n).fill(1), v_threshold: new Float64Array(n).fill(3) });

  it("takes a misnamed edge to the node that was meant, and says so", async () => {
    const bytes = await fileOf(neuron(2), ["in", "x1", "x1", "out"]);
    await expect(readNir(bytes)).rejects.toMatchObject({
      code: "network-invalid",
      where: { layer: "x1", found: "x1" },
    });
    const { network, repairs } = await readNir(bytes, { lenient: true });
    expect(network.edges).toEqual([
      ["in", "x"],
      ["x", "out"],
    ]);
    expect(repairs).toEqual(["x: an edge calls it x1", "x: an edge calls it x1"]);
  });

  it("spreads a parameter of one element over the neuron's shape, and says so", async () => {
    const bytes = await fileOf(neuron(1));
    await expect(readNir(bytes)).rejects.toMatchObject({
      code: "network-invalid",
      where: { layer: "x", found: "2" },
    });
    const { network, repairs } = await readNir(bytes, { lenient: true });
    expect(network.nodes.get("x")).toMatchObject({ r: filled([2], 1), vThreshold: filled([2], 3) });
    expect(repairs).toContain("x: parameter vThreshold of 1 became 2");
  });

  it("still refuses what has two meanings", async () => {
    const bytes = await fileOf(neuron(3));
    await expect(readNir(bytes, { lenient: true })).rejects.toMatchObject({
      code: "network-invalid",
      where: { layer: "x" },
    });
  });
});
