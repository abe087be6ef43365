import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { createEventBatch, pushEvent } from "../../../src/core/event-batch.ts";
import { batchFor, MIN_ROOM, NO_ROOM, type Decoder, type StreamFormat } from "../../../src/codecs/codec.ts";
import { detectFormat } from "../../../src/codecs/detect.ts";
import {
  concat,
  decodeAll,
  decodeWith,
  encodeAll,
  rowsOf,
  type Decoded,
  type Row,
} from "../../support/codec-decode.ts";

/** One format's streams, made by hand from the format's table. */
export interface CodecCase {
  readonly format: StreamFormat;
  /** A whole file with header, several time steps and both polarities. */
  readonly bytes: Uint8Array;
  /** What it decodes to. */
  readonly rows: readonly Row[];
  /** [px] the geometry that the file states or the case gives. */
  readonly geometry: { readonly width: number; readonly height: number };
  /** The file with damage that the format can notice, the offset reported, and the rows before and after it. */
  readonly damaged?: {
    readonly bytes: Uint8Array;
    readonly byte: number;
    readonly before: readonly Row[];
    /** Rows that salvage delivers in all. */
    readonly salvaged: readonly Row[];
  };
  /** A byte that ends each unit, where the last one may lack it: what comes before it is whole all the same. */
  readonly ending?: number;
  /** Whether the format has no place for the sensor's size: what is read back then has none. */
  readonly forgetsGeometry?: boolean;
  /** A file of at least 10,000 events, to see what decoding them allocates. */
  readonly large: Uint8Array;
  /** Tests that this format cannot pass, each with the reason, which is printed. */
  readonly skip?: Partial<Record<CodecTest, string>>;
}

/** The tests that a format may skip with a reason. */
export type CodecTest = "damage" | "cut" | "mark" | "allocate" | "write";

const PIECES = [1, 2, 3, 5, 7, 11, 65536];
const CAPACITIES = [MIN_ROOM, MIN_ROOM + 1, 1000];
/** Seeds the byte changes; any number would do. */
const SEED = 20240607;

/** Runs the rules of `src/codecs/codec.ts` against one format. */
export function runCodecCase(codec: CodecCase): void {
  describe(`${codec.format.name} keeps the codec contract`, () => {
    readsRows(codec);
    describeOrSkip(codec, "mark", () => resumes(codec));
    describeOrSkip(codec, "cut", () => survivesCuts(codec));
    survivesChanges(codec);
    describeOrSkip(codec, "damage", () => reportsDamage(codec));
    describeOrSkip(codec, "allocate", () => allocatesNothing(codec));
    describeOrSkip(codec, "write", () => writesBack(codec));
  });
}

function describeOrSkip({ skip }: CodecCase, test: CodecTest, body: () => void): void {
  const reason = skip?.[test];
  if (reason === undefined) body();
  else it.skip(`${test}: ${reason}`);
}

function readsRows({ format, bytes, rows, geometry }: CodecCase): void {
  it("is recognised by its content, and by no other format's mark", () => {
    expect(detectFormat(bytes).id).toBe(format.id);
  });

  it("decodes the hand-made file", () => {
    const { error, ...decoded } = decodeAll(format, bytes);
    expect(error).toBeNull();
    expect(decoded.rows).toEqual(rows);
    expect(decoded.stats.events).toBe(rows.length);
    expect(decoded.stats.bytes).toBe(bytes.length);
  });

  it.each(PIECES)("gives the same rows and counts when it arrives in pieces of %i bytes", (piece) => {
    const { rows: got, stats } = decodeAll(format, bytes, { piece });
    expect(got).toEqual(rows);
    expect(stats).toEqual(decodeAll(format, bytes).stats);
  });

  it.each(CAPACITIES)("gives the same rows and counts with batches of %i events", (capacity) => {
    const { rows: got, stats } = decodeAll(format, bytes, { capacity });
    expect(got).toEqual(rows);
    expect(stats).toEqual(decodeAll(format, bytes).stats);
  });

  it("reads the header without room for events, and then waits for room", () => {
    const decoder = format.createDecoder({});
    decoder.decode(bytes, 0, NO_ROOM);
    expect(decoder.header).toMatchObject({ format: format.id });
    expect(decoder.blocked).toBe(true);
    expect(decoder.stats.events).toBe(0);
  });

  it("uses the caller's geometry, and drops and counts what lies outside", () => {
    const small = { width: Math.ceil(geometry.width / 2), height: Math.ceil(geometry.height / 2) };
    const { rows: got, stats, decoder } = decodeAll(format, bytes, { geometry: small });
    expect(decodeAll(format, bytes, { geometry: small, piece: 5 }).stats).toEqual(stats);
    const inside = rows.filter(([, x, y]) => x < small.width && y < small.height);
    expect(inside.length).toBeLessThan(rows.length);
    expect(got).toEqual(inside);
    expect(stats.droppedOutOfBounds).toBe(rows.length - inside.length);
    expect(decoder.header).toMatchObject({ geometry: small, geometryFrom: "caller" });
  });

  it("leaves the rows already in a batch alone", () => {
    const batch = createEventBatch(geometry.width, geometry.height, 1000);
    pushEvent(batch, 42, 1, 2, 1);
    format.createDecoder({}).decode(bytes, 0, batch);
    expect(rowsOf(batch)).toEqual([[42, 1, 2, 1], ...rows]);
  });
}

