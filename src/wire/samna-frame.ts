import { createEventBatch, type EventBatch, pushEvent } from "../core/event-batch.ts";
import { wireError } from "./check.ts";
import { MAX_PACKET_EVENTS } from "./event-layout.ts";

const ROW_BYTES = 8;
const WRAP_US = 2 ** 32;

/**
 * Visual events as samna's JIT ZeroMQ streamer sends them for Speck: rows of 8 bytes, little-endian,
 * { u8 polarity, u8 y, u8 x, u8 padding, u32 t [us] }, as AEStream reads them (aestream/aestream, zmq.cpp). The time
 * wraps after 71.6 min and is unwrapped here. Held against that documented struct only, not against hardware.
 * One instance per stream: it carries the time across frames.
 */
export class SamnaDecoder {
  readonly #width: number;
  readonly #height: number;
  #lastUs = 0;
  #wrapsUs = 0;
  #outside = 0;
  #backwards = 0;

  /** [px] size of the sensor, 128 x 128 on Speck; at most 256. */
  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
  }

  /** [-] events dropped so far because they lie outside the sensor, or before the event that came before them. */
  get dropped(): { readonly outside: number; readonly backwards: number } {
    return { outside: this.#outside, backwards: this.#backwards };
  }

  /**
   * The events of one frame, in arrays of their own.
   * @throws SaccadeError `wire-invalid` when the bytes are no whole number of rows, or more than 2^20.
   */
  decode(bytes: Uint8Array): EventBatch {
    const count = bytes.length / ROW_BYTES;
    if (!Number.isInteger(count) || count > MAX_PACKET_EVENTS) {
      throw wireError(
        "samna",
        `${bytes.length} bytes are not 0 to ${MAX_PACKET_EVENTS} rows of ${ROW_BYTES} bytes`,
      );
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const batch = createEventBatch(this.#width, this.#height, count);
    for (let at = 0; at < bytes.length; at += ROW_BYTES) this.#decodeRow(view, at, batch);
    return batch;
  }

  #decodeRow(view: DataView, at: number, batch: EventBatch): void {
    const polarity = view.getUint8(at) === 0 ? 0 : 1;
    const y = view.getUint8(at + 1);
    const x = view.getUint8(at + 2);
    const timeUs = this.#unwrap(view.getUint32(at + 4, true));
    if (x >= this.#width || y >= this.#height) this.#outside++;
    else if (timeUs < this.#lastUs) this.#backwards++;
    else {
      this.#lastUs = timeUs;
      pushEvent(batch, timeUs, x, y, polarity);
    }
  }

  /** A fall by more than half of the range is a wrap, a smaller one a step back. */
  #unwrap(rawUs: number): number {
    const timeUs = this.#wrapsUs + rawUs;
    if (this.#lastUs - timeUs <= WRAP_US / 2) return timeUs;
    this.#wrapsUs += WRAP_US;
    return timeUs + WRAP_US;
  }
}
