import { constants, deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Inflated } from "../../../src/codecs/inflated.ts";
import { Random } from "../../../src/core/random.ts";

/** Unpacks, the packed bytes arriving in pieces of at most so many and the unpacked ones asked for in others. */
function inflate(packed: Uint8Array, piece = 1000, asked = 777, most = 400000): [Uint8Array, string | null] {
  const inflated = new Inflated((at, length) => packed.subarray(at, at + Math.min(length, piece)));
  const bytes = new Uint8Array(most);
  let length = 0;
  while (length < most) {
    const count = inflated.read(bytes.subarray(length, length + asked));
    length += count;
    if (count < asked) break;
  }
  return [bytes.subarray(0, length), inflated.fault];
}

const random = new Random(9);
const SOURCES: Readonly<Record<string, Uint8Array>> = {
  nothing: new Uint8Array(0),
  chance: Uint8Array.from({ length: 100000 }, () => random.uint32()),
  zeros: new Uint8Array(200000),
};

describe.each(Object.entries(SOURCES))("a deflate stream of %s", (_, source) => {
  it.each([
    ["stored", { level: 0 }],
    ["with codes of its own", { level: 9 }],
    ["with fixed codes", { strategy: constants.Z_FIXED }],
  ])("is what it was, %s", (_name, options) => {
    const packed = deflateRawSync(source, options);
    expect(inflate(packed)).toEqual([source, null]);
    expect(inflate(packed, 65536, 65536)).toEqual([source, null]);
  });

  it("gives the start of what it was when it is cut", () => {
    const packed = deflateRawSync(source);
    for (let i = 0; i < 30; i++) {
      const cut = random.uint32() % packed.length;
      const [bytes] = inflate(packed.subarray(0, cut));
      expect(bytes).toEqual(source.subarray(0, bytes.length));
    }
  });

  it("ends, with a fault or without, after any change of one byte", () => {
    const packed = deflateRawSync(source.subarray(0, 5000));
    for (let i = 0; i < 100; i++) {
      const changed = new Uint8Array(packed);
      changed[random.uint32() % packed.length] = random.uint32();
      expect(inflate(changed)[0].length).toBeLessThanOrEqual(400000);
    }
  });
});

it("gives what stands before damage, and says what is wrong", () => {
  const stored = Uint8Array.from({ length: 30000 }, (_, i) => i);
  const length = [30000 & 255, 30000 >> 8];
  const block = Uint8Array.of(0, ...length, ...length.map((byte) => byte ^ 255), ...stored);
  const empty = Array.from({ length: 52 }, () => [0, 0, 0, 255, 255]).flat(); // the damage is more than 256 bytes behind
  const packed = Uint8Array.of(...block, ...empty, 0b111, 0);
  expect(inflate(packed)).toEqual([stored, "damage (invalid block type)"]);
});

it("asks for no more than a few pieces after the end of the stream", () => {
  const packed = deflateRawSync(Uint8Array.of(1, 2, 3));
  let asked = 0;
  const inflated = new Inflated((_, length) => (asked++ === 0 ? packed : new Uint8Array(length)));
  expect(inflated.read(new Uint8Array(9))).toBe(3);
  expect(asked).toBeLessThan(15);
});
