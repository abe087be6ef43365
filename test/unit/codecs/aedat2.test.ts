import { describe, expect, it } from "vitest";
import { AEDAT2 } from "../../../src/codecs/aedat2.ts";
import { asciiBytes } from "../../../src/codecs/ascii.ts";
import { detectFormat } from "../../../src/codecs/detect.ts";
import { serializeRows } from "../../../src/codecs/rows.ts";
import { davis, dvs128, hashHeader, record2 } from "../../support/codec-aedat.ts";
import {
  batchOf,
  concat,
  decodeAll,
  type Decoded,
  type DecodeHow,
  type Row,
} from "../../support/codec-decode.ts";

const decode = (lines: readonly string[], records: readonly Uint8Array[], how: DecodeHow = {}): Decoded =>
  decodeAll(AEDAT2, concat(hashHeader("2.0", ...lines), ...records), how);
const chip = (name: string): readonly string[] => [` AEChip: ${name}`];
const DVS128 = chip("ch.unizh.ini.jaer.chip.retina.DVS128");
const DAVIS240 = chip("eu.seebetter.ini.chips.davis.DAVIS240C");
const ROW: Row = [5, 1, 2, 1];

describe("AEDAT 2.0 of a DVS128", () => {
  it("turns the stored polarity over, and keeps it derivable for the checksum", () => {
    const stored1 = record2((0x12 << 8) | (0x34 << 1) | 1, 77);
    const { rows, decoder } = decode(DVS128, [stored1]);
    expect(rows).toEqual([[77, 0x34, 0x12, 0]]);
    expect(decoder.header?.rows).toEqual({ ticksPerUs: 1, storedOne: "off" });
    expect(serializeRows(batchOf(rows), undefined, decoder.header?.rows)[12]).toBe(1);
  });

  it("declares the corner and the mirror that jAER shows, and changes neither", () => {
    expect(decode(DVS128, []).decoder.header).toMatchObject({
      variant: "DVS128",
      geometry: { width: 128, height: 128 },
      geometryFrom: "camera",
      camera: "DVS128",
      origin: "bottom-left",
      fields: { display: expect.stringContaining("mirrors x") as string },
    });
  });

  it("counts edges on the synchronisation input as triggers", () => {
    const seen: unknown[] = [];
    const decoded = decode(DVS128, [record2(0x8000, 9), dvs128(ROW)], {
      side: { trigger: (...edge) => seen.push(edge) },
    });
    expect(decoded).toMatchObject({ rows: [ROW], stats: { triggers: 1 } });
    expect(seen).toEqual([[9, 0, true]]);
  });

  it("refuses an address of more than 16 bits, and reads on after it in salvage", () => {
    const records = [dvs128(ROW), record2(0x10002, 6), dvs128([7, 3, 4, 0])];
    const byte = hashHeader("2.0", ...DVS128).length + 8;
    expect(decode(DVS128, records).error).toMatchObject({ code: "codec-corrupt", where: { byte } });
    expect(decode(DVS128, records, { salvage: true }).rows).toEqual([ROW, [7, 3, 4, 0]]);
  });

  it("is assumed where no chip is named", () => {
    expect(decode([" created Thu Jun 25 2015"], [dvs128(ROW)])).toMatchObject({ rows: [ROW], error: null });
  });
});

describe("AEDAT 2.0 of other chips", () => {
  it.each([
    ["ch.unizh.ini.jaer.chip.retina.DVS640", [639, 479, 1], (479 << 11) | (639 << 1) | 1],
    ["com.sec.dvs.SecDvs640Gen2", [639, 479, 0], (479 << 11) | (639 << 1)],
    ["ch.unizh.ini.jaer.chip.retina.DVS1280x720SD", [1279, 719, 1], (719 << 12) | (1279 << 1) | 1],
    ["ch.unizh.ini.jaer.chip.retina.DVXplorer", [639, 479, 1], (479 << 22) | (639 << 12) | (1 << 11)],
  ])("has the addresses and the size of %s", (name, [x = 0, y = 0, p = 0], address) => {
    const { rows, decoder } = decode(chip(name), [record2(address, 9)]);
    expect(rows).toEqual([[9, x, y, p]]);
    expect(decoder.header).toMatchObject({
      geometry: { width: x + 1, height: y + 1 },
      rows: { storedOne: "on" },
    });
  });
});

