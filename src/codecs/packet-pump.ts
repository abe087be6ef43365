import type { EventBatch } from "../core/event-batch.ts";
import { SaccadeError } from "../core/errors.ts";
import type { DecoderOptions } from "./codec.ts";
import type { DecodeStats } from "./decode-stats.ts";
import type { PacketEncoding, PacketKernel } from "./packet-words.ts";
import type { EventMessage, RosLayout } from "./ros-message.ts";
import { WordWindow } from "./word-window.ts";

/** Where bytes that are being read lie in the file; inside a compressed block only the block's offset is known. */
export interface FilePlace {
  /** [bytes] offset in the file. */
  readonly byte: number;
  /** Whether offsets from there on are offsets in the file too. */
  readonly mapped: boolean;
}

/** [bytes] the file offset of what lies `offset` bytes after a place. */
export const byteAt = ({ byte, mapped }: FilePlace, offset: number): number =>
  mapped ? byte + offset : byte;

/** Decodes the packets of one event stream, one after the other, through a window in which every word is aligned. */
export class PacketPump {
  readonly #kernel: PacketKernel;
  readonly #window = new WordWindow();
  readonly #stats: DecodeStats;
  readonly #salvage: boolean;
  #pieces: readonly Uint8Array[] = [];
  #piece = 0;
  #at = 0;
  #place: FilePlace = { byte: 0, mapped: false };
  #open = false;
  #syncing = false;

  constructor(encoding: PacketEncoding, layout: RosLayout, stats: DecodeStats, options: DecoderOptions) {
    this.#kernel = encoding.kernel({ window: this.#window.buffer, stats, options }, layout);
    this.#stats = stats;
    this.#salvage = options.salvage === true;
  }

  /** [us] time reached. */
  get timeUs(): number {
    return this.#kernel.timeUs;
  }

  /** True until the packet begun last has been decoded. */
  get open(): boolean {
    return this.#open;
  }

  /** A packet: its words are borrowed until it has been decoded. `place` is the file's of its first word. */
  begin(message: EventMessage, place: FilePlace): void {
    if (this.#kernel.begin(message.baseLow, message.baseHigh)) this.#syncing = false;
    this.#pieces = message.pieces;
    this.#piece = this.#at = 0;
    this.#place = place;
    this.#window.reset(0);
    this.#open = true;
  }

  /** Decodes the packet; returns false when `out` is full before its end. @throws SaccadeError `codec-corrupt`. */
  drain(out: EventBatch): boolean {
    if (!this.#open) return true;
    do {
      if (!this.#decode(out)) return false;
    } while (this.#refill());
    this.#open = false;
    this.#checkTail();
    return true;
  }

  /** Leaves the packet begun last undecoded. */
  drop(): void {
    this.#open = false;
  }

  /** Packets were lost, or the rest of this one: reading is safe again where the kernel says so. */
  lose(): void {
    this.#open = false;
    this.#syncing = true;
  }

  save(): readonly number[] {
    return [this.#syncing ? 1 : 0, ...this.#kernel.save()];
  }

  restore([syncing = 1, ...state]: readonly number[]): void {
    this.#open = false;
    this.#syncing = syncing === 1;
    this.#kernel.restore(state);
  }

  /** Decodes the whole words in the window; returns false when `out` is full before that. */
  #decode(out: EventBatch): boolean {
    const kernel = this.#kernel;
    const window = this.#window;
    const size = kernel.wordBytes;
    const to = Math.floor(window.end / size);
    while (window.start < to * size) {
      if (this.#syncing) {
        const safe = kernel.sync(window.start / size, to);
        this.#stats.damagedBytes += safe * size - window.start;
        window.start = safe * size;
        this.#syncing = safe === to;
        continue;
      }
      const before = out.length;
      window.start = kernel.run(window.start / size, to, out) * size;
      this.#stats.events += out.length - before;
      if (kernel.fault !== null) this.#damage(kernel.fault);
      else if (window.start < to * size) return false;
    }
    return true;
  }

  #refill(): boolean {
    while (this.#at === this.#pieces[this.#piece]?.length) {
      this.#piece++;
      this.#at = 0;
    }
    const piece = this.#pieces[this.#piece];
    if (piece === undefined) return false;
    const to = this.#window.fill(piece, this.#at);
    this.#at = to;
    return true;
  }

  /** A packet of 16-bit words may have an odd byte at its end, which the reference leaves out too. */
  #checkTail(): void {
    const left = this.#window.end - this.#window.start;
    if (left > 1) this.#damage("a packet that ends within an event");
  }

  #damage(fault: string): void {
    const byte = byteAt(this.#place, this.#window.nextByte);
    if (!this.#salvage) {
      throw new SaccadeError("codec-corrupt", `${fault} at byte ${String(byte)}; salvage reads on after it`, {
        byte,
      });
    }
    this.#stats.damages++;
    this.#syncing = true;
  }
}
