import { asciiBytes } from "./ascii.ts";
import type { FieldRoom } from "./field-room.ts";
import { nowhere } from "./hdf5-head.ts";

/** [-] chunks or nodes that one node holds, as version 0 files have it. */
const NODE_ENTRIES = 64;
const KEY_BYTES = 24;
/** [bytes] */
const NODE_BYTES = 24 + NODE_ENTRIES * (KEY_BYTES + 8) + KEY_BYTES;

/** A chunk that has been written, or a node above some. */
interface Entry {
  /** [bytes] of the chunk (0 for a node), and offset in the file. */
  readonly length: number;
  readonly byte: number;
  /** [elements] before it. */
  readonly first: number;
}

/** Collects the chunks of a dataset, and writes the tree that finds them. */
export class ChunkTree {
  readonly #chunkLength: number;
  readonly #chunks: Entry[] = [];

  constructor(chunkLength: number) {
    this.#chunkLength = chunkLength;
  }

  /** A chunk of `length` bytes has been written at `byte`. */
  add(byte: number, length: number): void {
    this.#chunks.push({ length, byte, first: this.#chunks.length * this.#chunkLength });
  }

  /** Appends the tree to `room`, whose first byte is at `roomByte` in the file; returns where its root is, or null. */
  write(room: FieldRoom, roomByte: number): number | null {
    let below: readonly Entry[] = this.#chunks;
    for (let level = 0; below.length > 0; level++) {
      const nodes = this.#writeLevel(room, roomByte, below, level);
      if (nodes.length === 1) return nodes[0]!.byte;
      below = nodes;
    }
    return null;
  }

  #writeLevel(room: FieldRoom, roomByte: number, below: readonly Entry[], level: number): Entry[] {
    const count = Math.ceil(below.length / NODE_ENTRIES);
    const start = roomByte + room.length;
    return Array.from({ length: count }, (_, i) => {
      const entries = below.slice(i * NODE_ENTRIES, (i + 1) * NODE_ENTRIES);
      const byte = start + i * NODE_BYTES;
      room.append(asciiBytes("TREE"));
      room.u8(1); // of chunks
      room.u8(level);
      room.u16(entries.length);
      writeSibling(room, i > 0 ? byte - NODE_BYTES : null);
      writeSibling(room, i + 1 < count ? byte + NODE_BYTES : null);
      for (const entry of entries) {
        writeKey(room, entry);
        room.u64(entry.byte);
      }
      const end = below[(i + 1) * NODE_ENTRIES]?.first ?? this.#chunks.length * this.#chunkLength;
      writeKey(room, { length: 0, first: end });
      room.append(new Uint8Array(byte + NODE_BYTES - roomByte - room.length));
      return { length: entries[0]!.length, byte, first: entries[0]!.first };
    });
  }
}

function writeKey(room: FieldRoom, { length, first }: Pick<Entry, "length" | "first">): void {
  room.u32(length);
  room.u32(0); // no filter left out
  room.u64(first);
  room.u64(0);
}

function writeSibling(room: FieldRoom, byte: number | null): void {
  if (byte === null) nowhere(room);
  else room.u64(byte);
}
