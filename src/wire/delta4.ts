import type { EventBatch } from "../core/event-batch.ts";
import { wireError } from "./check.ts";
import { checkCoordinates, sizeError, timeError, type EventLayout } from "./event-layout.ts";

/**
 * 4 bytes an event when events are less than 128 us apart: an unsigned LEB128 varint [us] since the event before,
 * then 24 bits: x in 11..0, y in 22..12, polarity in 23.
 * Hot path: one pass over the bytes, one over the coordinates; a varint of one byte takes the short way.
 */
export const delta4: EventLayout = {
  name: "saccade.delta4",
  maxWidth: 4096,
  maxHeight: 2048,
  encode,
  decode,
};

function encode(batch: EventBatch, out: Uint8Array): number {
  checkCoordinates(batch, delta4);
  const { t, x, y, p, length } = batch;
  let previousUs = t[0] ?? 0;
  let at = 0;
  for (let i = 0; i < length; i++) {
    const timeUs = t[i] ?? 0;
    let dt = timeUs - previousUs;
    if (dt >>> 0 !== dt) throw timeError(delta4.name, i, dt);
    previousUs = timeUs;
    for (; dt > 0x7f; dt >>>= 7) out[at++] = (dt & 0x7f) | 0x80;
    const word = (x[i] ?? 0) | ((y[i] ?? 0) << 12) | ((p[i] ?? 0) << 23);
    out[at] = dt;
    out[at + 1] = word;
    out[at + 2] = word >>> 8;
    out[at + 3] = word >>> 16;
    at += 4;
  }
  return at;
}

function decode(bytes: Uint8Array, timeBaseUs: number, batch: EventBatch): void {
  const { t, x, y, p } = batch;
  const count = t.length;
  let timeUs = timeBaseUs;
  let at = 0;
  for (let i = 0; i < count; i++) {
    // reads beyond the end give 0 and are found out below, by where the last event ended
    let byte = bytes[at++] ?? 0;
    let dt = byte & 0x7f;
    for (let unit = 0x80; byte > 0x7f; unit *= 0x80) {
      byte = bytes[at++] ?? 0;
      dt += (byte & 0x7f) * unit;
      if (dt > 0xffffffff || unit > 0x10000000)
        throw wireError("events", `event ${i} has a varint beyond 2^32-1`);
    }
    timeUs += dt;
    const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    at += 3;
    t[i] = timeUs;
    x[i] = word & 0xfff;
    y[i] = (word >>> 12) & 0x7ff;
    p[i] = word >>> 23;
  }
  if (at !== bytes.length) throw sizeError(delta4.name, count, bytes.length);
  batch.length = count;
  checkCoordinates(batch, delta4);
}
