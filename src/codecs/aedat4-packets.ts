import type { EventBatch } from "../core/event-batch.ts";
import { SaccadeError } from "../core/errors.ts";
import { deliverFrame, deliverImu, deliverTriggers, EVENT_BYTES, type EventRun } from "./aedat4-elements.ts";
import { ByteRoom } from "./byte-room.ts";
import { flushCounts, type LoopCounts } from "./decode-stats.ts";
import { unpack } from "./decompress.ts";
import { FlatBuffer } from "./flat-buffer.ts";
import { LZ4_MAGIC, unpackLz4FrameIn } from "./lz4-frame.ts";
import { u32At } from "./little-endian.ts";
import { PacketMemory } from "./packet-memory.ts";
import type { UnitKernel, UnitSpan } from "./unit-decoder.ts";
import type { KernelPort } from "./word-decoder.ts";

/** [bytes] a packet may have at most, packed and unpacked: 4 million events. iniVation's software writes 1 MB and less. */
export const MAX_PACKET_BYTES = 67108864;
/** [bytes] stream number and size, before every packet. */
const HEAD_BYTES = 8;
/** [bytes] size prefix, root offset and identifier: the least that a packet can be, and what is looked at beforehand. */
const MIN_PACKET_BYTES = 12;
const LOOK_BYTES = HEAD_BYTES + MIN_PACKET_BYTES;
/** [-] streams are numbered from 0; a recording with this many has not been seen. */
const MAX_STREAMS = 65536;
/** First bytes of a Zstandard frame, little-endian. RFC 8878. */
const ZSTD_MAGIC = 0xfd2fb528;
/** "FTAB", the identifier of the table of packets, little-endian. */
const TABLE_IDENTIFIER = 0x42415446;

/** What the header says that the packets need. */
export interface Aedat4Layout {
  /** [bytes] offset of the first packet. */
  readonly bodyByte: number;
  /** [bytes] offset of the table after the last packet; -1 when there is none. */
  readonly tableByte: number;
  /** The stream to deliver; -1 for the first that has events. */
  readonly stream: number;
  /** Whether `bodyByte` is a guess: the first packet has to be found. */
  readonly lost: boolean;
}

/** What the kernel is about to do. */
type State = "head" | "body" | "events" | "table";

/** Reads the packets of an AEDAT 4 file: each a stream number, a size, and one (packed) FlatBuffer. */
export class Aedat4Kernel implements UnitKernel {
  timeUs = 0;
  heldBytes = 0;
  blocked = false;
  fault: string | null = null;
  lost: boolean;
  readonly #window: Uint8Array;
  readonly #port: KernelPort;
  readonly #packed = new ByteRoom(65536);
  /** Holds the packet, from when it is complete until it is delivered. */
  #memory: PacketMemory | null = null;
  #run: EventRun = { at: 0, count: 0, next: 0, lastUs: 0 };
  readonly #counts: LoopCounts = { outOfBounds: 0, stepsBack: 0, wraps: 0 };
  #state: State = "head";
  #byte: number; // offset of the next byte to take
  #tableByte: number;
  #stream: number;
  #packet = { stream: 0, size: 0 };

  constructor(port: KernelPort, layout: Aedat4Layout) {
    this.#window = new Uint8Array(port.window);
    this.#port = port;
    this.#byte = layout.bodyByte;
    this.#tableByte = layout.tableByte;
    this.#stream = layout.stream;
    this.lost = layout.lost;
  }

  get whole(): boolean {
    return this.#state !== "events" || this.#run.next === 0;
  }

  get missing(): string | null {
    const cut = this.#state !== "table" && this.#tableByte > this.#byte;
    return cut ? `its header says that packets go on to byte ${this.#tableByte}` : null;
  }

