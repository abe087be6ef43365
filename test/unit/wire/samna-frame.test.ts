import { describe, expect, it } from "vitest";
import { compactEventBatch } from "../../../src/core/event-batch.ts";
import { SamnaDecoder } from "../../../src/wire/samna-frame.ts";

type Row = readonly [polarity: number, y: number, x: number, timeUs: number];

/** A frame as the streamer's struct lies in memory. */
function frame(...rows: readonly Row[]): Uint8Array {
  const bytes = Buffer.alloc(rows.length * 8, 0xee); // padding holds anything
  rows.forEach(([polarity, y, x, timeUs], i) => {
    bytes.set([polarity, y, x], i * 8);
    bytes.writeUInt32LE(timeUs, i * 8 + 4);
  });
  return bytes;
}

describe("SamnaDecoder", () => {
  it("reads polarity, y, x and time from their places", () => {
    const batch = new SamnaDecoder(128, 128).decode(
      Buffer.from("01 7f 05 ff 40 42 0f 00".replaceAll(" ", ""), "hex"),
    );
    expect(compactEventBatch(batch)).toEqual({
      width: 128,
      height: 128,
      length: 1,
      t: Float64Array.of(1_000_000),
      x: Uint16Array.of(5),
      y: Uint16Array.of(127),
      p: Uint8Array.of(1),
    });
  });

  it("reads at any address, and any polarity but 0 as ON", () => {
    const rows = frame([0, 1, 2, 10], [255, 3, 4, 11]);
    const moved = new Uint8Array(rows.length + 3);
    moved.set(rows, 3);
    const batch = new SamnaDecoder(128, 128).decode(moved.subarray(3));
    expect([...batch.p]).toEqual([0, 1]);
  });

  it("goes on counting when the 32-bit time wraps, within a frame and between two", () => {
    const decoder = new SamnaDecoder(128, 128);
    const first = decoder.decode(frame([1, 0, 0, 2 ** 32 - 5], [1, 0, 0, 3]));
    expect([...first.t]).toEqual([2 ** 32 - 5, 2 ** 32 + 3]);
    decoder.decode(frame([1, 0, 0, 2 ** 31]));
    decoder.decode(frame([1, 0, 0, 2 ** 32 - 1]));
    expect([...decoder.decode(frame([1, 0, 0, 0])).t]).toEqual([2 * 2 ** 32]);
  });

  it("does not take a small step back for a wrap: drops the event and counts it", () => {
    const decoder = new SamnaDecoder(128, 128);
    const batch = decoder.decode(frame([1, 0, 0, 1000], [1, 1, 1, 999], [1, 2, 2, 1000]));
    expect([...batch.y].slice(0, batch.length)).toEqual([0, 2]);
    expect(decoder.dropped).toEqual({ outside: 0, backwards: 1 });
  });

  it("drops events outside the sensor and counts them", () => {
    const decoder = new SamnaDecoder(64, 32);
    const batch = decoder.decode(frame([1, 31, 63, 1], [1, 32, 0, 2], [1, 0, 64, 3]));
    expect(batch.length).toBe(1);
    expect(decoder.dropped).toEqual({ outside: 2, backwards: 0 });
  });

  it("refuses half a row", () => {
    expect(() => new SamnaDecoder(128, 128).decode(new Uint8Array(12))).toThrow(
      expect.objectContaining({ code: "wire-invalid", where: { field: "samna" } }),
    );
  });

  it("refuses more than a million rows before it allocates for them", () => {
    const bytes = new Uint8Array(8 * (2 ** 20 + 1));
    expect(() => new SamnaDecoder(128, 128).decode(bytes)).toThrow(/are not 0 to 1048576 rows/);
  });
});