describe("AEDAT 2.0 of a DAVIS", () => {
  it.each([
    ["eu.seebetter.ini.chips.davis.DAVIS240C", { width: 240, height: 180 }],
    ["eu.seebetter.ini.chips.davis.Davis346blue", { width: 346, height: 260 }],
    ["eu.seebetter.ini.chips.davis.Davis640", { width: 640, height: 480 }],
    ["eu.seebetter.ini.chips.sbret10.SBret10", { width: 240, height: 180 }],
    ["eu.seebetter.ini.chips.davis.DavisNew", null],
  ])("has the sensor's size of %s", (name, geometry) => {
    expect(decode(chip(name), []).decoder.header).toMatchObject({ geometry, variant: "DAVIS" });
  });

  it("is told by wide addresses where no chip is named, as v2e writes it", () => {
    const rows: readonly Row[] = Array.from({ length: 20 }, (_, i) => [i, 300 + i, i, i % 2] as const);
    const lines = [" This is a raw AE data file created by AEDat2Output in v2e"];
    const decoded = decode(lines, rows.map(davis), { geometry: { width: 346, height: 260 } });
    expect(decoded).toMatchObject({ rows, error: null });
    expect(decoded.decoder.header).toMatchObject({ variant: "DAVIS", camera: null });
    expect(decode(lines, rows.slice(0, 3).map(davis)).rows).toEqual(rows.slice(0, 3)); // fewer than are looked at
    expect(decode(lines, rows.map(davis)).decoder.header?.geometry).toBeNull();
  });

  it("takes the polarity as stored, and coordinates of ten and nine bits", () => {
    const decoded = decode(chip("x.Davis640"), [davis([1, 639, 479, 1]), davis([2, 0, 0, 0])]);
    expect(decoded.rows).toEqual([
      [1, 639, 479, 1],
      [2, 0, 0, 0],
    ]);
    expect(decoded.decoder.header?.rows.storedOne).toBe("on");
  });

  it("counts pixel values, inertial samples of seven records, and edges", () => {
    const edges: unknown[] = [];
    const imu = Array.from({ length: 7 }, (_, i) => record2(0x80000c00 | (i << 28) | (5000 << 12), 3));
    const pixels = [record2(0x80000000 | (7 << 12), 4), record2(0x80000400 | (7 << 12), 4)];
    const inputs = [record2(0x402, 5), record2(0x403, 6)];
    const decoded = decode(DAVIS240, [...imu, davis(ROW), ...pixels, ...inputs, ...imu], {
      side: { trigger: (...edge) => edges.push(edge) },
    });
    expect(decoded).toMatchObject({ rows: [ROW], stats: { imuSamples: 2, otherWords: 2, triggers: 2 } });
    expect(edges).toEqual([
      [5, 0, false],
      [6, 0, true],
    ]);
  });
});

describe("time in AEDAT 2.0", () => {
  it("is carried on when 32 bits wrap, and may step back", () => {
    const times = [2 ** 32 - 1, 3, 2, 2 ** 31 + 5];
    const decoded = decode(
      DVS128,
      times.map((t) => dvs128([t, 1, 1, 1])),
    );
    expect(decoded.rows.map(([t]) => t)).toEqual([
      2 ** 32 - 1,
      2 ** 32 + 3,
      2 ** 32 + 2,
      2 ** 32 + 2 ** 31 + 5,
    ]);
    expect(decoded.stats).toMatchObject({ wraps: 1, clockStepsBack: 1 });
  });
});

describe("header of AEDAT 2.0", () => {
  it("ends where a record starts, even with the code of a hash", () => {
    const first = record2(0x23_00_10_00, 0x20); // y 140, x 1; jAER itself would take it for a line
    const decoded = decode(DAVIS240, [first, davis([33, 2, 3, 1])]);
    expect(decoded.rows).toEqual([
      [32, 1, 140, 0],
      [33, 2, 3, 1],
    ]);
  });

  it("may be long: preferences as XML, of which the first lines count", () => {
    const settings = Array.from({ length: 4000 }, (_, i) => `<entry key="DAVIS240C.Pot${i}" value="${i}"/>`);
    const decoded = decode([...DAVIS240, ...settings], [davis(ROW)], { piece: 1000 });
    expect(decoded).toMatchObject({ rows: [ROW], error: null });
  });

  it("refuses a chip that it does not know, naming it; salvage reads it as a DVS128", () => {
    const cochlea = chip("ch.unizh.ini.jaer.chip.cochlea.CochleaAMS1c");
    const byte = "#!AER-DAT2.0\r\n".length;
    expect(decode(cochlea, [dvs128(ROW)]).error).toMatchObject({
      code: "codec-unsupported",
      where: { byte },
      message: expect.stringContaining("CochleaAMS1c") as string,
    });
    expect(decode(chip("x.Tmpdiff128StereoPair"), []).error?.code).toBe("codec-unsupported");
    expect(decode(cochlea, [dvs128(ROW)], { salvage: true })).toMatchObject({
      rows: [ROW],
      stats: { damages: 1 },
    });
  });

  it.each(["1.0", "5.0"])("is refused by name for version %s", (version) => {
    expect(() => detectFormat(hashHeader(version))).toThrow(
      expect.objectContaining({
        code: "codec-unsupported",
        message: expect.stringContaining(version) as string,
      }) as Error,
    );
  });

  it("is recognised by the version", () => {
    expect(detectFormat(hashHeader("2.0")).id).toBe("aedat2");
    expect(detectFormat(hashHeader("3.0")).id).toBe("aedat31");
    expect(detectFormat(hashHeader("3.1")).id).toBe("aedat31");
    expect(() => detectFormat(asciiBytes("#!AER-DATA\r\n"))).toThrow(
      expect.objectContaining({ code: "codec-unknown" }) as Error,
    );
  });
});
