import { describe, expect, it } from "vitest";
import { ATIS_BIN } from "../../../src/codecs/atis-bin.ts";
import { asciiBytes } from "../../../src/codecs/ascii.ts";
import { atis40 } from "../../support/codec-small.ts";
import { concat, decodeAll, type Row } from "../../support/codec-decode.ts";

const file = (rows: readonly Row[]): Uint8Array => concat(...rows.map(atis40));

describe("ATIS events of 40 bits", () => {
  it("have 23 bits of time and polarity above it", () => {
    const rows: Row[] = [
      [0x7fffff, 33, 32, 0],
      [0x123456, 255, 239, 1],
    ];
    const decoded = decodeAll(ATIS_BIN, file(rows));
    expect(decoded).toMatchObject({ rows, error: null, stats: { clockStepsBack: 1 } });
    expect(decoded.decoder.header).toMatchObject({ geometry: null, origin: "top-left" });
  });

  it("in row 240 are none: the time has moved on by 8192 us", () => {
    const decoded = decodeAll(
      ATIS_BIN,
      file([
        [8000, 1, 1, 1],
        [0, 0, 240, 0],
        [5, 2, 2, 0],
        [0, 0, 240, 0],
        [6, 3, 3, 1],
      ]),
    );
    expect(decoded.rows).toEqual([
      [8000, 1, 1, 1],
      [8197, 2, 2, 0],
      [16390, 3, 3, 1],
    ]);
    expect(decoded.stats.wraps).toBe(2);
  });

  const many = Array.from({ length: 20 }, (_, i): Row => [i * 50, i, i, i & 1]);
  it.each([
    ["rising times", many, "likely"],
    ["a fall after a wrap", [...many, [0, 0, 240, 0], [3, 1, 1, 1]] satisfies Row[], "likely"],
    ["a fall without one", [...many, [3, 1, 1, 1]] satisfies Row[], null],
    ["a row that no sensor has", [...many, [5000, 1, 241, 1]] satisfies Row[], null],
    ["too few to tell", many.slice(0, 7), null],
  ])("are recognised with %s: not by a mark, for they have none", (_, rows, sighting) => {
    expect(ATIS_BIN.sight(file(rows))).toBe(sighting);
  });

  it("are not seen in text", () => {
    expect(ATIS_BIN.sight(asciiBytes("aaaaa".repeat(20)))).toBeNull();
  });
});
