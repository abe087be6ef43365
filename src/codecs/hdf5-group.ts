import type { CheckedSource } from "./checked-source.ts";
import { Hdf5Fields, hdf5Corrupt, hdf5Unsupported, NOWHERE } from "./hdf5-fields.ts";
import { MESSAGE, messageOf, readObject, type Hdf5Message } from "./hdf5-object.ts";

/** [-] levels of a group's tree, and nodes of it that are looked at: a loop ends there. */
const MAX_LEVELS = 16;
const MAX_NODES = 4096;
/** [bytes] */
const NODE_HEAD_BYTES = 24;
const ENTRY_BYTES = 40;
const LINK_NAME_BYTES = 4096;
/** Kind of an entry that is a soft link: it points to a name, not to an object. */
const SOFT_LINK = 2;

/** The members of a group: name to address of the object's header. Soft and external links are left out. */
export function readGroup(
  source: CheckedSource,
  messages: readonly Hdf5Message[],
): ReadonlyMap<string, number> {
  const members = new Map<string, number>();
  const table = messageOf(messages, MESSAGE.symbolTable);
  if (table !== null) readTable(source, table, members);
  for (const { type, fields } of messages) {
    if (type === MESSAGE.link) readLink(fields, members);
    else if (type === MESSAGE.linkInfo) refuseDense(fields);
  }
  return members;
}

/** The object at a path like `CD/events`, or null. */
export function findObject(source: CheckedSource, root: number, path: string): readonly Hdf5Message[] | null {
  let messages = readObject(source, root);
  for (const name of path.split("/")) {
    const byte = readGroup(source, messages).get(name);
    if (byte === undefined) return null;
    messages = readObject(source, byte);
  }
  return messages;
}

/** The old way: a tree of tables, names in a heap of their own. */
function readTable(source: CheckedSource, table: Hdf5Fields, members: Map<string, number>): void {
  const root = table.address();
  const heap = Hdf5Fields.read(source, table.address(), 32);
  heap.signature("HEAP");
  heap.skip(4);
  heap.skip(16); // sizes
  const names = heap.address();
  const nodes = [{ byte: root, levels: MAX_LEVELS }];
  for (let i = 0; i < nodes.length; i++) {
    const { byte, levels } = nodes[i]!;
    if (levels === 0 || i > MAX_NODES) throw hdf5Corrupt("a loop in a group", byte);
    const node = Hdf5Fields.read(source, byte, NODE_HEAD_BYTES);
    node.signature("TREE");
    node.skip(1);
    const level = node.u8();
    const used = node.u16();
    const entries = Hdf5Fields.read(source, byte + NODE_HEAD_BYTES, 16 * used);
    for (let k = 0; k < used; k++) {
      entries.skip(8); // key
      const child = entries.address();
      if (level > 0) nodes.push({ byte: child, levels: levels - 1 });
      else readLeaf(source, child, names, members);
    }
  }
}

function readLeaf(source: CheckedSource, byte: number, names: number, members: Map<string, number>): void {
  const head = Hdf5Fields.read(source, byte, 8);
  head.signature("SNOD");
  head.skip(2);
  const count = head.u16();
  const entries = Hdf5Fields.read(source, byte + 8, count * ENTRY_BYTES);
  for (let i = 0; i < count; i++) {
    const nameAt = entries.length64();
    const object = entries.address();
    const kind = entries.u32();
    entries.skip(20);
    if (kind === SOFT_LINK) continue;
    const place = names + nameAt;
    const name = Hdf5Fields.read(
      source,
      place,
      Math.min(LINK_NAME_BYTES, Math.max(1, source.sizeBytes - place)),
    ).name();
    members.set(name, object);
  }
}

/** The new way: one message per member. */
function readLink(message: Hdf5Fields, members: Map<string, number>): void {
  const fields = new Hdf5Fields(message.bytes, message.byte);
  fields.skip(1);
  const flags = fields.u8();
  const type = flags & 8 ? fields.u8() : 0;
  fields.skip((flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0)); // order of creation, character set
  const name = fields.text(fields.uint(1 << (flags & 3)));
  if (type === 0) members.set(name, fields.address());
}

function refuseDense(message: Hdf5Fields): void {
  const fields = new Hdf5Fields(message.bytes, message.byte);
  fields.skip(1);
  const flags = fields.u8();
  fields.skip(flags & 1 ? 8 : 0);
  if (fields.address() === NOWHERE) return;
  throw hdf5Unsupported(
    "a group with a dense index of its members (more than 8): repack it with h5repack",
    fields.byte,
  );
}
