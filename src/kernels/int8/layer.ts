/**
 * One layer of a dense network, 4 bytes a field, in this order; all addresses and strides in bytes.
 *
 * `input`: bytes from 0 to 255, laid out [row][column][channel], `inputStride` from row to row, with a border, so that a window
 * never leaves it, and 8 bytes behind it. `weights`: [block of 4 channels][kernel row][vector of 8 taps][channel][tap], whole
 * numbers of 16 bits from -127 to 127; the taps of a kernel row (columns times input channels) are filled up with zeros. `bias`
 * (32 bits) and `scale` (single precision): one a channel, filled up to whole blocks. `output`: bytes, or numbers in single
 * precision with `toFloats`, whole blocks of channels, `outColumnStride` from place to place.
 */
const FIELDS = [
  "input",
  "weights",
  "bias",
  "scale",
  "output",
  "outRows",
  "outColumns",
  "blocks",
  "kernelRows",
  "rowVectors",
  "stepRows",
  "stepColumns",
  "inputStride",
  "outRowStride",
  "outColumnStride",
  "toFloats",
] as const;
type Field = (typeof FIELDS)[number];

/** What a layer reads and writes; see above. */
export type Int8Fields = Readonly<Record<Field, number>>;

/** [4 bytes] of the structure. */
export const INT8_FIELDS = FIELDS.length;
/** Channels of a block, and taps of a vector. */
export const BLOCK = 4;
export const VECTOR = 8;

/** The memory that a kernel's structures and arrays lie in. */
interface Memory {
  readonly buffer: ArrayBuffer;
}

/** Fills a structure at `address`. */
export function writeInt8Layer({ buffer }: Memory, address: number, fields: Int8Fields): void {
  const words = new Int32Array(buffer, address, INT8_FIELDS);
  FIELDS.forEach((field, n) => (words[n] = fields[field]));
}

function read({ buffer }: Memory, address: number): Int8Fields {
  const words = new Int32Array(buffer, address, INT8_FIELDS);
  return Object.fromEntries(FIELDS.map((field, n) => [field, words[n]!])) as Record<Field, number>;
}

/** Plain form of the kernel of that name: y = (sum of x w, + bias) scale, in single precision, then to bytes or as it is. */
export function convolve(memory: Memory, address: number): void {
  const layer = read(memory, address);
  const [bias, scale] = [
    new Int32Array(memory.buffer, layer.bias),
    new Float32Array(memory.buffer, layer.scale),
  ];
  const bytes = new Uint8Array(memory.buffer);
  const floats = new Float32Array(memory.buffer);
  for (let place = 0; place < layer.outRows * layer.outColumns; place++) {
    const row = Math.floor(place / layer.outColumns);
    const column = place % layer.outColumns;
    const corner = layer.input + row * layer.stepRows + column * layer.stepColumns;
    const to = layer.output + row * layer.outRowStride + column * layer.outColumnStride;
    for (let channel = 0; channel < layer.blocks * BLOCK; channel++) {
      const sum = sumOf(memory, layer, { corner, channel }) + bias[channel]!;
      const y = Math.fround(Math.fround(sum) * scale[channel]!);
      if (layer.toFloats !== 0) floats[to / 4 + channel] = y;
      else bytes[to + channel] = Math.min(255, Math.max(0, nearestEven(y)));
    }
  }
}

function sumOf(
  { buffer }: Memory,
  { weights, inputStride, kernelRows, rowVectors }: Int8Fields,
  { corner, channel }: { readonly corner: number; readonly channel: number },
): number {
  const [bytes, words] = [new Uint8Array(buffer), new Int16Array(buffer)];
  const taps = kernelRows * rowVectors * VECTOR;
  let from = weights / 2 + Math.floor(channel / BLOCK) * BLOCK * taps + (channel % BLOCK) * VECTOR;
  let sum = 0;
  for (let row = 0; row < kernelRows; row++) {
    for (let vector = 0; vector < rowVectors; vector++) {
      for (let tap = 0; tap < VECTOR; tap++)
        sum += bytes[corner + row * inputStride + vector * VECTOR + tap]! * words[from + tap]!;
      from += BLOCK * VECTOR;
    }
  }
  return sum;
}

/** The nearest whole number, of two the even one. */
export function nearestEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
