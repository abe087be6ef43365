import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { recordingSource } from "../../../../nodes/sources/recording.ts";
import type { EventBatch } from "../../../../src/core/event-batch.ts";
import { concat, rowsOf, type Row } from "../../../support/codec-decode.ts";
import { evt2, percentHeader, words32 } from "../../../support/codec-words.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { testFolder, walkingRows, writeRecording } from "../../../support/recording-files.ts";

const folder = testFolder();
const GEOMETRY = { width: 40, height: 30 };
const START_US = 5_000_000;
/** 10 ms, an event every 10 us. */
const ROWS = walkingRows(1000, 10, GEOMETRY, START_US);
const file = writeRecording(join(folder, "walk.raw"), "evt2", ROWS, GEOMETRY);
/** The same rows with the first event at 0. */
const SHIFTED = ROWS.map(([t, x, y, p]): Row => [t - START_US, x, y, p]);

const play = (params: Record<string, unknown>) => new NodeHarness(recordingSource, { file, ...params });
const batchesOf = (harness: NodeHarness): EventBatch[] => harness.payloads("events") as EventBatch[];
const rowsIn = (harness: NodeHarness): Row[] => batchesOf(harness).flatMap(rowsOf);
const originsOf = (harness: NodeHarness): number[] =>
  (harness.outputs["events"] ?? []).map((m) => m.originUs);
const at = (path: string, rows: readonly Row[]): string =>
  writeRecording(join(folder, path), "dat", rows, GEOMETRY);

describe("source/recording", () => {
  it("sends windows when their time has come, from the first event as 0", () => {
    const harness = play({});
    harness.advanceTo(999);
    expect(batchesOf(harness)).toHaveLength(0);
    harness.advanceTo(1000);
    expect(rowsIn(harness)).toEqual(SHIFTED.slice(0, 100));
    harness.advanceTo(20_000);
    expect(rowsIn(harness)).toEqual(SHIFTED);
    expect(originsOf(harness)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((ms) => 1000 * ms));
    expect(harness.completed).toEqual(["events"]);
    expect(harness.counters).toEqual({ events: 1000 });
  });

  it("sends faster than recorded, the events keeping their own times", () => {
    const harness = play({ speed: 4 });
    harness.advanceTo(500);
    expect(originsOf(harness)).toEqual([250, 500]);
    harness.advanceTo(3000);
    expect(rowsIn(harness)).toEqual(SHIFTED);
  });

  it("sends whenever there is room, at the recording's own times, when the pace is max", () => {
    const harness = play({ pace: "max", windowUs: 2500 });
    expect(batchesOf(harness)).toHaveLength(0);
    expect(harness.pull(2)).toBe(2);
    expect(originsOf(harness)).toEqual([2500, 5000]);
    expect(harness.pull(10)).toBe(1);
    expect(rowsIn(harness)).toEqual(SHIFTED);
    expect(harness.nowUs).toBe(0);
    expect(harness.completed).toEqual(["events"]);
  });

  it("waits for room when told to, and catches up", () => {
    const harness = play({ whenBusy: "wait", windowUs: 2500 });
    harness.advanceTo(6000);
    expect(batchesOf(harness)).toHaveLength(0);
    expect(harness.pull(10)).toBe(1); // the second of two that are due is the last for now
    expect(originsOf(harness)).toEqual([2500, 5000]);
    harness.advanceTo(10_000);
    harness.pull(10);
    expect(originsOf(harness)).toEqual([2500, 5000, 7500, 10_000]);
    expect(harness.completed).toEqual(["events"]);
  });

  it("cuts by number", () => {
    const harness = play({ pace: "max", batchEvents: 300 });
    harness.pull(10);
    expect(batchesOf(harness).map((batch) => batch.length)).toEqual([300, 300, 300, 100]);
    expect(originsOf(harness)[0]).toBe(2990);
  });

  it("plays a part as if nothing stood before it", () => {
    const harness = play({ pace: "max", fromUs: 2005, toUs: 4000 });
    harness.pull(10);
    expect(rowsIn(harness)).toEqual(
      ROWS.slice(201, 400).map(([t, x, y, p]): Row => [t - START_US - 2005, x, y, p]),
    );
  });

  it("begins again at the end, with times that go on", () => {
    const harness = play({ pace: "max", windowUs: 5000, loop: true });
    harness.pull(5);
    expect(originsOf(harness)).toEqual([5000, 10_000, 15_000, 20_000, 25_000]);
    expect(rowsIn(harness).slice(1000, 2000)).toEqual(
      SHIFTED.map(([t, x, y, p]): Row => [t + 10_000, x, y, p]),
    );
    expect(harness.counters).toMatchObject({ loops: 2 });
    harness.unsubscribe();
  });

  it("does not loop over nothing", () => {
    const harness = play({ pace: "max", loop: true, file: at("nothing.dat", []) });
    harness.pull(3);
    expect(harness.completed).toEqual(["events"]);
  });

  it("sorts what lags a little, drops and counts what lags more", () => {
    const rows: Row[] = [
      [1000, 1, 1, 1],
      [1990, 2, 2, 1],
      [1500, 3, 3, 1],
      [9000, 4, 4, 1],
      [1600, 5, 5, 1],
      [9100, 6, 6, 1],
    ];
    const harness = play({ pace: "max", sortUs: 600, file: at("disordered.dat", rows) });
    harness.pull(100);
    expect(rowsIn(harness).map(([t]) => t)).toEqual([0, 500, 990, 8000, 8100]);
    expect(harness.counters).toMatchObject({ sorted: 1, late: 1 });
  });

  it("goes on when the camera's clock was set anew", () => {
    const rows: Row[] = [...walkingRows(3, 100, GEOMETRY, 9_000_000), ...walkingRows(3, 100, GEOMETRY, 50)];
    const harness = play({ pace: "max", file: at("anew.dat", rows) });
    harness.pull(100);
    expect(rowsIn(harness).map(([t]) => t)).toEqual([0, 100, 200, 200, 300, 400]);
    expect(harness.counters).toMatchObject({ clockRestarts: 1 });
  });

  it("sends empty windows in a gap for a while, then goes on with the next event", () => {
    const rows: Row[] = [...walkingRows(1, 1, GEOMETRY, 0), ...walkingRows(1, 1, GEOMETRY, 1_000_000_500)];
    const harness = play({ pace: "max", emptyUs: 3000, sortUs: 0, file: at("gap.dat", rows) });
    harness.pull(100);
    expect(originsOf(harness)).toEqual([1000, 2000, 3000, 4000, 1_000_001_000]);
    expect(batchesOf(harness).map((batch) => batch.length)).toEqual([1, 0, 0, 0, 1]);
  });

  it("puts row 0 at the top and counts what is no event", () => {
    const words = words32(evt2.timeHigh(1), evt2.cd(1, 0, 3, 2), evt2.trigger(5, 1, 1), evt2.cd(0, 9, 50, 2));
    const path = join(folder, "triggers.raw");
    writeFileSync(path, concat(percentHeader("evt 2.0", "geometry 40x30", "end"), words));
    const harness = play({ pace: "max", file: path });
    harness.pull(10);
    expect(rowsIn(harness)).toEqual([[0, 3, 2, 1]]);
    expect(harness.counters).toEqual({ events: 1, triggers: 1, droppedOutOfBounds: 1 });
  });

  it("turns a recording round whose rows count from below", () => {
    const path = writeRecording(join(folder, "below.es"), "es", ROWS.slice(0, 50), GEOMETRY);
    const harness = play({ pace: "max", file: path });
    harness.pull(10);
    expect(rowsIn(harness)).toEqual(SHIFTED.slice(0, 50).map(([t, x, y, p]): Row => [t, x, 29 - y, p]));
  });

  it("gives every event before damage, then the error", () => {
    const path = join(folder, "cut.raw");
    writeFileSync(path, readFileSync(file).subarray(0, -2));
    const harness = play({ pace: "max", file: path });
    harness.pull(100);
    expect(rowsIn(harness).length).toBeGreaterThan(0);
    expect(harness.errors).toEqual([expect.objectContaining({ code: "codec-truncated" })]);
    const salvaged = play({ pace: "max", file: path, salvage: true });
    salvaged.pull(100);
    expect(rowsIn(salvaged)).toEqual(SHIFTED.slice(0, -1));
    expect(salvaged.counters).toMatchObject({ damages: 1 });
  });

  it("says where it looked for a file that is not there", () => {
    const harness = play({ file: "nowhere.raw" });
    expect(harness.errors).toEqual([
      expect.objectContaining({
        code: "file-unreadable",
        message: expect.stringMatching(/nowhere\.raw.*--set node\.file=PATH/) as string,
      }),
    ]);
  });

  it("closes its file and its timer when nobody listens any more", () => {
    const harness = play({});
    harness.advanceTo(2500);
    harness.unsubscribe();
    harness.advanceTo(50_000);
    expect(batchesOf(harness)).toHaveLength(2);
    expect(harness.pendingTimers).toBe(0);
  });

  it.each([
    { toUs: 5, fromUs: 5 },
    { follow: true },
    { follow: true, pace: "max", loop: true },
    { windowUs: 1 },
    { speed: 0 },
    { geometry: { width: 0, height: 1 } },
    { nonsense: 1 },
  ])("refuses %o", (params) => {
    expect(recordingSource.params.safeParse({ file, ...params }).success).toBe(false);
  });

  it("does not follow a file in virtual time", () => {
    expect(() => play({ pace: "max", follow: true })).toThrow(/needs the wall clock/);
  });
});

