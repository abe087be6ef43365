import { view, type KernelMemory } from "./memory.ts";

/**
 * One connection of a source to sums, 4 bytes a field, in this order; all addresses and strides in bytes, all numbers in
 * single precision.
 *
 * Events: `indices` and `values` of the source's last step. Sums: `acc`, laid out [row][column][channel] with channels
 * filled up to a multiple of 4; `rowStride` from row to row.
 * By event (`scatter`): `fans`, one a source (see `Fan`), and `weights`.
 * Dense (`place`, then `dense`, then `clear`): `places`, one byte offset a source into `input` (-1: nowhere), which has a
 * border, so that a window never leaves it; `denseWeights`, laid out [kernel row][kernel column][input channel][channel].
 */
const FIELDS = [
  "indices",
  "values",
  "acc",
  "fans",
  "weights",
  "rowStride",
  "places",
  "input",
  "denseWeights",
  "outRows",
  "outColumns",
  "outChannels",
  "kernelRows",
  "rowTaps",
  "stepRows",
  "stepColumns",
  "inputStride",
] as const;
type Field = (typeof FIELDS)[number];

/** [4 bytes] of the structure, and of a fan. */
export const SYNAPSE_FIELDS = FIELDS.length;
export const FAN_FIELDS = 4;

/** Where the weights of one source go: `rows` runs of `vectors` times 4 numbers, from `block` in the weights to `target`. */
export interface Fan {
  /** [bytes] in the sums, of the first run. */
  readonly target: number;
  /** [bytes] in the weights, of the first run. */
  readonly block: number;
  readonly rows: number;
  readonly vectors: number;
  /** [bytes] from one run to the next in the weights; in the sums it is `rowStride`. */
  readonly blockStride: number;
}

/** Writes the fan of source `index`. */
export function writeFan(fans: Int32Array, index: number, fan: Fan): void {
  fans.set([fan.target, fan.block, fan.rows | (fan.vectors << 16), fan.blockStride], index * FAN_FIELDS);
}

/** Fills a structure at `address`; what is left out is 0. */
export function writeSynapse(
  memory: KernelMemory,
  address: number,
  fields: Partial<Record<Field, number>>,
): void {
  const { i32 } = view(memory);
  FIELDS.forEach((field, n) => (i32[address / 4 + n] = fields[field] ?? 0));
}

function read(memory: KernelMemory, address: number): Readonly<Record<Field, number>> {
  const { i32 } = view(memory);
  return Object.fromEntries(FIELDS.map((field, n) => [field, i32[address / 4 + n]!])) as Record<
    Field,
    number
  >;
}

const { fround } = Math;

/** Plain form of the kernel of that name: adds the weights of each event's source, times its value, to the sums. */
export function scatter(memory: KernelMemory, address: number, count: number): void {
  const { f32, i32 } = view(memory);
  const s = read(memory, address);
  for (let e = 0; e < count; e++) {
    const value = f32[s.values / 4 + e]!;
    const fan = s.fans / 4 + i32[s.indices / 4 + e]! * FAN_FIELDS;
    const rows = i32[fan + 2]! & 0xffff;
    const length = (i32[fan + 2]! >>> 16) * 4;
    for (let row = 0; row < rows; row++) {
      const to = (s.acc + i32[fan]! + row * s.rowStride) / 4;
      const from = (s.weights + i32[fan + 1]! + row * i32[fan + 3]!) / 4;
      for (let k = 0; k < length; k++) f32[to + k] = f32[to + k]! + fround(f32[from + k]! * value);
    }
  }
}

/** Plain form: adds a whole window's products to every sum. */
export function dense(memory: KernelMemory, address: number): void {
  const { f32 } = view(memory);
  const s = read(memory, address);
  for (let cell = 0; cell < s.outRows * s.outColumns; cell++) {
    const row = Math.floor(cell / s.outColumns);
    const column = cell % s.outColumns;
    const corner = s.input + row * s.stepRows + column * s.stepColumns;
    for (let channel = 0; channel < s.outChannels; channel++) {
      const to = s.acc / 4 + cell * s.outChannels + channel;
      for (let tap = 0; tap < s.kernelRows * s.rowTaps; tap++) {
        const from = (corner + Math.floor(tap / s.rowTaps) * s.inputStride) / 4 + (tap % s.rowTaps);
        const weight = f32[s.denseWeights / 4 + tap * s.outChannels + channel]!;
        f32[to] = f32[to]! + fround(weight * f32[from]!);
      }
    }
  }
}

/** Plain form: adds each event's value to the place of its source. */
export function place(memory: KernelMemory, address: number, count: number): void {
  const { f32, i32 } = view(memory);
  const s = read(memory, address);
  for (let e = 0; e < count; e++) {
    const to = i32[s.places / 4 + i32[s.indices / 4 + e]!]!;
    if (to >= 0) f32[(s.input + to) / 4] = f32[(s.input + to) / 4]! + f32[s.values / 4 + e]!;
  }
}

/** Plain form: zeros where `place` has added. */
export function clear(memory: KernelMemory, address: number, count: number): void {
  const { f32, i32 } = view(memory);
  const s = read(memory, address);
  for (let e = 0; e < count; e++) {
    const to = i32[s.places / 4 + i32[s.indices / 4 + e]!]!;
    if (to >= 0) f32[(s.input + to) / 4] = 0;
  }
}

/** Where `sparsify` reads and writes, addresses. */
interface Sparse {
  readonly from: number;
  readonly count: number;
  readonly indices: number;
  readonly values: number;
}

/** Plain form: the places and values of what is not 0; returns how many. */
export function sparsify(memory: KernelMemory, { from, count, indices, values }: Sparse): number {
  const { f32, i32 } = view(memory);
  let events = 0;
  for (let n = 0; n < count; n++) {
    const value = f32[from / 4 + n]!;
    i32[indices / 4 + events] = n;
    f32[values / 4 + events] = value;
    if (value !== 0) events++;
  }
  return events;
}
