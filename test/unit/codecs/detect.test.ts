import { describe, expect, it } from "vitest";
import { asciiBytes } from "../../../src/codecs/ascii.ts";
import type { Format, Sighting } from "../../../src/codecs/codec.ts";
import { detectFormat } from "../../../src/codecs/detect.ts";
import { formatById, FORMATS, writableFormats } from "../../../src/codecs/formats.ts";
import { EVT2, EVT3 } from "../../../src/codecs/prophesee-raw.ts";
import { percentHeader } from "../../support/codec-words.ts";

const refusal = (head: Uint8Array): unknown => {
  try {
    return detectFormat(head);
  } catch (error) {
    return error;
  }
};

describe("detecting a format by content", () => {
  it.each([
    ["evt2", ["evt 2.0"]],
    ["evt2", ["plugin_name hal_plugin_gen3_fx3", "system_ID 21"]],
    ["evt21", ["evt 2.1"]],
    ["evt21", ["format EVT21;endianness=legacy"]],
    ["evt3", ["evt 3.0", "format EVT3;height=720;width=1280"]],
    ["dat", ["Data file containing CD events.", "Version 2"]],
    ["dat", ["Version 2"]],
  ])("finds %s in %j", (id, lines) => {
    expect(detectFormat(percentHeader(...lines)).id).toBe(id);
  });

  it("lets `format` win over the older `evt`", () => {
    expect(detectFormat(percentHeader("evt 2.0", "format EVT3")).id).toBe("evt3");
  });

  it.each([
    ["EVT4", ["format EVT4;height=720;width=1280"]],
    ["EVT4", ["evt 4.0"]],
    ["EVT 9.9", ["evt 9.9"]],
    ["HISTO3D", ["format HISTO3D"]],
  ])("refuses a RAW file with encoding %s, naming it", (name, lines) => {
    expect(refusal(percentHeader(...lines))).toMatchObject({
      code: "codec-unsupported",
      where: { byte: 0 },
      message: expect.stringContaining(name) as string,
    });
  });

  it.each([
    ["gzip", [0x1f, 0x8b, 8, 0]],
    ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
    ["bzip2", [0x42, 0x5a, 0x68, 0x39]],
  ])("asks for a file to be unpacked that was packed with %s", (name, head) => {
    expect(refusal(Uint8Array.from(head))).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining(`packed with ${name}: unpack it first`) as string,
    });
  });

  it("says what it saw when it knows nothing", () => {
    expect(refusal(asciiBytes("GIF89a\n"))).toMatchObject({
      code: "codec-unknown",
      message: expect.stringContaining("47 49 46 38 39 61 0a (GIF89a.)") as string,
    });
    expect(refusal(new Uint8Array(0))).toMatchObject({ message: expect.stringContaining("empty") as string });
    expect(refusal(percentHeader("nothing known"))).toMatchObject({ code: "codec-unknown" });
  });

  it("prefers a format's own mark to one that only fits, and the first in the table among equals", () => {
    const seeing = (format: Format, sighting: Sighting): Format => ({ ...format, sight: () => sighting });
    const head = asciiBytes("anything");
    expect(detectFormat(head, [seeing(EVT2, "likely"), seeing(EVT3, "magic")]).id).toBe("evt3");
    expect(detectFormat(head, [seeing(EVT2, "likely"), seeing(EVT3, "likely")]).id).toBe("evt2");
  });
});

describe("the table of formats", () => {
  it("finds a format by its name, and says which there are", () => {
    expect(formatById("evt3")).toBe(EVT3);
    expect(() => formatById("evt5")).toThrow(expect.objectContaining({ code: "codec-unknown" }) as Error);
  });

  it("has each name once", () => {
    expect(new Set(FORMATS.map(({ id }) => id)).size).toBe(FORMATS.length);
  });

  it("lists those that can be written", () => {
    expect(writableFormats()).toEqual(expect.arrayContaining(["evt2", "evt3", "dat"]));
    expect(writableFormats()).not.toContain("evt21");
  });
});
