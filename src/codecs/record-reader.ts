import { SaccadeError } from "../core/errors.ts";
import { ByteQueue } from "./byte-queue.ts";
import type { DecoderOptions } from "./codec.ts";
import type { DecodeStats } from "./decode-stats.ts";
import type { FilePlace } from "./packet-pump.ts";
import type { RosLayout } from "./ros-message.ts";

/** Messages of one kind from one source, as a container declares them. */
export interface Channel {
  readonly topic: string;
  /** Message type, as written. */
  readonly type: string;
  /** Null when the messages are serialised in a way that cannot be read. */
  readonly layout: RosLayout | null;
}

/** A message found in a container; the bytes are borrowed until the next one is asked for. */
export interface RawMessage {
  readonly channel: number;
  readonly bytes: Uint8Array;
  /** Of the message's first byte. */
  readonly place: FilePlace;
}

/** What the first bytes of a record say. */
export interface RecordHead {
  readonly op: number;
  /** [bytes] before the body, and of the body. */
  readonly headBytes: number;
  readonly bodyBytes: number;
  /** `skip` it unread, `keep` it whole, or `enter` it: its body is records. */
  readonly use: "skip" | "keep" | "enter";
  /** [-] of the body of an entered record; 0 when there is none. */
  readonly crc: number;
}

/** Records to be read from memory: a block that was unpacked. */
interface Unpacked {
  readonly bytes: Uint8Array;
  at: number;
  /** [bytes] offset in the file of the packed record. */
  readonly byte: number;
}

/** [bytes] a record that is kept whole, and a packed block unpacked, may have at most. */
export const MAX_RECORD_BYTES = 67108864;
/** [bytes] looked at together when records are sought after damage, and needed to recognise one. */
const SCAN_BYTES = 65536;
const SIGHT_BYTES = 4096;

/**
 * Cuts a container of records (ROS bag, MCAP) into messages, from bytes in any pieces. A block that is not packed is
 * entered as it comes, so that every whole message before a cut is found; a packed block is collected and unpacked.
 */
export abstract class RecordReader {
  readonly channels = new Map<number, Channel>();
  /** What the container says of itself, for people. */
  readonly fields: Record<string, string> = {};
  protected readonly queue = new ByteQueue();
  protected readonly options: DecoderOptions;
  protected readonly stats: DecodeStats;
  /** [bytes] offset of the first byte after the block that has been entered; 0 outside of one. */
  protected blockEnd = 0;
  protected message: RawMessage | null = null;
  /** In salvage: the first thing met that is no damage but cannot be read. */
  unreadable: SaccadeError | null = null;
  /** [bytes] the least that says anything about what comes next. */
  protected least: number;
  readonly #magicBytes: number;
  /** Channels declared before a mark are not known after it. */
  #resumed = false;
  #unpacked: Unpacked | null = null;
  /** [bytes] of the record that `message` borrows, to be dropped with it. */
  #spent = 0;
  #crc = { wanted: 0, found: 0, byte: 0 };
  #unitByte = 0;
  #scanning = false;
  #started = false;
  #ended = false;
  #lost = false;

  /** @param sizes [bytes] of the container's magic, and of the least that says anything about a record */
  constructor(
    options: DecoderOptions,
    stats: DecodeStats,
    sizes: { readonly magic: number; readonly least: number },
  ) {
    this.options = options;
    this.stats = stats;
    this.least = sizes.least;
    this.#magicBytes = sizes.magic;
    this.queue.need = sizes.magic;
  }

  /** Checks the container's first bytes; returns what is wrong with them, or null. */
  protected abstract start(magic: Uint8Array): string | null;
  /** Reads the start of a record: what it is, or how many bytes are needed to say so. */
  protected abstract head(bytes: Uint8Array, byte: number): RecordHead | number;
  /** Takes a record that was kept; returns the block in it if it was packed. */
  protected abstract take(head: RecordHead, bytes: Uint8Array, place: FilePlace): Uint8Array | null;
  /** Whether a record that can be read on from starts here. */
  protected abstract sight(bytes: Uint8Array): boolean;
  /** Whether the stream may end after a whole record. */
  protected abstract readonly complete: boolean;

