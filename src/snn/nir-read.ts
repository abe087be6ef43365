import { SaccadeError } from "../core/errors.ts";
import { layersOf } from "./layers.ts";
import { statedInput, type LayerNode } from "./layer-shape.ts";
import { chain, type Edge, type NetworkGraph, type NetworkNode } from "./network.ts";
import { NirFields } from "./nir-fields.ts";
import { groupIn, readHdf5, valueIn, type Hdf5Group } from "./nir-hdf5.ts";
import { repairNetwork } from "./repair.ts";

/** A network as a file held it. */
export interface NirFile {
  readonly network: NetworkGraph;
  /** Version of the writer, as it says; an empty text when it says nothing. */
  readonly version: string;
  /** What a lenient reading changed, one sentence each. */
  readonly repairs: readonly string[];
}

export interface NirReadOptions {
  /** Mend edges and shapes where only one reading makes sense (`repair.ts` says which), instead of refusing the file. */
  readonly lenient?: boolean;
}

/** [-] graphs inside graphs: more is a loop of links. */
const MAX_DEPTH = 32;

/**
 * Reads a network from the bytes of a NIR file (HDF5), of any version up to 1.0.7, and checks its graph and shapes.
 * Throws `codec-corrupt` or `codec-unsupported` for what is no such file, and `network-invalid`, naming the layer, for a
 * network that does not fit together. Source of the layout: neuromorphs/NIR, `nir/serialization.py`.
 */
export async function readNir(bytes: Uint8Array, { lenient = false }: NirReadOptions = {}): Promise<NirFile> {
  const { graph, version } = await readHdf5(bytes, (root) => {
    const node = groupIn(root, "node");
    if (node === undefined) {
      throw new SaccadeError("codec-corrupt", "not a NIR file: no group named node", { field: "node" });
    }
    const found = valueIn(root, "version");
    return { graph: readNode(node, "", 0), version: typeof found === "string" ? found : "" };
  });
  const whole = graph.type === "NIRGraph" ? graph : alone(graph);
  const { network, repairs } = lenient ? repairNetwork(whole) : { network: whole, repairs: [] };
  layersOf(network);
  return { network, version, repairs };
}

/** A file may hold a single primitive: the graph of that one, with an Input where it says what it takes. */
function alone(node: LayerNode): NetworkGraph {
  const shape = statedInput(node);
  return chain([...(shape === null ? [] : [["input", { type: "Input", shape }] as const]), ["node", node]]);
}

function readNode(group: Hdf5Group, path: string, depth: number): NetworkNode {
  const fields = new NirFields(group, path === "" ? "network" : path);
  const type = fields.text("type");
  const metadata = fields.metadata();
  const node = type === "NIRGraph" ? readGraph(group, path, depth) : READERS[type]?.(fields);
  if (node === undefined) {
    throw fields.fault(
      "type",
      `must be NIRGraph or one of ${Object.keys(READERS).join(", ")}; found ${type}`,
    );
  }
  return metadata === undefined ? node : { ...node, metadata };
}

function readGraph(group: Hdf5Group, path: string, depth: number): NetworkGraph {
  const fields = new NirFields(group, path === "" ? "network" : path);
  const nodes = groupIn(group, "nodes");
  if (nodes === undefined) throw fields.fault("nodes", "is missing");
  if (depth > MAX_DEPTH) throw fields.fault("nodes", `are nested more than ${String(MAX_DEPTH)} deep`);
  const read = nodes.keys().map((name): [string, NetworkNode] => {
    const inner = groupIn(nodes, name);
    if (inner === undefined) throw fields.fault(name, "is no group");
    return [name, readNode(inner, path === "" ? name : `${path}/${name}`, depth + 1)];
  });
  return { type: "NIRGraph", nodes: new Map(read), edges: readEdges(group, fields) };
}

