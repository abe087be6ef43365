import { crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { ByteQueue } from "../../../src/codecs/byte-queue.ts";
import { crc32 } from "../../../src/codecs/crc32.ts";
import { nsOverUs, usOfNs, writeUsAsNs } from "../../../src/codecs/nanoseconds.ts";

const randomBytes = (length: number): Uint8Array => {
  const random = new Random(5);
  return Uint8Array.from({ length }, () => random.uint32());
};

describe("CRC-32", () => {
  it("is that of zlib, for every length around its step, in one go and in two", () => {
    const bytes = randomBytes(40);
    for (let length = 0; length <= bytes.length; length++) {
      const part = bytes.subarray(0, length);
      expect(crc32(part)).toBe(zlibCrc32(part));
      expect(crc32(part.subarray(5), crc32(part.subarray(0, 5)))).toBe(zlibCrc32(part));
    }
  });
});

describe("nanoseconds in two halves", () => {
  it.each([0n, 999n, 1000n, 4294967295n, 4294967296n, 1744227144732712999n, 9007199254740991999n])(
    "of %s are cut to microseconds exactly",
    (ns) => {
      const halves = [Number(ns & 0xffffffffn), Number(ns >> 32n)] as const;
      expect(BigInt(usOfNs(...halves)) * 1000n + BigInt(nsOverUs(...halves))).toBe(ns);
    },
  );

  it.each([0, 1, 4294967, 4294968, 1744227144732712, 2 ** 53 - 1])("are written of %i us", (us) => {
    const view = new DataView(new ArrayBuffer(8));
    writeUsAsNs(view, 0, us);
    expect(view.getBigUint64(0, true)).toBe(BigInt(us) * 1000n);
  });
});

describe("a byte queue", () => {
  it.each([1, 3, 1000])(
    "gives units of any size from pieces of %i bytes, and skips what was dropped ahead",
    (piece) => {
      const bytes = randomBytes(200000);
      const queue = new ByteQueue();
      const units: { readonly byte: number; readonly view: Uint8Array }[] = [];
      queue.need = 7;
      for (let at = 0; at < bytes.length; at += piece) {
        const part = bytes.subarray(at, at + piece);
        let from = 0;
        do {
          from = queue.fill(part, from);
          if (!queue.ready) break;
          units.push({ byte: queue.byte, view: queue.view(0, queue.need).slice() });
          queue.drop(queue.need + 11);
          queue.need = (queue.need * 5) % 70001;
        } while (from < part.length);
      }
      let byte = 0;
      for (const unit of units) {
        expect(unit.byte).toBe(byte);
        expect(Buffer.compare(unit.view, bytes.subarray(byte, byte + unit.view.length))).toBe(0);
        byte += unit.view.length + 11;
      }
      expect(units.length).toBeGreaterThan(5);
    },
  );
});
