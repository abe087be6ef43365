import { describe, expect, it } from "vitest";
import { asciiBytes } from "../../../src/codecs/ascii.ts";
import { ES } from "../../../src/codecs/es.ts";
import {
  concat,
  decodeAll,
  encodeAll,
  type Decoded,
  type DecodeHow,
  type Row,
} from "../../support/codec-decode.ts";
import { dvsEvent, dvsEvents, esHeader } from "../../support/codec-small.ts";
import { words16 } from "../../support/codec-words.ts";

const decode = (type: number, body: readonly Uint8Array[], how: DecodeHow = {}): Decoded =>
  decodeAll(ES, concat(esHeader(type, 40, 30), ...body), how);
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const at = (x: number, y: number): Uint8Array => words16(x, y);

describe("Event Stream of type DVS", () => {
  it("adds up time differences, steps of 127 us and bytes that mean nothing", () => {
    const decoded = decode(1, [
      bytes(0xff, 0xff, 0xfe, (3 << 1) | 1),
      at(39, 29),
      bytes(0xff, 126 << 1),
      at(0, 0),
    ]);
    expect(decoded.rows).toEqual([
      [257, 39, 29, 1],
      [510, 0, 0, 0],
    ]);
    expect(decoded.decoder.header).toMatchObject({
      variant: "dvs",
      geometry: { width: 40, height: 30 },
      origin: "bottom-left",
      fields: { version: "2.0.0" },
      bodyByte: 20,
    });
  });

  it("refuses an event outside the sensor that the file states, and reads on where events fit it again", () => {
    const good: Row[] = Array.from({ length: 8 }, (_, i) => [i, i, i, 1]);
    const body = [dvsEvent(1, 2, 3, 1), dvsEvent(0, 2, 30, 1), dvsEvents(good)];
    expect(decode(1, body)).toMatchObject({
      rows: [[1, 2, 3, 1]],
      error: { code: "codec-corrupt", where: { byte: 25 } },
    });
    const salvaged = decode(1, body, { salvage: true });
    expect(salvaged.rows).toEqual([[1, 2, 3, 1], ...good.map(([t, x, y, p]) => [t + 1, x, y, p])]);
    expect(salvaged.stats).toMatchObject({ damages: 1, damagedBytes: 5 });
  });

  it("reads on after damage without an event that fits, and says how much it left out", () => {
    const body = [dvsEvent(1, 2, 3, 1), new Uint8Array(400).fill(0x7e)];
    expect(decode(1, body, { salvage: true })).toMatchObject({
      rows: [[1, 2, 3, 1]],
      error: null,
      stats: { damages: 1, damagedBytes: 400 },
    });
  });
});

