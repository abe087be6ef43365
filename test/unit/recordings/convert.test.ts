import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FORMATS, formatById } from "../../../src/codecs/formats.ts";
import {
  type ConvertOptions,
  convertRecording,
  type ConvertOutcome,
} from "../../../src/recordings/convert.ts";
import { Excerpt } from "../../../src/recordings/excerpt.ts";
import { openRecording } from "../../../src/recordings/open-recording.ts";
import { rowsOf, type Row } from "../../support/codec-decode.ts";
import { testFolder, walkingRows, writeRecording } from "../../support/recording-files.ts";

const folder = testFolder();
const GEOMETRY = { width: 40, height: 30 };
const ROWS = walkingRows(200_000, 10, GEOMETRY, 5000);
const from = writeRecording(join(folder, "in.raw"), "evt2", ROWS, GEOMETRY);
let made = 0;

function convert(options: Partial<ConvertOptions> & { format?: string } = {}): {
  to: string;
  done: Promise<ConvertOutcome>;
} {
  const to = join(folder, `out-${made++}`);
  const done = convertRecording({
    from,
    to,
    target: formatById(options.format ?? "dat"),
    decoding: {},
    excerpt: {},
    choices: {},
    shift: false,
    sort: false,
    overwrite: false,
    checkSpace: true,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...options,
  });
  return { to, done };
}

/** All rows of a file, row 0 at the top. */
function rowsIn(path: string): Row[] {
  const recording = openRecording(path);
  const excerpt = new Excerpt(recording, { origin: "top-left" });
  const rows: Row[] = [];
  const batch = excerpt.batch(10_000);
  for (let isOver = false; !isOver;) {
    batch.length = 0;
    isOver = excerpt.read(batch) === "end";
    rows.push(...rowsOf(batch));
  }
  recording.close();
  return rows;
}

describe("convertRecording", () => {
  it.each(FORMATS.filter((format) => format.writer !== undefined).map((format) => format.id))(
    "writes %s with every event in its place",
    async (format) => {
      const { to, done } = convert({ format, excerpt: { toUs: 20_000 } });
      const outcome = await done;
      expect(openRecording(to).format.id).toBe(format);
      expect(rowsIn(to)).toEqual(ROWS.slice(0, 2000));
      expect(outcome).toMatchObject({
        events: 2000,
        interrupted: false,
        writtenBytes: readFileSync(to).length,
      });
    },
  );

  it("tells how far it has come", async () => {
    const seen: number[] = [];
    const { done } = convert({
      onProgress: ({ events, readBytes, sizeBytes }) => seen.push(events, readBytes / sizeBytes),
    });
    await done;
    expect(seen.length).toBeGreaterThanOrEqual(6);
    expect(seen.at(-1)).toBe(1);
    expect(seen.at(-2)).toBe(200_000);
  });

  it("takes a part and counts its times from its start", async () => {
    const { to, done } = convert({ excerpt: { fromUs: 1000, toUs: 1030 }, shift: true });
    await done;
    expect(rowsIn(to).map(([t]) => t)).toEqual([0, 10, 20]);
  });

  it("stops at the signal and leaves a whole file of what is done", async () => {
    const controller = new AbortController();
    const { to, done } = convert({ signal: controller.signal, onProgress: () => controller.abort() });
    const outcome = await done;
    expect(outcome.interrupted).toBe(true);
    expect(outcome.events).toBeGreaterThan(0);
    expect(outcome.events).toBeLessThan(ROWS.length);
    expect(rowsIn(to)).toEqual(ROWS.slice(0, outcome.events));
  });

  it("replaces a file only when it may", async () => {
    const to = join(folder, "mine");
    writeFileSync(to, "mine");
    await expect(convert({ to }).done).rejects.toMatchObject({ code: "file-exists" });
    expect(readFileSync(to, "utf8")).toBe("mine");
    await convert({ to, overwrite: true }).done;
    expect(rowsIn(to)).toHaveLength(ROWS.length);
  });

  it("leaves nothing behind when the file is damaged, and reads on after damage when told to", async () => {
    const damaged = join(folder, "damaged.raw");
    const bytes = readFileSync(from);
    bytes.fill(0x5f, 400_003, 400_011);
    writeFileSync(damaged, bytes);
    const { to, done } = convert({ from: damaged });
    await expect(done).rejects.toMatchObject({ code: "codec-corrupt", where: { file: damaged } });
    expect(existsSync(to)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    const salvaged = convert({ from: damaged, decoding: { salvage: true } });
    expect((await salvaged.done).events).toBeGreaterThan(ROWS.length - 200);
  });

  it("sorts events that lag, and says how many", async () => {
    const disordered = walkingRows(1000, 10, GEOMETRY).map(([t, x, y, p], i): Row => [
      i % 10 === 9 ? t - 55 : t,
      x,
      y,
      p,
    ]);
    const source = writeRecording(join(folder, "disordered.dat"), "dat", disordered, GEOMETRY);
    const { to, done } = convert({ from: source, sort: true });
    expect(await done).toMatchObject({ sorted: 100, late: 0, events: 1000 });
    expect(rowsIn(to)).toEqual(disordered.toSorted((a, b) => a[0] - b[0]));
  });

  it("refuses before writing what the format cannot hold, and says what would help", async () => {
    const late = writeRecording(
      join(folder, "late.raw"),
      "evt2",
      walkingRows(10, 10, GEOMETRY, 2 ** 33),
      GEOMETRY,
    );
    const { to, done } = convert({ from: late });
    await expect(done).rejects.toThrow(/first time 8589934592 us.*--shift/s);
    await expect(done).rejects.toMatchObject({ code: "codec-unwritable" });
    expect(existsSync(to)).toBe(false);
    await convert({ from: late, shift: true }).done;
  });

  it("refuses a format that can only be read", async () => {
    await expect(convert({ format: "evt21" }).done).rejects.toMatchObject({ code: "codec-unwritable" });
  });
});
