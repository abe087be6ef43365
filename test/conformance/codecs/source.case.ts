import { describe, expect, it } from "vitest";
import { createEventBatch, pushEvent } from "../../../src/core/event-batch.ts";
import { Random } from "../../../src/core/random.ts";
import { MIN_ROOM, type SourceFormat } from "../../../src/codecs/codec.ts";
import { detectFormat } from "../../../src/codecs/detect.ts";
import { NODE_DECOMPRESSORS } from "../../../src/recordings/decompressors.ts";
import { batchOf, concat, encodeAll, rowsOf, type Row } from "../../support/codec-decode.ts";
import { decodeSource, memorySource, readAll, type DecodedSource } from "../../support/codec-sources.ts";

/** One file of a format that is read through random access. */
export interface SourceCase {
  readonly format: SourceFormat;
  /** What tells this file from others of the format. */
  readonly name: string;
  /** A whole file, sorted by time, with several times and both polarities. */
  readonly bytes: Uint8Array;
  readonly rows: readonly Row[];
  readonly geometry: { readonly width: number; readonly height: number };
}

/** Seeds the one-byte changes and cuts; any number would do. */
const SEED = 20240607;
const TRIES = 200;

/** Runs the rules of `src/codecs/codec.ts` for random access against one file. */
export function runSourceCase(source: SourceCase): void {
  describe(`${source.format.name}, ${source.name}, keeps the codec contract`, () => {
    readsRows(source);
    seeks(source);
    survivesDamage(source);
    writesBack(source);
  });
}

function readsRows({ format, bytes, rows, geometry }: SourceCase): void {
  it("is recognised by its content", () => {
    expect(detectFormat(bytes).id).toBe(format.id);
  });

  it.each([MIN_ROOM, MIN_ROOM + 1, 97, 1000])(
    "gives its rows in batches of %i, through borrowed bytes",
    (capacity) => {
      const { rows: got, error, decoder } = decodeSource(format, bytes, { capacity });
      expect(error).toBeNull();
      expect(got).toEqual(rows);
      expect(decoder?.stats.events).toBe(rows.length);
      expect(decoder?.stats.bytes).toBeGreaterThan(bytes.length / 2);
      expect(decoder?.stats.bytes).toBeLessThanOrEqual(bytes.length);
      expect(decoder?.header.format).toBe(format.id);
    },
  );

  it("uses the caller's geometry, and drops and counts what lies outside", () => {
    const small = { width: Math.ceil(geometry.width / 2), height: Math.ceil(geometry.height / 2) };
    const { rows: got, decoder } = decodeSource(format, bytes, { geometry: small });
    const inside = rows.filter(([, x, y]) => x < small.width && y < small.height);
    expect(inside.length).toBeLessThan(rows.length);
    expect(got).toEqual(inside);
    expect(decoder?.stats.droppedOutOfBounds).toBe(rows.length - inside.length);
    expect(decoder?.header).toMatchObject({ geometry: small, geometryFrom: "caller" });
  });

  it("leaves the rows already in a batch alone", () => {
    const batch = createEventBatch(geometry.width, geometry.height, rows.length + 1 + MIN_ROOM);
    pushEvent(batch, 42, 1, 2, 1);
    format.open(memorySource(bytes), { decompress: NODE_DECOMPRESSORS }).read(batch);
    expect(rowsOf(batch)).toEqual([[42, 1, 2, 1], ...rows]);
  });
}

function seeks({ format, bytes, rows }: SourceCase): void {
  it("goes to the first event at or after a time, forwards and backwards", () => {
    const decoder = format.open(memorySource(bytes), { decompress: NODE_DECOMPRESSORS });
    const times = [...new Set(rows.map(([t]) => t))];
    const wanted = [...times, ...times.toReversed(), times[0]! - 5, times.at(-1)! + 1];
    for (const timeUs of wanted.filter((_, i) => i % Math.ceil(wanted.length / 60) === 0 || i < 3)) {
      for (const target of [timeUs, timeUs + 0.5]) {
        decoder.seek(target);
        const got: Row[] = [];
        readAll(decoder, got, 50);
        expect(got).toEqual(rows.slice(rows.findIndex(([t]) => t >= target)).filter(([t]) => t >= target));
      }
    }
  });
}

