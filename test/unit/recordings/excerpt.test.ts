import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Excerpt, type ExcerptOptions } from "../../../src/recordings/excerpt.ts";
import { openRecording } from "../../../src/recordings/open-recording.ts";
import { rowsOf, type Row } from "../../support/codec-decode.ts";
import { testFolder, walkingRows, writeRecording } from "../../support/recording-files.ts";

const folder = testFolder();
const GEOMETRY = { width: 40, height: 30 };
const ROWS = walkingRows(20_000, 10, GEOMETRY, 5000);
const path = writeRecording(join(folder, "a.raw"), "evt2", ROWS, GEOMETRY);

function rowsFrom(file: string, options: ExcerptOptions, capacity = 777): Row[] {
  const recording = openRecording(file);
  const excerpt = new Excerpt(recording, options);
  const rows: Row[] = [];
  const batch = excerpt.batch(capacity);
  for (let isOver = false; !isOver;) {
    batch.length = 0;
    isOver = excerpt.read(batch) === "end";
    rows.push(...rowsOf(batch));
  }
  recording.close();
  return rows;
}

describe("Excerpt", () => {
  it("is the whole recording unless told otherwise", () => {
    expect(rowsFrom(path, {})).toEqual(ROWS);
  });

  it("counts from the first event, the start inside, the end outside", () => {
    expect(rowsFrom(path, { fromUs: 100, toUs: 130 })).toEqual(ROWS.slice(10, 13));
    expect(rowsFrom(path, { fromUs: 150_001 })).toEqual(ROWS.slice(15_001));
    expect(rowsFrom(path, { toUs: 100 })).toEqual(ROWS.slice(0, 10));
  });

  it("stops reading soon after its end", () => {
    const recording = openRecording(
      writeRecording(join(folder, "b.raw"), "evt2", walkingRows(900_000, 10, GEOMETRY), GEOMETRY),
    );
    const excerpt = new Excerpt(recording, { toUs: 100 });
    const batch = excerpt.batch(65_536);
    while (excerpt.read(batch) !== "end") batch.length = 0;
    expect(recording.readBytes).toBeLessThan(recording.sizeBytes / 3);
    recording.close();
  });

  it("takes the earliest of the first events for the first, and finds rows that lag behind its end", () => {
    const disordered: Row[] = [
      [5100, 1, 1, 1],
      [5000, 2, 2, 0],
      [5300, 3, 3, 1],
      [5190, 4, 4, 1],
    ];
    const file = writeRecording(join(folder, "c.dat"), "dat", disordered, GEOMETRY);
    expect(rowsFrom(file, { fromUs: 100, toUs: 200 })).toEqual([disordered[0], disordered[3]]);
  });

  it("does not count from a row after the clock was set anew, however early its time", () => {
    const reset: Row[] = [
      [500_000, 1, 1, 1],
      [500_100, 2, 2, 1],
      [100, 3, 3, 1], // half a second back
      [399_999, 4, 4, 1],
      [400_000, 5, 5, 1], // 0.1 s back: it lags
    ];
    const recording = openRecording(writeRecording(join(folder, "reset.dat"), "dat", reset, GEOMETRY));
    expect(new Excerpt(recording).firstUs).toBe(400_000);
    recording.close();
  });

  it("turns the rows when another corner is wanted", () => {
    const turned = ROWS.map(([t, x, y, p]): Row => [t, x, 29 - y, p]);
    expect(rowsFrom(path, { origin: "bottom-left" })).toEqual(turned);
  });

  it("has no first time without events", () => {
    const recording = openRecording(writeRecording(join(folder, "empty.raw"), "evt2", [], GEOMETRY));
    expect(new Excerpt(recording).firstUs).toBeNaN();
    recording.close();
  });
});
