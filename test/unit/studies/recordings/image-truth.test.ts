import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readImageTruth } from "../../../../studies/recordings/image-truth.ts";
import { testFolder } from "../../../support/recording-files.ts";

const folder = testFolder();
let files = 0;
const written = (text: string): string => {
  const file = join(folder, `${files++}.csv`);
  writeFileSync(file, text);
  return file;
};
const HEADER = "time_us,x_px,y_px,radius_px,visible,x_m";

describe("the truth beside a recording", () => {
  it("goes straight from row to row, whatever stands beside", async () => {
    const truth = await readImageTruth(written(`${HEADER}\n100,1,2,3,1,9\n200,5,4,1,1,9\n`));
    expect(truth.at(100)).toEqual({ xPx: 1, yPx: 2, radiusPx: 3 });
    expect(truth.at(125)).toEqual({ xPx: 2, yPx: 2.5, radiusPx: 2.5 });
    expect([truth.fromUs, truth.toUs]).toEqual([100, 200]);
    expect([truth.at(99), truth.at(201)]).toEqual([null, null]);
  });

  it("has no ball where a row says so, nor across a gap", async () => {
    const rows = "0,1,1,2,1,0\n100,1,1,2,0,0\n200,,,,0,0\n300,1,1,2,1,0\n10300,1,1,2,1,0\n20301,1,1,2,1,0\n";
    const truth = await readImageTruth(written(`${HEADER}\n${rows}`));
    for (const timeUs of [50, 100, 200, 250, 15_000]) expect(truth.at(timeUs)).toBeNull();
    for (const timeUs of [0, 300, 5000, 10_300]) expect(truth.at(timeUs)).not.toBeNull();
  });

  it("needs time and place only", async () => {
    const truth = await readImageTruth(written("y_px,time_us,x_px\r\n2,0,1\r\n"));
    expect(truth.at(0)).toEqual({ xPx: 1, yPx: 2, radiusPx: 0 });
  });

  it.each([
    ["no header", "1,2,3\n", 1, "no time_us, no x_px, no y_px"],
    ["no row", `${HEADER}\n`, 1, "no row"],
    ["a word", `${HEADER}\n0,1,1,2,1,0\n1,a,1,2,1,0\n`, 3, "all numbers"],
    ["half a row", `${HEADER}\n0,1,1\n`, 2, "all numbers"],
    ["no time", `${HEADER}\n,1,1,2,1,0\n`, 2, "all numbers"],
    ["time that stands", `${HEADER}\n5,1,1,2,1,0\n5,1,1,2,1,0\n`, 3, "does not lie after"],
  ])("is refused with its line: %s", async (_, text, line, message) => {
    const file = written(text);
    await expect(readImageTruth(file)).rejects.toMatchObject({
      code: "config-invalid",
      message: expect.stringContaining(message) as string,
      where: { file, line },
    });
  });

  it("is named when it is not there", async () => {
    await expect(readImageTruth(join(folder, "none.csv"))).rejects.toMatchObject({ code: "file-unreadable" });
  });
});
