import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DSEC_HDF5, HDF5, PROPHESEE_HDF5 } from "../../../src/codecs/hdf5.ts";
import { TimeIndex } from "../../../src/codecs/hdf5-index.ts";
import { FieldRoom } from "../../../src/codecs/field-room.ts";
import { encodeAll, type Row } from "../../support/codec-decode.ts";
import { decodeSource, memorySource } from "../../support/codec-sources.ts";

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/hdf5/${name}.h5`, import.meta.url)));

const GEOMETRY = { width: 640, height: 480 };
const errorOf = (name: string): unknown => decodeSource(HDF5, fixture(name)).error;

describe("an HDF5 file", () => {
  it.each([
    ["many-members", "dense index"],
    ["image", "it holds image"],
  ])("like %s is refused by name of what cannot be read", (name, found) => {
    expect(errorOf(name)).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining(found) as string,
    });
  });

  it.each([
    [32026, "32026 (blosc2)"],
    [4, "4 (szip)"],
    [1234, "1234 (lzf)"],
  ])("packed with filter %i is refused by its name", (id, found) => {
    const bytes = fixture("lzf");
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 8 < bytes.length; at++) {
      const named = String.fromCharCode(...bytes.subarray(at + 8, at + 11)) === "lzf";
      if (named && view.getUint16(at, true) === 32000) view.setUint16(at, id, true);
    }
    expect(decodeSource(HDF5, bytes, { salvage: true }).error).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining(found) as string,
    });
  });

  it("tells the sensor's size rows first or columns first, or beside its columns, or is of a data set whose sensor is known", () => {
    expect(decodeSource(HDF5, fixture("blosc")).decoder?.header).toMatchObject({
      geometry: { width: 40, height: 30 },
      geometryFrom: "header",
      variant: "blosc",
    });
    expect(decodeSource(HDF5, fixture("lzf")).decoder?.header.geometry).toEqual({ width: 40, height: 30 });
    expect(decodeSource(DSEC_HDF5, fixture("dsec")).decoder?.header).toMatchObject({
      geometry: { width: 640, height: 480 },
      geometryFrom: "camera",
    });
  });

  it("with a time that is none is damaged there, and without the row when it salvages", () => {
    const bytes = fixture("contiguous-seconds");
    const whole = decodeSource(HDF5, bytes).rows;
    const view = new DataView(bytes.buffer);
    let place = 0;
    while (view.getFloat64(place, true) !== whole[99]![0] / 1e6) place++;
    view.setFloat64(place, NaN, true);
    const { rows, error } = decodeSource(HDF5, bytes);
    expect(rows).toEqual(whole.slice(0, 99));
    expect(error).toMatchObject({ code: "codec-corrupt", where: { byte: place - 99 * 8 } });
    const salvaged = decodeSource(HDF5, bytes, { salvage: true });
    expect(salvaged.rows).toEqual(whole.filter((_, i) => i !== 99));
    expect(salvaged.decoder?.stats.damages).toBe(1);
  });

  it("with a column that claims to be 2^40 columns wide is refused by the column's name", () => {
    const bytes = fixture("contiguous-seconds");
    const view = new DataView(bytes.buffer);
    const isList = (at: number): boolean =>
      view.getUint32(at) === 0x01010100 && view.getBigUint64(at + 8, true) === 600n; // version 1, one dimension of 600
    for (let at = 0; at + 24 <= bytes.length; at++) {
      if (!isList(at)) continue;
      bytes[at + 1] = 2;
      view.setBigUint64(at + 16, 2n ** 40n, true); // where the largest size stood
    }
    expect(decodeSource(HDF5, bytes).error).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringMatching(/a column "\w+" that is no list of numbers/) as string,
    });
  });

  it("that is packed needs the decompressor handed in", () => {
    const how = { decompress: {} };
    expect(decodeSource(HDF5, fixture("fixed-array-deflate"), how).error).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining("zlib") as string,
    });
  });

  it("with another dataset than the first is read from the one asked for", () => {
    const how = { stream: "CD/events" };
    expect(decodeSource(HDF5, fixture("triggers"), how).rows).toHaveLength(600);
    expect(decodeSource(HDF5, fixture("triggers"), { stream: "up" }).error?.message).toContain('"up"');
  });

  it("delivers its external triggers when their time has come, each once", () => {
    const seen: unknown[] = [];
    const side = { trigger: (...edge: unknown[]) => seen.push(edge) };
    const { decoder } = decodeSource(PROPHESEE_HDF5, fixture("triggers"), { side, capacity: 100 });
    expect(seen).toEqual([
      [1000, 2, true],
      [1700, 2, false],
      [9000, 3, true],
    ]);
    expect(decoder?.stats.triggers).toBe(3);
    expect(decoder?.header).toMatchObject({ geometry: { width: 40, height: 30 }, camera: "gen41" });
  });

  it("checks Fletcher's sum of a chunk", () => {
    const bytes = fixture("tree-shuffle-deflate-fletcher");
    const whole = decodeSource(HDF5, bytes).rows;
    let caught = 0;
    for (let at = 3000; at < bytes.length; at += 97) {
      const changed = bytes.slice();
      changed[at]! ^= 0x10;
      const { rows, error } = decodeSource(HDF5, changed);
      expect(rows).toEqual(whole.slice(0, rows.length)); // wrong rows never come out
      if (error?.message.includes("checksum does not fit")) caught++;
    }
    expect(caught).toBeGreaterThan(0);
  });

  it("reads on after a damaged chunk when it salvages", () => {
    const rows: readonly Row[] = Array.from(
      { length: 40000 },
      (_, i) => [i, i % 640, (i * 7) % 480, i % 2] as const,
    );
    const file = encodeAll(PROPHESEE_HDF5.writer!.createEncoder({ geometry: GEOMETRY }), rows);
    const place = file.findIndex(
      (_, i) => i > 8000 && file[i] === 2 && file[i + 2] === 1 && file[i + 3] === 0,
    ); // count << 2 | 2
    file.fill(0xff, place, place + 4);
    const strict = decodeSource(PROPHESEE_HDF5, file);
    expect(strict).toMatchObject({ rows: [], error: { code: "codec-corrupt", where: { byte: place } } });
    const { rows: got, error, decoder } = decodeSource(PROPHESEE_HDF5, file, { salvage: true });
    expect(error).toBeNull();
    expect(got).toEqual(rows.slice(16384));
    expect(decoder?.stats.damages).toBe(1);
  });
});

describe("Prophesee HDF5 that is written", () => {
  it("has a tree of several levels when there are many chunks", () => {
    const rows: readonly Row[] = Array.from({ length: 16384 * 70 }, (_, i) => [i, i & 511, 3, 1] as const);
    const file = encodeAll(PROPHESEE_HDF5.writer!.createEncoder({ geometry: GEOMETRY }), rows, 100000);
    const decoder = PROPHESEE_HDF5.open(memorySource(file), {});
    for (const row of [0, 16384 * 64 - 1, 16384 * 64, rows.length - 1]) {
      decoder.seek(row);
      const batch = {
        ...GEOMETRY,
        length: 0,
        t: new Float64Array(32),
        x: new Uint16Array(32),
        y: new Uint16Array(32),
        p: new Uint8Array(32),
      };
      decoder.read(batch);
      expect([batch.t[0], batch.x[0]]).toEqual([row, row & 511]);
    }
  });
});

/** Entries as [event, time] pairs; -1 as the file has it. */
function entriesOf(timesUs: readonly number[]): (readonly bigint[])[] {
  const room = new FieldRoom(0);
  const index = new TimeIndex();
  for (const timeUs of timesUs) index.add(timeUs, room);
  index.end(room);
  const words = new BigInt64Array(room.view().slice().buffer);
  return Array.from({ length: words.length / 2 }, (_, i) => [words[2 * i]!, words[2 * i + 1]!]);
}

describe("the index of a Prophesee HDF5 file", () => {
  it("points every 2000 us at the last event before which reading can start", () => {
    expect(entriesOf([500, 1000, 2600, 2700, 6600])).toEqual([
      [0n, -1n],
      [0n, 0n],
      [2n, 2100n],
      [2n, 2100n],
      [4n, 6100n],
    ]);
  });

  it("is empty without events, and ends at a gap that it cannot bridge", () => {
    expect(entriesOf([])).toEqual([]);
    expect(entriesOf([0, 1e15])).toHaveLength(2);
  });
});