  /** A place where reading can start anew, for `resume`: offset, then numbers of this class; null when there is none. */
  get boundary(): readonly number[] | null {
    const busy = this.#scanning || this.#unpacked !== null || this.#spent !== 0 || this.queue.toSkip !== 0;
    if (busy || !this.#started) return null;
    const { wanted, found, byte } = this.#crc;
    return [this.queue.byte, this.blockEnd, wanted, found, byte];
  }

  /** True, once, when messages may have been lost since the last call. */
  takeLost(): boolean {
    const lost = this.#lost;
    this.#lost = false;
    return lost;
  }

  /** Takes bytes until a message may be asked for; returns the position after them. */
  push(bytes: Uint8Array, from: number): number {
    let at = from;
    while (this.message === null && this.#unpacked === null) {
      this.#closeBlock();
      at = this.queue.fill(bytes, at);
      if (!this.queue.ready) break;
      this.#attempt(
        () => {
          this.#step();
        },
        () => {
          this.#startScan();
        },
      );
    }
    return at;
  }

  /** The next message in what has been taken, or null. */
  next(): RawMessage | null {
    this.queue.drop(this.#spent);
    this.#spent = 0;
    while (this.message === null && this.#unpacked !== null) {
      const unpacked = this.#unpacked;
      this.#attempt(
        () => {
          this.#stepUnpacked(unpacked);
        },
        () => {
          this.stats.damagedBytes += unpacked.bytes.length - unpacked.at;
          this.#unpacked = null;
        },
      );
    }
    const { message } = this;
    this.message = null;
    return message;
  }

  /** No more bytes will come: in salvage, records are sought in what a cut or damaged record holds. */
  close(): void {
    this.#closeBlock();
    this.#ended = true;
    if (this.#scanning) this.queue.need = 0;
    else if (this.options.salvage === true && !this.#atEnd()) this.#leaveCut();
  }

  #leaveCut(): void {
    const { queue } = this;
    this.stats.damages++;
    if (queue.toSkip > 0) this.stats.damagedBytes += queue.byte - queue.toSkip - this.#unitByte;
    this.#startScan();
  }

  /** Whether `push` can get on without more bytes. */
  holdsMore(): boolean {
    return this.queue.length > 0 && this.queue.ready;
  }

  /** The stream has ended, and all of it was read. @throws SaccadeError `codec-truncated` when that cuts it. */
  end(): void {
    if (this.options.salvage === true || this.#atEnd()) return;
    const { queue } = this;
    const byte = queue.toSkip > 0 ? this.#unitByte : queue.byte;
    const found = `the stream ends before its end is written, in what starts at byte ${String(byte)}`;
    throw new SaccadeError("codec-truncated", found, { byte });
  }

  #atEnd(): boolean {
    const { queue } = this;
    const whole = this.#started && queue.length === 0 && queue.toSkip === 0 && this.blockEnd === 0;
    return whole && this.complete;
  }

  /** Goes on at a `boundary`; channels declared before it need not be known. */
  resume([start = 0, blockEnd = 0, wanted = 0, found = 0, byte = 0]: readonly number[]): void {
    this.queue.reset(start);
    this.queue.need = this.least;
    this.blockEnd = blockEnd;
    this.#crc = { wanted, found, byte };
    this.message = this.#unpacked = null;
    this.#spent = 0;
    this.#scanning = this.#ended = false;
    this.#started = true;
    this.#resumed = true;
  }

  /** Hands on a message; its channel must have been declared. */
  protected deliver(channel: number, bytes: Uint8Array, place: FilePlace): void {
    if (!this.channels.has(channel) && !this.#resumed && this.options.salvage !== true) {
      throw this.corrupt(`a message on channel ${String(channel)}, which has not been declared,`, place.byte);
    }
    this.message = { channel, bytes, place };
  }

  protected corrupt(found: string, byte: number): SaccadeError {
    return new SaccadeError("codec-corrupt", `${found} at byte ${String(byte)}; salvage reads on after it`, {
      byte,
    });
  }

  protected unsupported(found: string, byte: number): SaccadeError {
    return new SaccadeError("codec-unsupported", `${found} at byte ${String(byte)}`, { byte });
  }

  #step(): void {
    const { queue } = this;
    if (!this.#started) {
      this.#started = true;
      const magic = queue.view(0, this.#magicBytes);
      const fault = this.start(magic);
      if (fault !== null && this.options.salvage !== true) throw this.corrupt(fault, 0);
      this.stats.damages += fault === null ? 0 : 1;
      queue.drop(this.#magicBytes);
      queue.need = this.least;
    } else if (this.#scanning) this.#scan();
    else this.#record();
  }

  #record(): void {
    const { queue } = this;
    const byte = queue.byte;
    this.#unitByte = byte;
    const head = this.head(queue.view(0, queue.length), byte);
    if (typeof head === "number") {
      this.#await(head);
      return;
    }
    const size = head.headBytes + head.bodyBytes;
    this.#fitsBlock(size);
    if (head.use === "enter") this.#enter(head, byte);
    else if (head.use === "skip" && this.#crc.wanted === 0) queue.drop(size);
    else if (size > MAX_RECORD_BYTES) throw this.#tooLarge(size, byte);
    else if (queue.length < size) {
      this.#await(size);
      return;
    } else this.#keep(head, size, byte);
    queue.need = this.least;
  }

  /** The record has at least this many bytes: waits for them. */
  #await(size: number): void {
    this.#fitsBlock(size);
    if (this.#ended) throw this.corrupt("a record that the end cuts", this.queue.byte);
    this.queue.need = size;
  }

  #enter(head: RecordHead, byte: number): void {
    if (this.blockEnd !== 0) throw this.corrupt("a block inside a block", byte);
    this.queue.drop(head.headBytes);
    this.blockEnd = this.queue.byte + head.bodyBytes;
    this.#crc = { wanted: head.crc, found: 0, byte };
  }

  #keep(head: RecordHead, size: number, byte: number): void {
    const bytes = this.queue.view(0, size);
    if (this.#crc.wanted !== 0) this.#crc.found = this.checksum(bytes, this.#crc.found);
    this.#attempt(
      () => {
        const block = head.use === "skip" ? null : this.take(head, bytes, { byte, mapped: true });
        if (block !== null) this.#unpacked = { bytes: block, at: 0, byte };
      },
      () => (this.stats.damagedBytes += size), // its size was right, as far as can be seen: what follows is whole
    );
    if (this.message !== null) this.#spent = size;
    else this.queue.drop(size);
  }

  /** Continues the checksum of an entered block; containers without one need none. */
  protected checksum(_bytes: Uint8Array, crc: number): number {
    return crc;
  }

  /** Leaves the block that has been entered, if it has been read to its end. */
  #closeBlock(): void {
    if (this.blockEnd === 0 || this.#spent !== 0 || this.queue.byte < this.blockEnd || this.#scanning) return;
    const { wanted, found, byte } = this.#crc;
    this.blockEnd = 0;
    this.#crc = { wanted: 0, found: 0, byte: 0 };
    this.queue.need = this.least;
    if (wanted === found) return;
    const error = this.corrupt("a block whose checksum does not fit", byte);
    if (this.options.salvage !== true) throw error;
    this.stats.damages++;
  }

  #fitsBlock(size: number): void {
    const { byte } = this.queue;
    if (this.blockEnd === 0 || byte + size <= this.blockEnd) return;
    throw this.corrupt(`a record of at least ${String(size)} bytes, beyond the end of its block,`, byte);
  }

