import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSized } from "../../../src/recordings/open-sized.ts";
import { concat } from "../../support/codec-decode.ts";
import { dat2, percentHeader, words32 } from "../../support/codec-words.ts";
import { testFolder } from "../../support/recording-files.ts";

const folder = testFolder();
const CD_ROWS = Uint8Array.of(0x0c, 8);

function datFile(name: string, lines: readonly string[], cutBytes = 0): string {
  const body = words32(...dat2(10, 5, 70, 1), ...dat2(20, 90, 6, 0), ...dat2(30, 1, 2, 1));
  const bytes = concat(percentHeader("Version 2", ...lines), CD_ROWS, body);
  const path = join(folder, name);
  writeFileSync(path, bytes.subarray(0, bytes.length - cutBytes));
  return path;
}

describe("openSized", () => {
  it("leaves a stated size alone", () => {
    const recording = openSized(datFile("stated.dat", ["Width 304", "Height 240"]));
    expect(recording.header).toMatchObject({ geometry: { width: 304, height: 240 }, geometryFrom: "header" });
    recording.close();
  });

  it("finds the smallest size that holds all events where none is stated", () => {
    const recording = openSized(datFile("silent.dat", []));
    expect(recording.header.geometry).toEqual({ width: 91, height: 71 });
    recording.close();
  });

  it("takes the caller's size before that", () => {
    const recording = openSized(datFile("given.dat", []), { geometry: { width: 100, height: 80 } });
    expect(recording.header.geometry).toEqual({ width: 100, height: 80 });
    recording.close();
  });

  it("looks up to damage, which whoever reads the events meets again", () => {
    const recording = openSized(datFile("cut.dat", [], 3));
    expect(recording.header.geometry).toEqual({ width: 91, height: 71 });
    recording.close();
  });

  it("cannot look ahead in a file that is followed", () => {
    expect(() => openSized(datFile("followed.dat", []), { follow: true })).toThrow(
      expect.objectContaining({ code: "usage" }),
    );
  });
});
