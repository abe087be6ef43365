import { describe, expect, it } from "vitest";
import { createEventBatch } from "../../../src/core/event-batch.ts";
import { Random } from "../../../src/core/random.ts";
import { deliverEvents, EVENT_BYTES, type EventRun } from "../../../src/codecs/aedat4-elements.ts";
import { PacketMemory } from "../../../src/codecs/packet-memory.ts";
import { rowsOf, type Row } from "../../support/codec-decode.ts";

const TWO_52 = 2 ** 52;

/** Events of which `odd` of 1000 have a time or place of chance; bytes that hold nothing are of chance, too. */
function eventBytes(random: Random, count: number, odd: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(count * EVENT_BYTES));
  let timeUs = random.uint32() % 2 === 0 ? 1_600_000_000_000_000 : TWO_52 - 200;
  for (let at = 0; at < view.byteLength; at += EVENT_BYTES) {
    const chance = random.uint32() % 1000;
    timeUs += chance < odd ? (chance % 5) - 3 : chance % 2;
    view.setBigInt64(at, BigInt(timeUs), true);
    if (chance < odd && chance % 4 === 0) view.setUint32(at + 4, random.uint32(), true);
    view.setUint16(at + 8, chance < odd ? random.uint32() : random.uint32() % 640, true);
    view.setUint16(at + 10, chance < odd ? random.uint32() : random.uint32() % 480, true);
    view.setUint32(at + 12, random.uint32() & (chance % 2 === 0 ? 0xffffff00 : 0xffffffff), true);
  }
  return new Uint8Array(view.buffer);
}

type Deliver = (run: EventRun, out: ReturnType<typeof createEventBatch>, counts: Counts) => void;
interface Counts {
  outOfBounds: number;
  stepsBack: number;
  wraps: number;
}

/** Delivers in batches, stepping over events whose time is none; what came, and what was counted. */
function delivered(deliver: Deliver, count: number, capacity: number, [width, height]: readonly number[]) {
  const run: EventRun = { at: 8, count, next: 0, lastUs: 5 };
  const counts = { outOfBounds: 0, stepsBack: 0, wraps: 0 };
  const out = createEventBatch(width!, height!, capacity);
  const rows: Row[] = [];
  const stops: number[] = [];
  while (run.next < count) {
    deliver(run, out, counts);
    if (out.length < capacity && run.next < count) stops.push(run.next++);
    rows.push(...rowsOf(out));
    out.length = 0;
  }
  return { rows, stops, counts, lastUs: run.lastUs };
}

describe("the events of a packet", () => {
  it.each([
    [0, [640, 480]],
    [20, [640, 480]],
    [20, [32768, 32768]],
    [20, [65536, 65536]],
    [300, [600, 70000]],
    [1000, [640, 480]],
  ])("with %i of 1000 odd are delivered as the plain way does, on a sensor of %j", (odd, size) => {
    const random = new Random(odd);
    for (let round = 0; round < 10; round++) {
      const count = random.uint32() % 3000;
      const packet = new Uint8Array(8 + count * EVENT_BYTES + 4);
      packet.set(eventBytes(random, count, odd), 8);
      const capacity = 1 + (random.uint32() % 2000);
      const memory = PacketMemory.borrow();
      memory.load(packet);
      memory.store();
      const view = new DataView(packet.buffer);
      const compiled = delivered((...parts) => memory.deliver(...parts), count, capacity, size);
      const plain = delivered((...parts) => deliverEvents(view, ...parts), count, capacity, size);
      memory.giveBack();
      expect(compiled).toEqual(plain);
    }
  });
});

describe("the memory of a packet", () => {
  it("holds a packet as it came, and unpacked", () => {
    const memory = PacketMemory.borrow();
    memory.load(Uint8Array.of(1, 2, 3, 4));
    expect([...memory.packed, memory.length]).toEqual([1, 2, 3, 4, 0]);
    memory.append(1, 3);
    memory.append(0, 1);
    expect([...memory.unpacked]).toEqual([2, 3, 1]);
    memory.store();
    expect([...memory.unpacked]).toEqual([1, 2, 3, 4]);
    memory.giveBack();
  });

  it("is used again once given back, and is another's until then", () => {
    const first = PacketMemory.borrow();
    const second = PacketMemory.borrow();
    expect(second).not.toBe(first);
    first.giveBack();
    expect(PacketMemory.borrow()).toBe(first);
    second.giveBack();
    first.giveBack();
  });

  it("is not kept when a packet has made it large", () => {
    const memory = PacketMemory.borrow();
    memory.load(new Uint8Array(20_000_000));
    memory.giveBack();
    expect(PacketMemory.borrow()).not.toBe(memory);
  });
});
