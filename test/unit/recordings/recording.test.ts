import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { batchFor, type Decoder, type Mark, type StreamFormat } from "../../../src/codecs/codec.ts";
import { EVT2 } from "../../../src/codecs/prophesee-raw.ts";
import { SaccadeError } from "../../../src/core/errors.ts";
import type { EventBatch } from "../../../src/core/event-batch.ts";
import { FileBytes } from "../../../src/recordings/file-bytes.ts";
import { openRecording } from "../../../src/recordings/open-recording.ts";
import { Recording } from "../../../src/recordings/recording.ts";
import { StreamReader } from "../../../src/recordings/stream-reader.ts";
import { rowsOf, type Row } from "../../support/codec-decode.ts";
import { testFolder, walkingRows, writeRecording } from "../../support/recording-files.ts";

const folder = testFolder();
const GEOMETRY = { width: 40, height: 30 };
const ROWS = walkingRows(5000, 10, GEOMETRY, 7000);
const path = writeRecording(join(folder, "short.raw"), "evt2", ROWS, GEOMETRY);
/** 2.5 million events, 10 MB: an index with several marks. */
const LONG_ROWS = walkingRows(2_500_000, 3, GEOMETRY);
const longPath = writeRecording(join(folder, "long.raw"), "evt2", LONG_ROWS, GEOMETRY);

function readAll(recording: Recording, capacity = 1000): Row[] {
  const rows: Row[] = [];
  const batch = batchFor(recording.header, capacity);
  for (let result = recording.read(batch); ; result = recording.read(batch)) {
    rows.push(...rowsOf(batch));
    batch.length = 0;
    if (result !== "more") return rows;
  }
}

function firstRow(recording: Recording): Row | undefined {
  const batch = batchFor(recording.header, 100);
  recording.read(batch);
  return rowsOf(batch)[0];
}

function errorOf(act: () => unknown): SaccadeError {
  try {
    act();
  } catch (error) {
    if (error instanceof SaccadeError) return error;
  }
  throw new TypeError("nothing coded was thrown");
}

describe("openRecording", () => {
  it("reads every row, whatever the file is called and however large the batches are", () => {
    for (const capacity of [64, 999, 100_000]) {
      const recording = openRecording(path);
      expect(recording.format.id).toBe("evt2");
      expect(readAll(recording, capacity)).toEqual(ROWS);
      expect(recording.readBytes).toBe(recording.sizeBytes);
      recording.close();
    }
  });

  it("appends to what is in the batch", () => {
    const recording = openRecording(path);
    const batch = batchFor(recording.header, 200);
    batch.length = 100;
    recording.read(batch);
    expect(rowsOf(batch)[100]).toEqual(ROWS[0]);
    recording.close();
  });

  it.each([
    ["that nothing recognises", Buffer.from("hello, world\0\x01\x02"), "codec-unknown"],
    ["that is empty", Buffer.alloc(0), "codec-unknown"],
    ["of an encoding that cannot be read", Buffer.from("% evt 4.0\n% end\n"), "codec-unsupported"],
  ])("names a file %s", (_, bytes, code) => {
    const strange = join(folder, "strange");
    writeFileSync(strange, bytes);
    expect(errorOf(() => openRecording(strange))).toMatchObject({ code, where: { file: strange } });
  });

  it("gives every row before damage, then the error with its place, again and again", () => {
    const bytes = readFileSync(path);
    const damaged = join(folder, "damaged.raw");
    const cut = bytes.length - 2;
    writeFileSync(damaged, bytes.subarray(0, cut));
    const recording = openRecording(damaged);
    const rows: Row[] = [];
    const batch = batchFor(recording.header, 100_000);
    expect(recording.read(batch)).toBe("more");
    rows.push(...rowsOf(batch));
    expect(rows).toEqual(ROWS.slice(0, -1));
    for (let round = 0; round < 2; round++) {
      expect(errorOf(() => recording.read(batch))).toMatchObject({
        code: "codec-truncated",
        where: { file: damaged, byte: cut - 2 },
      });
    }
    recording.close();
  });
});

