import { describe, expect, it } from "vitest";
import { NPY } from "../../../src/codecs/npy.ts";
import { int64 } from "../../support/codec-aedat.ts";
import { batchOf, concat, decodeAll, encodeAll, type Row } from "../../support/codec-decode.ts";
import { npyDictionary, npyFile } from "../../support/codec-small.ts";
import { words16, words32 } from "../../support/codec-words.ts";

const ROWS: readonly Row[] = Array.from(
  { length: 12 },
  (_, i) => [1000 + 7 * i, (13 * i) % 40, (29 * i) % 30, i & 1] as const,
);
const records = (type: string, rows: Uint8Array, count = ROWS.length): Uint8Array =>
  npyFile(npyDictionary(type, `${count},`), rows);
const floats = (...values: readonly number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);
const swapped = (bytes: Uint8Array, size: number): Uint8Array =>
  concat(
    ...Array.from({ length: bytes.length / size }, (_, i) => bytes.slice(i * size, (i + 1) * size).reverse()),
  );

describe("npy of records", () => {
  it.each([
    [
      "tonic's fields",
      "[('x', '<i2'), ('y', '<i2'), ('t', '<i8'), ('p', '|b1')]",
      ([t, x, y, p]: Row) => concat(words16(x, y), int64(t), Uint8Array.of(p)),
    ],
    [
      "bytes that are not used",
      "[('t', '<u8'), ('x', '<u2'), ('y', '<u2'), ('on', '|u1'), ('', '|V3')]",
      ([t, x, y, p]: Row) => concat(int64(t), words16(x, y), Uint8Array.of(p, 9, 9, 9)),
    ],
    [
      "most significant bytes first",
      "[('timestamp', '>i8'), ('x', '>u4'), ('y', '>u2'), ('polarity', '|i1')]",
      ([t, x, y, p]: Row) =>
        concat(
          swapped(int64(t), 8),
          swapped(words32(x), 4),
          swapped(words16(y), 2),
          Uint8Array.of(p === 1 ? 1 : 255),
        ),
    ],
    [
      "fields that are none of an event's",
      "[('p', '|u1'), ('label', '<f8'), ('y', '|u1'), ('x', '|u1'), ('ts', '<u4')]",
      ([t, x, y, p]: Row) => concat(Uint8Array.of(p), floats(3), Uint8Array.of(y, x), words32(t)),
    ],
    [
      "seconds",
      "[('t', '<f8'), ('x', '<f4'), ('y', '<u2'), ('p', '|u1')]",
      ([t, x, y, p]: Row) =>
        concat(floats(t / 1e6), new Uint8Array(Float32Array.of(x).buffer), words16(y), Uint8Array.of(p)),
    ],
  ])("takes %s", (_, type, record) => {
    expect(decodeAll(NPY, records(type, concat(...ROWS.map(record))))).toMatchObject({
      rows: ROWS,
      error: null,
    });
  });

  const TYPE = "[('t', '<i8'), ('x', '<u2'), ('y', '<u2'), ('p', '|u1')]";
  const record = (t: Uint8Array): Uint8Array => concat(t, words16(3, 4), Uint8Array.of(1));
  const ns = words32(0x2a7c_5d5f, 0x1797_9cfe); // 1700000000123456863 as two halves
  const nsUs = Math.floor(Number((0x1797_9cfen << 32n) + 0x2a7c_5d5fn) / 1000);

  it("takes times since 1970 for nanoseconds where microseconds cannot be that large, and by name", () => {
    const exact = Number(((0x1797_9cfen << 32n) + 0x2a7c_5d5fn) / 1000n);
    expect(Math.abs(nsUs - exact)).toBeLessThan(2);
    for (const type of [TYPE, TYPE.replace("'t'", "'t_ns'")]) {
      expect(decodeAll(NPY, records(type, record(ns), 1)).rows).toEqual([[exact, 3, 4, 1]]);
    }
  });

  it.each([
    ["a time below 0", record(int64(-1))],
    ["a time beyond 2^53 us", record(int64(2 ** 53))],
  ])("refuses %s at its row, and reads on after it in salvage", (_, bad) => {
    const bytes = records(TYPE, concat(record(int64(5)), bad, record(int64(6))), 3);
    expect(decodeAll(NPY, bytes)).toMatchObject({
      rows: [[5, 3, 4, 1]],
      error: { code: "codec-corrupt", where: { byte: bytes.length - 26 } },
    });
    expect(decodeAll(NPY, bytes, { salvage: true }).rows.map(([t]) => t)).toEqual([5, 6]);
  });

  it("misses rows that its head promises, and refuses bytes after the last", () => {
    const bytes = records(TYPE, concat(record(int64(5)), record(int64(6))), 3);
    expect(decodeAll(NPY, bytes)).toMatchObject({
      rows: { length: 2 },
      error: {
        code: "codec-truncated",
        where: { byte: bytes.length },
        message: expect.stringContaining("1 of 3") as string,
      },
    });
    const more = records(TYPE, concat(record(int64(5)), record(int64(6))), 1);
    expect(decodeAll(NPY, more).error).toMatchObject({
      code: "codec-corrupt",
      where: { byte: more.length - 13 },
    });
    expect(decodeAll(NPY, more, { salvage: true })).toMatchObject({
      rows: { length: 1 },
      stats: { damagedBytes: 13 },
    });
  });
});

