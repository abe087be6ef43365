import { Reader, Writer } from "protobufjs/minimal.js";

/** A field of a protobuf message: its number, and what it holds. Numbers are whole, text and bytes lie in a length of their own. */
export type OnnxField = readonly [number, number | string | Uint8Array];

/** A message's bytes: only the two wire types that ONNX files of this project need, lengths and whole numbers below 2^32. */
export function onnxMessage(fields: readonly OnnxField[]): Uint8Array {
  const writer = new Writer();
  for (const [field, value] of fields) {
    if (typeof value === "number") writer.uint32(field << 3).uint32(value);
    else if (typeof value === "string") writer.uint32((field << 3) | 2).string(value);
    else writer.uint32((field << 3) | 2).bytes(value);
  }
  return writer.finish();
}

/** A message, read without knowing its fields: by number, what came, in order. */
export class OnnxMessage {
  readonly #numbers = new Map<number, number[]>();
  readonly #lengths = new Map<number, Uint8Array[]>();

  /** @throws RangeError where the bytes end too early */
  constructor(bytes: Uint8Array) {
    const reader = Reader.create(bytes);
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      const [field, wire] = [tag >>> 3, tag & 7];
      if (wire === 0) push(this.#numbers, field, reader.uint32());
      else if (wire === 2) push(this.#lengths, field, reader.bytes());
      else reader.skipType(wire);
    }
  }

  numbers(field: number): readonly number[] {
    const packed = this.#lengths.get(field)?.flatMap((bytes) => varints(bytes)) ?? [];
    return [...(this.#numbers.get(field) ?? []), ...packed];
  }

  bytes(field: number): Uint8Array {
    return this.#lengths.get(field)?.[0] ?? new Uint8Array(0);
  }

  texts(field: number): readonly string[] {
    return (this.#lengths.get(field) ?? []).map((bytes) => new TextDecoder().decode(bytes));
  }

  messages(field: number): readonly OnnxMessage[] {
    return (this.#lengths.get(field) ?? []).map((bytes) => new OnnxMessage(bytes));
  }
}

/** Repeated numbers that lie in one length. */
function varints(bytes: Uint8Array): number[] {
  const reader = Reader.create(bytes);
  const found: number[] = [];
  while (reader.pos < reader.len) found.push(reader.uint32());
  return found;
}

function push<T>(map: Map<number, T[]>, field: number, value: T): void {
  const list = map.get(field);
  if (list === undefined) map.set(field, [value]);
  else list.push(value);
}
