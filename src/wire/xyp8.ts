import type { EventBatch } from "../core/event-batch.ts";
import { wireError } from "./check.ts";
import { checkCoordinates, sizeError, timeError, type EventLayout } from "./event-layout.ts";

const EVENT_BYTES = 8;

/**
 * 8 bytes an event, little-endian: u32 [us] since the base, u16 x, u16 with y in bits 14..0 and polarity in bit 15.
 * Hot path: one pass over the bytes, one over the coordinates; DataView, because it reads at any address.
 */
export const xyp8: EventLayout = {
  name: "saccade.xyp8",
  maxWidth: 65536,
  maxHeight: 32768,
  encode,
  decode,
};

function encode(batch: EventBatch, out: Uint8Array): number {
  checkCoordinates(batch, xyp8);
  const { t, x, y, p, length } = batch;
  const view = new DataView(out.buffer, out.byteOffset, length * EVENT_BYTES);
  const baseUs = t[0] ?? 0;
  let previous = 0;
  for (let i = 0, at = 0; i < length; i++, at += EVENT_BYTES) {
    const dt = (t[i] ?? 0) - baseUs;
    if (dt >>> 0 !== dt || dt < previous) throw timeError(xyp8.name, i, dt);
    previous = dt;
    view.setUint32(at, dt, true);
    view.setUint32(at + 4, (x[i] ?? 0) | ((y[i] ?? 0) << 16) | ((p[i] ?? 0) << 31), true);
  }
  return length * EVENT_BYTES;
}

function decode(bytes: Uint8Array, timeBaseUs: number, batch: EventBatch): void {
  const { t, x, y, p } = batch;
  const count = t.length;
  if (bytes.length !== count * EVENT_BYTES) throw sizeError(xyp8.name, count, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let previous = 0;
  for (let i = 0, at = 0; i < count; i++, at += EVENT_BYTES) {
    const dt = view.getUint32(at, true);
    const word = view.getUint32(at + 4, true);
    if (dt < previous)
      throw wireError("events", `event ${i} is ${previous - dt} us before the one before it`);
    previous = dt;
    t[i] = timeBaseUs + dt;
    x[i] = word & 0xffff;
    y[i] = (word >>> 16) & 0x7fff;
    p[i] = word >>> 31;
  }
  batch.length = count;
  checkCoordinates(batch, xyp8);
}
