import type { EventBatch } from "../core/event-batch.ts";
import { asciiBytes } from "./ascii.ts";
import { ByteRoom } from "./byte-room.ts";
import type { Encoder, EncoderOptions, Patch } from "./codec.ts";
import { checkRows, unwritable, type WriterLimits } from "./writer-limits.ts";

/** [us] that one byte moves the clock on; an event itself at most one less. */
const STEP_US = 127;
const STEP = 0xff;
/** [us] without events, and before the first: a byte for every 127 us makes 32 MiB of this. */
const MAX_GAP_US = 4261412864;
const EVENT_BYTES = 5;

/** Times are written as differences: they cannot fall, and a late start costs as much as a gap. */
export const ES_LIMITS: WriterLimits = {
  maxWidth: 65535,
  maxHeight: 65535,
  minFirstUs: 0,
  maxFirstUs: MAX_GAP_US,
  ascending: true,
};

const FORMAT = { name: "Event Stream", limits: ES_LIMITS };

/** Writes Event Stream 2.0.0 of type DVS. */
export class EsEncoder implements Encoder {
  readonly #options: EncoderOptions;
  readonly #out = new ByteRoom(65536);
  #events = 0;
  #lastUs = 0;

  constructor(options: EncoderOptions) {
    this.#options = options;
  }

  header(): Uint8Array {
    const { width, height } = this.#options.geometry;
    const start = asciiBytes("Event Stream\x02\x00\x00\x01");
    return Uint8Array.of(...start, width & 0xff, width >> 8, height & 0xff, height >> 8);
  }

  encode(batch: EventBatch): Uint8Array {
    this.#check(batch);
    const { t, x, y, p, length } = batch;
    const out = this.#out;
    out.length = 0;
    for (let i = 0; i < length; i++) {
      const restUs = this.#writeSteps(t[i]! - this.#lastUs);
      out.reserve(EVENT_BYTES * (length - i));
      const { bytes } = out;
      let at = out.length;
      bytes[at++] = (restUs << 1) | (p[i] === 0 ? 0 : 1);
      bytes[at++] = x[i]! & 0xff;
      bytes[at++] = x[i]! >> 8;
      bytes[at++] = y[i]! & 0xff;
      bytes[at++] = y[i]! >> 8;
      out.length = at;
      this.#lastUs = t[i]!;
    }
    this.#events += length;
    return out.view();
  }

  finish(): Uint8Array {
    return new Uint8Array(0);
  }

  patches(): readonly Patch[] {
    return [];
  }

  /** Writes the whole steps in a gap; returns what is left of it. */
  #writeSteps(gapUs: number): number {
    if (gapUs < STEP_US) return gapUs;
    const steps = Math.floor(gapUs / STEP_US);
    const out = this.#out;
    out.reserve(steps);
    out.bytes.fill(STEP, out.length, out.length + steps);
    out.length += steps;
    return gapUs - steps * STEP_US;
  }

  #check(batch: EventBatch): void {
    checkRows(FORMAT, batch, this.#events);
    const { width, height } = this.#options.geometry;
    let lastUs = this.#lastUs;
    for (let i = 0; i < batch.length; i++) {
      const [gapUs, event] = [batch.t[i]! - lastUs, this.#events + i];
      if (gapUs < 0) throw unwritable(FORMAT.name, event, `its time steps back by ${-gapUs} us`);
      if (gapUs > MAX_GAP_US)
        throw unwritable(FORMAT.name, event, `its time is ${gapUs} us after the one before`);
      if (batch.x[i]! >= width || batch.y[i]! >= height) {
        const pixel = `pixel (${batch.x[i]}, ${batch.y[i]})`;
        throw unwritable(FORMAT.name, event, `${pixel} lies outside the sensor of ${width}x${height}`);
      }
      lastUs = batch.t[i]!;
    }
  }
}
