import { SaccadeError } from "../core/errors.ts";
import type { Volume } from "../snn/train/layer-spec.ts";
import type { Int8Layer, Int8Network } from "./int8-network.ts";
import {
  ATTRIBUTE,
  DATA_TYPES,
  DIM,
  GRAPH,
  MODEL,
  NODE,
  SHAPE,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  VALUE,
} from "./onnx-fields.ts";
import { OnnxMessage } from "./onnx-message.ts";

/** [bytes] a network of a window has less. */
const MOST_BYTES = 1 << 26;

/**
 * Reads an 8-bit network from an ONNX file of the form that `writeOnnx` gives it; no other.
 * @throws SaccadeError `config-invalid` naming the node that is of another form
 */
export function readOnnx(bytes: Uint8Array): Int8Network {
  if (bytes.length > MOST_BYTES) throw foreign("file", `it has ${bytes.length} bytes`);
  try {
    return networkOf(bytes);
  } catch (cause) {
    if (cause instanceof SaccadeError) throw cause;
    throw foreign("file", "it is no ONNX model, or is damaged", cause); // what reading strange bytes gives
  }
}

function networkOf(bytes: Uint8Array): Int8Network {
  const [graph] = new OnnxMessage(bytes).messages(MODEL.graph);
  if (graph === undefined) throw foreign("file", "it holds no graph");
  const name = graph.texts(GRAPH.name)[0] ?? "";
  const tensors = new Map(
    graph.messages(GRAPH.initializers).map((tensor) => [tensor.texts(TENSOR.name)[0] ?? "", tensor]),
  );
  const input = volumeOf(graph.messages(GRAPH.inputs)[0]);
  const layers: Int8Layer[] = [];
  let volume = input;
  for (const node of graph.messages(GRAPH.nodes)) {
    const op = node.texts(NODE.op)[0] ?? "";
    if (op === "DequantizeLinear") continue; // of the last layer: its Conv says whose
    if (op !== "QLinearConv" && op !== "Conv") throw foreign(nameOf(node), `its operator is ${op}`);
    const layer = layerOf(node, { tensors, input: volume, isLast: op === "Conv" });
    layers.push(layer);
    volume = layer.output;
  }
  if (
    layers.length === 0 ||
    layers.findIndex(({ outputScale }) => outputScale === null) !== layers.length - 1
  )
    throw foreign(name, "a Conv stands last, and nowhere else");
  return { name, input, layers };
}

function foreign(node: string, why: string, cause?: unknown): SaccadeError {
  const message = `${node}: ${why}; read are networks of 8 bits as saccade train writes them: QLinearConv, the last layer DequantizeLinear and Conv`;
  return new SaccadeError("config-invalid", message, { node }, { cause });
}

interface Around {
  readonly tensors: ReadonlyMap<string, OnnxMessage>;
  readonly input: Volume;
  readonly isLast: boolean;
}

const nameOf = (node: OnnxMessage): string => node.texts(NODE.name)[0] ?? "";

function layerOf(node: OnnxMessage, { tensors, input, isLast }: Around): Int8Layer {
  const name = nameOf(node);
  const own = (what: string, dataType: number): OnnxMessage => {
    const tensor = tensors.get(`${name}.${what}`);
    if (tensor === undefined) throw foreign(name, `${name}.${what} is missing`);
    if (tensor.numbers(TENSOR.dataType)[0] === dataType) return tensor;
    throw foreign(name, `${name}.${what} is of another type`);
  };
  const weight = own("weight", DATA_TYPES.int8);
  const [channels = 0, sources = 0, rows = 0, columns = 0] = weight.numbers(TENSOR.dims);
  const stride = attribute(node, "strides");
  const padding = attribute(node, "pads");
  const side = (size: number, kernel: number): number =>
    Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const output = { channels, height: side(input.height, rows), width: side(input.width, columns) };
  const found: Int8Layer = {
    name,
    input,
    output,
    kernel: [rows, columns],
    stride,
    padding,
    weight: new Int8Array(copyOf(weight)),
    weightScale: new Float32Array(copyOf(own("w_scale", DATA_TYPES.float))),
    bias: new Int32Array(copyOf(own("bias", DATA_TYPES.int32))),
    inputScale: scalar(own("x_scale", DATA_TYPES.float)),
    outputScale: isLast ? null : scalar(own("y_scale", DATA_TYPES.float)),
  };
  checkSizes(found, sources);
  return found;
}

function checkSizes(
  { name, input, output, kernel, weight, weightScale, bias }: Int8Layer,
  sources: number,
): void {
  const { channels, height, width } = output;
  const wanted = channels * input.channels * kernel[0] * kernel[1];
  const fits =
    sources === input.channels &&
    weight.length === wanted &&
    weightScale.length === channels &&
    bias.length === channels &&
    height >= 1 &&
    width >= 1;
  if (!fits)
    throw foreign(
      name,
      `its tensors do not go with ${input.channels} channels of ${input.width}x${input.height}`,
    );
}

/** Its bytes, where numbers of any width may begin. */
const copyOf = (tensor: OnnxMessage): ArrayBuffer => new Uint8Array(tensor.bytes(TENSOR.raw)).buffer;

const scalar = (tensor: OnnxMessage): number => new Float32Array(copyOf(tensor))[0] ?? NaN;

/** The first number of an attribute; all of one are the same here. */
function attribute(node: OnnxMessage, wanted: string): number {
  const found = node.messages(NODE.attributes).find((each) => each.texts(ATTRIBUTE.name)[0] === wanted);
  const values = found?.numbers(ATTRIBUTE.integers) ?? [];
  const [first] = values;
  if (first === undefined || values.some((value) => value !== first))
    throw foreign(nameOf(node), `${wanted} is missing, or differs by side`);
  return first;
}

function volumeOf(value: OnnxMessage | undefined): Volume {
  const [tensor] = value?.messages(VALUE.type).flatMap((type) => type.messages(TYPE.tensor)) ?? [];
  const sizes = tensor?.messages(TENSOR_TYPE.shape).flatMap((shape) => shape.messages(SHAPE.dims)) ?? [];
  const dims = sizes.map((dim) => dim.numbers(DIM.value)[0] ?? 0);
  const [batch, channels = 0, height = 0, width = 0] = dims;
  if (dims.length === 4 && batch === 1 && dims.every((size) => size >= 1)) return { channels, height, width };
  throw foreign("graph", `its input is ${dims.join("x") || "of no shape"}`);
}
