import type { EventBatch } from "../core/event-batch.ts";
import { assert, SaccadeError } from "../core/errors.ts";
import { MIN_ROOM, type Decoder, type DecoderOptions, type Mark, type StreamHeader } from "./codec.ts";
import { createDecodeStats, type DecodeStats } from "./decode-stats.ts";
import { FailureLatch } from "./failure-latch.ts";
import { WordWindow } from "./word-window.ts";

/** Decodes the words of one format, laid over a window. Positions are in words. */
export interface WordKernel {
  readonly wordBytes: number;
  /** [us] time reached. */
  readonly timeUs: number;
  /** Why `run` stopped before `to` although `out` has room; null when it did not. */
  readonly fault: string | null;
  /** Decodes from `from` until `to`, until `out` is full or until damage; returns the first word not decoded. */
  run(from: number, to: number, out: EventBatch): number;
  /**
   * Decodes whole words of `bytes` from the position `from` on, wherever they lie and past the window, for as long as that is
   * the faster way; returns how many words, 0 when `run` has to see the next one. Stops when `out` is full, too.
   */
  skim?(bytes: Uint8Array, from: number, out: EventBatch): number;
  /** After damage: the first word from which reading is safe again, or `to`. */
  sync(from: number, to: number): number;
  save(): readonly number[];
  restore(state: readonly number[]): void;
}

/** What a hot loop reads: the words `from` .. `to - 1`. One object per kernel, moved on by it. */
export interface WordSpan<Words> {
  readonly words: Words;
  from: number;
  to: number;
}

/** What a kernel is made with. */
export interface KernelPort {
  readonly window: ArrayBuffer;
  readonly stats: DecodeStats;
  readonly options: DecoderOptions;
}

/** The header, and how to make the kernel for what follows it. */
export interface WordStream {
  readonly header: StreamHeader;
  kernel(port: KernelPort): WordKernel;
}

/** Reads the bytes before the words. */
export interface HeaderReader {
  /** Set once the header is complete. */
  readonly stream: WordStream | null;
  /** Damaged places in the header that were read past (salvage only). */
  readonly damages: number;
  /** Bytes taken that are already words. */
  readonly bodyPrefix: readonly number[];
  /** Takes bytes up to the end of the header; returns the position after them. @throws SaccadeError on damage. */
  push(bytes: Uint8Array, from: number): number;
  /** The stream has ended. @throws SaccadeError `codec-truncated` when the header is not complete. */
  end(): void;
}

/** [bytes] looked at through the window when a kernel has skimmed as far as it could. */
const CAREFUL_BYTES = 1024;

/** Reader of a stream of equal words behind a header: all RAW formats and DAT. */
export class WordDecoder implements Decoder {
  readonly stats = createDecodeStats();
  readonly #latch = new FailureLatch();
  readonly #options: DecoderOptions;
  readonly #reader: HeaderReader;
  readonly #window = new WordWindow();
  #header: StreamHeader | null = null;
  #kernel: WordKernel | null = null;
  #blocked = false;
  #syncing = false;

  constructor(reader: HeaderReader, options: DecoderOptions) {
    this.#reader = reader;
    this.#options = options;
    this.#start();
  }

  get header(): StreamHeader | null {
    return this.#header;
  }

  get blocked(): boolean {
    return this.#blocked;
  }

