import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { Lz4Packer, packedLz4Bound } from "../../../src/kernels/lz4-pack.ts";
import { unpackLz4Block } from "../../../src/kernels/lz4-unpack.ts";
import { PacketMemory } from "../../../src/codecs/packet-memory.ts";

/** What a block holds, after `history`, in a room of exactly `size` bytes; null when it is damaged or does not fit. */
type Unpack = (block: Uint8Array, size: number, history?: readonly number[]) => number[] | null;

const plainly: Unpack = (block, size, history = []) => {
  const target = new Uint8Array(history.length + size);
  target.set(history);
  const end = unpackLz4Block({ source: block, from: 0, to: block.length, target, at: history.length });
  return end < 0 ? null : [...target.subarray(history.length, end)];
};

const compiled: Unpack = (block, size, history = []) => {
  const memory = PacketMemory.borrow();
  memory.load(Uint8Array.of(...history, ...block));
  memory.append(0, history.length);
  const place = { from: history.length, to: history.length + block.length, maxBytes: size, floor: 0 };
  const unpacked = memory.unpack(place) ? [...memory.unpacked.subarray(history.length)] : null;
  memory.giveBack();
  return unpacked;
};

function pack(source: Uint8Array): Uint8Array {
  const target = new Uint8Array(packedLz4Bound(source.length));
  return target.slice(0, new Lz4Packer().pack({ source, from: 0, to: source.length, target, at: 0 }));
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const ascending = (count: number): number[] => Array.from({ length: count }, (_, i) => i & 0xff);

/** Blocks of one kind each, all seeded. */
const KINDS: readonly (readonly [name: string, make: (random: Random) => Uint8Array])[] = [
  [
    "nothing but chance",
    (random) => Uint8Array.from({ length: random.uint32() % 5000 }, () => random.uint32()),
  ],
  [
    "long runs",
    (random) => Uint8Array.from({ length: 3000 }, (_, i) => (i >> (1 + (random.uint32() & 7))) & 3),
  ],
  ["few values", (random) => Uint8Array.from({ length: random.uint32() % 4000 }, () => random.uint32() & 1)],
  ["rows of events", (random) => eventRows(random, 300)],
  ["a copy from far away", (random) => farCopy(random)],
];

function eventRows(random: Random, count: number): Uint8Array {
  const words = new Uint32Array(4 * count);
  for (let i = 0; i < count; i++) {
    words.set(
      [1000 + (i >> 2), 0, (random.uint32() % 640) | ((random.uint32() % 480) << 16), random.uint32() & 1],
      4 * i,
    );
  }
  return new Uint8Array(words.buffer);
}

function farCopy(random: Random): Uint8Array {
  const source = Uint8Array.from({ length: 70000 }, () => random.uint32());
  source.copyWithin(65600, 50, 400); // 65,550 bytes back: too far to refer to
  source.copyWithin(69000, 4000, 4500); // 65,000: not too far
  return source;
}

describe.each([
  ["compiled", compiled],
  ["plainly", plainly],
])("unpacking an LZ4 block %s", (_, unpack) => {
  it("takes literals alone", () => {
    expect(unpack(bytes(0x30, 7, 8, 9), 3)).toEqual([7, 8, 9]);
    expect(unpack(bytes(0), 0)).toEqual([]);
  });

  it("repeats what a match points back to, over its own end too", () => {
    expect(unpack(bytes(0x21, 1, 2, 2, 0, 0x10, 9), 100)).toEqual([1, 2, 1, 2, 1, 2, 1, 9]);
    expect(unpack(bytes(0x10, 5, 1, 0, 0), 100)).toEqual([5, 5, 5, 5, 5]);
  });

  it("reads lengths of many bytes", () => {
    const literals = ascending(15 + 255 + 10);
    const block = bytes(0xff, 255, 10, ...literals, 24, 0, 255, 3, 0);
    const match = Array.from(
      { length: 4 + 15 + 255 + 3 },
      (_, i) => literals[literals.length - 24 + (i % 24)],
    );
    expect(unpack(block, 1000)).toEqual([...literals, ...match]);
  });

  it("takes a match from what was unpacked before", () => {
    const history = ascending(40);
    expect(unpack(bytes(0x00, 40, 0, 0x00), 4, history)).toEqual([0, 1, 2, 3]);
  });

  it.each([
    ["a match that begins before all bytes", bytes(0x10, 5, 2, 0, 0)],
    ["an offset of 0", bytes(0x10, 5, 0, 0, 0)],
    ["an end within the literals", bytes(0x30, 1, 2)],
    ["an end within an offset", bytes(0x10, 5, 1)],
    ["an end within a length", bytes(0xf0, 255)],
    ["an end after a match", bytes(0x10, 5, 1, 0)],
    ["no byte at all", bytes()],
  ])("refuses %s", (_name, block) => {
    expect(unpack(block, 100)).toBeNull();
  });

  it("refuses what does not fit", () => {
    expect(unpack(bytes(0x30, 7, 8, 9), 2)).toBeNull();
    expect(unpack(bytes(0x10, 5, 1, 0, 0), 4)).toBeNull();
  });
});

describe.each(KINDS)("an LZ4 block of %s", (_, make) => {
  it("is what it was, after packing and unpacking either way", () => {
    const random = new Random(11);
    for (let i = 0; i < 20; i++) {
      const source = make(random);
      const packed = pack(source);
      expect(packed.length).toBeLessThanOrEqual(packedLz4Bound(source.length));
      expect(compiled(packed, source.length)).toEqual([...source]);
      expect(plainly(packed, source.length)).toEqual([...source]);
    }
  });

  it("unpacks either way to the same bytes or to none after a change", () => {
    const random = new Random(12);
    const packed = pack(make(random).subarray(0, 4000));
    for (let i = 0; i < 400 && packed.length > 1; i++) {
      const changed = packed.slice(0, 1 + (random.uint32() % packed.length));
      changed[random.uint32() % changed.length] = random.uint32();
      const room = random.uint32() % 6000;
      const history = ascending(random.uint32() % 300);
      expect(compiled(changed, room, history)).toEqual(plainly(changed, room, history));
    }
  });
});

describe("packing an LZ4 block", () => {
  it("makes rows of events about half as long, and runs very short", () => {
    expect(pack(eventRows(new Random(3), 4000)).length).toBeLessThan(34000);
    expect(pack(new Uint8Array(10000)).length).toBeLessThan(60);
  });

  it("ends with five literals, after a match that starts at least twelve bytes before the end", () => {
    // other decoders copy beyond the end of a match and rely on this
    for (let length = 0; length < 40; length++) {
      const packed = pack(new Uint8Array(length));
      if (length < 13) expect([...packed]).toEqual(literalsOnly(length));
      else expect(packed.at(-6)).toBe(0x50);
    }
  });

  it("gives the same block whatever was packed before", () => {
    const packer = new Lz4Packer();
    const source = eventRows(new Random(5), 200);
    const target = new Uint8Array(packedLz4Bound(source.length));
    const once = (): Uint8Array =>
      target.slice(0, packer.pack({ source, from: 64, to: source.length, target, at: 0 }));
    const first = once();
    packer.pack({ source: new Uint8Array(500), from: 0, to: 500, target, at: 0 });
    expect(once()).toEqual(first);
    expect(compiled(first, source.length)).toEqual([...source.subarray(64)]);
  });
});

const literalsOnly = (count: number): number[] => [count << 4, ...new Array<number>(count).fill(0)];
