import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Encoder } from "../../../src/codecs/codec.ts";
import { RecordingWriter } from "../../../src/recordings/recording-writer.ts";
import { batchOf } from "../../support/codec-decode.ts";
import { testFolder } from "../../support/recording-files.ts";

const folder = testFolder();
const text = new TextEncoder();
/** Writes `head`, a dot per event, `tail`, and then puts the number of events over the first letter. */
const dots = (): Encoder => {
  let events = 0;
  return {
    header: () => text.encode("head"),
    encode: (batch) => {
      events += batch.length;
      return text.encode(".".repeat(batch.length));
    },
    finish: () => text.encode("tail"),
    patches: () => [{ byte: 0, bytes: text.encode(String(events)) }],
  };
};
const EVENTS = batchOf([
  [1, 0, 0, 1],
  [2, 0, 0, 1],
]);
const place = (name: string): string => {
  mkdirSync(join(folder, name));
  return join(folder, name, "out");
};
const filesAt = (path: string): string[] => readdirSync(join(path, ".."));

describe("RecordingWriter", () => {
  it("gives the file its name only when it is whole", () => {
    const path = place("whole");
    const writer = new RecordingWriter(path, dots(), false);
    writer.write(EVENTS);
    writer.write(EVENTS);
    expect([writer.events, writer.writtenBytes]).toEqual([4, 8]);
    expect(existsSync(path)).toBe(false);
    writer.commit();
    expect(readFileSync(path, "utf8")).toBe("4ead....tail");
    expect(filesAt(path)).toEqual(["out"]);
  });

  it("leaves nothing behind when it is discarded", () => {
    const path = place("discarded");
    const writer = new RecordingWriter(path, dots(), false);
    writer.write(EVENTS);
    writer.discard();
    expect(filesAt(path)).toEqual([]);
  });

  it("leaves nothing behind when not even the header can be written", () => {
    const path = place("headless");
    const header = (): never => {
      throw new RangeError("no header");
    };
    expect(() => new RecordingWriter(path, { ...dots(), header }, false)).toThrow("no header");
    expect(filesAt(path)).toEqual([]);
  });

  it("does not touch a file that is there, unless it may", () => {
    const path = place("there");
    writeFileSync(path, "mine");
    expect(() => new RecordingWriter(path, dots(), false)).toThrow(
      expect.objectContaining({ code: "file-exists" }),
    );
    expect(readFileSync(path, "utf8")).toBe("mine");
    const writer = new RecordingWriter(path, dots(), true);
    expect(readFileSync(path, "utf8")).toBe("mine");
    writer.commit();
    expect(readFileSync(path, "utf8")).toBe("0eadtail");
  });

  it("says why it cannot write", () => {
    const path = join(folder, "nowhere", "out");
    expect(() => new RecordingWriter(path, dots(), false)).toThrow(
      /cannot write .*nowhere.*there is no such folder/,
    );
  });

  it("leaves nothing behind when the end cannot be written", () => {
    const path = place("broken");
    const writer = new RecordingWriter(
      path,
      {
        ...dots(),
        patches: () => {
          throw new TypeError("no table");
        },
      },
      false,
    );
    expect(() => writer.commit()).toThrow("no table");
    expect(filesAt(path)).toEqual([]);
  });
});
