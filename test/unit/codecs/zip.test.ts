import { describe, expect, it } from "vitest";
import { asciiBytes } from "../../../src/codecs/ascii.ts";
import type { SourceFormat } from "../../../src/codecs/codec.ts";
import { detectFormat } from "../../../src/codecs/detect.ts";
import { NPZ, TEXT_ZIP } from "../../../src/codecs/zip-formats.ts";
import { firstZipName, readZipDirectory } from "../../../src/codecs/zip.ts";
import { concat } from "../../support/codec-decode.ts";
import { decodeSource, memorySource } from "../../support/codec-sources.ts";
import { npyDictionary, npyFile } from "../../support/codec-small.ts";
import { words16, words32 } from "../../support/codec-words.ts";
import { zipFile } from "../../support/codec-zip.ts";

const TEXT = asciiBytes("0.000005 1 2 1\n0.000006 3 4 0\n");
const ROWS = [
  [5, 1, 2, 1],
  [6, 3, 4, 0],
];
const events = { name: "events.txt", bytes: TEXT };
const readme = { name: "readme.txt", bytes: asciiBytes("Darts, thrown by hand.\n") };

describe("directory of an archive", () => {
  it.each([
    ["plain", zipFile([readme, events])],
    [
      "with 64-bit numbers",
      zipFile([
        { ...readme, wide: true },
        { ...events, wide: true },
      ]),
    ],
    [
      "behind a comment that looks like one",
      zipFile([readme, events], "PK\x05\x06 and more than twenty-two bytes"),
    ],
  ])("lists the files, %s", (_, bytes) => {
    const { entries, fault } = readZipDirectory(memorySource(bytes));
    expect(fault).toBeNull();
    expect(entries.map(({ name }) => name)).toEqual(["readme.txt", "events.txt"]);
  });

  it("is found through the 64-bit end record where the plain one has no room", () => {
    const bytes = zipFile([events]);
    const end = bytes.length - 22;
    const view = new DataView(bytes.buffer);
    const [size, at] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
    const end64 = concat(
      words32(0x06064b50, 44, 0),
      words16(45, 45),
      words32(0, 0, 1, 0, 1, 0, size, 0, at, 0),
      words32(0x07064b50, 0, end, 0, 1),
    );
    view.setUint16(end + 10, 0xffff, true);
    view.setUint32(end + 16, 0xffffffff, true);
    const wide = concat(bytes.subarray(0, end), end64, bytes.subarray(end));
    expect(readZipDirectory(memorySource(wide))).toMatchObject({
      fault: null,
      entries: [{ name: "events.txt" }],
    });
  });

  it("is done without when it is cut off: the files stand one after the other", () => {
    const bytes = zipFile([readme, events]);
    const cut = bytes.subarray(0, bytes.length - 60);
    const { entries, fault } = readZipDirectory(memorySource(cut));
    expect(fault).toMatchObject({ code: "codec-truncated", where: { byte: cut.length } });
    expect(entries.map(({ name }) => name)).toEqual(["readme.txt", "events.txt"]);
    expect(decodeSource(TEXT_ZIP, cut)).toMatchObject({ rows: ROWS, error: { code: "codec-truncated" } });
    expect(decodeSource(TEXT_ZIP, cut, { salvage: true })).toMatchObject({ rows: ROWS, error: null });
  });
});

