import { asciiBytes } from "./ascii.ts";
import { FieldRoom } from "./field-room.ts";
import { HDF5_MAGIC } from "./hdf5-file.ts";
import { ECF_FILTER } from "./hdf5-filters.ts";
import { MESSAGE } from "./hdf5-object.ts";

/** [elements] of a chunk: of events, and of the small datasets. */
export const EVENT_CHUNK = 16384;
export const SMALL_CHUNK = 1024;
/** [bytes] of an event, and of an entry of an index. */
export const EVENT_BYTES = 16;

/** A member of a structure: offset and size [bytes], and whether it has a sign. */
type Member = readonly [name: string, offset: number, size: number, signed: boolean];

const EVENT_TYPE: readonly Member[] = [
  ["x", 0, 2, false],
  ["y", 2, 2, false],
  ["p", 4, 2, true],
  ["t", 8, 8, true],
];
const INDEX_TYPE: readonly Member[] = [
  ["id", 0, 8, false],
  ["ts", 8, 8, true],
];
const TRIGGER_TYPE: readonly Member[] = [
  ["p", 0, 2, true],
  ["t", 8, 8, true],
  ["id", 16, 2, true],
];

/** What of a dataset is known at the end only. */
export interface WrittenDataset {
  /** [elements] */
  readonly length: number;
  /** [bytes] offset of its tree of chunks; null when it has none. */
  readonly tree: number | null;
}

/** What the head of the file says; the same number of bytes whatever the numbers are. */
export interface HeadParts {
  readonly events: WrittenDataset;
  readonly indexes: WrittenDataset;
  /** [us] subtracted from the index's times: minus the first event's. */
  readonly offsetUs: number;
  /** [bytes] of the file; 0 while it is being written. */
  readonly endByte: number;
  /** Attributes of the file. */
  readonly fields: Readonly<Record<string, string>>;
}

const NOTHING: WrittenDataset = { length: 0, tree: null };
/** [bytes] */
const SUPERBLOCK_BYTES = 96;
const GROUP_TREE_BYTES = 544;
const TABLE_BYTES = 328;
const HEAP_BYTES = 4096;
/** [bytes] kept for the one text that is known at the end only. */
const OFFSET_TEXT_BYTES = 24;

/**
 * The start of a Prophesee HDF5 file, with all of its groups and datasets' descriptions: `/CD/{events,indexes}` and an
 * empty `/EXT_TRIGGER` likewise, as OpenEB writes and wants them. Source: `hdf5_event_file_writer.cpp`, and "HDF5 File
 * Format Specification", version 0 superblock.
 */
export function renderHead(parts: HeadParts): Uint8Array {
  const room = new FieldRoom(16384);
  room.append(new Uint8Array(SUPERBLOCK_BYTES));
  const texts = { offset: String(parts.offsetUs).padEnd(OFFSET_TEXT_BYTES, "\0"), ...parts.fields };
  const heap = writeTextHeap(room, Object.values(texts));
  const text = (name: string): TextPlace => ({
    name,
    heap,
    index: Object.keys(texts).indexOf(name) + 1,
    text: texts[name as "offset"],
  });
  const cd = writeGroup(room, {
    events: writeDataset(
      room,
      { ...parts.events, members: EVENT_TYPE, bytes: 16, chunk: EVENT_CHUNK, ecf: true },
      [],
    ),
    indexes: writeDataset(
      room,
      { ...parts.indexes, members: INDEX_TYPE, bytes: 16, chunk: SMALL_CHUNK, ecf: false },
      [text("offset")],
    ),
  });
  const triggers = writeGroup(room, {
    events: writeDataset(
      room,
      { ...NOTHING, members: TRIGGER_TYPE, bytes: 24, chunk: SMALL_CHUNK, ecf: false },
      [],
    ),
    indexes: writeDataset(
      room,
      { ...NOTHING, members: INDEX_TYPE, bytes: 16, chunk: SMALL_CHUNK, ecf: false },
      [],
    ),
  });
  const root = writeGroup(room, { CD: cd, EXT_TRIGGER: triggers }, Object.keys(parts.fields).map(text));
  const bytes = room.view();
  bytes.set(renderSuperblock(root, Math.max(parts.endByte, bytes.length)));
  return bytes;
}

