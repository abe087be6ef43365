import { crc32 } from "./crc32.ts";
import { Lz4FramePacker } from "./lz4-frame.ts";
import { CHUNK_HEAD_BYTES, OP, RECORD_HEAD_BYTES } from "./mcap-records.ts";
import { RecordRoom } from "./mcap-room.ts";

/** [bytes] of records in a chunk that is full. */
const FULL_BYTES = 1048576;

/** A chunk that has been written, as the summary lists it. */
export interface WrittenChunk {
  /** [us] least and greatest time of a message. */
  readonly firstUs: number;
  readonly lastUs: number;
  readonly messages: number;
  /** [bytes] place and size of the chunk's record in the file. */
  readonly byte: number;
  readonly sizeBytes: number;
  /** [bytes] place and size of the index after it. */
  readonly indexByte: number;
  readonly indexBytes: number;
  readonly packing: string;
  readonly packedBytes: number;
  readonly recordsBytes: number;
}

/** Collects the messages of one channel into a chunk, and writes it with its index. */
export class McapChunk {
  readonly #packing: "" | "lz4";
  readonly #packer = new Lz4FramePacker();
  readonly #records = new RecordRoom();
  readonly #packed = new RecordRoom();
  /** Of each message: time [us], and offset in the chunk [bytes]. */
  #index: (readonly [timeUs: number, offset: number])[] = [];

  constructor(packing: "" | "lz4") {
    this.#packing = packing;
  }

  get messages(): number {
    return this.#index.length;
  }

  get isFull(): boolean {
    return this.#records.length >= FULL_BYTES;
  }

  /** Appends a message of channel 1. */
  add(data: Uint8Array, timeUs: number, seq: number): void {
    const records = this.#records;
    this.#index.push([timeUs, records.length]);
    records.record(OP.message, () => {
      records.u16(1);
      records.u32(seq);
      records.ns(timeUs);
      records.ns(timeUs);
      records.append(data);
    });
  }

  /** Appends the chunk and its index to `out`, whose first byte is at `outByte` in the file; the chunk is then empty. */
  write(out: RecordRoom, outByte: number): WrittenChunk {
    const times = this.#index.map(([timeUs]) => timeUs);
    const firstUs = times.reduce((a, b) => Math.min(a, b), Infinity);
    const lastUs = times.reduce((a, b) => Math.max(a, b), 0);
    const packed = this.#pack();
    const start = out.length;
    out.record(OP.chunk, () => {
      out.ns(firstUs);
      out.ns(lastUs);
      out.u64(this.#records.length);
      out.u32(crc32(this.#records.view()));
      out.text(this.#packing);
      out.u64(packed.length);
      out.append(packed);
    });
    const indexAt = out.length;
    this.#writeIndex(out);
    const chunk = {
      firstUs,
      lastUs,
      messages: this.messages,
      byte: outByte + start,
      sizeBytes: RECORD_HEAD_BYTES + CHUNK_HEAD_BYTES + 4 + this.#packing.length + 8 + packed.length,
      indexByte: outByte + indexAt,
      indexBytes: out.length - indexAt,
      packing: this.#packing,
      packedBytes: packed.length,
      recordsBytes: this.#records.length,
    };
    this.#records.length = 0;
    this.#index = [];
    return chunk;
  }

  #pack(): Uint8Array {
    if (this.#packing === "") return this.#records.view();
    this.#packed.length = 0;
    this.#packer.pack(this.#records.view(), this.#packed);
    return this.#packed.view();
  }

  #writeIndex(out: RecordRoom): void {
    out.record(OP.messageIndex, () => {
      out.u16(1);
      out.u32(16 * this.#index.length);
      for (const [timeUs, offset] of this.#index) {
        out.ns(timeUs);
        out.u64(offset);
      }
    });
  }
}
