import type { EventBatch } from "../core/event-batch.ts";
import { assert, SaccadeError } from "../core/errors.ts";
import type { Decoder, DecoderOptions, Mark, StreamHeader } from "./codec.ts";
import { createDecodeStats } from "./decode-stats.ts";
import { FailureLatch } from "./failure-latch.ts";
import type { HeaderReader, KernelPort } from "./word-decoder.ts";
import { WordWindow } from "./word-window.ts";

/** The part of the window that a kernel may look at: bytes `from .. to - 1`. */
export interface UnitSpan {
  readonly from: number;
  readonly to: number;
  /** No byte will follow them. */
  readonly ended: boolean;
}

/**
 * Decodes the units (packets, lines, records) of one format that are not all equal words. It takes bytes from the window
 * and keeps what it has taken of an unfinished unit; what it leaves stays in the window, which must not fill up with it.
 */
export interface UnitKernel {
  /** [us] time reached. */
  readonly timeUs: number;
  /** [bytes] already taken of the unit that is being read, or of the damaged one that `run` has just reported. */
  readonly heldBytes: number;
  /** Whether `run` stopped because the next event has no room in the batch. */
  readonly blocked: boolean;
  /** Why the unit being read is damaged; null when it is not. */
  readonly fault: string | null;
  /** Whether the start of the next unit has to be found first, by `sync`. */
  readonly lost: boolean;
  /** Whether the unit being read may be read again from its start: nothing of it has been delivered. */
  readonly whole: boolean;
  /** What the stream lacks if it ends where a unit ends; null when it may end there. */
  readonly missing: string | null;
  /** Decodes until the bytes do not suffice for more, until `blocked` or until damage; returns the first byte not taken. */
  run(span: UnitSpan, out: EventBatch): number;
  /**
   * Takes bytes of the unit being read that lie in `bytes` from the position `from` on, past the window; returns how many,
   * 0 when `run` has to see them. Called when `run` has taken the whole window.
   */
  absorb?(bytes: Uint8Array, from: number): number;
  /** While `lost`: returns the first byte that may be the start of a unit; `lost` is false if it is one. */
  sync(span: UnitSpan): number;
  save(): readonly number[];
  restore(state: readonly number[]): void;
}

/** The header, and how to make the kernel for what follows it. */
export interface UnitStream {
  readonly header: StreamHeader;
  kernel(port: KernelPort): UnitKernel;
}

/** Reads the bytes before the units. At the end of the stream it may complete the header. */
export interface UnitHeaderReader extends Omit<HeaderReader, "stream" | "bodyPrefix"> {
  readonly stream: UnitStream | null;
  /** Bytes taken that are already units; of any length. */
  readonly bodyPrefix: Uint8Array;
}

/** Reader of a stream of units behind a header: AEDAT 3.1 and 4, Event Stream, text, npy. */
export class UnitDecoder implements Decoder {
  readonly stats = createDecodeStats();
  readonly #latch = new FailureLatch();
  readonly #options: DecoderOptions;
  readonly #reader: UnitHeaderReader;
  readonly #window = new WordWindow();
  #header: StreamHeader | null = null;
  #kernel: UnitKernel | null = null;
  #prefix: Uint8Array = new Uint8Array(0); // bytes that the header reader has given back, not yet in the window
  #blocked = false;

  constructor(reader: UnitHeaderReader, options: DecoderOptions) {
    this.#reader = reader;
    this.#options = options;
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
      this.#blocked = !this.#drain(out, true);
      if (!this.#blocked) this.#checkTail();
    });
  }

  mark(): Mark | null {
    const kernel = this.#kernel;
    if (kernel === null || kernel.lost || !kernel.whole) return null;
    return { byte: this.#window.nextByte - kernel.heldBytes, timeUs: kernel.timeUs, state: kernel.save() };
  }

  resume(mark: Mark): void {
    assert(this.#kernel !== null, "resume before the header has been read");
    this.#kernel.restore(mark.state);
    this.#window.reset(mark.byte);
    this.#prefix = new Uint8Array(0);
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
      this.#blocked = !this.#drain(out, false);
      if (this.#blocked || at === bytes.length) return at;
      at = this.#take(this.#kernel, bytes, at);
    }
  }

  /** Takes bytes, past the window where the kernel does that; returns the position after them. */
  #take(kernel: UnitKernel, bytes: Uint8Array, from: number): number {
    const window = this.#window;
    const absorbed = window.start === window.end ? (kernel.absorb?.(bytes, from) ?? 0) : 0;
    if (absorbed === 0) return window.fill(bytes, from);
    window.reset(window.nextByte + absorbed);
    return from + absorbed;
  }

  /** Makes the kernel, once the header is complete. */
  #start(): void {
    const { stream, bodyPrefix } = this.#reader;
    if (stream === null || this.#kernel !== null) return;
    this.#header = stream.header;
    this.stats.damages += this.#reader.damages;
    this.#kernel = stream.kernel({ window: this.#window.buffer, stats: this.stats, options: this.#options });
    this.#window.reset(stream.header.bodyByte);
    this.#prefix = bodyPrefix;
  }

  /** Decodes the bytes that have been taken; returns false when `out` is full before that. */
  #drain(out: EventBatch, ended: boolean): boolean {
    while (this.#prefix.length > 0) {
      if (!this.#drainWindow(out, false)) return false;
      this.#prefix = this.#prefix.subarray(this.#window.fill(this.#prefix, 0));
    }
    return this.#drainWindow(out, ended);
  }

  #drainWindow(out: EventBatch, ended: boolean): boolean {
    const kernel = this.#kernel;
    if (kernel === null) return true;
    const window = this.#window;
    for (;;) {
      if (kernel.lost) this.#skip(kernel, ended);
      if (kernel.lost) return true;
      const before = out.length;
      window.start = kernel.run({ from: window.start, to: window.end, ended }, out);
      this.stats.events += out.length - before;
      if (kernel.fault === null) return !kernel.blocked;
      this.#damage(kernel, kernel.fault);
    }
  }

  #skip(kernel: UnitKernel, ended: boolean): void {
    const window = this.#window;
    const safe = kernel.sync({ from: window.start, to: window.end, ended });
    this.stats.damagedBytes += safe - window.start;
    window.start = safe;
  }

  #damage(kernel: UnitKernel, fault: string): void {
    const byte = this.#window.nextByte - kernel.heldBytes;
    if (this.#options.salvage !== true) {
      throw new SaccadeError("codec-corrupt", `${fault} at byte ${byte}; salvage reads on after it`, {
        byte,
      });
    }
    this.stats.damages++;
    this.stats.damagedBytes += kernel.heldBytes;
  }

  #checkTail(): void {
    const kernel = this.#kernel;
    if (kernel === null) return;
    const window = this.#window;
    const left = window.end - window.start + kernel.heldBytes;
    const missing = left > 0 ? "it ends within a unit" : kernel.missing;
    if (missing === null) return;
    const byte = window.nextByte - kernel.heldBytes;
    if (this.#options.salvage !== true) {
      throw new SaccadeError("codec-truncated", `the stream is cut at byte ${byte}: ${missing}`, { byte });
    }
    this.stats.damages++;
    this.stats.damagedBytes += left;
    window.reset(byte + left);
  }
}