describe("Event Stream of other types", () => {
  it("gives ATIS changes of brightness, and counts exposures", () => {
    const decoded = decode(2, [
      bytes(0xff, 0xfd, 0xfc, (5 << 2) | 2), // 189 + 63 + 0 + 5, on
      at(1, 2),
      bytes((1 << 2) | 1), // exposure start
      at(3, 4),
      bytes((2 << 2) | 3), // exposure end
      at(3, 4),
      bytes(62 << 2), // off
      at(5, 6),
    ]);
    expect(decoded.rows).toEqual([
      [257, 1, 2, 1],
      [322, 5, 6, 0],
    ]);
    expect(decoded.stats).toMatchObject({ otherWords: 2, events: 2 });
  });

  it("gives colour events without polarity", () => {
    const decoded = decode(4, [
      bytes(0xff, 0xfe, 253),
      at(7, 8),
      bytes(1, 2, 3, 0),
      at(9, 10),
      bytes(4, 5, 6),
    ]);
    expect(decoded.rows).toEqual([
      [507, 7, 8, 0],
      [507, 9, 10, 0],
    ]);
    expect(decoded.decoder.header?.variant).toBe("colour");
  });

  const generic = concat(asciiBytes("Event Stream"), bytes(2, 0, 0, 0));
  const long = new Uint8Array(200000);
  it.each([1, 7, 65536])("counts generic events, of any length, in pieces of %i bytes", (piece) => {
    const size = [(200000 & 127) * 2 + 1, ((200000 >> 7) & 127) * 2 + 1, (200000 >> 14) * 2];
    const body = concat(bytes(5, 0), bytes(0xff, 0xfe, 3, 6, 0xaa, 0xbb, 0xcc, 9, ...size), long);
    const decoded = decodeAll(ES, concat(generic, body), { piece });
    expect(decoded).toMatchObject({ rows: [], error: null, stats: { otherWords: 3, events: 0 } });
    expect(decoded.decoder.header).toMatchObject({ variant: "generic", geometry: null, bodyByte: 16 });
    expect(decoded.decoder.mark()?.timeUs).toBe(5 + 254 + 3 + 9);
  });

  it("misses the end of a generic event, and refuses one without an end to its length", () => {
    expect(decodeAll(ES, concat(generic, bytes(5, 6, 1))).error).toMatchObject({ code: "codec-truncated" });
    const endless = concat(generic, bytes(1, 0, 5, 0xff, 0xff, 0xff, 0xff, 1, 0));
    expect(decodeAll(ES, endless).error).toMatchObject({ code: "codec-corrupt", where: { byte: 18 } });
    expect(decodeAll(ES, endless, { salvage: true })).toMatchObject({
      error: null,
      stats: { damagedBytes: 7 },
    });
  });
});

describe("header of an Event Stream", () => {
  it.each([
    ["another version", esHeader(1, 40, 30, 3), "codec-unsupported", 12],
    ["a type that does not exist", esHeader(3, 40, 30), "codec-unsupported", 15],
    ["no width", esHeader(1, 0, 30), "codec-corrupt", 16],
    ["another mark", concat(asciiBytes("event"), esHeader(1, 40, 30).subarray(5)), "codec-corrupt", 0],
  ])("with %s is refused, naming the byte; salvage reads it as DVS", (_, head, code, byte) => {
    const file = concat(head, dvsEvent(1, 2, 3, 1));
    expect(decodeAll(ES, file).error).toMatchObject({ code, where: { byte } });
    expect(decodeAll(ES, file, { salvage: true })).toMatchObject({
      rows: [[1, 2, 3, 1]],
      stats: { damages: 1 },
    });
  });
});

describe("Event Stream writer", () => {
  const write = (rows: readonly Row[]): Uint8Array =>
    encodeAll(ES.writer!.createEncoder({ geometry: { width: 40, height: 30 } }), rows, 2);
  const rowsAt = (...times: readonly number[]): Row[] => times.map((t) => [t, 39, 29, 1]);

  it("writes every difference so that its reader adds up the same", () => {
    const rows = rowsAt(0, 0, 126, 253, 380, 381, 1000, 1000000);
    expect(decodeAll(ES, write(rows)).rows).toEqual(rows);
  });

  it("writes what the format's own writer writes", () => {
    expect([...write([[256, 258, 1, 1]].map((row) => [row[0]!, 1, 2, 0])).subarray(16)]).toEqual([
      40,
      0,
      30,
      0,
      0xff,
      0xff,
      2 << 1,
      1,
      0,
      2,
      0,
    ]);
  });

  it.each([
    ["a step back", rowsAt(5, 4), 1],
    ["a gap of more than an hour", rowsAt(5, 5 + 4261412865), 1],
    ["a pixel outside the sensor", [[5, 40, 0, 1]] satisfies Row[], 0],
  ])("refuses %s", (_, rows, event) => {
    expect(() => write(rows)).toThrow(
      expect.objectContaining({ code: "codec-unwritable", where: { event } }) as Error,
    );
  });

  it("says before writing that it cannot hold times since 1970", () => {
    expect(ES.writer!.refusal({ firstUs: 1.7e15 })).toContain("first time");
    expect(ES.writer!.refusal({ stepsBack: 1 })).toContain("steps back");
  });
});