  decode(bytes: Uint8Array, from: number, out: EventBatch): number {
    return this.#latch.run(() => {
      const at = this.#decode(bytes, from, out);
      this.stats.bytes += at - from;
      return at;
    });
  }

  finish(out: EventBatch): void {
    this.#latch.run(() => {
      if (this.#kernel === null) this.#reader.end();
      this.#start();
      this.#blocked = !this.#drain(out);
      if (!this.#blocked) this.#checkTail();
    });
  }

  mark(): Mark | null {
    if (this.#kernel === null || this.#syncing) return null;
    return { byte: this.#window.nextByte, timeUs: this.#kernel.timeUs, state: this.#kernel.save() };
  }

  resume(mark: Mark): void {
    assert(this.#kernel !== null, "resume before the header has been read");
    this.#kernel.restore(mark.state);
    this.#window.reset(mark.byte);
    this.#syncing = false;
    this.#blocked = false;
    this.#latch.reset();
  }

  #decode(bytes: Uint8Array, from: number, out: EventBatch): number {
    let at = from;
    if (this.#kernel === null) {
      at = this.#reader.push(bytes, at);
      this.#start();
    }
    if (this.#kernel === null) return at;
    for (;;) {
      this.#blocked = !this.#drain(out);
      if (this.#blocked || at === bytes.length) return at;
      at = this.#take(this.#kernel, bytes, at, out);
      // With nothing in the window, the kernel has skimmed until `out` was full: the rest stays with the caller.
      const { start, end } = this.#window;
      this.#blocked = start === end && at < bytes.length && out.t.length - out.length < MIN_ROOM;
      if (this.#blocked) return at;
    }
  }

  /** Takes bytes, past the window where the kernel does that; returns the position after them. */
  #take(kernel: WordKernel, bytes: Uint8Array, from: number, out: EventBatch): number {
    const window = this.#window;
    if (kernel.skim === undefined || this.#syncing) return window.fill(bytes, from);
    const cut = window.end - window.start; // the window holds the start of a word, or nothing
    if (cut > 0) return window.fill(bytes, from, kernel.wordBytes - cut);
    const before = out.length;
    const words = kernel.skim(bytes, from, out);
    if (words === 0) return window.fill(bytes, from, CAREFUL_BYTES);
    const at = from + words * kernel.wordBytes;
    window.reset(window.nextByte + at - from);
    this.stats.events += out.length - before;
    return at;
  }

  /** Makes the kernel, once the header is complete. */
  #start(): void {
    const { stream, bodyPrefix } = this.#reader;
    if (stream === null || this.#kernel !== null) return;
    this.#header = stream.header;
    this.stats.damages += this.#reader.damages;
    this.#kernel = stream.kernel({ window: this.#window.buffer, stats: this.stats, options: this.#options });
    this.#window.reset(stream.header.bodyByte);
    this.#window.fill(Uint8Array.from(bodyPrefix), 0);
  }

  /** Decodes the whole words in the window; returns false when `out` is full before that. */
  #drain(out: EventBatch): boolean {
    const kernel = this.#kernel;
    if (kernel === null) return true;
    const window = this.#window;
    const size = kernel.wordBytes;
    const to = Math.floor(window.end / size); // the window starts with a whole word
    while (window.start < to * size) {
      if (this.#syncing) {
        this.#skip(kernel, to);
        continue;
      }
      const before = out.length;
      window.start = kernel.run(window.start / size, to, out) * size;
      this.stats.events += out.length - before;
      if (kernel.fault !== null) this.#damage(kernel.fault);
      else if (window.start < to * size) return false;
    }
    return true;
  }

  #skip(kernel: WordKernel, to: number): void {
    const window = this.#window;
    const safe = kernel.sync(window.start / kernel.wordBytes, to);
    this.stats.damagedBytes += safe * kernel.wordBytes - window.start;
    window.start = safe * kernel.wordBytes;
    this.#syncing = safe === to;
  }

  #damage(fault: string): void {
    const byte = this.#window.nextByte;
    if (this.#options.salvage !== true) {
      throw new SaccadeError("codec-corrupt", `${fault} at byte ${String(byte)}; salvage reads on after it`, {
        byte,
      });
    }
    this.stats.damages++;
    this.#syncing = true;
  }

  #checkTail(): void {
    const left = this.#window.end - this.#window.start;
    if (left === 0) return;
    const byte = this.#window.nextByte;
    if (this.#options.salvage !== true) {
      const size = String(this.#kernel?.wordBytes);
      const found = `the stream ends after ${String(left)} of ${size} bytes of a word at byte ${String(byte)}`;
      throw new SaccadeError("codec-truncated", found, { byte });
    }
    this.stats.damages++;
    this.stats.damagedBytes += left;
    this.#window.reset(byte + left);
  }
}
