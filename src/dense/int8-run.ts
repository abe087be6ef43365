import { assert } from "../core/errors.ts";
import { type Int8Calls, int8Kernel } from "../kernels/int8/calls.ts";
import { BLOCK, INT8_FIELDS, VECTOR, writeInt8Layer } from "../kernels/int8/layer.ts";
import type { WasmArray, WasmKernel } from "../kernels/wasm-kernel.ts";
import type { Volume } from "../snn/train/layer-spec.ts";
import { placesOf } from "../snn/train/layer-spec.ts";
import { type Int8Layer, type Int8Network, multipliers } from "./int8-network.ts";

/** A volume of bytes [row][column][channel] with a border of zeros. */
interface Plane {
  readonly bytes: WasmArray<Uint8Array<ArrayBuffer>>;
  /** [bytes] a place, a row; and from the first byte to the first place within the border. */
  readonly placeBytes: number;
  readonly rowBytes: number;
  readonly origin: number;
}

/** A dense network in 8 bits, ready to run. Allocates nothing per window. */
export class Int8Run {
  readonly #calls: Int8Calls;
  readonly #layers: readonly number[];
  readonly #input: WasmArray<Uint8Array<ArrayBuffer>>;
  /** By index of the input, row-major over [channel][row][column]: its byte. */
  readonly #places: Int32Array;
  readonly #result: WasmArray<Float32Array<ArrayBuffer>>;
  readonly #output: Volume;

  /** @param calls the compiled kernels, or their plain forms (`plainInt8`) on the same memory */
  constructor(
    { input, layers }: Int8Network,
    calls: (kernel: WasmKernel<Int8Calls>) => Int8Calls = (kernel) => kernel.call,
  ) {
    const last = layers.at(-1);
    const first = layers[0];
    assert(last !== undefined && first !== undefined, "a network has layers");
    const kernel = int8Kernel();
    const planes = layers.map((layer, n) => planeOf(kernel, layer, n === 0 ? 1 : BLOCK));
    const cells = last.output.height * last.output.width;
    this.#result = kernel.reserve(Float32Array, cells * wholeBlocks(last.output.channels));
    this.#layers = layers.map((layer, n) => {
      const [from, to] = [planes[n], planes[n + 1]];
      assert(from !== undefined, "each layer has an input");
      return placeLayer(kernel, layer, { from, to: to ?? null, result: this.#result });
    });
    const plane = planes[0];
    assert(plane !== undefined, "the first layer has an input");
    this.#input = plane.bytes;
    this.#places = placesIn(plane, input);
    this.#output = last.output;
    this.#calls = calls(kernel);
  }

  /** Hot path: shows the first `count` of `indices` and reads the outputs, [channel][row][column]. */
  show(indices: Int32Array, count: number, outputs: Float64Array): void {
    const input = this.#input.view;
    for (let n = 0; n < count; n++) input[this.#places[indices[n]!]!] = 1;
    for (let n = 0; n < this.#layers.length; n++) this.#calls.convolve(this.#layers[n]!);
    for (let n = 0; n < count; n++) input[this.#places[indices[n]!]!] = 0;
    const { channels, height, width } = this.#output;
    const result = this.#result.view;
    const stride = wholeBlocks(channels);
    for (let channel = 0; channel < channels; channel++)
      for (let cell = 0; cell < height * width; cell++)
        outputs[channel * height * width + cell] = result[cell * stride + channel]!;
  }
}

const wholeBlocks = (channels: number): number => Math.ceil(channels / BLOCK) * BLOCK;

/** Room for a layer's input. @param multiple channels are filled up to a multiple of it */
function planeOf(
  kernel: WasmKernel<Int8Calls>,
  { input, padding }: Int8Layer,
  multiple: number,
): Plane & { readonly channels: number } {
  const channels = Math.ceil(input.channels / multiple) * multiple;
  const rowBytes = (input.width + 2 * padding) * channels;
  const bytes = kernel.reserve(Uint8Array, (input.height + 2 * padding) * rowBytes + VECTOR);
  return { bytes, placeBytes: channels, rowBytes, origin: padding * (rowBytes + channels), channels };
}

function placesIn(plane: Plane, volume: Volume): Int32Array {
  const { height, width } = volume;
  return Int32Array.from({ length: placesOf(volume) }, (_, index) => {
    const channel = Math.floor(index / (height * width));
    const row = Math.floor(index / width) % height;
    return plane.origin + row * plane.rowBytes + (index % width) * plane.placeBytes + channel;
  });
}

interface Ends {
  readonly from: Plane;
  /** Null: the last layer's, to `result`. */
  readonly to: Plane | null;
  readonly result: WasmArray<Float32Array<ArrayBuffer>>;
}

/** Lays a layer into the memory; the address of its structure. */
function placeLayer(kernel: WasmKernel<Int8Calls>, layer: Int8Layer, { from, to, result }: Ends): number {
  const { output, kernel: size, stride } = layer;
  const blocks = wholeBlocks(output.channels) / BLOCK;
  const rowVectors = Math.ceil((size[1] * from.placeBytes) / VECTOR);
  const weights = kernel.reserve(Int16Array, blocks * BLOCK * size[0] * rowVectors * VECTOR);
  const bias = kernel.reserve(Int32Array, blocks * BLOCK);
  const scale = kernel.reserve(Float32Array, blocks * BLOCK);
  const fields = kernel.reserve(Int32Array, INT8_FIELDS);
  layWeights(layer, weights.view, { rowVectors, placeBytes: from.placeBytes });
  bias.view.set(layer.bias);
  scale.view.set(multipliers(layer));
  const floatBytes = blocks * BLOCK * 4;
  writeInt8Layer(kernel, fields.address, {
    input: from.bytes.address,
    weights: weights.address,
    bias: bias.address,
    scale: scale.address,
    output: to === null ? result.address : to.bytes.address + to.origin,
    outRows: output.height,
    outColumns: output.width,
    blocks,
    kernelRows: size[0],
    rowVectors,
    stepRows: stride * from.rowBytes,
    stepColumns: stride * from.placeBytes,
    inputStride: from.rowBytes,
    outRowStride: to === null ? output.width * floatBytes : to.rowBytes,
    outColumnStride: to === null ? floatBytes : to.placeBytes,
    toFloats: to === null ? 1 : 0,
  });
  return fields.address;
}

/** From [channel out][channel in][row][column] to blocks of channels and vectors of taps. */
function layWeights(
  { weight, input, kernel: [rows, columns] }: Int8Layer,
  laid: Int16Array,
  { rowVectors, placeBytes }: { readonly rowVectors: number; readonly placeBytes: number },
): void {
  const each = rows * columns;
  weight.forEach((value, index) => {
    const filter = Math.floor(index / each);
    const [channel, source] = [Math.floor(filter / input.channels), filter % input.channels];
    const [row, column] = [Math.floor((index % each) / columns), index % columns];
    const tap = column * placeBytes + source;
    const block = Math.floor(channel / BLOCK) * rows * rowVectors;
    const vector = block + row * rowVectors + Math.floor(tap / VECTOR);
    laid[(vector * BLOCK + (channel % BLOCK)) * VECTOR + (tap % VECTOR)] = value;
  });
}
