import { assert } from "../core/errors.ts";
import type { EventBatch } from "../core/event-batch.ts";
import type { Decoder, DecoderOptions, FormatId, Mark, StreamHeader } from "./codec.ts";
import { createDecodeStats } from "./decode-stats.ts";
import { FailureLatch } from "./failure-latch.ts";
import { EventTopic } from "./event-topic.ts";
import type { RecordReader } from "./record-reader.ts";

/** Numbers of a reader's `boundary`. */
const BOUNDARY_NUMBERS = 5;

/** Makes the reader of a container's records. */
export type OpenReader = (
  options: DecoderOptions,
  stats: ReturnType<typeof createDecodeStats>,
) => RecordReader;

/** Reads the events of one topic from a container of ROS messages that streams. */
export class MessageStreamDecoder implements Decoder {
  readonly stats = createDecodeStats();
  readonly #latch = new FailureLatch();
  readonly #reader: RecordReader;
  readonly #topic: EventTopic;
  #blocked = false;

  constructor(format: FormatId, open: OpenReader, options: DecoderOptions) {
    this.#reader = open(options, this.stats);
    this.#topic = new EventTopic(format, this.#reader, this.stats, options);
  }

  get header(): StreamHeader | null {
    return this.#topic.header;
  }

  get blocked(): boolean {
    return this.#blocked;
  }

  decode(bytes: Uint8Array, from: number, out: EventBatch): number {
    return this.#latch.run(() => {
      let at = from;
      while (!(this.#blocked = !this.#drain(out)) && at < bytes.length) at = this.#push(bytes, at);
      return at;
    });
  }

  finish(out: EventBatch): void {
    this.#latch.run(() => {
      if (!this.#blocked) this.#reader.close();
      this.#blocked = !this.#drain(out);
      while (!this.#blocked && this.#reader.holdsMore()) {
        this.#reader.push(NOTHING, 0);
        this.#blocked = !this.#drain(out);
      }
      if (this.#blocked) return;
      this.#reader.end();
      this.#topic.end();
    });
  }

  mark(): Mark | null {
    const { boundary } = this.#reader;
    if (boundary === null || this.header === null || this.#blocked) return null;
    const state = [...boundary, ...this.#topic.save()];
    return { byte: boundary[0]!, timeUs: this.#topic.timeUs, state };
  }

  resume(mark: Mark): void {
    assert(this.header !== null, "resume before the header has been read");
    this.#reader.resume(mark.state.slice(0, BOUNDARY_NUMBERS));
    this.#topic.restore(mark.state.slice(BOUNDARY_NUMBERS));
    this.#blocked = false;
    this.#latch.reset();
  }

  #push(bytes: Uint8Array, from: number): number {
    const at = this.#reader.push(bytes, from);
    this.stats.bytes += at - from;
    return at;
  }

  /** Decodes all messages that have been taken; returns false when `out` is full before that. */
  #drain(out: EventBatch): boolean {
    for (;;) {
      if (!this.#topic.drain(out)) return false;
      const message = this.#reader.next();
      if (this.#reader.takeLost()) this.#topic.lose();
      if (message === null) return true;
      this.#topic.take(message);
    }
  }
}

const NOTHING = new Uint8Array(0);