function resumes({ format, bytes, rows }: CodecCase): void {
  it("goes on from any mark, in a new decoder, as if it had never stopped", () => {
    let marks = 0;
    for (let cut = 1; cut < bytes.length; cut++) {
      const first = format.createDecoder({});
      const before = drain(first, bytes.subarray(0, cut));
      const mark = first.mark();
      if (mark === null) continue;
      marks++;
      const second = format.createDecoder({});
      second.decode(bytes, 0, NO_ROOM);
      second.resume(mark);
      const after = drain(second, bytes.subarray(mark.byte));
      expect([...before, ...after]).toEqual(rows);
    }
    expect(marks).toBeGreaterThan(0);
  });
}

/** What a decoder makes of these bytes, without ending the stream. */
function drain(decoder: Decoder, bytes: Uint8Array): Row[] {
  const rows: Row[] = [];
  let batch = NO_ROOM;
  let at = 0;
  do {
    at = decoder.decode(bytes, at, batch);
    rows.push(...rowsOf(batch));
    if (decoder.header !== null) batch = batchFor(decoder.header, 100);
  } while (decoder.blocked);
  return rows;
}

function survivesCuts({ format, bytes, rows, ending }: CodecCase): void {
  /** Of the shortest cut that takes something away. */
  const cutBytes = ending === undefined ? 1 : 2;
  it("delivers every whole event before a cut, and names the byte where one was cut", () => {
    for (let cut = 0; cut < bytes.length; cut++) {
      const { rows: got, error } = decodeAll(format, bytes.subarray(0, cut));
      expect(got).toEqual(rows.slice(0, got.length));
      if (error === null) continue;
      expect(error.code).toBe("codec-truncated");
      expect(error.where["byte"]).toBeGreaterThanOrEqual(0);
      expect(error.where["byte"]).toBeLessThanOrEqual(cut);
    }
  });

  it("notices a cut inside the header, and at its end", () => {
    expect(decodeAll(format, bytes.subarray(0, 0)).error?.code).toBe("codec-truncated");
    expect(decodeAll(format, bytes.subarray(0, bytes.length - cutBytes)).error?.code).toBe("codec-truncated");
  });

  it("takes no more bytes once it has reported a cut", () => {
    const decoder = format.createDecoder({});
    const { error } = decodeWith(decoder, bytes.subarray(0, bytes.length - cutBytes));
    expect(() => decoder.decode(bytes, bytes.length - 1, createEventBatch(1, 1, MIN_ROOM))).toThrow(error!);
  });

  it("counts a cut instead of throwing when it salvages", () => {
    const { error, stats } = decodeAll(format, bytes.subarray(0, bytes.length - cutBytes), { salvage: true });
    expect(error).toBeNull();
    expect(stats.damages).toBe(1);
    expect(stats.damagedBytes).toBeGreaterThan(0);
  });
}

function survivesChanges({ format, bytes, ending }: CodecCase): void {
  const wholeUntil = (at: number): number =>
    ending === undefined ? at : bytes.lastIndexOf(ending, at - 1) + 1;
  it("ends with a coded error or none after any one-byte change, and keeps the events before it", () => {
    const random = new Random(SEED);
    for (let i = 0; i < 300; i++) {
      const at = random.uint32() % bytes.length;
      const changed = bytes.slice();
      changed[at] = changed[at]! ^ (1 + (random.uint32() % 255));
      const decoded = decodeAll(format, changed);
      expectCoded(decoded, bytes.length);
      expectCoded(decodeAll(format, changed, { salvage: true }), bytes.length);
      const header = format.createDecoder({});
      header.decode(bytes, 0, NO_ROOM);
      if (at < (header.header?.bodyByte ?? 0)) continue;
      const before = decodeAll(format, bytes.subarray(0, wholeUntil(at))).rows;
      expect(decoded.rows.slice(0, before.length)).toEqual(before);
    }
  });
}

function expectCoded({ error }: Decoded, length: number): void {
  if (error === null) return;
  expect(error.code).toMatch(/^codec-/);
  expect(error.where["byte"]).toBeGreaterThanOrEqual(0);
  expect(error.where["byte"]).toBeLessThanOrEqual(length);
}

