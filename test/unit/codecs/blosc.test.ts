import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { unpackBlosc } from "../../../src/codecs/blosc.ts";
import { unpackBloscLz } from "../../../src/codecs/blosc-lz.ts";
import { unshuffleBits, unshuffleBytes } from "../../../src/codecs/shuffle.ts";
import { NODE_DECOMPRESSORS } from "../../../src/recordings/decompressors.ts";
import { concat } from "../../support/codec-decode.ts";
import { words32 } from "../../support/codec-words.ts";

const HOW = { ports: NODE_DECOMPRESSORS, byte: 7 };
const STORED = 2;
const ZLIB = 3 << 5;
const SNAPPY = 2 << 5;
const numbers = Uint8Array.from({ length: 2048 }, (_, i) => (i >> 3) + (i & 7));

/** A chunk of one block, its elements of `elementBytes`, in the parts given. */
const chunk = (flags: number, elementBytes: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  concat(
    Uint8Array.of(2, 1, flags, elementBytes),
    words32(numbers.length, numbers.length, 0, 20),
    ...parts.map((part) => concat(words32(part.length), part)),
  );
const deflated = (bytes: Uint8Array): Uint8Array => new Uint8Array(deflateSync(bytes));

describe("a Blosc chunk", () => {
  it("may be stored as it is", () => {
    const head = concat(Uint8Array.of(2, 1, STORED, 1), words32(numbers.length, 1024, 0));
    expect(unpackBlosc(concat(head, numbers), 9999, HOW)).toEqual(numbers);
    expect(unpackBlosc(concat(head, numbers.subarray(1)), 9999, HOW)).toContain("cut");
  });

  it("has as many parts as elements have bytes, or one", () => {
    const half = numbers.length / 2;
    const parts = [deflated(numbers.subarray(0, half)), numbers.subarray(half)]; // the second does not become shorter
    expect(unpackBlosc(chunk(ZLIB, 2, ...parts), 9999, HOW)).toEqual(numbers);
    expect(unpackBlosc(chunk(ZLIB | 0x10, 2, deflated(numbers)), 9999, HOW)).toEqual(numbers);
  });

  it.each([
    ["cut", chunk(ZLIB | 0x10, 1, deflated(numbers)).subarray(0, 18), "cut"],
    ["too large", chunk(STORED, 1).fill(0xff, 4, 7), "holds"],
    ["packed by snappy", chunk(SNAPPY, 1, numbers), "snappy"],
    ["of version 5", chunk(ZLIB, 1, numbers).fill(5, 0, 1), "version"],
    ["without a part", chunk(ZLIB | 0x10, 1), "damaged"],
  ])("that is %s is refused", (_, bytes, found) => {
    expect(unpackBlosc(bytes, 9999, HOW)).toContain(found);
  });

  it("with a damaged part says where it is", () => {
    const broken = deflated(numbers).fill(0, 4, 20);
    expect(() => unpackBlosc(chunk(ZLIB | 0x10, 1, broken), 9999, HOW)).toThrow(
      expect.objectContaining({ code: "codec-corrupt", where: { byte: 7 } }) as Error,
    );
  });
});

describe("BloscLZ", () => {
  it.each([
    ["literals", [2, 7, 8, 9], [7, 8, 9]],
    ["a match of the bytes before", [1, 7, 8, (2 << 5) | 0, 1], [7, 8, 7, 8, 7, 8]],
    ["a match that overlaps itself, with a long length", [0, 5, (7 << 5) | 0, 2, 0], Array(12).fill(5)],
  ])("has %s", (_, packed, unpacked: readonly number[]) => {
    const out = new Uint8Array(unpacked.length);
    expect(unpackBloscLz(Uint8Array.from(packed), out)).toBe(true);
    expect(Array.from(out)).toEqual(unpacked);
  });

  it("reaches back further than 8191 bytes with two more", () => {
    const first = Uint8Array.from({ length: 8300 }, (_, i) => i % 251);
    const literals = concat(
      ...Array.from({ length: Math.ceil(8300 / 32) }, (_, i) => {
        const part = first.subarray(i * 32, i * 32 + 32);
        return concat(Uint8Array.of(part.length - 1), part);
      }),
    );
    const out = new Uint8Array(8303);
    expect(unpackBloscLz(concat(literals, Uint8Array.of((1 << 5) | 31, 255, 0, 100)), out)).toBe(true);
    expect(out.subarray(8300)).toEqual(first.subarray(8, 11)); // 8300 - 8191 - 100 - 1
  });

  it.each([
    ["a match before the start", [0, 5, 2 << 5, 9]],
    ["more than there is room for", [7, 1, 2, 3, 4, 5, 6, 7, 8]],
    ["fewer literals than it says", [7, 1, 2]],
    ["too little", [0, 5]],
  ])("with %s is damaged", (_, packed) => {
    expect(unpackBloscLz(Uint8Array.from(packed), new Uint8Array(4))).toBe(false);
  });
});

describe("shuffled elements", () => {
  it("have the bytes of a kind together, a rest as it is", () => {
    expect(Array.from(unshuffleBytes(Uint8Array.of(1, 3, 5, 2, 4, 6, 9), 2))).toEqual([1, 2, 3, 4, 5, 6, 9]);
  });

  it("have the bits of a kind together, eight elements a byte", () => {
    const planes = new Uint8Array(17);
    planes[0] = 0b00000101; // bit 0 of elements 0 and 2
    planes[15] = 0b10000000; // bit 15 of element 7
    planes[16] = 9; // makes no eight elements
    const out = unshuffleBits(planes, 2);
    expect([out[0], out[4], out[15], out[16]]).toEqual([1, 1, 0x80, 9]);
    expect(out.reduce((sum, byte) => sum + byte, 0)).toBe(1 + 1 + 0x80 + 9);
  });
});
