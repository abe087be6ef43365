import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FileBytes } from "../../../src/recordings/file-bytes.ts";
import { testFolder } from "../../support/recording-files.ts";

const folder = testFolder();
/** 1 MB in which every byte tells its place. */
const CONTENT = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);

function opened(name = "bytes"): FileBytes {
  const path = join(folder, name);
  writeFileSync(path, CONTENT);
  return new FileBytes(path);
}

describe("FileBytes", () => {
  it.each([
    ["inside a page", 1000, 500],
    ["over the ends of pages", 262_000, 300_000],
    ["up to the end of the file", 999_990, 100],
    ["all of it", 0, 2_000_000],
  ])("reads %s, first from the disk, then from its cache", (_, offset, length) => {
    const file = opened();
    for (let round = 0; round < 2; round++) {
      expect(Buffer.from(file.read(offset, length)).equals(CONTENT.subarray(offset, offset + length))).toBe(
        true,
      );
    }
    file.close();
  });

  it("reads nothing behind the end", () => {
    const file = opened();
    expect(file.read(1_000_000, 10)).toHaveLength(0);
    expect(file.readInto(new Uint8Array(10), 1_000_000)).toBe(0);
    file.close();
  });

  it("gives what is left of a file that has become shorter", () => {
    const file = opened("shrinking");
    truncateSync(file.path, 600_000);
    expect(file.read(500_000, 300_000)).toHaveLength(100_000);
    file.close();
  });

  it("sees a file grow when it looks again", () => {
    const file = opened("growing");
    appendFileSync(file.path, "more");
    expect(file.sizeBytes).toBe(1_000_000);
    expect(file.refresh()).toBe(1_000_004);
    expect(Buffer.from(file.read(1_000_000, 10)).toString()).toBe("more");
    file.close();
  });

  it.each([
    ["is not there", "missing", /no such file/],
    ["is a folder", ".", /it is a folder/],
  ])("refuses a path that %s", (_, name, reason) => {
    const open = (): FileBytes => new FileBytes(join(folder, name));
    expect(open).toThrow(expect.objectContaining({ code: "file-unreadable" }));
    expect(open).toThrow(reason);
  });

  it("may be closed twice", () => {
    const file = opened();
    file.close();
    expect(() => file.close()).not.toThrow();
    expect(() => file.read(0, 1)).toThrow(expect.objectContaining({ code: "file-unreadable" }));
  });
});