describe("source/recording that follows a file", () => {
  it("waits for more, and looks again every 20 ms", () => {
    const path = join(folder, "growing.raw");
    const bytes = readFileSync(file);
    writeFileSync(path, bytes.subarray(0, 2000));
    const harness = new NodeHarness(
      recordingSource,
      { file: path, pace: "max", follow: true, sortUs: 0 },
      1,
      "wall",
    );
    harness.pull(100);
    const before = rowsIn(harness).length;
    appendFileSync(path, bytes.subarray(2000));
    harness.advanceTo(19_000);
    expect(harness.pull(100)).toBe(0);
    harness.advanceTo(20_000);
    harness.pull(100);
    expect(before).toBeGreaterThan(0);
    expect(rowsIn(harness)).toEqual(SHIFTED.slice(0, 900)); // the last window is not known to be over
    expect(harness.completed).toEqual([]);
    harness.unsubscribe();
  });

  it("begins with the first event of a file that held none yet", () => {
    const path = join(folder, "begun.raw");
    const bytes = readFileSync(file);
    const headBytes = bytes.indexOf("% end\n") + 6;
    writeFileSync(path, bytes.subarray(0, headBytes));
    const harness = new NodeHarness(
      recordingSource,
      { file: path, pace: "max", follow: true, sortUs: 0 },
      1,
      "wall",
    );
    expect(harness.pull(100)).toBe(0);
    appendFileSync(path, bytes.subarray(headBytes));
    harness.advanceTo(20_000);
    harness.pull(100);
    expect(rowsIn(harness)).toEqual(SHIFTED.slice(0, 900)); // the last window is not known to be over
    expect(harness.counters["events"]).toBe(1000);
    harness.unsubscribe();
  });
});
