import { describe, expect, it } from "vitest";
import { asciiBytes } from "../../../src/codecs/ascii.ts";
import { detectFormat } from "../../../src/codecs/detect.ts";
import { CSV, TEXT } from "../../../src/codecs/text.ts";
import { shiftDecimal } from "../../../src/codecs/text-lines.ts";
import { decodeAll, encodeAll, type Decoded, type DecodeHow, type Row } from "../../support/codec-decode.ts";

const text = (lines: readonly string[], how: DecodeHow = {}): Decoded =>
  decodeAll(TEXT, asciiBytes(lines.map((line) => `${line}\n`).join("")), how);
const csv = (lines: readonly string[], how: DecodeHow = {}): Decoded =>
  decodeAll(CSV, asciiBytes(lines.map((line) => `${line}\n`).join("")), how);
const variantOf = ({ decoder }: Decoded): string | undefined => decoder.header?.variant;

describe("times in text", () => {
  it.each([
    ["0.000001", 1],
    ["0.5", 500000],
    ["7.", 7000000],
    ["1468939802.123456789", 1468939802123457],
    ["1468939802.1234564", 1468939802123456],
    ["0.0000005", 1],
    ["9007199254.740991", 9007199254740991],
    ["+3.25", 3250000],
    ["1.317888000000000034e+00", 1317888],
    ["1.468939802123456e+09", 1468939802123456],
    ["5e-7", 1],
    ["2.5E1", 25000000],
  ])("in seconds, %s is the microsecond that its digits say", (time, us) => {
    expect(text([`0.0 1 2 1`, `${time} 3 4 0`]).rows[1]).toEqual([us, 3, 4, 0]);
  });

  it("are in microseconds when they have no point, in nanoseconds when they are that large", () => {
    expect(text(["1317888 1 2 1"])).toMatchObject({ rows: [[1317888, 1, 2, 1]], error: null });
    const decoded = text(["1468939802123456999 1 2 1"]);
    expect(decoded.rows).toEqual([[1468939802123456, 1, 2, 1]]);
    expect(variantOf(decoded)).toBe("txyp ns");
  });

  it.each(["-1.0", "9007199254.740992", "1.2.3", "abc", "1e999"])("cannot be %s", (time) => {
    const { error } = text(["0.0 1 2 1", `${time} 1 2 1`]);
    expect(error).toMatchObject({ code: "codec-corrupt", where: { byte: 10 } });
  });

  it.each([
    ["1317888.0", "1317890.0", [1317888, 1317890], "txyp us"],
    ["1.317888000000000000e+06", "1.317890000000000000e+06", [1317888, 1317890], "txyp us"],
    ["1317888.000000", "1317890.000000", [1317888000000, 1317890000000], "txyp s"],
    ["1317888.0", "1317890.5", [1317888000000, 1317890500000], "txyp s"],
    ["0.0", "2.0", [0, 2000000], "txyp s"],
  ])("as %s and %s are whole, in floating numbers, or seconds", (first, second, timesUs, variant) => {
    const decoded = text([`${first} 1 2 1`, `${second} 3 4 0`]);
    expect(decoded.rows.map(([t]) => t)).toEqual(timesUs);
    expect(variantOf(decoded)).toBe(variant);
  });

  it("may step back, which is counted", () => {
    const decoded = text(["2.0 1 2 1", "1.0 1 2 1"]);
    expect(decoded.rows.map(([t]) => t)).toEqual([2000000, 1000000]);
    expect(decoded.stats.clockStepsBack).toBe(1);
  });

  it("are shifted by powers of ten without loss", () => {
    expect(shiftDecimal("12345.6789", 3, false)).toBeNaN();
    expect(shiftDecimal("12345.678", 3, false)).toBe(12345678);
    expect(shiftDecimal("12.5e-3", 6, true)).toBe(12500);
    expect(shiftDecimal("1999", -3, true)).toBe(1);
    expect(shiftDecimal(".", 0, true)).toBeNaN();
  });
});

