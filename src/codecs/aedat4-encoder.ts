import type { EventBatch } from "../core/event-batch.ts";
import { EVENT_BYTES } from "./aedat4-elements.ts";
import { AEDAT4_BOUNDS, AEDAT4_MAGIC } from "./aedat4-header.ts";
import { aedat4InfoXml } from "./aedat4-info.ts";
import {
  headerBuffer,
  PacketTable,
  TABLE_POSITION_AT,
  tablePosition,
  VECTOR_AT,
  writeVectorStart,
} from "./aedat4-tables.ts";
import { ByteRoom } from "./byte-room.ts";
import type { Encoder, EncoderOptions, Patch } from "./codec.ts";
import { readChoices, type Choosable } from "./encoder-choices.ts";
import { Lz4FramePacker } from "./lz4-frame.ts";
import { checkRows, type WriterLimits } from "./writer-limits.ts";

export const AEDAT4_LIMITS: WriterLimits = {
  maxWidth: AEDAT4_BOUNDS.width,
  maxHeight: AEDAT4_BOUNDS.height,
  minFirstUs: 0,
  maxFirstUs: Number.MAX_SAFE_INTEGER,
  ascending: false,
};

const FORMAT = { name: "AEDAT 4", limits: AEDAT4_LIMITS };
/** Compression of the packets; whether a table of packets ends the file (without it, readers walk through the file). */
const CHOICES: Choosable<"compression" | "table"> = { compression: ["lz4", "none"], table: ["yes", "no"] };
/** [events] of a packet: 128 KiB, one LZ4 block. */
const PACKET_EVENTS = 8192;
const TWO_32 = 4294967296;

/** Writes AEDAT 4.0 with one stream of events, in the order given. */
export class Aedat4Encoder implements Encoder {
  readonly #options: EncoderOptions;
  readonly #packer: Lz4FramePacker | null;
  readonly #hasTable: boolean;
  readonly #packet = new Uint8Array(VECTOR_AT + EVENT_BYTES * PACKET_EVENTS);
  readonly #words = new Int32Array(this.#packet.buffer);
  readonly #out = new ByteRoom(65536);
  readonly #packets = new PacketTable();
  #count = 0; // events in the packet
  #events = 0;
  #firstUs = 0;
  #lastUs = 0;
  #byte = 0; // offset in the file of what `#out` begins with
  #tableByte = -1;

  /** @throws SaccadeError `usage` for an unknown choice. */
  constructor(options: EncoderOptions) {
    const { compression, table } = readChoices(options, CHOICES);
    this.#options = options;
    this.#packer = compression === "lz4" ? new Lz4FramePacker() : null;
    this.#hasTable = table === "yes";
  }

  header(): Uint8Array {
    const { geometry, camera = "" } = this.#options;
    const packed = this.#packer !== null;
    const source = camera.replace(/[^ -~]+/g, " ");
    const xml = aedat4InfoXml({ ...geometry, compression: packed ? "LZ4" : "NONE", source });
    this.#out.append(AEDAT4_MAGIC);
    this.#out.append(headerBuffer(packed ? 1 : 0, xml));
    return this.#handOut();
  }

  encode(batch: EventBatch): Uint8Array {
    checkRows(FORMAT, batch, this.#events);
    for (let from = 0; from < batch.length;) {
      const to = Math.min(batch.length, from + PACKET_EVENTS - this.#count);
      this.#add(batch, from, to);
      from = to;
      if (this.#count === PACKET_EVENTS) this.#writePacket();
    }
    this.#events += batch.length;
    return this.#handOut();
  }

  finish(): Uint8Array {
    if (this.#count > 0) this.#writePacket();
    if (this.#hasTable) {
      this.#tableByte = this.#byte + this.#out.length;
      this.#write(this.#packets.render());
    }
    return this.#handOut();
  }

  patches(): readonly Patch[] {
    if (this.#tableByte < 0) return [];
    return [{ byte: AEDAT4_MAGIC.length + TABLE_POSITION_AT, bytes: tablePosition(this.#tableByte) }];
  }

  #handOut(): Uint8Array {
    const bytes = this.#out.view();
    this.#byte += bytes.length;
    this.#out.length = 0;
    return bytes;
  }

  #add({ t, x, y, p }: EventBatch, from: number, to: number): void {
    const words = this.#words;
    if (this.#count === 0 && from < to) this.#firstUs = t[from]!;
    let at = VECTOR_AT / 4 + 4 * this.#count;
    for (let i = from; i < to; i++, at += 4) {
      const timeUs = t[i]!;
      words[at] = timeUs >>> 0;
      words[at + 1] = timeUs / TWO_32; // cut to the integer below by the array
      words[at + 2] = (y[i]! << 16) | x[i]!;
      words[at + 3] = p[i] === 0 ? 0 : 1;
    }
    if (from < to) this.#lastUs = t[to - 1]!;
    this.#count += to - from;
  }

  #writePacket(): void {
    const bytes = this.#packet.subarray(0, VECTOR_AT + EVENT_BYTES * this.#count);
    writeVectorStart(new DataView(bytes.buffer, 0, bytes.length), "EVTS", this.#count);
    const head = this.#out.length;
    this.#out.append(new Uint8Array(8)); // stream 0, and the size once it is known
    this.#write(bytes);
    const sizeBytes = this.#out.length - head - 8;
    new DataView(this.#out.bytes.buffer).setUint32(head + 4, sizeBytes, true);
    this.#packets.add({
      byte: this.#byte + head + 8,
      sizeBytes,
      events: this.#count,
      firstUs: this.#firstUs,
      lastUs: this.#lastUs,
    });
    this.#count = 0;
  }

  /** Writes a buffer, packed if the file is. */
  #write(bytes: Uint8Array): void {
    if (this.#packer === null) this.#out.append(bytes);
    else this.#packer.pack(bytes, this.#out);
  }
}
