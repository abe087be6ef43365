import type { Volume } from "../snn/train/layer-spec.ts";
import type { Int8Layer, Int8Network } from "./int8-network.ts";
import {
  ATTRIBUTE,
  ATTRIBUTE_TYPES,
  DATA_TYPES,
  DIM,
  GRAPH,
  IR_VERSION,
  MODEL,
  NODE,
  OPSET,
  OPSET_VERSION,
  SHAPE,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  VALUE,
} from "./onnx-fields.ts";
import { type OnnxField, onnxMessage } from "./onnx-message.ts";

/** Names of the graph's ends. */
export const ONNX_INPUT = "window";
export const ONNX_OUTPUT = "outputs";

/**
 * An 8-bit network as an ONNX file: an input `window`, unsigned bytes [1][channel][row][column] of 0 and 1; a QLinearConv a
 * layer, its rectifier in the lower bound of unsigned bytes; the last layer as DequantizeLinear and Conv, its output numbers in
 * single precision. A dense layer is a convolution with a kernel as large as its input.
 */
export function writeOnnx({ name, input, layers }: Int8Network): Uint8Array {
  const parts = layers.map((layer, n) =>
    layer.outputScale === null
      ? lastLayer(layer, activation(layers, n))
      : hiddenLayer(layer, layer.outputScale, {
          from: activation(layers, n),
          to: activation(layers, n + 1),
        }),
  );
  const last = layers.at(-1)?.output ?? input;
  const graph = onnxMessage([
    ...parts.flatMap(({ nodes }) => nodes.map((node): OnnxField => [GRAPH.nodes, node])),
    [GRAPH.name, name],
    ...parts.flatMap(({ tensors }) => tensors.map((each): OnnxField => [GRAPH.initializers, each])),
    [GRAPH.inputs, valueOf(ONNX_INPUT, DATA_TYPES.uint8, input)],
    [GRAPH.outputs, valueOf(ONNX_OUTPUT, DATA_TYPES.float, last)],
  ]);
  return onnxMessage([
    [MODEL.irVersion, IR_VERSION],
    [MODEL.producer, "saccade"],
    [MODEL.graph, graph],
    [MODEL.opsets, onnxMessage([[OPSET.version, OPSET_VERSION]])],
  ]);
}

/** What a layer is given. */
const activation = (layers: readonly Int8Layer[], n: number): string =>
  n === 0 ? ONNX_INPUT : `${layers[n - 1]?.name ?? ""}.out`;

interface Part {
  readonly nodes: readonly Uint8Array[];
  readonly tensors: readonly Uint8Array[];
}

function hiddenLayer(
  layer: Int8Layer,
  outputScale: number,
  { from, to }: { readonly from: string; readonly to: string },
): Part {
  const { name } = layer;
  const own = (what: string): string => `${name}.${what}`;
  const inputs = [from, own("x_scale"), own("x_zero"), own("weight"), own("w_scale"), own("w_zero")];
  const node = nodeOf("QLinearConv", {
    name,
    inputs: [...inputs, own("y_scale"), own("y_zero"), own("bias")],
    output: to,
    attributes: convolution(layer),
  });
  const tensors = [
    ...commonTensors(layer),
    floats(own("y_scale"), [], Float32Array.of(outputScale)),
    tensorOf(own("y_zero"), DATA_TYPES.uint8, [], new Uint8Array(1)),
  ];
  return { nodes: [node], tensors };
}

function lastLayer(layer: Int8Layer, from: string): Part {
  const { name, inputScale, weightScale } = layer;
  const own = (what: string): string => `${name}.${what}`;
  const dequantize = (tensor: string, scale: string, zero: string, axis: readonly Uint8Array[]) =>
    nodeOf("DequantizeLinear", {
      name: `${tensor}.dequantize`,
      inputs: [tensor, scale, zero],
      output: `${tensor}.real`,
      attributes: axis,
    });
  const channels = [integer("axis", 0)];
  const nodes = [
    dequantize(from, own("x_scale"), own("x_zero"), []),
    dequantize(own("weight"), own("w_scale"), own("w_zero"), channels),
    dequantize(own("bias"), own("b_scale"), own("b_zero"), channels),
    nodeOf("Conv", {
      name,
      inputs: [`${from}.real`, `${own("weight")}.real`, `${own("bias")}.real`],
      output: ONNX_OUTPUT,
      attributes: convolution(layer),
    }),
  ];
  const each = [weightScale.length];
  const biasScale = weightScale.map((scale) => inputScale * scale);
  const tensors = [
    ...commonTensors(layer),
    floats(own("b_scale"), each, biasScale),
    tensorOf(own("b_zero"), DATA_TYPES.int32, each, new Int32Array(weightScale.length)),
  ];
  return { nodes, tensors };
}