describe("columns of text", () => {
  it.each([
    ["1", 1],
    ["0", 0],
    ["-1", 0],
    ["1.0", 1],
    ["-1.000000e+00", 0],
    ["True", 1],
    ["false", 0],
    ["on", 1],
    ["OFF", 0],
  ])("take polarity %s for %i", (polarity, p) => {
    expect(text([`0.5 1 2 ${polarity}`]).rows).toEqual([[500000, 1, 2, p]]);
  });

  it("take places written as real numbers, when they are whole", () => {
    expect(text(["0.5 1.00 2.000e+01 1"]).rows).toEqual([[500000, 1, 20, 1]]);
    expect(text(["0.5 1 2 1", "0.6 1.5 2 1"]).error?.code).toBe("codec-corrupt");
  });

  it.each([
    ["time first", ["5 1 2 1", "6 3 4 0"], "txyp us"],
    ["time last, as Prophesee has it", ["1 2 1 500", "3 4 0 600"], "xypt us"],
    ["time third, as tonic has it", ["9 2 500 1", "3 4 600 0"], "xytp us"],
    ["time first, although it steps back", ["100 9 8 1", "99 3 9 0", "70000 1 7 1"], "txyp us"],
    ["time last, although the first line could be either", ["7 2 1 1", "3 4 0 600"], "xypt us"],
  ])("are told by their numbers: %s", (_, lines, variant) => {
    const decoded = text(lines);
    expect(decoded.error).toBeNull();
    expect(variantOf(decoded)).toBe(variant);
    expect(decoded.rows).toHaveLength(lines.length);
  });

  it.each([
    ["x,y,p,t", ["3,4,0,50"], "xypt us"],
    ["timestamp;x;y;polarity", ["50;3;4;0"], "txyp us"],
    ["t [s],x,y,on", ["50,3,4,0"], "txyp s"],
    ["# t_us, x, y, p", ["50, 3, 4, 0"], "txyp us"],
    ["time_ns,row,col,pol", ["50000,4,3,0"], "tyxp ns"],
    ["id,x,y,t,p,label", ['a b,3,4,50,0,"dart"'], "xytp us"],
    ['"t","x","y","p"', ['"50","3","4","0"'], "txyp us"],
    ["events_ts,event_xs,event_ys,event_pols", ["50,3,4,0"], "txyp us"],
    ["time_stamp,x_pos,y_coordinates,polarities", ["50,3,4,0"], "txyp us"],
  ])("are told by their names: %s", (names, lines, variant) => {
    const decoded = csv([names, ...lines]);
    expect(decoded.error).toBeNull();
    expect(variantOf(decoded)).toBe(variant);
    expect(decoded.rows[0]).toEqual([variant.endsWith(" s") ? 50000000 : 50, 3, 4, 0]);
  });

  it.each([
    ["too few", "0.6 1 2"],
    ["too many", "0.6 1 2 1 7"],
    ["no number", "0.6 x 2 1"],
    ["a negative place", "0.6 -1 2 1"],
  ])("make a line no event when there is %s; salvage reads on", (_, line) => {
    const decoded = text(["0.5 1 2 1", line, "0.7 3 4 0"]);
    expect(decoded).toMatchObject({
      rows: [[500000, 1, 2, 1]],
      error: { code: "codec-corrupt", where: { byte: 10 } },
    });
    const salvaged = text(["0.5 1 2 1", line, "0.7 3 4 0"], { salvage: true });
    expect(salvaged).toMatchObject({
      error: null,
      stats: { events: 2, damages: 1, damagedBytes: line.length },
    });
  });
});

