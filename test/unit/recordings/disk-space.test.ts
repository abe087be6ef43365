import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatById } from "../../../src/codecs/formats.ts";
import { estimateBytes, refuseWithoutSpace } from "../../../src/recordings/disk-space.ts";
import { Excerpt } from "../../../src/recordings/excerpt.ts";
import { openRecording } from "../../../src/recordings/open-recording.ts";
import { RowSupply } from "../../../src/recordings/row-supply.ts";
import { testFolder, walkingRows, writeRecording } from "../../support/recording-files.ts";

const folder = testFolder();
const GEOMETRY = { width: 40, height: 30 };

describe("estimateBytes", () => {
  it.each([1000, 3_000_000])("comes near the size of %d events, and not below", (count) => {
    const rows = walkingRows(count, 2, GEOMETRY);
    const recording = openRecording(writeRecording(join(folder, `in-${count}`), "evt2", rows, GEOMETRY));
    const encoder = formatById("dat").writer?.createEncoder({ geometry: GEOMETRY });
    if (encoder === undefined) throw new TypeError("DAT cannot be written");
    const estimated = estimateBytes(
      new RowSupply(new Excerpt(recording), { sort: false, shift: false }),
      encoder,
    );
    recording.close();
    const real = readFileSync(writeRecording(join(folder, `out-${count}`), "dat", rows, GEOMETRY)).length;
    expect(estimated / real).toBeGreaterThan(1);
    expect(estimated / real).toBeLessThan(1.35);
  });
});

describe("refuseWithoutSpace", () => {
  it("passes what fits and refuses what does not, with both figures", () => {
    const path = join(folder, "out");
    expect(() => refuseWithoutSpace(path, 1000)).not.toThrow();
    const refuse = (): void => refuseWithoutSpace(path, 1e18);
    expect(refuse).toThrow(/\d+\.\d MB are free in .*, about 1000000000000\.0 MB are needed/);
    expect(refuse).toThrow(expect.objectContaining({ code: "disk-full" }));
  });

  it("says that a folder is missing", () => {
    expect(() => refuseWithoutSpace(join(folder, "nowhere", "out"), 1)).toThrow(/cannot write to .*nowhere/);
  });
});
