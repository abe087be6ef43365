import type { EventBatch } from "../core/event-batch.ts";
import { flushCounts, type LoopCounts } from "./decode-stats.ts";
import { Evt3Kernel } from "./evt3.ts";
import { LibcaerCmpKernel } from "./libcaer-cmp.ts";
import { nsOverUs, usOfNs } from "./nanoseconds.ts";
import { ALIGNED_EVENT_BYTES, PACKED_EVENT_BYTES, type RosLayout } from "./ros-message.ts";
import type { KernelPort, WordKernel } from "./word-decoder.ts";

/** Decodes words that come in packets, each with a time base of its own. */
export interface PacketKernel extends WordKernel {
  /**
   * A packet begins; `baseLow`, `baseHigh` [ns] are the halves of its time base. Returns true when it can be read
   * without the packets before it.
   */
  begin(baseLow: number, baseHigh: number): boolean;
}

/** A kernel for words that stand alone: one row each, times relative to the packet's. */
abstract class RowKernel implements PacketKernel {
  abstract readonly wordBytes: number;
  readonly fault: string | null = null;
  protected readonly port: KernelPort;
  protected readonly counts: LoopCounts = { outOfBounds: 0, stepsBack: 0, wraps: 0 };
  /** [us] time base, and [ns] what it has beyond whole microseconds. */
  protected baseUs = 0;
  protected baseNs = 0;
  /** [us] time of the last row. */
  protected lastUs = -Infinity;

  constructor(port: KernelPort) {
    this.port = port;
  }

  get timeUs(): number {
    return Math.max(this.lastUs, 0);
  }

  begin(baseLow: number, baseHigh: number): boolean {
    this.baseUs = usOfNs(baseLow, baseHigh);
    this.baseNs = nsOverUs(baseLow, baseHigh);
    return true;
  }

  run(from: number, to: number, out: EventBatch): number {
    const at = this.rows(from, to, out);
    flushCounts(this.counts, this.port.stats);
    return at;
  }

  /** Every word is safe to read. */
  sync(from: number): number {
    return from;
  }

  save(): readonly number[] {
    return [this.lastUs];
  }

  restore([lastUs = -Infinity]: readonly number[]): void {
    this.lastUs = lastUs;
  }

  protected abstract rows(from: number, to: number, out: EventBatch): number;

  /** Appends one row, unless it lies outside the sensor. Hot path: small enough to be inlined. */
  protected put(out: EventBatch, timeUs: number, column: number, rowAndPolarity: number): void {
    if (timeUs < this.lastUs) this.counts.stepsBack++;
    this.lastUs = timeUs;
    const row = rowAndPolarity >>> 1;
    if (column >= out.width || row >= out.height) {
      this.counts.outOfBounds++;
      return;
    }
    const n = out.length++;
    out.t[n] = timeUs;
    out.x[n] = column;
    out.y[n] = row;
    out.p[n] = rowAndPolarity & 1;
  }
}

/** [us] range of libcaer's 31-bit time, and the fall that can only be its roll-over. */
const RANGE_31_US = 2147483648;
const WRAP_FALL_31_US = RANGE_31_US / 2;

/**
 * Encoding `libcaer`: 8 bytes, address (x 31..17, y 16..2, polarity 1) and microseconds since the packet's time base, in
 * 31 bits that may roll over inside a packet. Source: event_camera_codecs `libcaer_decoder.h`.
 */
class LibcaerKernel extends RowKernel {
  readonly wordBytes = 8;
  readonly #words = new Int32Array(this.port.window);
  #loopUs = 0;
  #lowUs = 0;

  override begin(baseLow: number, baseHigh: number): boolean {
    this.#loopUs = 0;
    this.#lowUs = 0;
    return super.begin(baseLow, baseHigh);
  }

  protected rows(from: number, to: number, out: EventBatch): number {
    const words = this.#words;
    let at = from;
    for (; at < to && out.length < out.t.length; at++) {
      const address = words[2 * at]!;
      const lowUs = words[2 * at + 1]!;
      if (this.#lowUs - lowUs >= WRAP_FALL_31_US) {
        this.#loopUs += RANGE_31_US;
        this.counts.wraps++;
      }
      this.#lowUs = lowUs;
      const rowAndPolarity = ((address >>> 1) & 0xfffe) | ((address >>> 1) & 1);
      this.put(out, this.baseUs + this.#loopUs + lowUs, address >>> 17, rowAndPolarity);
    }
    return at;
  }
}

/**
 * Encoding `mono`: 8 bytes, nanoseconds since the packet's time base (32 bits), x (16), y (15), polarity (1). Source:
 * event_camera_codecs `mono_decoder.h`.
 */
class MonoKernel extends RowKernel {
  readonly wordBytes = 8;
  readonly #words = new Uint32Array(this.port.window);