function renderSuperblock(root: number, endByte: number): Uint8Array {
  const room = new FieldRoom(SUPERBLOCK_BYTES);
  room.append(HDF5_MAGIC);
  room.append(Uint8Array.of(0, 0, 0, 0, 0, 8, 8, 0)); // versions; sizes of addresses and lengths
  room.u16(4); // a table of a group has room for 8 members
  room.u16(16); // a node of its tree for 32 tables
  room.u32(0);
  room.u64(0); // base
  nowhere(room); // free space
  room.u64(endByte);
  nowhere(room); // driver
  room.u64(0); // name
  room.u64(root);
  room.append(new Uint8Array(24));
  return room.view();
}

/** The address that points nowhere. */
export function nowhere(room: FieldRoom): void {
  room.append(new Uint8Array(8).fill(0xff));
}

/** A text in the heap, as an attribute refers to it. */
interface TextPlace {
  readonly name: string;
  readonly heap: number;
  readonly index: number;
  readonly text: string;
}

/** Texts numbered from 1 on; returns where the heap is. */
function writeTextHeap(room: FieldRoom, texts: readonly string[]): number {
  const start = room.length;
  room.append(asciiBytes("GCOL"));
  room.append(Uint8Array.of(1, 0, 0, 0));
  room.u64(HEAP_BYTES);
  texts.forEach((text, i) => {
    room.u16(i + 1);
    room.append(new Uint8Array(6));
    room.u64(text.length);
    room.append(asciiBytes(text));
    room.align(8, start);
  });
  const free = HEAP_BYTES - (room.length - start);
  room.append(new Uint8Array(8));
  room.u64(free);
  room.append(new Uint8Array(free - 16));
  return start;
}

/** The header of an object: its messages, each filled up to a multiple of 8 bytes. Returns where it is. */
function writeObject(
  room: FieldRoom,
  messages: readonly (readonly [type: number, body: FieldRoom])[],
): number {
  const body = new FieldRoom(1024);
  for (const [type, message] of messages) {
    message.align(8, 0);
    body.u16(type);
    body.u16(message.length);
    body.u32(type === MESSAGE.datatype ? 1 : 0); // a type does not change
    body.append(message.view());
  }
  const start = room.length;
  room.u16(1); // version
  room.u16(messages.length);
  room.u32(1); // references
  room.u32(body.length);
  room.u32(0);
  room.append(body.view());
  return start;
}

/** A message's body, written by `write`. */
function message(write: (room: FieldRoom) => void): FieldRoom {
  const room = new FieldRoom(256);
  write(room);
  return room;
}

/** A group with these members, in alphabetical order; returns where its header is. */
function writeGroup(
  room: FieldRoom,
  members: Readonly<Record<string, number>>,
  attributes: readonly TextPlace[] = [],
): number {
  const names = Object.keys(members);
  const heapAt = room.length;
  const heapData = new FieldRoom(128);
  heapData.append(new Uint8Array(8));
  const offsets = names.map((name) => {
    const offset = heapData.length;
    heapData.append(asciiBytes(`${name}\0`));
    heapData.align(8, 0);
    return offset;
  });
  room.append(asciiBytes("HEAP"));
  room.u32(0);
  room.u64(heapData.length);
  room.u64(1); // nothing free
  room.u64(heapAt + 32);
  room.append(heapData.view());

  const tableAt = room.length;
  room.append(asciiBytes("SNOD"));
  room.u16(1);
  room.u16(names.length);
  names.forEach((name, i) => {
    room.u64(offsets[i]!);
    room.u64(members[name]!);
    room.append(new Uint8Array(24));
  });
  room.append(new Uint8Array(TABLE_BYTES - (room.length - tableAt)));

  const treeAt = room.length;
  room.append(asciiBytes("TREE"));
  room.u16(0); // of a group, leaf
  room.u16(1);
  nowhere(room);
  nowhere(room);
  room.u64(0);
  room.u64(tableAt);
  room.u64(offsets.at(-1) ?? 0);
  room.append(new Uint8Array(GROUP_TREE_BYTES - (room.length - treeAt)));

  const table = message((body) => {
    body.u64(treeAt);
    body.u64(heapAt);
  });
  return writeObject(room, [
    [MESSAGE.symbolTable, table],
    ...attributes.map((attribute) => [MESSAGE.attribute, attributeBody(attribute)] as const),
  ]);
}