  run({ from, to }: UnitSpan, out: EventBatch): number {
    this.blocked = false;
    const end = this.#byte + to - from;
    let at = from;
    while (!this.#stopped) {
      if (this.#state === "events") this.#deliver(out);
      else if (this.#state === "head") {
        if (!this.#readHead(at, to)) break;
      } else if (this.#state === "body" && this.#packed.length === this.#packet.size) this.#open();
      else if (at === to) break;
      else if (this.#state === "table") this.#byte = end;
      else this.#take(at, to);
      at = to - (end - this.#byte);
    }
    return at;
  }

  sync({ from, to, ended }: UnitSpan): number {
    this.#forget();
    let at = from;
    const last = ended ? to : to - LOOK_BYTES;
    const table = this.#tableByte < this.#byte ? Infinity : from + this.#tableByte - this.#byte;
    while (at < last && at !== table && !this.#fits(at, to)) at++;
    this.lost = at >= last && at !== table;
    this.#byte += at - from;
    return at;
  }

  save(): readonly number[] {
    return [this.#byte - this.heldBytes, this.#tableByte, this.#stream, this.timeUs];
  }

  restore([byte = 0, tableByte = -1, stream = -1, timeUs = 0]: readonly number[]): void {
    this.#forget();
    this.lost = false;
    this.#byte = byte;
    this.#tableByte = tableByte;
    this.#stream = stream;
    this.timeUs = timeUs;
  }

  get #stopped(): boolean {
    return this.fault !== null || this.blocked;
  }

  /** Drops the packet that was being read. */
  #forget(): void {
    this.#release();
    this.fault = null;
    this.heldBytes = 0;
    this.#packed.length = 0;
    this.#state = "head";
  }

  /** A fault in the packet; where the next one starts is then not certain. */
  #fail(fault: string): void {
    this.#release();
    this.fault = fault;
    this.lost = true;
  }

  #release(): void {
    this.#memory?.giveBack();
    this.#memory = null;
  }

  /** Looks at what comes next; returns false when more bytes are needed. */
  #readHead(at: number, to: number): boolean {
    const atTable = this.#byte === this.#tableByte;
    if (to - at < LOOK_BYTES && !atTable) return false;
    if (atTable || this.#isTable(at)) {
      this.#state = "table";
      return true;
    }
    const fault = this.#headFault(at);
    if (fault !== null) {
      this.#fail(fault);
      return true;
    }
    this.#packet = { stream: u32At(this.#window, at), size: u32At(this.#window, at + 4) };
    this.#state = "body";
    this.#advance(HEAD_BYTES);
    return true;
  }

  #advance(count: number): void {
    this.heldBytes += count;
    this.#byte += count;
  }

  /** Whether the table of packets starts here although the header does not say so: it was never brought up to date. */
  #isTable(at: number): boolean {
    const first = u32At(this.#window, at);
    return first === LZ4_MAGIC || first === ZSTD_MAGIC || u32At(this.#window, at + 8) === TABLE_IDENTIFIER;
  }

  /** Why no packet can start here; null when one can. */
  #headFault(at: number): string | null {
    const stream = u32At(this.#window, at);
    const size = u32At(this.#window, at + 4);
    if (stream >= MAX_STREAMS) return `a packet of stream ${stream}, at most ${MAX_STREAMS - 1} can be,`;
    if (size < MIN_PACKET_BYTES || size > MAX_PACKET_BYTES)
      return `a packet of ${size} bytes, ${MIN_PACKET_BYTES} to ${MAX_PACKET_BYTES} can be,`;
    if (this.#tableByte >= 0 && this.#byte + HEAD_BYTES + size > this.#tableByte) {
      const tableByte = this.#tableByte;
      this.#tableByte = -1; // one of the two is wrong; in salvage, packets are read as long as there are any
      return `a packet of ${size} bytes that does not end before byte ${tableByte}, where the header says that packets do,`;
    }
    const start = u32At(this.#window, at + HEAD_BYTES);
    if (start === LZ4_MAGIC || start === ZSTD_MAGIC || start + 4 <= size) return null;
    return "a packet that is neither an LZ4 nor a Zstandard frame nor as long as it says";
  }

  /** In search of a packet: as `#headFault`, but what could be anything is none. */
  #fits(at: number, to: number): boolean {
    if (to - at < LOOK_BYTES) return false;
    const start = u32At(this.#window, at + HEAD_BYTES);
    const size = u32At(this.#window, at + 4);
    const framed = start === LZ4_MAGIC || start === ZSTD_MAGIC;
    if (!framed && (start + 4 > size || !isIdentifier(this.#window, at + LOOK_BYTES - 4))) return false;
    return u32At(this.#window, at) < MAX_STREAMS && size >= MIN_PACKET_BYTES && size <= MAX_PACKET_BYTES;
  }

  #take(at: number, to: number): void {
    const count = Math.min(to - at, this.#packet.size - this.#packed.length);
    this.#packed.append(this.#window.subarray(at, at + count));
    this.#advance(count);
  }

  absorb(bytes: Uint8Array, from: number): number {
    if (this.#state !== "body" || this.#stopped) return 0;
    const count = Math.min(bytes.length - from, this.#packet.size - this.#packed.length);
    this.#packed.append(bytes.subarray(from, from + count));
    this.#advance(count);
    return count;
  }

  /** The packet is complete: unpacks it and takes what it holds. */
  #open(): void {
    const memory = PacketMemory.borrow();
    this.#memory = memory;
    memory.load(this.#packed.view());
    const unpacking = this.#unpack(memory);
    if (unpacking !== null) {
      this.#fail(`a packet with ${unpacking}`);
      return;
    }
    const bytes = memory.unpacked;
    const buffer = new FlatBuffer(bytes);
    const fault = buffer.damaged ? "a packet with a damaged size" : this.#takeElements(buffer, bytes);
    if (fault !== null) this.#fail(fault);
    else if (buffer.damaged) this.#fail("a packet with an offset that leads out of it");
    else if (this.#state === "body") this.#forget(); // it has no events to deliver
  }

  /** Leaves the packet in the memory as it was before packing; returns what is wrong with it, or null. */
  #unpack(memory: PacketMemory): string | null {
    const magic = u32At(this.#packed.bytes, 0);
    if (magic === LZ4_MAGIC) return unpackLz4FrameIn(memory, MAX_PACKET_BYTES);
    if (magic === ZSTD_MAGIC) return this.#unpackZstd(memory);
    memory.store();
    return null;
  }

  #unpackZstd(memory: PacketMemory): string | null {
    const byte = this.#byte - this.heldBytes;
    try {
      const block = { bytes: this.#packed.view(), sizeBytes: MAX_PACKET_BYTES, exact: false, byte };
      memory.load(unpack(this.#port.options.decompress, "zstd", block));
      memory.store();
      return null;
    } catch (error) {
      if (!(error instanceof SaccadeError) || error.code !== "codec-corrupt") throw error;
      return "a damaged Zstandard frame";
    }
  }

  #takeElements(buffer: FlatBuffer, bytes: Uint8Array): string | null {
    const { stats, options } = this.#port;
    const { identifier } = buffer;
    if (identifier === "EVTS") this.#takeEvents(buffer);
    else if (identifier === "TRIG") deliverTriggers(buffer, stats, options.side);
    else if (identifier === "IMUS") deliverImu(buffer, stats, options.side);
    else if (identifier === "FRME") return deliverFrame(buffer, stats, options.side);
    else if (isIdentifier(bytes, 8)) stats.otherWords++;
    else return "a packet without an identifier";
    return null;
  }

  #takeEvents(buffer: FlatBuffer): void {
    const { at, length } = buffer.vector(buffer.root, 0, EVENT_BYTES);
    if (this.#stream < 0) this.#stream = this.#packet.stream;
    if (this.#packet.stream !== this.#stream) {
      this.#port.stats.droppedOtherSensor += length;
      return;
    }
    this.#run = { at, count: length, next: 0, lastUs: this.timeUs };
    this.#state = "events";
  }

  #deliver(out: EventBatch): void {
    const run = this.#run;
    this.#memory?.deliver(run, out, this.#counts);
    flushCounts(this.#counts, this.#port.stats);
    this.timeUs = run.lastUs;
    if (run.next === run.count) this.#forget();
    else if (out.length === out.t.length) this.blocked = true;
    else this.#fail("a packet with an event whose time is below 0 or above 2^53 us");
  }
}

/** Four capital letters or digits. */
function isIdentifier(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 4; i++) {
    const code = bytes[i]!;
    if (!((code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39))) return false;
  }
  return true;
}