  protected rows(from: number, to: number, out: EventBatch): number {
    const words = this.#words;
    let at = from;
    for (; at < to && out.length < out.t.length; at++) {
      const timeUs = this.baseUs + Math.floor((this.baseNs + words[2 * at]!) / 1000);
      const place = words[2 * at + 1]!;
      this.put(out, timeUs, place & 0xffff, ((place >>> 15) & 0xfffe) | (place >>> 31));
    }
    return at;
  }
}

/** Encoding `trigger`: as `mono`, with the input's number in place of y and the edge in that of polarity. */
class TriggerKernel extends RowKernel {
  readonly wordBytes = 8;
  readonly #words = new Uint32Array(this.port.window);

  protected rows(from: number, to: number): number {
    const { stats, options } = this.port;
    for (let at = from; at < to; at++) {
      const place = this.#words[2 * at + 1]!;
      this.lastUs = this.baseUs + Math.floor((this.baseNs + this.#words[2 * at]!) / 1000);
      stats.triggers++;
      options.side?.trigger?.(this.lastUs, (place >>> 16) & 0x7fff, place >>> 31 === 1);
    }
    return to;
  }
}

/** One structure per event: x, y (16 bits each), seconds, nanoseconds (32 bits each), polarity (a byte). */
class ArrayKernel extends RowKernel {
  readonly wordBytes: number;
  readonly #view = new DataView(this.port.window);
  readonly #timeAt: number;

  constructor(port: KernelPort, layout: RosLayout) {
    super(port);
    this.wordBytes = layout === "cdr" ? ALIGNED_EVENT_BYTES : PACKED_EVENT_BYTES;
    this.#timeAt = layout === "cdr" ? 6 : 4;
  }

  protected rows(from: number, to: number, out: EventBatch): number {
    const view = this.#view;
    let word = from;
    for (; word < to && out.length < out.t.length; word++) {
      const at = word * this.wordBytes;
      const timeAt = at + this.#timeAt;
      const seconds = view.getUint32(timeAt, true);
      const timeUs = seconds * 1e6 + Math.floor(view.getUint32(timeAt + 4, true) / 1000);
      const polarity = view.getUint8(timeAt + 8) === 0 ? 0 : 1;
      this.put(out, timeUs, view.getUint16(at, true), 2 * view.getUint16(at + 2, true) + polarity);
    }
    return word;
  }
}

/** Encoding `evt3`: a sensor's EVT 3.0 words, cut into packets; the state lasts, and the time base is not used. */
class Evt3PacketKernel extends Evt3Kernel implements PacketKernel {
  begin(): boolean {
    return false;
  }
}

/** How an encoding is decoded. */
export interface PacketEncoding {
  /** [-] the reference checksum's time unit: sensor microseconds, or nanoseconds as ROS counts. */
  readonly ticksPerUs: 1 | 1000;
  /** [px] exclusive bounds of what it can store. */
  readonly bounds: number;
  kernel(port: KernelPort, layout: RosLayout): PacketKernel;
}

/** The encodings of `EventPacket`, and `array` for messages with one structure per event. */
export const PACKET_ENCODINGS: Readonly<Record<string, PacketEncoding>> = {
  evt3: { ticksPerUs: 1, bounds: 2048, kernel: (port) => new Evt3PacketKernel(port) },
  libcaer: { ticksPerUs: 1000, bounds: 32768, kernel: (port) => new LibcaerKernel(port) },
  libcaer_cmp: { ticksPerUs: 1000, bounds: 2048, kernel: (port) => new LibcaerCmpKernel(port) },
  mono: { ticksPerUs: 1000, bounds: 65536, kernel: (port) => new MonoKernel(port) },
  trigger: { ticksPerUs: 1000, bounds: 65536, kernel: (port) => new TriggerKernel(port) },
  array: { ticksPerUs: 1000, bounds: 65536, kernel: (port, layout) => new ArrayKernel(port, layout) },
};