describe("lines of text", () => {
  it("may be empty, comments, end with carriage return and newline, and lack the last newline", () => {
    const bytes = asciiBytes(
      "# made by hand\r\n\r\n0.5 1\t2 1\r\n# and on\r\n  0.6  3 4   0  \r\n\n0.7 5 6 1",
    );
    expect(decodeAll(TEXT, bytes)).toMatchObject({
      rows: [
        [500000, 1, 2, 1],
        [600000, 3, 4, 0],
        [700000, 5, 6, 1],
      ],
      error: null,
    });
  });

  it("may begin with UTF-8's mark", () => {
    const mark = [0xef, 0xbb, 0xbf];
    for (const [format, line] of [
      [TEXT, "0.5 1 2 1"],
      [CSV, "t,x,y,p\n500000,1,2,1"],
    ] as const) {
      const bytes = Uint8Array.of(...mark, ...asciiBytes(line));
      expect(detectFormat(bytes).id).toBe(format.id);
      expect(decodeAll(format, bytes)).toMatchObject({ rows: [[500000, 1, 2, 1]], error: null });
    }
  });

  it("may have its numbers in quotes without a line of names", () => {
    expect(csv(['"5","1","2","1"', '"6","3","4","0"']).rows).toEqual([
      [5, 1, 2, 1],
      [6, 3, 4, 0],
    ]);
  });

  it("give the sensor's size behind the names of coordinates, as faery does", () => {
    const decoded = csv(["t,x@346,y@260,on", "5,345,2,true"]);
    expect(decoded.rows).toEqual([[5, 345, 2, 1]]);
    expect(decoded.decoder.header?.geometry).toEqual({ width: 346, height: 260 });
  });

  it("give the sensor's size in a first line of two numbers, or in a comment", () => {
    expect(text(["640 480", "0.5 1 2 1"]).decoder.header?.geometry).toEqual({ width: 640, height: 480 });
    expect(csv(["%geometry:1280,720", "1,2,1,5"]).decoder.header?.geometry).toEqual({
      width: 1280,
      height: 720,
    });
    expect(csv(["# width: 34, height: 32", "t,x,y,p"]).decoder.header?.geometry).toEqual({
      width: 34,
      height: 32,
    });
    expect(text(["0 480", "0.5 1 2 1"]).error?.code).toBe("codec-corrupt");
  });

  it("are refused when they have no end", () => {
    const endless = asciiBytes(`0.5 1 2 1\n${"1".repeat(70000)}`);
    expect(decodeAll(TEXT, endless).error).toMatchObject({ code: "codec-corrupt", where: { byte: 10 } });
    expect(decodeAll(TEXT, new Uint8Array(70000).fill(0x61)).error).toMatchObject({ code: "codec-corrupt" });
  });

  it("are lines of events, or the file is refused at the first that is none", () => {
    expect(text(["0 7", "hello world"]).error).toMatchObject({ code: "codec-corrupt", where: { byte: 0 } });
    expect(text(["# 1", "hello world"]).error).toMatchObject({ code: "codec-corrupt", where: { byte: 4 } });
    expect(decodeAll(TEXT, Uint8Array.of(1, 2, 3, 10, 4)).error).toMatchObject({ where: { byte: 0 } });
  });
});

describe("recognising text", () => {
  it.each([
    ["text", "1.317888000 237 121 1\n1.317888000 246 121 1\n"],
    ["text", "640 480\n1.317888000 237 121 1\n"],
    ["text", "0.5 1 2 1"],
    ["csv", "t,x,y,on\n1317888,237,121,1\n"],
    ["csv", "t,x,y,p\n"],
    ["csv", "237,121,1,1317888\n"],
    ["csv", "237;121;1;1317888\n"],
    ["csv", "%geometry:640,480\n237,121,1,1317888\n"],
  ])("finds %s in %j", (id, content) => {
    expect(detectFormat(asciiBytes(content)).id).toBe(id);
  });

  it.each(["hello world\n", "640 480\n", "a,b,c,d\n1,2,3,4\n", "1,2,3\n", "# nothing\n", '{"t": 1}\n'])(
    "finds none in %j",
    (content) => {
      expect(() => detectFormat(asciiBytes(content))).toThrow(
        expect.objectContaining({ code: "codec-unknown" }) as Error,
      );
    },
  );

  it("needs no more than the start of a long line-by-line file", () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `${i * 10},${i % 640},5,1\n`).join("");
    expect(CSV.sight(asciiBytes(lines).subarray(0, 16384))).toBe("likely");
  });
});

describe("text writers", () => {
  const ROWS: readonly Row[] = [
    [0, 0, 0, 0],
    [1, 65535, 9, 1],
    [1_700_000_000_123_456, 10, 99, 1],
    [2 ** 53 - 1, 100, 999, 0],
  ];
  const write = (format: typeof TEXT): string =>
    Buffer.from(
      encodeAll(format.writer!.createEncoder({ geometry: { width: 640, height: 480 } }), ROWS),
    ).toString();

  it("write seconds with six digits behind the size", () => {
    expect(write(TEXT)).toBe(
      "640 480\n0.000000 0 0 0\n0.000001 65535 9 1\n1700000000.123456 10 99 1\n9007199254.740991 100 999 0\n",
    );
  });

  it("write microseconds behind the names", () => {
    expect(write(CSV)).toBe(
      "t,x,y,p\n0,0,0,0\n1,65535,9,1\n1700000000123456,10,99,1\n9007199254740991,100,999,0\n",
    );
  });
});