describe("events in an archive", () => {
  it("are those of the first file that has any, or of the one asked for", () => {
    const other = { name: "other.csv", bytes: asciiBytes("t,x,y,p\n9,8,7,1\n") };
    const bytes = zipFile([readme, events, other]);
    expect(decodeSource(TEXT_ZIP, bytes)).toMatchObject({ rows: ROWS, error: null });
    expect(decodeSource(TEXT_ZIP, bytes).decoder?.header.fields).toMatchObject({ file: "events.txt" });
    expect(decodeSource(TEXT_ZIP, bytes, { stream: "other.csv" }).rows).toEqual([[9, 8, 7, 1]]);
    expect(decodeSource(TEXT_ZIP, bytes, { stream: "none.txt" }).error).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining("readme.txt, events.txt, other.csv") as string,
    });
    expect(decodeSource(TEXT_ZIP, zipFile([readme])).error?.code).toBe("codec-unsupported");
  });

  it.each([
    ["an encrypted file", zipFile([{ ...events, flags: 1 }]), "encrypted"],
    ["another packing", zipFile([{ ...events, method: 14 }]), "method 14"],
  ])("cannot be read from %s", (_, bytes, found) => {
    expect(decodeSource(TEXT_ZIP, bytes).error).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining(found) as string,
    });
  });

  it("are refused after the last one when their checksum is wrong", () => {
    const bytes = zipFile([{ ...events, method: 0 }]);
    const at = 30 + "events.txt".length + 9;
    bytes[at] = 0x37; // another x
    const decoded = decodeSource(TEXT_ZIP, bytes);
    expect(decoded.rows).toHaveLength(2);
    expect(decoded.error).toMatchObject({
      code: "codec-corrupt",
      message: expect.stringContaining("checksum") as string,
    });
    expect(decodeSource(TEXT_ZIP, bytes, { salvage: true })).toMatchObject({
      error: null,
      rows: { length: 2 },
    });
  });

  it("name the file, and the place in it, where a line is damaged", () => {
    const bytes = zipFile([{ name: "events.txt", bytes: asciiBytes("0.5 1 2 1\nnonsense\n") }]);
    expect(decodeSource(TEXT_ZIP, bytes).error).toMatchObject({
      code: "codec-corrupt",
      where: { byte: 40, memberByte: 10 },
      message: expect.stringContaining("events.txt") as string,
    });
  });

  it("in arrays must be as many in each, of one number each", () => {
    const column = (name: string, count: number) => ({
      name: `${name}.npy`,
      bytes: npyFile(npyDictionary("'<u2'", `${count},`), new Uint8Array(2 * count)),
    });
    const uneven = zipFile([column("t", 3), column("x", 3), column("y", 2), column("p", 3)]);
    expect(decodeSource(NPZ, uneven).error).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining("y (2)") as string,
    });
    expect(
      decodeSource(NPZ, zipFile([column("t", 0), column("x", 0), column("y", 0), column("p", 0)])),
    ).toMatchObject({
      rows: [],
      error: null,
    });
  });

  it.each([
    ["further arrays, of other lengths and types", ["t", "x", "y", "p"], []],
    ["names that say more", ["events_ts", "events_xs", "events_ys", "events_ps"], []],
    ["places in one array", ["t", "p"], ["xy"]],
    ["a folder", ["a/b/timestamps", "a/b/x_pos", "a/b/y_pos", "a/b/polarities"], []],
  ])("are found in arrays beside or under %s", (_, names, pairs) => {
    const numbers = [
      [5, 6, 7],
      [1, 3, 5],
      [2, 4, 6],
      [1, 0, 1],
    ].filter((__, i) => pairs.length === 0 || i % 3 === 0);
    const files = names.map((name, i) => ({
      name: `${name}.npy`,
      bytes: npyFile(npyDictionary("'<u2'", "3,"), words16(...numbers[i]!)),
    }));
    const both = pairs.map((name) => ({
      name: `${name}.npy`,
      bytes: npyFile(npyDictionary("'<u2'", "3, 2"), words16(1, 2, 3, 4, 5, 6)),
    }));
    const size = { name: "width.npy", bytes: npyFile(npyDictionary("'<i8'", ""), new Uint8Array(8)) };
    const title = { name: "title.npy", bytes: npyFile(npyDictionary("'<U4'", ""), new Uint8Array(16)) };
    expect(decodeSource(NPZ, zipFile([size, ...both, title, ...files]))).toMatchObject({
      rows: [
        [5, 1, 2, 1],
        [6, 3, 4, 0],
        [7, 5, 6, 1],
      ],
      error: null,
    });
  });

  it("are those of a file called events before others that would fit", () => {
    const imu = { name: "imu.txt", bytes: asciiBytes("0.0 3.0 1.0 1 0.1\n") };
    const folder = { name: "data/", bytes: new Uint8Array(0), method: 0 };
    expect(decodeSource(TEXT_ZIP, zipFile([imu, folder, events]))).toMatchObject({ rows: ROWS, error: null });
  });

  it("are looked for in any archive", () => {
    expect(detectFormat(zipFile([events])).id).toBe("text-zip");
    expect(detectFormat(zipFile([{ name: "t.npy", bytes: TEXT }])).id).toBe("npz");
    const picture = { name: "picture.png", bytes: Uint8Array.of(0x89, 0x50) };
    expect(
      decodeSource(detectFormat(zipFile([picture])) as SourceFormat, zipFile([picture])).error,
    ).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining("holds picture.png") as string,
    });
    expect(firstZipName(asciiBytes("PK"))).toBeNull();
  });
});