describe("Recording.seek", () => {
  it.each([
    ["forwards, over what has not been read", 0, 6_000_000],
    ["back, by the index", Infinity, 1_500_001],
    ["to the start", Infinity, -Infinity],
    ["to the last event", 0, 3 * (LONG_ROWS.length - 1)],
  ])("goes %s", (_, readFirst, timeUs) => {
    const recording = openRecording(longPath);
    const batch = batchFor(recording.header, 65_536);
    for (let events = 0; events < readFirst;) {
      batch.length = 0;
      const result = recording.read(batch);
      events += batch.length;
      if (result === "end") break;
    }
    recording.seek(timeUs);
    expect(firstRow(recording)).toEqual(LONG_ROWS[Math.max(0, Math.ceil(timeUs / 3))]);
    recording.close();
  });

  it("reads on from there to the end, also after the end has been reached", () => {
    const recording = openRecording(path);
    readAll(recording);
    recording.seek(7000 + 10 * 4321);
    expect(readAll(recording)).toEqual(ROWS.slice(4321));
    recording.close();
  });

  it("finds nothing behind the end", () => {
    const recording = openRecording(path);
    recording.seek(1e9);
    expect(readAll(recording)).toEqual([]);
    recording.close();
  });

  it("needs no second reading of what lies before a mark", () => {
    const recording = openRecording(longPath);
    const batch = batchFor(recording.header, 65_536);
    while (recording.readBytes < 9e6) {
      recording.read(batch);
      batch.length = 0;
    }
    const { bytes } = recording.stats;
    recording.seek(6_000_000);
    expect(firstRow(recording)?.[0]).toBe(6_000_000);
    expect(recording.stats.bytes - bytes).toBeLessThan(2_000_000);
    recording.close();
  });

  it("goes back from damage", () => {
    const damaged = join(folder, "damaged-late.raw");
    writeFileSync(damaged, readFileSync(path).subarray(0, -2));
    const recording = openRecording(damaged);
    const batch = batchFor(recording.header, 100_000);
    recording.read(batch);
    expect(errorOf(() => recording.read(batch)).code).toBe("codec-truncated");
    recording.seek(7000 + 10 * 4990);
    expect(firstRow(recording)).toEqual(ROWS[4990]);
    recording.close();
  });
});

describe("a recording that is followed", () => {
  const bytes = readFileSync(path);

  it("waits at the end of the file for what is written next, cut anywhere", () => {
    const growing = join(folder, "growing.raw");
    const parts = [bytes.length - 10_001, bytes.length - 3333, bytes.length];
    writeFileSync(growing, bytes.subarray(0, parts[0]));
    const recording = openRecording(growing, { follow: true });
    const rows = readAll(recording);
    const counts = [rows.length];
    for (let i = 1; i < parts.length; i++) {
      appendFileSync(growing, bytes.subarray(parts[i - 1], parts[i]));
      const more = readAll(recording);
      counts.push(more.length);
      rows.push(...more);
    }
    expect(rows).toEqual(ROWS);
    expect(counts.every((count) => count > 0)).toBe(true);
    expect(recording.read(batchFor(recording.header, 64))).toBe("waiting");
    recording.close();
  });
});

describe("StreamReader", () => {
  it("starts anew where a decoder cannot go on after its end", () => {
    const once: StreamFormat = {
      ...EVT2,
      createDecoder: (options) => {
        const decoder = EVT2.createDecoder(options);
        let isOver = false;
        const finish = (out: EventBatch): void => {
          isOver = true;
          decoder.finish(out);
        };
        const resume = (mark: Mark): void => {
          if (isOver) throw new TypeError("it is over");
          decoder.resume(mark);
        };
        return new Proxy(decoder, {
          get: (target, name: keyof Decoder) => {
            if (name === "finish") return finish;
            if (name === "resume") return resume;
            const member: unknown = Reflect.get(target, name, target);
            return typeof member === "function" ? (member.bind(target) as unknown) : member;
          },
        });
      },
    };
    const bytes = new FileBytes(path);
    const recording = new Recording(bytes, new StreamReader(bytes, once, {}));
    expect(readAll(recording)).toEqual(ROWS);
    recording.seek(7000 + 10 * 4000);
    expect(firstRow(recording)).toEqual(ROWS[4000]);
    recording.close();
  });
});
