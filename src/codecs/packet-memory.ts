import type { EventBatch } from "../core/event-batch.ts";
import { WasmKernel, type WasmArray } from "../kernels/wasm-kernel.ts";
import { EVENT_BYTES, type EventRun } from "./aedat4-elements.ts";
import type { LoopCounts } from "./decode-stats.ts";
import { WasmColumns } from "./wasm-columns.ts";

/** What kernels/packet.ts exports. */
interface Functions {
  unpack(from: number, to: number, at: number, limit: number, floor: number): number;
  events(rows: number, count: number, clock: number, columns: number): number;
}

/** [bytes] the kernel may write beyond a block's limit. */
const SLACK = 128;
/** [bytes] a memory that has grown beyond is not kept for the next packet. */
const KEPT_BYTES = 16777216;
/** Memories of this thread that hold no packet now. */
const idle: PacketMemory[] = [];

/** Where a packed block is in a packet. */
export interface BlockPlace {
  /** It is the packet's bytes `from .. to - 1`. */
  readonly from: number;
  readonly to: number;
  /** [bytes] it may hold. */
  readonly maxBytes: number;
  /** Its matches may refer to unpacked bytes from this position on. */
  readonly floor: number;
}

/**
 * A packet in a kernel's memory: its bytes as they came, and unpacked behind them. Whoever needs one takes it with
 * `borrow` and gives it back.
 */
export class PacketMemory {
  readonly #kernel = new WasmKernel<Functions>("packet");
  readonly #clock: WasmArray<Float64Array<ArrayBuffer>>;
  readonly #columns: WasmColumns;
  /** [bytes] of the packet as it came. */
  #packedBytes = 0;
  /** Address of the first unpacked byte. */
  #unpackedAt = 0;
  /** [bytes] unpacked so far. */
  length = 0;

  private constructor() {
    this.#clock = this.#kernel.reserve(Float64Array, 1);
    this.#columns = new WasmColumns(this.#kernel);
  }

  static borrow(): PacketMemory {
    return idle.pop() ?? new PacketMemory();
  }

  /** Nothing may be done with it afterwards. */
  giveBack(): void {
    if (this.#kernel.memoryBytes <= KEPT_BYTES) idle.push(this);
  }

  /** Takes a packet's bytes; nothing is unpacked yet. */
  load(packed: Uint8Array): void {
    const start = this.#kernel.free;
    this.#packedBytes = packed.length;
    this.#unpackedAt = start + Math.ceil(packed.length / SLACK) * SLACK + SLACK;
    this.length = 0;
    this.#kernel.reach(this.#unpackedAt + SLACK);
    new Uint8Array(this.#kernel.buffer, start, packed.length).set(packed);
  }

  /** Takes the packet's bytes as they are for the unpacked ones. */
  store(): void {
    this.#unpackedAt = this.#kernel.free;
    this.length = this.#packedBytes;
  }

  /** Appends the packet's bytes `from .. to - 1` as they are. */
  append(from: number, to: number): void {
    const end = this.#unpackedAt + this.length;
    const start = this.#kernel.free;
    this.#room(to - from);
    new Uint8Array(this.#kernel.buffer).copyWithin(end, start + from, start + to);
    this.length += to - from;
  }

  /** Appends what an LZ4 block holds; false when it is damaged or holds too much. */
  unpack({ from, to, maxBytes, floor }: BlockPlace): boolean {
    this.#room(maxBytes);
    const start = this.#kernel.free;
    const at = this.#unpackedAt + this.length;
    const { call } = this.#kernel;
    const end = call.unpack(start + from, start + to, at, at + maxBytes, this.#unpackedAt + floor) >>> 0;
    if (end === 0) return false;
    this.length = end - this.#unpackedAt;
    return true;
  }

  /** The packet as it came; valid until more is unpacked. */
  get packed(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#kernel.buffer, this.#kernel.free, this.#packedBytes);
  }

  /** What has been unpacked; valid until more is. */
  get unpacked(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#kernel.buffer, this.#unpackedAt, this.length);
  }

  /** Delivers events as `deliverEvents` does. */
  deliver(run: EventRun, out: EventBatch, counts: LoopCounts): void {
    let taken: number;
    do {
      const { view } = this.#clock;
      view[0] = run.lastUs;
      this.#columns.open(out);
      const rows = this.#unpackedAt + run.at + run.next * EVENT_BYTES;
      const { address } = this.#columns;
      taken = this.#kernel.call.events(rows, run.count - run.next, this.#clock.address, address);
      this.#columns.close(out, counts);
      run.lastUs = view[0];
      run.next += taken;
    } while (taken > 0 && run.next < run.count && out.length < out.t.length);
  }

  #room(count: number): void {
    const end = this.#unpackedAt + this.length + count + SLACK;
    if (end > this.#kernel.memoryBytes) this.#kernel.reach(Math.max(end, 1.5 * this.#kernel.memoryBytes));
  }
}
