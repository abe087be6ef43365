import type { CheckedSource } from "./checked-source.ts";
import { Hdf5Fields, NOWHERE } from "./hdf5-fields.ts";
import { MESSAGE, type Hdf5Message } from "./hdf5-object.ts";
import { numberField, readNumbers, readType } from "./hdf5-type.ts";

/** [bytes] of text that is read. */
const MAX_TEXT = 4096;

/** The attributes of an object that are one text or some numbers, as text (`480,640`). Others, and damaged ones, are left out. */
export function readAttributes(
  source: CheckedSource,
  messages: readonly Hdf5Message[],
): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const { type, fields } of messages) {
    if (type !== MESSAGE.attribute) continue;
    const attribute = readAttribute(source, new Hdf5Fields(fields.bytes, fields.byte));
    if (attribute !== null) attributes[attribute.name] = attribute.value;
  }
  return attributes;
}

function readAttribute(
  source: CheckedSource,
  fields: Hdf5Fields,
): { readonly name: string; readonly value: string } | null {
  const version = fields.u8();
  const shared = fields.u8();
  const [nameBytes, typeBytes, spaceBytes] = [fields.u16(), fields.u16(), fields.u16()];
  if (version > 3 || version === 0 || (version > 1 && shared !== 0)) return null;
  if (version === 3) fields.skip(1); // character set
  const padded = (size: number): number => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const name = fields.block(padded(nameBytes)).text(nameBytes).replace(/\0.*$/, "");
  const type = readType(fields.block(padded(typeBytes)));
  const count = countOf(fields.block(padded(spaceBytes)));
  if (fields.left < type.size) return null;
  if (type.kind === "text") return { name, value: trimmed(fields.text(Math.min(type.size, MAX_TEXT))) };
  if (type.kind === "variable-text") return { name, value: readVariableText(source, fields) };
  const read = numberField(type)?.read;
  if (read === undefined || count * type.size > fields.left) return null;
  const values = readNumbers(fields.bytes, read, { at: fields.at, stride: type.size, count });
  return { name, value: values.join(",") };
}

/** [-] numbers of an attribute; more than are read, when it is none of few. */
function countOf(space: Hdf5Fields): number {
  const version = space.u8();
  const rank = space.u8();
  space.skip(version === 1 ? 6 : 2);
  return rank === 0 ? 1 : rank === 1 ? space.length64() : Infinity;
}

const trimmed = (text: string): string => text.replace(/\0.*$/s, "").trim();

/** Text of any length lies in a heap: its length, the heap's address, its number there. */
function readVariableText(source: CheckedSource, fields: Hdf5Fields): string {
  const length = fields.u32();
  const heapByte = fields.address();
  const wanted = fields.u32();
  if (heapByte === NOWHERE || length === 0) return "";
  const head = Hdf5Fields.read(source, heapByte, 16);
  head.signature("GCOL");
  head.skip(4);
  const heap = Hdf5Fields.read(source, heapByte, Math.min(head.length64(), 1048576));
  heap.skip(16);
  while (heap.left >= 16) {
    const number = heap.u16();
    heap.skip(6);
    const size = heap.length64();
    if (number === wanted) return trimmed(heap.text(Math.min(size, length, MAX_TEXT)));
    if (number === 0) break;
    heap.skip(Math.ceil(size / 8) * 8);
  }
  return "";
}