describe("npy of numbers in four columns", () => {
  const grid = (rows: readonly (readonly number[])[]): Uint8Array =>
    concat(...rows.flatMap((row) => row.map(int64)));
  it.each([
    ["t x y p", ([t, x, y, p]: Row) => [t, x, y, p]],
    ["x y p t", ([t, x, y, p]: Row) => [x, y, p, t]],
    ["x y t p", ([t, x, y, p]: Row) => [x, y, t, p]],
    ["t x y p with -1 for OFF", ([t, x, y, p]: Row) => [t, x, y, 2 * p - 1]],
  ])("tells %s by the first rows", (_, order) => {
    const bytes = npyFile(npyDictionary("'<i8'", `${ROWS.length}, 4`), grid(ROWS.map(order)));
    expect(decodeAll(NPY, bytes, { piece: 11 })).toMatchObject({ rows: ROWS, error: null });
  });

  it("takes seconds as real numbers", () => {
    const rows = concat(...ROWS.map(([t, x, y, p]) => floats(t / 1e6, x, y, p)));
    expect(decodeAll(NPY, npyFile(npyDictionary("'<f8'", `${ROWS.length}, 4`), rows)).rows).toEqual(ROWS);
  });

  it("may have fewer rows than would be looked at, or none", () => {
    const short = ROWS.slice(0, 3);
    const bytes = npyFile(npyDictionary("'<i8'", "3, 4"), grid(short));
    expect(decodeAll(NPY, bytes)).toMatchObject({ rows: short, error: null });
    expect(decodeAll(NPY, npyFile(npyDictionary("'<i8'", "0, 4"), grid([])))).toMatchObject({
      rows: [],
      error: null,
    });
  });
});

describe("npy that cannot be read", () => {
  it.each([
    ["columns one after the other", npyDictionary("'<i8'", "3, 4", true), "column by column"],
    ["another shape", npyDictionary("'<i8'", "12,"), "shape (12)"],
    ["complex numbers", npyDictionary("'<c16'", "3, 4"), "<c16"],
    [
      "records without polarity",
      npyDictionary("[('t', '<i8'), ('x', '<u2'), ('y', '<u2')]", "3,"),
      "fields t, x, y",
    ],
    ["fields of several numbers", npyDictionary("[('t', '<i8', (2,)), ('x', '<u2')]", "3,"), '"t"'],
    ["no dictionary", "array", "without shape"],
  ])("is refused for %s, saying so; salvage delivers nothing and does not fail", (_, dictionary, message) => {
    const bytes = npyFile(dictionary, new Uint8Array(96));
    expect(decodeAll(NPY, bytes).error).toMatchObject({
      code: "codec-unsupported",
      where: { byte: 8 },
      message: expect.stringContaining(message) as string,
    });
    const salvaged = decodeAll(NPY, bytes, { salvage: true });
    expect(salvaged).toMatchObject({ rows: [], error: null });
    expect(salvaged.stats.damagedBytes).toBeGreaterThanOrEqual(96);
  });

  it("is refused for its version or its mark", () => {
    const bytes = npyFile(npyDictionary("'<i8'", "0, 4"), new Uint8Array(0));
    bytes[6] = 9;
    expect(decodeAll(NPY, bytes).error).toMatchObject({ code: "codec-unsupported", where: { byte: 6 } });
    bytes[1] = 0;
    expect(decodeAll(NPY, bytes).error).toMatchObject({ code: "codec-corrupt", where: { byte: 0 } });
  });
});

describe("npy writer", () => {
  const encoder = () => NPY.writer!.createEncoder({ geometry: { width: 40, height: 30 } });

  it("writes records that NumPy reads: the rows start at a multiple of 64, the head ends with a newline", () => {
    const bytes = encodeAll(encoder(), ROWS, 5);
    const text = Buffer.from(bytes.subarray(10, 128)).toString();
    expect(text).toMatch(/^\{'descr': \[\('t', '<i8'\), \('x', '<u2'\), \('y', '<u2'\), \('p', '\|u1'\)\], /);
    expect(text).toMatch(/'fortran_order': False, 'shape': \(12,\), \} *\n$/);
    expect(bytes).toHaveLength(128 + 13 * 12);
    expect(bytes[8]! + 10).toBe(128);
  });

  it("is readable before the number of rows has been filled in", () => {
    const one = encoder();
    const file = concat(one.header().slice(), one.encode(batchOf(ROWS)).slice());
    expect(decodeAll(NPY, file)).toMatchObject({ rows: ROWS, error: null });
  });
});
