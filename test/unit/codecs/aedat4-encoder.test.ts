import { describe, expect, it } from "vitest";
import { AEDAT4 } from "../../../src/codecs/aedat4.ts";
import type { EncoderOptions } from "../../../src/codecs/codec.ts";
import { FlatBuffer } from "../../../src/codecs/flat-buffer.ts";
import { startsLz4Frame, unpackLz4Frame } from "../../../src/codecs/lz4-frame.ts";
import { batchOf, concat, decodeAll, encodeAll, type Row } from "../../support/codec-decode.ts";

const GEOMETRY = { width: 640, height: 480 };
const START_US = 1_700_000_000_000_000;
const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => [START_US + i, i % 640, i % 480, i & 1] as const);
const encoderOf = (options: Partial<EncoderOptions> = {}) =>
  AEDAT4.writer!.createEncoder({ geometry: GEOMETRY, ...options });
const write = (rows: readonly Row[], options: Partial<EncoderOptions> = {}): Uint8Array =>
  encodeAll(encoderOf(options), rows, 3000);

/** The table of packets that the header of a file points to, unpacked. */
function tableOf(bytes: Uint8Array): { readonly table: FlatBuffer; readonly tableByte: number } {
  const tableByte = new FlatBuffer(bytes.subarray(14)).int64(new FlatBuffer(bytes.subarray(14)).root, 1, -1);
  const packed = bytes.subarray(tableByte);
  const framed = startsLz4Frame(packed);
  const block = { bytes: packed, sizeBytes: 1e6, exact: false, byte: tableByte };
  return { table: new FlatBuffer(framed ? unpackLz4Frame(block) : packed), tableByte };
}

describe("AEDAT 4 writer", () => {
  it.each([
    ["lz4", "LZ4"],
    ["none", "none"],
  ])("writes with compression %s what its reader reads, with size and camera", (compression, variant) => {
    const rows = rowsOf(20000);
    const bytes = write(rows, { camera: 'DVX<7>&"', choices: { compression } });
    const { decoder, ...decoded } = decodeAll(AEDAT4, bytes);
    expect(decoded).toMatchObject({ rows, error: null });
    expect(decoder.header).toMatchObject({ variant, geometry: GEOMETRY, camera: 'DVX<7>&"' });
  });

  it.each(["lz4", "none"])(
    "ends with a table that finds every packet, with compression %s",
    (compression) => {
      const rows = rowsOf(20000);
      const bytes = write(rows, { choices: { compression } });
      const { table, tableByte } = tableOf(bytes);
      const view = new DataView(bytes.buffer);
      const entries = table.vector(table.root, 0, 4);
      let next = 0;
      expect(table.identifier).toBe("FTAB");
      expect(entries.length).toBe(3);
      for (let i = 0; i < entries.length; i++) {
        const entry = table.tableAt(entries, i);
        const byte = table.int64(entry, 0, -1);
        const info = table.field(entry, 1, 8);
        const events = table.int64(entry, 2, -1);
        expect([view.getInt32(byte - 8, true), view.getInt32(byte - 4, true)]).toEqual([
          table.view.getInt32(info, true),
          table.view.getInt32(info + 4, true),
        ]);
        expect([table.int64(entry, 3, -1), table.int64(entry, 4, -1)]).toEqual([
          rows[next]![0],
          rows[next + events - 1]![0],
        ]);
        next += events;
        if (i === 2) expect(byte + view.getInt32(byte - 4, true)).toBe(tableByte);
      }
      expect(next).toBe(20000);
      expect(table.damaged).toBe(false);
    },
  );

  it("aligns eight-byte numbers as other readers expect them", () => {
    const bytes = write(rowsOf(2), { choices: { compression: "none" } });
    const { table } = tableOf(bytes);
    const packets = new FlatBuffer(bytes.subarray(decodeAll(AEDAT4, bytes).decoder.header!.bodyByte + 8));
    expect(packets.vector(packets.root, 0, 16).at % 8).toBe(0);
    const header = new FlatBuffer(bytes.subarray(14));
    expect(header.field(header.root, 1, 8) % 8).toBe(0);
    expect(table.field(table.tableAt(table.vector(table.root, 0, 4), 0), 0, 8) % 8).toBe(0);
  });

  it("writes no table when told so, and its reader misses none", () => {
    const encoder = encoderOf({ choices: { table: "no", compression: "none" } });
    const parts = [
      encoder.header().slice(),
      encoder.encode(batchOf(rowsOf(2))).slice(),
      encoder.finish().slice(),
    ];
    expect(encoder.patches()).toEqual([]);
    expect(parts[2]!.length).toBe(8 + 32 + 2 * 16);
    expect(decodeAll(AEDAT4, concat(...parts))).toMatchObject({ rows: rowsOf(2), error: null });
  });

  it("is readable before its header has been brought up to date", () => {
    const encoder = encoderOf();
    const parts = [
      encoder.header().slice(),
      encoder.encode(batchOf(rowsOf(9000))).slice(),
      encoder.finish().slice(),
    ];
    expect(encoder.patches()).toHaveLength(1);
    expect(decodeAll(AEDAT4, concat(...parts))).toMatchObject({ rows: rowsOf(9000), error: null });
  });

  it.each([{ compression: "zip" }, { packing: "lz4" }])("refuses the choice %j", (choices) => {
    expect(() => encoderOf({ choices })).toThrow(expect.objectContaining({ code: "usage" }) as Error);
  });

  it("writes nothing of a batch it cannot hold, and ends readably", () => {
    const encoder = encoderOf();
    const head = encoder.header().slice();
    encoder.encode(batchOf(rowsOf(2)));
    expect(() =>
      encoder.encode(
        batchOf([
          [START_US + 9, 0, 0, 1],
          [START_US + 9, 32768, 0, 1],
        ]),
      ),
    ).toThrow(expect.objectContaining({ code: "codec-unwritable", where: { event: 3 } }) as Error);
    expect(decodeAll(AEDAT4, concat(head, encoder.finish())).rows).toEqual(rowsOf(2));
  });
});