function readEdges(group: Hdf5Group, fields: NirFields): Edge[] {
  const value = valueIn(group, "edges");
  if (value === undefined) throw fields.fault("edges", "is missing");
  if (typeof value === "object" && value.shape[0] === 0) return [];
  if (typeof value !== "object" || !("texts" in value) || value.shape[1] !== 2) {
    throw fields.fault("edges", "must be pairs of names");
  }
  const { texts } = value;
  return Array.from({ length: texts.length / 2 }, (_, i) => [texts[2 * i] ?? "", texts[2 * i + 1] ?? ""]);
}

const neuron = (fields: NirFields) =>
  ({
    r: fields.tensor("r"),
    vLeak: fields.tensor("v_leak"),
  }) as const;
const spiking = (fields: NirFields) =>
  ({
    vThreshold: fields.tensor("v_threshold"),
    vReset: fields.tensorOrZeros("v_reset", "v_threshold"),
  }) as const;
const currentBased = (fields: NirFields) =>
  ({
    tauSyn: fields.tensor("tau_syn"),
    tauMem: fields.tensor("tau_mem"),
    wIn: fields.tensor("w_in"),
  }) as const;
const convolution = (fields: NirFields) =>
  ({
    weight: fields.tensor("weight"),
    groups: fields.integer("groups"),
    bias: fields.tensor("bias"),
  }) as const;
const pooling = (fields: NirFields) =>
  ({
    kernelSize: fields.pair("kernel_size"),
    stride: fields.pair("stride"),
    padding: fields.pair("padding"),
  }) as const;

const READERS: Readonly<Record<string, (fields: NirFields) => NetworkNode>> = {
  Input: (f) => ({ type: "Input", shape: f.integers("shape") }),
  Output: (f) => ({ type: "Output", shape: f.integers("shape") }),
  Affine: (f) => ({ type: "Affine", weight: f.tensor("weight"), bias: f.tensor("bias") }),
  Linear: (f) => ({ type: "Linear", weight: f.tensor("weight") }),
  Scale: (f) => ({ type: "Scale", scale: f.tensor("scale") }),
  Conv1d: (f) => ({
    type: "Conv1d",
    ...convolution(f),
    inputShape: f.shapeOrNull("input_shape") === null ? null : [f.integer("input_shape")],
    stride: [f.integer("stride")],
    padding: f.padding("padding", 1),
    dilation: [f.integer("dilation")],
  }),
  Conv2d: (f) => ({
    type: "Conv2d",
    ...convolution(f),
    inputShape: f.shapeOrNull("input_shape") === null ? null : f.pair("input_shape"),
    stride: f.pair("stride"),
    padding: f.padding("padding", 2),
    dilation: f.pair("dilation"),
  }),
  SumPool2d: (f) => ({ type: "SumPool2d", ...pooling(f) }),
  AvgPool2d: (f) => ({ type: "AvgPool2d", ...pooling(f) }),
  Flatten: (f) => ({
    type: "Flatten",
    inputShape: f.shapeOrNull("input_type"),
    startDim: f.integer("start_dim"),
    endDim: f.integer("end_dim"),
  }),
  Delay: (f) => ({ type: "Delay", delay: f.tensor("delay") }),
  Threshold: (f) => ({ type: "Threshold", threshold: f.tensor("threshold") }),
  I: (f) => ({ type: "I", r: f.tensor("r") }),
  IF: (f) => ({ type: "IF", r: f.tensor("r"), ...spiking(f) }),
  LI: (f) => ({ type: "LI", tau: f.tensor("tau"), ...neuron(f) }),
  LIF: (f) => ({ type: "LIF", tau: f.tensor("tau"), ...neuron(f), ...spiking(f) }),
  CubaLI: (f) => ({ type: "CubaLI", ...currentBased(f), ...neuron(f) }),
  CubaLIF: (f) => ({ type: "CubaLIF", ...currentBased(f), ...neuron(f), ...spiking(f) }),
};
