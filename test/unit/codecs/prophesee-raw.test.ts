import { describe, expect, it } from "vitest";
import { createEventBatch } from "../../../src/core/event-batch.ts";
import { asciiBytes } from "../../../src/codecs/ascii.ts";
import { NO_ROOM, type StreamFormat, type StreamHeader } from "../../../src/codecs/codec.ts";
import { EVT2, EVT21, EVT3 } from "../../../src/codecs/prophesee-raw.ts";
import { concat, decodeAll, type DecodeHow } from "../../support/codec-decode.ts";
import { evt2, evt21, evt3, legacy64, percentHeader, words16, words32 } from "../../support/codec-words.ts";

const body = words32(evt2.timeHigh(1), evt2.cd(1, 0, 3, 4));
const ROWS = [[64, 3, 4, 1]];
const headerOf = (lines: readonly string[], format: StreamFormat = EVT2): StreamHeader | null =>
  decodeAll(format, percentHeader(...lines)).decoder.header;
const decode = (head: Uint8Array, how: DecodeHow = {}) => decodeAll(EVT2, concat(head, body), how);

describe("header of a RAW file", () => {
  it("ends at `% end`, even where the body reads like another line", () => {
    const text = asciiBytes("% and so on for as long as one likes");
    const head = percentHeader("evt 2.0", "end");
    const { decoder, rows } = decodeAll(EVT2, concat(head, text, body));
    expect(decoder.header?.bodyByte).toBe(head.length);
    expect(rows).toEqual(ROWS);
  });

  it("ends at the first byte that starts no line, in files without `% end`", () => {
    expect(decode(percentHeader("evt 2.0")).rows).toEqual(ROWS);
  });

  it.each([1, 2, 3, 5, 7])(
    "gives a body that starts like a line back to the decoder, in pieces of %i bytes",
    (piece) => {
      const likeLine = [0x8100_2025, evt2.cd(1, 3, 9, 9)]; // TIME_HIGH whose low bytes are "% "
      const bytes = concat(percentHeader("evt 2.0"), words32(...likeLine));
      const likePercent = concat(percentHeader("evt 2.0"), words32(0x8100_ff25, evt2.cd(1, 3, 9, 9)));
      expect(decodeAll(EVT2, bytes, { piece }).rows).toEqual([[0x100_2025 * 64 + 3, 9, 9, 1]]);
      expect(decodeAll(EVT2, likePercent, { piece }).rows).toEqual([[0x100_ff25 * 64 + 3, 9, 9, 1]]);
    },
  );

  it("reads lines that end with carriage return and newline", () => {
    expect(headerOf(["evt 2.0\r", "geometry 12x34\r", "end\r"])?.geometry).toEqual({ width: 12, height: 34 });
  });

  it("keeps its lines for people", () => {
    const header = headerOf(["date 2024-01-01 10:00:00", "evt 2.0", "sensor_name IMX636", "end"]);
    expect(header).toMatchObject({
      camera: "IMX636",
      fields: { date: "2024-01-01 10:00:00", evt: "2.0" },
      bodyByte: 64,
    });
  });

  it.each([
    ["format", ["format EVT2;height=480;width=640"], { width: 640, height: 480 }, "header"],
    ["geometry", ["evt 2.0", "geometry 304x240"], { width: 304, height: 240 }, "header"],
    [
      "both alike",
      ["format EVT2;height=480;width=640", "geometry 640x480"],
      { width: 640, height: 480 },
      "header",
    ],
    ["system_ID", ["evt 2.0", "system_ID 21"], { width: 640, height: 480 }, "camera"],
    ["a newer system_ID", ["evt 2.0", "system_ID 49"], { width: 1280, height: 720 }, "camera"],
    ["plugin_name", ["evt 2.0", "plugin_name hal_plugin_gen41_evk3"], { width: 1280, height: 720 }, "camera"],
    ["sensor_generation", ["evt 2.0", "sensor_generation 3.1"], { width: 640, height: 480 }, "camera"],
    ["generation 320", ["evt 2.0", "sensor_generation 320.0"], { width: 320, height: 320 }, "camera"],
    ["nothing", ["evt 2.0"], null, "unknown"],
  ])("takes the sensor's size from %s", (_, lines, geometry, geometryFrom) => {
    expect(headerOf(lines)).toMatchObject({ geometry, geometryFrom });
  });

  it.each([
    ["is no geometry", ["evt 2.0", "geometry wide"], 10],
    ["is empty", ["evt 2.0", "geometry 0x480"], 10],
    ["is beyond 11 bits", ["evt 2.0", "geometry 2049x480"], 10],
    ["is contradicted", ["format EVT2;height=480;width=640", "geometry 640x481"], 35],
  ])("refuses a geometry that %s, naming the line's byte; salvage does without", (_, lines, byte) => {
    const head = percentHeader(...lines, "end");
    expect(decode(head).error).toMatchObject({ code: "codec-corrupt", where: { byte } });
    const salvaged = decode(head, { salvage: true });
    expect(salvaged).toMatchObject({ rows: ROWS, error: null, stats: { damages: 1 } });
    expect(salvaged.decoder.header?.geometry).toBeNull();
  });

  it("refuses another encoding than the one asked for, and one that is not named; salvage goes on", () => {
    expect(decode(percentHeader("evt 3.0", "end")).error).toMatchObject({ code: "codec-unsupported" });
    expect(decode(percentHeader("date today", "end")).error).toMatchObject({ code: "codec-corrupt" });
    expect(decode(percentHeader("date today", "end"), { salvage: true }).rows).toEqual(ROWS);
  });

  it("refuses a header without end", () => {
    const endless = concat(...Array.from({ length: 1000 }, () => percentHeader("x".repeat(100))));
    expect(decodeAll(EVT2, endless).error).toMatchObject({ code: "codec-corrupt", where: { byte: 65536 } });
  });

  it("reads a file that ends after the header", () => {
    expect(decodeAll(EVT2, percentHeader("evt 2.0"))).toMatchObject({ rows: [], error: null });
    expect(decodeAll(EVT2, percentHeader("evt 2.0").subarray(0, 6)).error).toMatchObject({
      code: "codec-truncated",
      where: { byte: 6 },
    });
  });

  it("takes 64-bit words for the legacy byte order unless the header says little", () => {
    const words = legacy64(evt21.timeHigh(1), evt21.cd(1, 0, 3, 4, 1));
    expect(headerOf(["evt 2.1", "end"], EVT21)?.variant).toBe("legacy");
    expect(headerOf(["format EVT21;endianness=little", "end"], EVT21)?.variant).toBe("little");
    expect(headerOf(["evt 2.1", "endianness little", "end"], EVT21)?.variant).toBe("little");
    expect(decodeAll(EVT21, concat(percentHeader("evt 2.1", "end"), words)).rows).toEqual(ROWS);
  });

  it("bounds events by the format where nobody knows the sensor's size", () => {
    const words = words16(evt3.timeHigh(0), evt3.addrY(2047), evt3.addrX(1, 2047));
    expect(decodeAll(EVT3, concat(percentHeader("evt 3.0", "end"), words)).rows).toEqual([
      [0, 2047, 2047, 1],
    ]);
  });

  it("is written so that it reads the same, and without the characters that would end a line", () => {
    const geometry = { width: 1280, height: 720 };
    const bytes = EVT3.writer!.createEncoder({ geometry, camera: "EVK4\n% evt 2.0" }).header();
    expect(decodeAll(EVT3, bytes).decoder.header).toMatchObject({
      geometry,
      camera: "EVK4 % evt 2.0",
      format: "evt3",
    });
  });
});

describe("a decoder of words", () => {
  it("stays blocked, taking no bytes, until it gets room", () => {
    const bytes = concat(
      percentHeader("evt 2.0", "end"),
      words32(evt2.timeHigh(0)),
      ...Array<Uint8Array>(100000).fill(words32(evt2.cd(1, 0, 1, 1))),
    );
    const decoder = EVT2.createDecoder({});
    const at = decoder.decode(bytes, 0, NO_ROOM);
    expect(at).toBeLessThan(bytes.length);
    expect(decoder.decode(bytes, at, NO_ROOM)).toBe(at);
    expect(decoder.blocked).toBe(true);
    const batch = createEventBatch(10, 10, 100001);
    expect(decoder.decode(bytes, at, batch)).toBe(bytes.length);
    expect(decoder.blocked).toBe(false);
    expect(batch.length).toBe(100000);
  });

  it("does not resume before it knows the header", () => {
    expect(() => EVT2.createDecoder({}).resume({ byte: 0, timeUs: 0, state: [] })).toThrow("header");
  });
});