function reportsDamage({ format, damaged }: CodecCase): void {
  if (damaged === undefined) return;

  it("throws at damage, naming the byte, after delivering the events before it", () => {
    const { rows: got, error } = decodeAll(format, damaged.bytes);
    expect(error).toMatchObject({ code: "codec-corrupt", where: { byte: damaged.byte } });
    expect(got).toEqual(damaged.before);
  });

  it.each(PIECES)("reports the same damage when it arrives in pieces of %i bytes", (piece) => {
    const { rows: got, error } = decodeAll(format, damaged.bytes, { piece });
    expect(error).toMatchObject({ code: "codec-corrupt", where: { byte: damaged.byte } });
    expect(got).toEqual(damaged.before);
  });

  it("throws the same error again when it is asked to go on", () => {
    const decoder = format.createDecoder({});
    const { error } = decodeWith(decoder, damaged.bytes);
    expect(error).not.toBeNull();
    expect(() => decoder.decode(damaged.bytes, 0, createEventBatch(1, 1, MIN_ROOM))).toThrow(error!);
  });

  it.each(PIECES)("reads on after the damage when it salvages, in pieces of %i bytes", (piece) => {
    const { rows: got, error, stats } = decodeAll(format, damaged.bytes, { salvage: true, piece });
    expect(error).toBeNull();
    expect(got).toEqual(damaged.salvaged);
    expect(stats.damages).toBe(1);
    expect(stats.damagedBytes).toBeGreaterThan(0);
  });
}

/** [bytes] a heap object takes at least this much; the decoder itself, its window's views and its chunks take far less each. */
const HEAP_BYTES_PER_EVENT = 8;

function allocatesNothing({ format, large }: CodecCase): void {
  it("allocates nothing per event", () => {
    const batch = createEventBatch(2048, 2048, 4096);
    const grown: number[] = [];
    let events = 0;
    for (let run = 0; run < 60; run++) {
      const decoder = format.createDecoder({});
      const before = process.memoryUsage().heapUsed;
      let at = 0;
      do {
        at = decoder.decode(large, at, batch);
        batch.length = 0;
      } while (decoder.blocked);
      grown.push(process.memoryUsage().heapUsed - before);
      events = decoder.stats.events;
    }
    const median = grown.slice(-21).sort((a, b) => a - b)[10]!; // compiled by then; a collection may hit a run or two
    expect(events).toBeGreaterThanOrEqual(10000);
    expect(median / events).toBeLessThan(HEAP_BYTES_PER_EVENT);
  });
}

function writesBack({ format, rows, geometry, forgetsGeometry }: CodecCase): void {
  const writer = format.writer;
  if (writer === undefined) return;

  it.each([1, 2, 7, 1000])("writes the rows in batches of %i and reads them back", (size) => {
    const file = encodeAll(writer.createEncoder({ geometry }), rows, size);
    expect(detectFormat(file).id).toBe(format.id);
    const { rows: got, error, decoder } = decodeAll(format, file);
    expect(error).toBeNull();
    expect(got).toEqual(rows);
    expect(decoder.header?.geometry).toEqual(forgetsGeometry === true ? null : geometry);
  });

  it("leaves a readable file when it is stopped early", () => {
    const encoder = writer.createEncoder({ geometry });
    const file = concat(encoder.header().slice(), encoder.finish().slice());
    expect(decodeAll(format, file)).toMatchObject({ rows: [], error: null });
  });

  it.each(["x", "y"] as const)("refuses an event beyond its bounds in %s, naming it over batches", (axis) => {
    const { maxWidth, maxHeight } = writer.limits;
    if ((axis === "x" ? maxWidth : maxHeight) > 65535) return;
    const [t] = rows[0]!;
    const bad: Row = axis === "x" ? [t, maxWidth, 0, 1] : [t, 0, maxHeight, 1];
    expect(() => encodeAll(writer.createEncoder({ geometry }), [rows[0]!, rows[0]!, bad], 2)).toThrow(
      expect.objectContaining({ code: "codec-unwritable", where: { event: 2 } }) as Error,
    );
  });

  it("refuses a time that is no whole number of microseconds from 0 on, naming the event", () => {
    for (const bad of [-1, 0.5, NaN, 2 ** 53 + 2]) {
      expect(() => encodeAll(writer.createEncoder({ geometry }), [[bad, 0, 0, 1]])).toThrow(
        expect.objectContaining({ code: "codec-unwritable", where: { event: 0 } }) as Error,
      );
    }
  });

  it("says before writing what it cannot hold", () => {
    expect(writer.refusal({ width: geometry.width, height: geometry.height, firstUs: 0 })).toBeNull();
    expect(writer.refusal({ width: writer.limits.maxWidth + 1 })).toContain(String(writer.limits.maxWidth));
    expect(writer.refusal({ height: writer.limits.maxHeight + 1 })).toContain(
      String(writer.limits.maxHeight),
    );
    expect(writer.refusal({ firstUs: writer.limits.maxFirstUs + 1 })).toContain("first time");
  });
}
