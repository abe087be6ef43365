import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compactEventBatch,
  createEventBatch,
  pushEvent,
  type EventBatch,
} from "../../../src/core/event-batch.ts";
import { type EventEncoding, EventPacketWriter, readEventPacket } from "../../../src/wire/event-packet.ts";
import { MAX_PACKET_EVENTS } from "../../../src/wire/event-layout.ts";

type Row = readonly [deltaUs: number, x: number, y: number, p: number];

function batchOf(width: number, height: number, baseUs: number, rows: readonly Row[]): EventBatch {
  const batch = createEventBatch(width, height, rows.length + 3); // spare room must not travel
  let timeUs = baseUs;
  for (const [deltaUs, x, y, p] of rows) {
    timeUs += deltaUs;
    pushEvent(batch, timeUs, x, y, p);
  }
  return batch;
}

/** Batches of any size a layout takes; deltas sit on both sides of every varint length. */
function batches(maxWidth: number, maxHeight: number, maxDeltaUs: number): fc.Arbitrary<EventBatch> {
  const edges = [0, 1, 127, 128, 16383, 16384, 2097151, 2097152].filter((delta) => delta <= maxDeltaUs);
  const delta = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 0, max: maxDeltaUs }));
  const size = fc.tuple(fc.integer({ min: 1, max: maxWidth }), fc.integer({ min: 1, max: maxHeight }));
  return size.chain(([width, height]) => {
    const row = fc.tuple(delta, fc.nat(width - 1), fc.nat(height - 1), fc.nat(1));
    const base = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
    return fc
      .tuple(base, fc.array(row, { maxLength: 40 }))
      .map(([us, rows]) => batchOf(width, height, us, rows));
  });
}

const roundTrip = (batch: EventBatch, encoding: EventEncoding): EventBatch =>
  readEventPacket(new EventPacketWriter(encoding).write(batch));

const wireInvalid = (field: string): unknown =>
  expect.objectContaining({ code: "wire-invalid", where: { field } });

describe("saccade.delta4", () => {
  it("gives back every batch that fits it, times included", () => {
    fc.assert(
      fc.property(batches(4096, 2048, 0xffffffff), (batch) => {
        expect(roundTrip(batch, "saccade.delta4")).toEqual(compactEventBatch(batch));
      }),
      { seed: 1 },
    );
  });

  it("lays one event out as its comment says", () => {
    const batch = batchOf(4096, 2048, 1000, [
      [0, 0xabc, 0x5de, 1],
      [300, 1, 2, 0],
    ]);
    const packet = new EventPacketWriter("saccade.delta4").write(batch);
    expect(packet.timeBaseUs).toBe(1000);
    expect([...(packet.events ?? [])]).toEqual([0, 0xbc, 0xea, 0xdd, 0xac, 0x02, 0x01, 0x20, 0x00]);
  });

  it("takes 4 bytes an event when events are less than 128 us apart", () => {
    const rows = Array.from({ length: 100 }, (): Row => [127, 639, 479, 1]);
    const packet = new EventPacketWriter("saccade.delta4").write(
      batchOf(640, 480, 0, [[0, 0, 0, 0], ...rows]),
    );
    expect(packet.events).toHaveLength(4 * 101);
  });

  it("refuses a varint beyond 32 bits instead of reading on", () => {
    const events = Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x1f, 0, 0, 0]);
    const packet = { timeBaseUs: 0, encoding: "saccade.delta4", width: 8, height: 8, count: 1, events };
    expect(() => readEventPacket(packet)).toThrow(/varint beyond/);
  });

  it("refuses a small number that is written in more bytes than 32 bits need", () => {
    const events = Uint8Array.from([0x81, 0x80, 0x80, 0x80, 0x80, 0, 0, 0, 0]);
    const packet = { timeBaseUs: 0, encoding: "saccade.delta4", width: 8, height: 8, count: 1, events };
    expect(() => readEventPacket(packet)).toThrow(/varint beyond/);
  });

  it("refuses a varint that does not end", () => {
    const events = new Uint8Array(64).fill(0x80);
    const packet = { timeBaseUs: 0, encoding: "saccade.delta4", width: 8, height: 8, count: 1, events };
    expect(() => readEventPacket(packet)).toThrow(/varint beyond/);
  });
});

describe("saccade.xyp8", () => {
  it("gives back every batch that fits it, times included", () => {
    fc.assert(
      fc.property(batches(65536, 32768, Math.floor(0xffffffff / 40)), (batch) => {
        expect(roundTrip(batch, "saccade.xyp8")).toEqual(compactEventBatch(batch));
      }),
      { seed: 2 },
    );
  });

  it("lays one event out as its comment says", () => {
    const batch = batchOf(65536, 32768, 7, [
      [0, 0, 0, 0],
      [0x01020304, 0xabcd, 0x1234, 1],
    ]);
    const packet = new EventPacketWriter("saccade.xyp8").write(batch);
    expect([...(packet.events ?? [])].slice(8)).toEqual([0x04, 0x03, 0x02, 0x01, 0xcd, 0xab, 0x34, 0x92]);
  });

  it("refuses events whose times fall", () => {
    const events = Uint8Array.from([5, 0, 0, 0, 1, 0, 1, 0, 4, 0, 0, 0, 1, 0, 1, 0]);
    const packet = { timeBaseUs: 0, encoding: "saccade.xyp8", width: 8, height: 8, count: 2, events };
    expect(() => readEventPacket(packet)).toThrow(/event 1 is 1 us before/);
  });
});

