import { layersOf } from "./layers.ts";
import type { Conv1dNode, Conv2dNode, FlattenNode, Metadata, NetworkGraph, NetworkNode } from "./network.ts";
import { writeHdf5, type Hdf5Group } from "./nir-hdf5.ts";
import type { Shape, Tensor } from "./tensor.ts";

/** Version of the layout that is written. */
const NIR_VERSION = "1.0.7";

/**
 * The bytes of a NIR file (HDF5) of a network. The same network gives the same bytes. Shapes that the network leaves open
 * are filled in, for the reference reader asks for them. Throws `network-invalid`, naming the layer, as `layersOf`.
 */
export async function writeNir(network: NetworkGraph): Promise<Uint8Array> {
  const inputs = new Map(layersOf(network).map(({ path, inputShape }) => [path, inputShape]));
  return writeHdf5((root) => {
    root.create_dataset({ name: "version", data: NIR_VERSION });
    writeNode(root.create_group("node"), network, "", inputs);
  });
}

function writeNode(
  group: Hdf5Group,
  node: NetworkNode,
  path: string,
  inputs: ReadonlyMap<string, Shape>,
): void {
  group.create_dataset({ name: "type", data: node.type });
  if (node.metadata !== undefined && Object.keys(node.metadata).length > 0) {
    writeMetadata(group.create_group("metadata"), node.metadata);
  }
  if (node.type === "NIRGraph") {
    writeGraph(group, node, path, inputs);
    return;
  }
  for (const [name, value] of Object.entries(stated(node, inputs.get(path) ?? []))) {
    if (name === "type" || name === "metadata") continue;
    writeField(group, snakeCase(name), value as FieldValue);
  }
}

/** Names in the file are the snake case of ours. */
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A node with the shapes that only the graph knew. */
function stated(node: Exclude<NetworkNode, NetworkGraph>, input: Shape): object {
  switch (node.type) {
    case "Conv1d":
      return convolution(node, input);
    case "Conv2d":
      return convolution(node, input);
    case "Flatten":
      return flatten(node, input);
    default:
      return node;
  }
}

/** Numbers of one axis stand alone in the file. */
function convolution(node: Conv1dNode | Conv2dNode, input: Shape): object {
  const single = (values: readonly number[]): number | readonly number[] => {
    const [value] = values;
    return node.type === "Conv1d" && value !== undefined ? value : values;
  };
  return {
    ...node,
    inputShape: single(node.inputShape ?? input.slice(1)),
    stride: single(node.stride),
    dilation: single(node.dilation),
    padding: typeof node.padding === "string" ? node.padding : single(node.padding),
  };
}

function flatten({ inputShape, startDim, endDim }: FlattenNode, input: Shape): object {
  return { inputType: inputShape ?? input, startDim, endDim };
}

type FieldValue = string | number | readonly number[] | Tensor;

function writeField(group: Hdf5Group, name: string, value: FieldValue): void {
  if (typeof value === "string") group.create_dataset({ name, data: value });
  else if (typeof value === "number")
    group.create_dataset({ name, data: BigInt64Array.of(BigInt(value)), shape: [] });
  else if ("data" in value) group.create_dataset({ name, data: value.data, shape: [...value.shape] });
  else group.create_dataset({ name, data: BigInt64Array.from(value, BigInt), shape: [value.length] });
}

function writeGraph(
  group: Hdf5Group,
  { nodes, edges }: NetworkGraph,
  path: string,
  inputs: ReadonlyMap<string, Shape>,
): void {
  const inner = group.create_group("nodes");
  for (const [name, node] of nodes) {
    writeNode(inner.create_group(name), node, path === "" ? name : `${path}/${name}`, inputs);
  }
  const data = edges.length === 0 ? new Float64Array(0) : edges.flat(); // the library cannot guess the type of no text
  group.create_dataset({ name: "edges", data, shape: [edges.length, 2] });
}

function writeMetadata(group: Hdf5Group, metadata: Metadata): void {
  for (const [name, value] of Object.entries(metadata)) {
    if (typeof value === "number") group.create_dataset({ name, data: Float64Array.of(value), shape: [] });
    else writeField(group, name, value);
  }
}