/** What both kinds of layers hold. */
function commonTensors(layer: Int8Layer): Uint8Array[] {
  const { name, input, output, kernel, weight, weightScale, bias, inputScale } = layer;
  const own = (what: string): string => `${name}.${what}`;
  const shape = [output.channels, input.channels, ...kernel];
  return [
    floats(own("x_scale"), [], Float32Array.of(inputScale)),
    tensorOf(own("x_zero"), DATA_TYPES.uint8, [], new Uint8Array(1)),
    tensorOf(own("weight"), DATA_TYPES.int8, shape, weight),
    floats(own("w_scale"), [output.channels], weightScale),
    tensorOf(own("w_zero"), DATA_TYPES.int8, [output.channels], new Int8Array(output.channels)),
    tensorOf(own("bias"), DATA_TYPES.int32, [output.channels], bias),
  ];
}

const convolution = ({ kernel, stride, padding }: Int8Layer): Uint8Array[] => [
  integers("kernel_shape", kernel),
  integers("strides", [stride, stride]),
  integers("pads", [padding, padding, padding, padding]),
];

function nodeOf(
  op: string,
  {
    name,
    inputs,
    output,
    attributes,
  }: {
    readonly name: string;
    readonly inputs: readonly string[];
    readonly output: string;
    readonly attributes: readonly Uint8Array[];
  },
): Uint8Array {
  return onnxMessage([
    ...inputs.map((input): OnnxField => [NODE.inputs, input]),
    [NODE.outputs, output],
    [NODE.name, name],
    [NODE.op, op],
    ...attributes.map((attribute): OnnxField => [NODE.attributes, attribute]),
  ]);
}

const integer = (name: string, value: number): Uint8Array =>
  onnxMessage([
    [ATTRIBUTE.name, name],
    [ATTRIBUTE.integer, value],
    [ATTRIBUTE.type, ATTRIBUTE_TYPES.integer],
  ]);

const integers = (name: string, values: readonly number[]): Uint8Array =>
  onnxMessage([
    [ATTRIBUTE.name, name],
    ...values.map((value): OnnxField => [ATTRIBUTE.integers, value]),
    [ATTRIBUTE.type, ATTRIBUTE_TYPES.integers],
  ]);

/** Numbers of more than a byte lie lowest byte first, as this machine has them. */
function tensorOf(
  name: string,
  dataType: number,
  dims: readonly number[],
  values: Float32Array | Int32Array | Int8Array | Uint8Array,
): Uint8Array {
  return onnxMessage([
    ...dims.map((size): OnnxField => [TENSOR.dims, size]),
    [TENSOR.dataType, dataType],
    [TENSOR.name, name],
    [TENSOR.raw, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)],
  ]);
}

const floats = (name: string, dims: readonly number[], values: Float32Array): Uint8Array =>
  tensorOf(name, DATA_TYPES.float, dims, values);

function valueOf(name: string, elementType: number, { channels, height, width }: Volume): Uint8Array {
  const shape = onnxMessage(
    [1, channels, height, width].map((size): OnnxField => [SHAPE.dims, onnxMessage([[DIM.value, size]])]),
  );
  const tensorType = onnxMessage([
    [TENSOR_TYPE.elementType, elementType],
    [TENSOR_TYPE.shape, shape],
  ]);
  return onnxMessage([
    [VALUE.name, name],
    [VALUE.type, onnxMessage([[TYPE.tensor, tensorType]])],
  ]);
}
