import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { createEcfRows, decodeEcf, ECF_MAX_EVENTS, type EcfRows } from "../../../src/codecs/ecf.ts";
import { encodeEcf } from "../../../src/codecs/ecf-encoder.ts";
import { FieldRoom } from "../../../src/codecs/field-room.ts";
import { concat, type Row } from "../../support/codec-decode.ts";
import { u64 } from "../../support/codec-ros.ts";
import { words16, words32 } from "../../support/codec-words.ts";

const fill = (rows: readonly Row[]): EcfRows => {
  const out = createEcfRows();
  out.length = rows.length;
  rows.forEach(([t, x, y, p], i) => {
    out.t[i] = t;
    out.x[i] = x;
    out.y[i] = y;
    out.p[i] = p;
  });
  return out;
};
const list = ({ t, x, y, p, length }: EcfRows): Row[] =>
  Array.from({ length }, (_, i) => [t[i]!, x[i]!, y[i]!, p[i]!] as const);

function encode(rows: readonly Row[]): Uint8Array {
  const room = new FieldRoom(0);
  encodeEcf(fill(rows), room);
  return room.view().slice();
}
function decode(bytes: Uint8Array): { readonly rows: Row[]; readonly fault: string | null } {
  const out = createEcfRows();
  const fault = decodeEcf(bytes, out);
  return { rows: list(out), fault };
}

/** count << 2 | packed y, x, p << 1 | packed x, p */
const head = (count: number, flags: number, t0: number): Uint8Array =>
  concat(words32(count * 4 + flags), u64(t0));

describe("an ECF chunk", () => {
  it("has its times before its places: steps, runs, long runs and long steps", () => {
    const times = Uint8Array.of(0x21, 0xf3, 0xf2, 0x51, 0x0f, 16, 0);
    const rows = decode(concat(head(18, 2, 100), times, new Uint8Array(5 * 12))).rows;
    expect(rows.map(([t]) => t)).toEqual([
      102,
      102 + 0x23 + 5,
      ...new Array<number>(16).fill(102 + 0x23 + 5),
    ]);
  });

  it("has four events in three words when y, x and p are packed together", () => {
    const pack = (y: number, x: number, p: number): number => (y << 12) | (x << 1) | p;
    const [a, b, c, d] = [pack(1, 2, 1), pack(2047, 2047, 0), pack(3, 4, 1), pack(480, 640, 1)] as const;
    const words = words32((a << 8) | (b & 255), ((b >>> 8) << 16) | (c & 0xffff), ((c >>> 16) << 24) | d);
    expect(decode(concat(head(4, 2, 7), Uint8Array.of(0x04), words)).rows).toEqual([
      [7, 2, 1, 1],
      [7, 2047, 2047, 0],
      [7, 4, 3, 1],
      [7, 640, 480, 1],
    ]);
  });

  it("has runs of rows, and x and p packed or as masks and runs", () => {
    const rows = words16((9 << 5) | 3, (10 << 5) | 1);
    const pack = (x: number, p: number): number => (x << 1) | p;
    const [a, b, c, d] = [pack(5, 1), pack(6, 0), pack(7, 1), pack(2047, 1)] as const;
    const packed = words16((a << 4) | (b & 15), ((b >>> 4) << 8) | (c & 255), ((c >>> 8) << 12) | d);
    expect(decode(concat(head(4, 1, 0), Uint8Array.of(0x04), rows, packed)).rows).toEqual([
      [0, 5, 9, 1],
      [0, 6, 9, 0],
      [0, 7, 9, 1],
      [0, 2047, 10, 1],
    ]);
    const masked = concat(words16((5 << 5) | 0b10001, 100 << 5), Uint8Array.of(0x83, 0x01));
    expect(decode(concat(head(4, 0, 0), Uint8Array.of(0x04), rows, masked)).rows).toEqual([
      [0, 5, 9, 1],
      [0, 6, 9, 1],
      [0, 10, 9, 1],
      [0, 100, 10, 0],
    ]);
  });

  it.each([
    ["packed together", (i: number): Row => [i * 3, (i * 37) % 640, (i * 91) % 480, i % 2]],
    ["runs of rows", (i: number): Row => [i >> 5, (i * 37) % 640, i >> 6, i % 2]],
    ["runs and masks", (i: number): Row => [i >> 5, (i * 2) % 640, i >> 6, (i >> 9) % 2]],
    ["long gaps", (i: number): Row => [i * 1744227144732, i % 640, i % 480, 1]],
    ["one time", (): Row => [5, 1, 1, 1]],
  ])("comes back after encoding: %s", (_, make) => {
    for (const count of [1, 2, 3, 4, 5, 15, 16, 17, 1000, 5001]) {
      const rows = Array.from({ length: count }, (_, i) => make(i));
      expect(decode(encode(rows))).toEqual({ rows, fault: null });
    }
  });

  it("holds 65535 events, and no more", () => {
    const rows = Array.from({ length: ECF_MAX_EVENTS }, (_, i) => [i, i % 640, 7, 1] as const);
    expect(decode(encode(rows)).rows).toEqual(rows);
    expect(decode(concat(head(65536, 2, 0), new Uint8Array(300000))).fault).toContain("65536");
  });

  it("names what does not fit when it is cut anywhere", () => {
    for (const make of [
      (i: number): Row => [i, (i * 37) % 640, (i * 91) % 480, i % 2],
      (i: number): Row => [i >> 3, i % 640, i >> 7, (i >> 9) % 2],
    ]) {
      const whole = encode(Array.from({ length: 500 }, (_, i) => make(i)));
      for (let cut = 0; cut < whole.length; cut++)
        expect(decode(whole.subarray(0, cut)).fault).toMatch(/^an ECF chunk/);
    }
  });

  it("never reads or writes out of bounds, whatever the bytes", () => {
    const random = new Random(3);
    const out = createEcfRows();
    for (let i = 0; i < 3000; i++) {
      const bytes = Uint8Array.from({ length: 12 + (random.uint32() % 200) }, () => random.uint32() % 256);
      bytes[3] = 0;
      bytes[2] = i % 3 === 0 ? random.uint32() % 4 : 0;
      const fault = decodeEcf(bytes, out);
      expect(out.length).toBeLessThanOrEqual(ECF_MAX_EVENTS);
      if (fault !== null) expect(out.length).toBe(0);
      else expect(list(out).every(([t]) => Number.isSafeInteger(t))).toBe(true);
    }
  });
});