interface DatasetParts extends WrittenDataset {
  readonly members: readonly Member[];
  readonly bytes: number;
  readonly chunk: number;
  readonly ecf: boolean;
}

/** Type of the message that says what unwritten elements hold. */
const FILL = 5;

function writeDataset(room: FieldRoom, parts: DatasetParts, attributes: readonly TextPlace[]): number {
  const space = message((body) => {
    body.append(Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 0)); // one dimension, with a limit
    body.u64(parts.length);
    nowhere(body); // no limit
  });
  const layout = message((body) => {
    body.append(Uint8Array.of(3, 2, 2)); // chunks; dimensions and one more
    if (parts.tree === null) nowhere(body);
    else body.u64(parts.tree);
    body.u32(parts.chunk);
    body.u32(parts.bytes);
  });
  const fill = message((body) => {
    body.append(Uint8Array.of(2, 3, 2, 0)); // allocated as written, no value
  });
  return writeObject(room, [
    [MESSAGE.dataspace, space],
    [MESSAGE.datatype, structureBody(parts.members, parts.bytes)],
    [FILL, fill],
    ...(parts.ecf ? [[MESSAGE.filters, ecfBody()] as const] : []),
    [MESSAGE.layout, layout],
    ...attributes.map((attribute) => [MESSAGE.attribute, attributeBody(attribute)] as const),
  ]);
}

const structureBody = (members: readonly Member[], bytes: number): FieldRoom =>
  message((body) => {
    body.u8(0x16); // version 1, structure
    body.u16(members.length);
    body.u8(0);
    body.u32(bytes);
    for (const [name, offset, size, signed] of members) {
      const start = body.length;
      body.append(asciiBytes(`${name}\0`));
      body.align(8, start);
      body.u32(offset);
      body.append(new Uint8Array(28)); // no dimensions
      writeInteger(body, size, signed);
    }
  });

function writeInteger(body: FieldRoom, size: number, signed: boolean): void {
  body.append(Uint8Array.of(0x10, signed ? 8 : 0, 0, 0)); // version 1, integer, little-endian
  body.u32(size);
  body.u16(0);
  body.u16(8 * size);
}

/** The filter may be left out for a chunk: so does OpenEB declare it. */
const ecfBody = (): FieldRoom =>
  message((body) => {
    body.append(Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0));
    body.u16(ECF_FILTER);
    body.u16(16);
    body.u16(1); // optional
    body.u16(0); // no values
    body.append(asciiBytes("HDF ECF filter\0\0"));
  });

/** Text of variable length, which OpenEB reads; it lies in the heap. */
const attributeBody = ({ name, heap, index, text }: TextPlace): FieldRoom =>
  message((body) => {
    body.u16(1);
    body.u16(name.length + 1);
    body.u16(20);
    body.u16(8);
    const start = body.length;
    body.append(asciiBytes(`${name}\0`));
    body.align(8, start);
    body.append(Uint8Array.of(0x19, 1, 0, 0)); // version 1, text of variable length, ends with 0
    body.u32(16);
    writeInteger(body, 1, false);
    body.align(8, start);
    body.append(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)); // one value
    body.u32(text.length);
    body.u64(heap);
    body.u32(index);
  });