function expectCoded({ error }: DecodedSource, length: number): void {
  if (error === null) return;
  expect(error.code).toMatch(/^codec-(corrupt|truncated|unsupported)$/);
  expect(error.where["byte"]).toBeGreaterThanOrEqual(0);
  expect(error.where["byte"]).toBeLessThanOrEqual(length);
}

function survivesDamage({ format, bytes, rows }: SourceCase): void {
  it("delivers a first part of the rows of a file that was cut, and says where it ends", () => {
    const random = new Random(SEED);
    for (let i = 0; i < TRIES; i++) {
      const cut = random.uint32() % bytes.length;
      const got = decodeSource(format, bytes.subarray(0, cut));
      expectCoded(got, cut);
      expect(got.rows).toEqual(rows.slice(0, got.rows.length));
      expectCoded(decodeSource(format, bytes.subarray(0, cut), { salvage: true }), cut);
    }
  });

  it("ends with a coded error or none after any one-byte change", () => {
    const random = new Random(SEED + 1);
    for (let i = 0; i < TRIES; i++) {
      const at = random.uint32() % bytes.length;
      const changed = bytes.slice();
      changed[at] = changed[at]! ^ (1 + (random.uint32() % 255));
      const strict = decodeSource(format, changed);
      expectCoded(strict, bytes.length);
      const salvaged = decodeSource(format, changed, { salvage: true });
      expectCoded(salvaged, bytes.length);
      if (salvaged.decoder !== null) expect(salvaged.error).toBeNull();
      expect(salvaged.rows.length).toBeGreaterThanOrEqual(strict.rows.length);
    }
  });

  it("throws the same error again when it is asked to go on", () => {
    const cut = decodeSource(format, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    if (cut.decoder === null || cut.error === null) return; // its directory lies at the end
    expect(() => cut.decoder?.read(createEventBatch(40, 30, MIN_ROOM))).toThrow(cut.error);
  });
}

function writesBack({ format, rows, geometry }: SourceCase): void {
  const writer = format.writer;
  if (writer === undefined) return;

  it.each([1, 7, 1000])("writes the rows in batches of %i and reads them back", (size) => {
    const file = encodeAll(writer.createEncoder({ geometry, camera: "test" }), rows, size);
    expect(detectFormat(file).id).toBe(format.id);
    const { rows: got, error, decoder } = decodeSource(format, file);
    expect(error).toBeNull();
    expect(got).toEqual(rows);
    expect(decoder?.header).toMatchObject({ geometry, geometryFrom: "header", camera: "test" });
  });

  it("leaves a readable file when it is stopped early, and when its patches cannot be applied", () => {
    expect(decodeSource(format, encodeAll(writer.createEncoder({ geometry }), []))).toMatchObject({
      rows: [],
      error: null,
    });
    const encoder = writer.createEncoder({ geometry });
    const file = concat(
      encoder.header().slice(),
      encoder.encode(batchOf(rows)).slice(),
      encoder.finish().slice(),
    );
    expect(decodeSource(format, file).error).toBeNull();
  });

  it.each(["x", "y"] as const)("refuses an event beyond its bounds in %s, naming it over batches", (axis) => {
    const { maxWidth, maxHeight } = writer.limits;
    const [t] = rows[0]!;
    const bad: Row = axis === "x" ? [t, maxWidth, 0, 1] : [t, 0, maxHeight, 1];
    expect(() => encodeAll(writer.createEncoder({ geometry }), [rows[0]!, rows[0]!, bad], 2)).toThrow(
      expect.objectContaining({ code: "codec-unwritable", where: { event: 2 } }) as Error,
    );
  });

  it("refuses times that are no whole number from 0 on, and steps back where its limits say so", () => {
    for (const bad of [-1, 0.5, NaN, 2 ** 53 + 2, ...(writer.limits.ascending ? [rows[0]![0] - 1] : [])]) {
      expect(() => encodeAll(writer.createEncoder({ geometry }), [rows[0]!, [bad, 0, 0, 1]], 1)).toThrow(
        expect.objectContaining({ code: "codec-unwritable", where: { event: 1 } }) as Error,
      );
    }
  });

  it("says before writing what it cannot hold", () => {
    expect(writer.refusal({ ...geometry, firstUs: 0 })).toBeNull();
    expect(writer.refusal({ width: writer.limits.maxWidth + 1 })).toContain(String(writer.limits.maxWidth));
    if (writer.limits.ascending) expect(writer.refusal({ stepsBack: 3 })).toContain("3 steps back");
  });
}
