import { describe, expect, it } from "vitest";
import { ROW_BYTES, serializeRows } from "../../../src/codecs/rows.ts";
import { batchOf } from "../../support/codec-decode.ts";

describe("rows for the checksum", () => {
  it("are 13 bytes each: t int64, x uint16, y uint16, p uint8, little-endian", () => {
    const bytes = serializeRows(
      batchOf(
        [
          [0x1_0203_0405_0607, 0x0809, 0x0a0b, 1],
          [1, 2, 3, 0],
        ],
        65535,
        65535,
      ),
    );
    expect([...bytes]).toEqual([
      ...[0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01, 0x00, 0x09, 0x08, 0x0b, 0x0a, 0x01],
      ...[1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0],
    ]);
  });

  it.each([0, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, -1, -(2 ** 32), -(2 ** 40) - 7])(
    "hold the time %d",
    (t) => {
      const bytes = serializeRows(batchOf([[t, 0, 0, 0]]));
      expect(new DataView(bytes.buffer).getBigInt64(0, true)).toBe(BigInt(t));
    },
  );

  it("count nanoseconds, beyond 2^53, where the convention asks for it", () => {
    const batch = batchOf([[1744227144732712, 0, 0, 0]]);
    const bytes = serializeRows(batch, undefined, { ticksPerUs: 1000, storedOne: "on" });
    expect(new DataView(bytes.buffer).getBigInt64(0, true)).toBe(1744227144732712000n);
  });

  it("hold the stored bit where 1 means OFF", () => {
    const bytes = serializeRows(
      batchOf([
        [0, 0, 0, 1],
        [0, 0, 0, 0],
      ]),
      undefined,
      { ticksPerUs: 1, storedOne: "off" },
    );
    expect([bytes[12], bytes[25]]).toEqual([0, 1]);
  });

  it("go into the caller's scratch, cut to length, without the rows beyond the batch's length", () => {
    const scratch = new Uint8Array(100 * ROW_BYTES);
    const batch = batchOf([
      [1, 2, 3, 1],
      [4, 5, 6, 1],
    ]);
    batch.length = 1;
    const bytes = serializeRows(batch, scratch);
    expect(bytes).toHaveLength(ROW_BYTES);
    expect(bytes.buffer).toBe(scratch.buffer);
    expect(scratch[ROW_BYTES]).toBe(0);
  });
});
