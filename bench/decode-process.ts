/**
 * Reads recordings as a user's program does: the file in pieces of 256 KiB, through the format's decoder, into a batch of
 * 16,384 events that is filled again and again. Takes the orders that bench/peers/read_events.py takes.
 */
import { closeSync, openSync, readSync } from "node:fs";
import { createInterface } from "node:readline";
import type { EventBatch } from "../src/core/event-batch.ts";
import { BatchPump, reusing } from "../src/codecs/batch-pump.ts";
import { formatById } from "../src/codecs/formats.ts";
import type { DecodeOrder } from "./event-decoders.ts";

const PIECE_BYTES = 262144;
const BATCH_EVENTS = 16384;
const piece = new Uint8Array(PIECE_BYTES);

function read({ format: id, path }: DecodeOrder, look: (batch: EventBatch) => void): void {
  const format = formatById(id);
  if (format.access !== "stream") throw new TypeError(`${id} is no stream`);
  const pump = new BatchPump(format.createDecoder({}), BATCH_EVENTS, reusing(look));
  const file = openSync(path, "r");
  try {
    for (;;) {
      const count = readSync(file, piece, 0, PIECE_BYTES, null);
      if (count === 0) break;
      pump.push(count === PIECE_BYTES ? piece : piece.subarray(0, count));
    }
    pump.end();
  } finally {
    closeSync(file);
  }
}

function timed(order: DecodeOrder): object {
  let events = 0;
  const start = process.cpuUsage();
  read(order, (batch) => (events += batch.length));
  const { user, system } = process.cpuUsage(start);
  return { events, cpuMs: (user + system) / 1000 };
}

/** The sums of `Sums` in read_events.py. */
function checked(order: DecodeOrder): object {
  let events = 0;
  let places = 0;
  let anyOrder = 0;
  let times = 0;
  read(order, ({ t, x, y, p, length }) => {
    for (let i = 0; i < length; i++) {
      const weight = 2 * events++ + 1;
      const value = x[i]! ^ (y[i]! << 12) ^ (p[i]! << 28);
      places = (places + Math.imul(weight, value)) >>> 0;
      anyOrder = (anyOrder + Math.imul(value, value | 1)) >>> 0;
      times = (times + Math.imul(weight, t[i]! >>> 0)) >>> 0;
    }
  });
  return { events, places, anyOrder, times };
}

const say = (answer: object): void => {
  process.stdout.write(`saccade ${JSON.stringify(answer)}\n`);
};
say({ version: process.version, formats: ["evt2", "evt3", "dat", "aedat4"] });
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as DecodeOrder;
  say(order.action === "check" ? checked(order) : timed(order));
}