describe("an event packet", () => {
  it.each(["saccade.delta4", "saccade.xyp8"] as const)("of %s is read at any address", (encoding) => {
    const batch = batchOf(640, 480, 5_000_000, [
      [0, 639, 479, 1],
      [1000, 0, 0, 0],
    ]);
    const packet = new EventPacketWriter(encoding).write(batch);
    const bytes = packet.events ?? new Uint8Array(0);
    for (let offset = 0; offset < 8; offset++) {
      const moved = new Uint8Array(bytes.length + offset);
      moved.set(bytes, offset);
      expect(readEventPacket({ ...packet, events: moved.subarray(offset) })).toEqual(
        compactEventBatch(batch),
      );
    }
  });

  it.each([
    [640, 480, "saccade.delta4"],
    [4096, 2048, "saccade.delta4"],
    [4097, 2048, "saccade.xyp8"],
    [4096, 2049, "saccade.xyp8"],
  ])("of a %i x %i sensor chooses %s by itself", (width, height, encoding) => {
    expect(new EventPacketWriter("auto").write(createEventBatch(width, height, 0)).encoding).toBe(encoding);
  });

  it("is refused when no layout, or not the chosen one, can hold the sensor", () => {
    const tall = createEventBatch(640, 40000, 0);
    expect(() => new EventPacketWriter("auto").write(tall)).toThrow(wireInvalid("events"));
    const wide = createEventBatch(5000, 480, 0);
    expect(() => new EventPacketWriter("saccade.delta4").write(wide)).toThrow(/5000 x 480 does not fit/);
  });

  it.each([
    [
      "a time before the first",
      batchOf(8, 8, 10, [
        [0, 0, 0, 0],
        [-1, 0, 0, 0],
      ]),
    ],
    [
      "falling times",
      batchOf(8, 8, 10, [
        [0, 0, 0, 0],
        [5, 0, 0, 0],
        [-3, 0, 0, 0],
      ]),
    ],
    [
      "a time with a fraction",
      batchOf(8, 8, 10, [
        [0, 0, 0, 0],
        [0.5, 0, 0, 0],
      ]),
    ],
    [
      "a gap beyond 2^32-1 us",
      batchOf(8, 8, 10, [
        [0, 0, 0, 0],
        [2 ** 32, 0, 0, 0],
      ]),
    ],
    ["a first time with a fraction", batchOf(8, 8, 0.5, [[0, 0, 0, 0]])],
    ["a column outside the sensor", batchOf(8, 8, 0, [[0, 8, 0, 0]])],
    ["a row outside the sensor", batchOf(8, 8, 0, [[0, 0, 8, 0]])],
    ["a polarity of 2", batchOf(8, 8, 0, [[0, 0, 0, 2]])],
  ])("is never written with %s", (_, batch) => {
    for (const encoding of ["saccade.delta4", "saccade.xyp8"] as const) {
      expect(() => new EventPacketWriter(encoding).write(batch)).toThrow(
        expect.objectContaining({ code: "wire-invalid" }),
      );
    }
  });

  it.each(["saccade.delta4", "saccade.xyp8"] as const)(
    "of %s is refused one byte short or long",
    (encoding) => {
      const packet = new EventPacketWriter(encoding).write(
        batchOf(8, 8, 0, [
          [0, 1, 1, 1],
          [5, 2, 2, 0],
        ]),
      );
      const bytes = packet.events ?? new Uint8Array(0);
      for (const events of [bytes.slice(0, -1), Uint8Array.from([...bytes, 0])]) {
        expect(() => readEventPacket({ ...packet, events })).toThrow(wireInvalid("events"));
      }
    },
  );

  it.each(["saccade.delta4", "saccade.xyp8"] as const)(
    "of %s is refused when an event lies outside the sensor",
    (encoding) => {
      const packet = new EventPacketWriter(encoding).write(batchOf(8, 8, 0, [[0, 7, 7, 1]]));
      expect(() => readEventPacket({ ...packet, width: 7 })).toThrow(/event 0 has x 7/);
      expect(() => readEventPacket({ ...packet, height: 7 })).toThrow(/event 0 has x 7, y 7/);
    },
  );

  it.each([
    ["events.encoding", { encoding: "evt9" }],
    ["events.width", { width: 0 }],
    ["events.width", { width: 65537 }],
    ["events.height", { height: 0 }],
    ["events.count", { count: MAX_PACKET_EVENTS + 1 }],
    ["events", { count: MAX_PACKET_EVENTS }],
    ["events.time_base_us", { timeBaseUs: NaN }],
    ["events.time_base_us", { timeBaseUs: 0.5 }],
    ["events.sensor_id", { sensorId: "x".repeat(65) }],
  ])("is refused at %s when it says %o", (field, change) => {
    const packet = new EventPacketWriter().write(batchOf(8, 8, 0, [[0, 1, 1, 1]]));
    expect(() => readEventPacket({ ...packet, ...change })).toThrow(wireInvalid(field));
  });

  it("is refused before anything is allocated for more events than its bytes can hold", () => {
    const packet = new EventPacketWriter().write(batchOf(8, 8, 0, [[0, 1, 1, 1]]));
    expect(() => readEventPacket({ ...packet, count: 2 })).toThrow("4 bytes cannot hold 2 events");
  });

  it("keeps nothing of the writer's buffer, which the next batch overwrites", () => {
    const writer = new EventPacketWriter();
    const first = readEventPacket(writer.write(batchOf(8, 8, 0, [[0, 1, 1, 1]])));
    writer.write(batchOf(8, 8, 0, [[0, 7, 7, 0]]));
    expect([first.x[0], first.y[0], first.p[0]]).toEqual([1, 1, 1]);
  });
});