  #tooLarge(size: number, byte: number): SaccadeError {
    return this.corrupt(
      `a record of ${String(size)} bytes, at most ${String(MAX_RECORD_BYTES)} can be`,
      byte,
    );
  }

  #stepUnpacked(unpacked: Unpacked): void {
    const { bytes, byte } = unpacked;
    const rest = bytes.subarray(unpacked.at);
    if (rest.length === 0) {
      this.#unpacked = null;
      return;
    }
    const head = this.head(rest, byte);
    const size = typeof head === "number" ? head : head.headBytes + head.bodyBytes;
    if (typeof head === "number" || size > rest.length) {
      throw this.corrupt("a packed block whose records do not fill it", byte);
    }
    if (head.use === "enter") throw this.corrupt("a block inside a block", byte);
    unpacked.at += size;
    if (head.use === "keep") this.take(head, rest.subarray(0, size), { byte, mapped: false });
  }

  /** Runs a step; in salvage, damage is counted and left behind with `leave`. */
  #attempt(step: () => void, leave: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof SaccadeError) || this.options.salvage !== true) throw error;
      if (error.code === "codec-unsupported") this.unreadable ??= error;
      this.stats.damages++;
      this.#lost = true;
      leave();
    }
  }

  #startScan(): void {
    this.#crc.wanted = this.#crc.found = 0;
    this.#scanning = true;
    this.#forget(1);
    this.queue.need = this.#ended ? 0 : SCAN_BYTES;
  }

  #forget(count: number): void {
    const held = Math.min(count, this.queue.length);
    this.stats.damagedBytes += held;
    this.queue.drop(held);
  }

  /** Drops bytes until a record starts at the first one held. */
  #scan(): void {
    const { queue } = this;
    const bytes = queue.view(0, queue.length);
    const last = this.#ended ? bytes.length - 1 : bytes.length - SIGHT_BYTES;
    let at = 0;
    while (at <= last && !this.sight(bytes.subarray(at, at + SIGHT_BYTES))) at++;
    this.#forget(Math.min(at, bytes.length));
    queue.need = SCAN_BYTES;
    if (at > last) return;
    this.#scanning = false;
    queue.need = this.least;
    if (queue.byte >= this.blockEnd) this.blockEnd = 0;
  }
}
