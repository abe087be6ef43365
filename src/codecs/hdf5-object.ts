import type { CheckedSource } from "./checked-source.ts";
import { Hdf5Fields, hdf5Corrupt, hdf5Unsupported } from "./hdf5-fields.ts";

/** Types of the messages in an object's header that are read. */
export const MESSAGE = {
  dataspace: 1,
  linkInfo: 2,
  datatype: 3,
  link: 6,
  layout: 8,
  filters: 11,
  attribute: 12,
  continuation: 16,
  symbolTable: 17,
} as const;

/** One message of an object's header. */
export interface Hdf5Message {
  readonly type: number;
  readonly fields: Hdf5Fields;
}

/** [bytes] of one block of messages, and [-] blocks of one object. */
const MAX_BLOCK_BYTES = 1048576;
const MAX_BLOCKS = 64;
/** Set when the message is elsewhere, shared by several objects. */
const SHARED = 2;

/** Where the next messages are. */
interface Block {
  readonly byte: number;
  readonly length: number;
}

/** The messages of the object whose header is at `byte`. Source: "HDF5 File Format Specification", section IV.A.1. */
export function readObject(source: CheckedSource, byte: number): readonly Hdf5Message[] {
  const start = source.read(byte, Math.min(16, Math.max(0, source.sizeBytes - byte)));
  const isNew = String.fromCharCode(...start.subarray(0, 4)) === "OHDR";
  return isNew ? readNewObject(source, byte) : readOldObject(source, byte);
}

function readOldObject(source: CheckedSource, byte: number): readonly Hdf5Message[] {
  const head = Hdf5Fields.read(source, byte, 16);
  const version = head.u8();
  if (version !== 1) throw hdf5Corrupt(`an object's header of version ${String(version)}`, byte);
  head.skip(7); // messages, references
  const messages: Hdf5Message[] = [];
  const blocks: Block[] = [{ byte: byte + 16, length: head.u32() }];
  for (let i = 0; i < blocks.length; i++) {
    const fields = readBlock(source, blocks, i);
    while (fields.left >= 8) {
      const type = fields.u16();
      const size = fields.u16();
      const flags = fields.u8();
      fields.skip(3);
      keep({ type, fields: fields.block(size) }, flags, messages, blocks);
    }
  }
  return messages;
}

function readNewObject(source: CheckedSource, byte: number): readonly Hdf5Message[] {
  const head = Hdf5Fields.read(source, byte, Math.min(34, source.sizeBytes - byte));
  head.skip(4);
  const version = head.u8();
  if (version !== 2) throw hdf5Corrupt(`an object's header of version ${String(version)}`, byte);
  const flags = head.u8();
  head.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0)); // times, limits of attributes
  const length = head.uint(1 << (flags & 3));
  const orderBytes = flags & 4 ? 2 : 0;
  const messages: Hdf5Message[] = [];
  const blocks: Block[] = [{ byte: byte + head.at, length }];
  for (let i = 0; i < blocks.length; i++) {
    const fields = readBlock(source, blocks, i);
    if (i > 0) fields.signature("OCHK");
    const tail = i > 0 ? 4 : 0; // checksum; after the first block it is not counted
    while (fields.left >= 4 + orderBytes + tail) {
      const type = fields.u8();
      const size = fields.u16();
      const messageFlags = fields.u8();
      fields.skip(orderBytes);
      if (size > fields.left - tail) break; // a gap before the checksum
      keep({ type, fields: fields.block(size) }, messageFlags, messages, blocks);
    }
  }
  return messages;
}

function readBlock(source: CheckedSource, blocks: readonly Block[], i: number): Hdf5Fields {
  const { byte, length } = blocks[i]!;
  if (i >= MAX_BLOCKS || length > MAX_BLOCK_BYTES) throw hdf5Corrupt("an object's header without end", byte);
  return Hdf5Fields.read(source, byte, length);
}

function keep(message: Hdf5Message, flags: number, messages: Hdf5Message[], blocks: Block[]): void {
  const { type, fields } = message;
  if (type === MESSAGE.continuation) blocks.push({ byte: fields.address(), length: fields.length64() });
  else if ((flags & SHARED) === 0) messages.push(message);
  else if (type === MESSAGE.datatype) throw hdf5Unsupported("a named type used by a dataset", fields.byte);
}

/** The first message of a type; a copy of its fields, to be read from the start. */
export function messageOf(messages: readonly Hdf5Message[], type: number): Hdf5Fields | null {
  const found = messages.find((message) => message.type === type);
  return found === undefined ? null : new Hdf5Fields(found.fields.bytes, found.fields.byte);
}
