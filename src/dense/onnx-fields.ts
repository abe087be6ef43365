/** Field numbers of the messages in `onnx.proto` (onnx 1.x; github.com/onnx/onnx, Apache-2.0), as far as they are used here. */
export const MODEL = { irVersion: 1, producer: 2, graph: 7, opsets: 8 } as const;
export const OPSET = { version: 2 } as const;
export const GRAPH = { nodes: 1, name: 2, initializers: 5, inputs: 11, outputs: 12 } as const;
export const NODE = { inputs: 1, outputs: 2, name: 3, op: 4, attributes: 5 } as const;
export const ATTRIBUTE = { name: 1, integer: 3, integers: 8, type: 20 } as const;
export const TENSOR = { dims: 1, dataType: 2, name: 8, raw: 9 } as const;
export const VALUE = { name: 1, type: 2 } as const;
/** `TypeProto`, and its `Tensor`; `TensorShapeProto` and its `Dimension`. */
export const TYPE = { tensor: 1 } as const;
export const TENSOR_TYPE = { elementType: 1, shape: 2 } as const;
export const SHAPE = { dims: 1 } as const;
export const DIM = { value: 1 } as const;

/** `AttributeProto.AttributeType` */
export const ATTRIBUTE_TYPES = { integer: 2, integers: 7 } as const;
/** `TensorProto.DataType` */
export const DATA_TYPES = { float: 1, uint8: 2, int8: 3, int32: 6 } as const;
/** IR version and operator set that the files are written for: QLinearConv is of 10, DequantizeLinear with an axis of 13. */
export const IR_VERSION = 8;
export const OPSET_VERSION = 13;
