import { zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ROSBAG2 } from "../../../src/codecs/rosbag2.ts";
import { readRecord, readVarint } from "../../../src/codecs/sqlite-record.ts";
import type { Row } from "../../support/codec-decode.ts";
import { cdrArray, cdrPacket, monoWords } from "../../support/codec-ros.ts";
import { bag2File, sqliteFile } from "../../support/codec-rosbag2.ts";
import { decodeSource } from "../../support/codec-sources.ts";

const PACKET = "event_camera_msgs/msg/EventPacket";
const mono = (ns: number): Uint8Array => cdrPacket({ encoding: "mono", payload: monoWords([[ns, 2, 3, 1]]) });

describe("a ROS 2 bag in SQLite", () => {
  it("gives messages that span many pages, after small ones", () => {
    const rows: readonly Row[] = Array.from(
      { length: 3000 },
      (_, i) => [1e15 + i, i % 40, i % 30, i % 2] as const,
    );
    const bytes = bag2File(
      [["/events", "dvs_msgs/msg/EventArray"]],
      [1, 2, 20, 27, 28, 29, 30, 31, 200, 2662].map((count, i, counts) => {
        const start = counts.slice(0, i).reduce((sum, n) => sum + n, 0);
        return [1, cdrArray(rows.slice(start, start + count))] as const;
      }),
    );
    const { rows: got, error } = decodeSource(ROSBAG2, bytes);
    expect(error).toBeNull();
    expect(got).toEqual(rows.slice(0, got.length));
    expect(got).toHaveLength(3000);
  });

  it("finds its way through a tree of several levels", () => {
    const messages = Array.from({ length: 3000 }, (_, i) => [1, mono(i * 1000)] as const);
    const { rows } = decodeSource(ROSBAG2, bag2File([["/events", PACKET]], messages));
    expect(rows.map(([t]) => t)).toEqual(messages.map((_, i) => i));
  }, 60_000);

  it("gives the topic asked for, and counts the messages of others", () => {
    const bytes = bag2File(
      [
        ["/text", "std_msgs/msg/String"],
        ["/left", PACKET],
        ["/right", PACKET],
      ],
      [
        [1, new Uint8Array(8)],
        [2, mono(1000)],
        [3, mono(2000)],
      ],
    );
    const { rows, decoder } = decodeSource(ROSBAG2, bytes);
    expect(rows.map(([t]) => t)).toEqual([1]);
    expect(decoder?.stats.otherWords).toBe(2);
    expect(decodeSource(ROSBAG2, bytes, { stream: "/right" }).rows.map(([t]) => t)).toEqual([2]);
  });

  it("unpacks messages that are packed one by one", () => {
    const packed = new Uint8Array(zstdCompressSync(mono(5000)));
    expect(decodeSource(ROSBAG2, bag2File([["/events", PACKET]], [[1, packed]])).rows).toEqual([
      [5, 2, 3, 1],
    ]);
  });

  it("without events, or that is no bag, says what there is instead", () => {
    const text = bag2File([["/text", "std_msgs/msg/String"]], [[1, new Uint8Array(8)]]);
    expect(decodeSource(ROSBAG2, text).error).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining("/text") as string,
    });
    const other = sqliteFile("CREATE TABLE people(name TEXT)", () => undefined);
    expect(decodeSource(ROSBAG2, other).error?.message).toContain("people");
    const utf16 = sqliteFile("PRAGMA encoding = 'UTF-16le'; CREATE TABLE people(name TEXT)", () => undefined);
    expect(decodeSource(ROSBAG2, utf16).error).toMatchObject({
      code: "codec-unsupported",
      where: { byte: 56 },
    });
  });

  it("reports a page that leads back to one above it, instead of going round for ever", () => {
    const messages = Array.from({ length: 300 }, (_, i) => [1, mono(i * 1000)] as const);
    const bytes = bag2File([["/events", PACKET]], messages);
    const roots = [...bytes.keys()].filter((at) => at % 512 === 0 && bytes[at] === 5);
    for (const root of roots) new DataView(bytes.buffer).setUint32(root + 8, root / 512 + 1); // the last child is itself
    const { rows, error } = decodeSource(ROSBAG2, bytes);
    expect(roots.length).toBeGreaterThan(0);
    expect(error).toMatchObject({ code: "codec-corrupt" });
    expect(rows.length).toBeGreaterThan(100);
    expect(decodeSource(ROSBAG2, bytes, { salvage: true }).error).toBeNull();
  });
});

describe("a SQLite record", () => {
  it("has numbers of seven bits a byte, nine bytes at most", () => {
    expect(readVarint(Uint8Array.of(0x7f), 0)).toEqual({ value: 127, end: 1 });
    expect(readVarint(Uint8Array.of(9, 0x81, 0x00), 1)).toEqual({ value: 128, end: 3 });
    expect(readVarint(new Uint8Array(9).fill(0x80).fill(0x01, 8), 0)).toEqual({ value: 1, end: 9 });
  });

  it("has values of every type", () => {
    const values = [0xff, 0x01, 0x02, 0x80, 0, 0, 0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18, 0x41, 0x42];
    const record = Uint8Array.of(9, 0, 1, 2, 3, 7, 8, 9, 17, ...values);
    expect(readRecord(record)).toEqual([null, -1, 258, -8388608, Math.PI, 0, 1, Uint8Array.of(0x41, 0x42)]);
    expect(readRecord(record.subarray(0, record.length - 1))).toBeNull();
  });
});
