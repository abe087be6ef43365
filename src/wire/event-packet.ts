import { createEventBatch, type EventBatch } from "../core/event-batch.ts";
import { integer, text, wireError } from "./check.ts";
import { delta4 } from "./delta4.ts";
import { MAX_EVENT_BYTES, MAX_PACKET_EVENTS, type EventLayout } from "./event-layout.ts";
import type { saccade } from "./gen/saccade.js";
import { xyp8 } from "./xyp8.ts";

/** How a sender lays events out; `auto` is the compact layout where the sensor fits it. */
export const EVENT_ENCODINGS = ["auto", "saccade.delta4", "saccade.xyp8"] as const;
export type EventEncoding = (typeof EVENT_ENCODINGS)[number];

const LAYOUTS: readonly EventLayout[] = [delta4, xyp8];

/** Turns batches into packets, through one buffer that grows to the largest of them. */
export class EventPacketWriter {
  readonly #encoding: EventEncoding;
  readonly #sensorId: string;
  #scratch = new Uint8Array(0);

  constructor(encoding: EventEncoding = "auto", sensorId = "") {
    this.#encoding = encoding;
    this.#sensorId = text(sensorId, "events.sensor_id", 64);
  }

  /**
   * The batch as a packet. Its `events` lie in the writer's own buffer: encode the packet before the next call.
   * @throws SaccadeError `wire-invalid` on a batch that no layout (or not the chosen one) can hold exactly.
   */
  write(batch: EventBatch): saccade.v1.EventPacket.$Properties {
    const { width, height, length } = batch;
    integer(length, "events.count", 0, MAX_PACKET_EVENTS);
    const layout = chooseLayout(this.#encoding, width, height);
    const timeBaseUs = integer(batch.t[0] ?? 0, "events.time_base_us", Number.MIN_SAFE_INTEGER);
    if (this.#scratch.length < length * MAX_EVENT_BYTES) {
      this.#scratch = new Uint8Array(2 * length * MAX_EVENT_BYTES);
    }
    const size = layout.encode(batch, this.#scratch);
    const events = this.#scratch.subarray(0, size);
    return {
      timeBaseUs,
      encoding: layout.name,
      width,
      height,
      sensorId: this.#sensorId,
      count: length,
      events,
    };
  }
}

/**
 * The batch of a packet, in arrays of its own: nothing of the packet is kept.
 * @throws SaccadeError `wire-invalid` on an unknown layout, a size beyond the limits, or bytes that do not fit.
 */
export function readEventPacket(packet: saccade.v1.EventPacket.$Properties): EventBatch {
  const encoding = packet.encoding ?? "";
  const layout = LAYOUTS.find(({ name }) => name === encoding);
  if (layout === undefined) {
    const known = LAYOUTS.map(({ name }) => name).join(", ");
    throw wireError("events.encoding", `"${encoding.slice(0, 64)}" is not one of ${known}`);
  }
  const width = integer(packet.width, "events.width", 1, 65536);
  const height = integer(packet.height, "events.height", 1, 65536);
  const count = integer(packet.count, "events.count", 0, MAX_PACKET_EVENTS);
  const timeBaseUs = integer(packet.timeBaseUs, "events.time_base_us", Number.MIN_SAFE_INTEGER);
  text(packet.sensorId, "events.sensor_id", 64);
  const bytes = packet.events ?? new Uint8Array(0);
  // an event takes 4 bytes or more: a short message cannot make the reader allocate for a large count
  if (bytes.length < count * 4)
    throw wireError("events", `${bytes.length} bytes cannot hold ${count} events`);
  const batch = createEventBatch(width, height, count);
  layout.decode(bytes, timeBaseUs, batch);
  integer(batch.t[count - 1], "events: time of the last event", Number.MIN_SAFE_INTEGER);
  return batch;
}

function chooseLayout(encoding: EventEncoding, width: number, height: number): EventLayout {
  const fits = ({ maxWidth, maxHeight }: EventLayout): boolean => width <= maxWidth && height <= maxHeight;
  const layout = LAYOUTS.find(
    (candidate) => (encoding === "auto" || candidate.name === encoding) && fits(candidate),
  );
  if (layout !== undefined) return layout;
  const sizes = LAYOUTS.map((l) => `${l.name} up to ${l.maxWidth} x ${l.maxHeight}`).join(", ");
  throw wireError(
    "events",
    `a sensor of ${width} x ${height} does not fit encoding "${encoding}" (${sizes})`,
  );
}
