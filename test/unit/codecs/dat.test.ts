import { describe, expect, it } from "vitest";
import { NO_ROOM } from "../../../src/codecs/codec.ts";
import { DAT } from "../../../src/codecs/dat.ts";
import {
  concat,
  decodeAll,
  decodeWith,
  encodeAll,
  type Decoded,
  type DecodeHow,
  type Row,
} from "../../support/codec-decode.ts";
import { dat1, dat2, datTrigger, percentHeader, words32 } from "../../support/codec-words.ts";

const RANGE_US = 2 ** 32;
const HALF_US = 2 ** 31;

interface DatFile {
  readonly lines?: readonly string[];
  readonly type?: number;
  readonly size?: number;
}

const file = (
  rows: readonly (readonly number[])[],
  { lines = ["Version 2"], type = 0x0c, size = 8 }: DatFile = {},
) => concat(percentHeader(...lines), Uint8Array.of(type, size), words32(...rows.flat()));
const decode = (rows: readonly (readonly number[])[], head: DatFile = {}, how: DecodeHow = {}): Decoded =>
  decodeAll(DAT, file(rows, head), how);
const timesOf = ({ rows }: Decoded): number[] => rows.map(([t]) => t);
const at = (t: number): readonly number[] => dat2(t, 1, 2, 1);

describe("DAT rows", () => {
  it("takes 14-bit coordinates and the polarity of version 2", () => {
    const { rows, decoder } = decode([dat2(7, 16383, 0, 1), dat2(8, 0, 16383, 0)]);
    expect(rows).toEqual([
      [7, 16383, 0, 1],
      [8, 0, 16383, 0],
    ]);
    expect(decoder.header).toMatchObject({ variant: "v2", geometry: null, geometryFrom: "unknown" });
  });

  it("takes the narrower fields of version 1", () => {
    const { rows, decoder } = decode([dat1(7, 511, 0, 1), dat1(8, 0, 255, 0)], {
      lines: ["Version 1"],
      type: 0,
    });
    expect(rows).toEqual([
      [7, 511, 0, 1],
      [8, 0, 255, 0],
    ]);
    expect(decoder.header?.variant).toBe("v1");
  });

  it("takes a file without a version for version 1 by its old event type, for version 2 by its new one", () => {
    const lines = ["Data file containing CD events."];
    expect(decode([], { lines, type: 0 }).decoder.header?.variant).toBe("v1");
    expect(decode([], { lines, type: 0x0c }).decoder.header?.variant).toBe("v2");
  });

  it("takes any stored polarity but 0 for ON", () => {
    expect(decode([dat2(1, 0, 0, 0), dat2(1, 0, 0, 1), dat2(1, 0, 0, 8)]).rows.map(([, , , p]) => p)).toEqual(
      [0, 1, 1],
    );
  });

  it("reads times above 2^31 us, and carries them on when they wrap", () => {
    const decoded = decode([at(HALF_US + 1), at(RANGE_US - 1), at(3), at(RANGE_US - 5), at(4)]);
    expect(timesOf(decoded)).toEqual([
      HALF_US + 1,
      RANGE_US - 1,
      RANGE_US + 3,
      2 * RANGE_US - 5,
      2 * RANGE_US + 4,
    ]);
    expect(decoded.stats).toMatchObject({ wraps: 2, clockStepsBack: 0 });
  });

  it("goes on with the time it has reached, over pieces and marks", () => {
    const rows = [at(RANGE_US - 1), at(3), at(RANGE_US - 5), at(4)];
    const first = decode(rows, {}, { piece: 8 });
    expect(timesOf(first)[3]).toBe(2 * RANGE_US + 4);
    const second = DAT.createDecoder({});
    second.decode(file([]), 0, NO_ROOM);
    second.resume(first.decoder.mark()!);
    expect(timesOf(decodeWith(second, words32(...at(RANGE_US - 1), ...at(1))))).toEqual([
      3 * RANGE_US - 1,
      3 * RANGE_US + 1,
    ]);
    const fallen = DAT.createDecoder({});
    fallen.decode(file([]), 0, NO_ROOM);
    fallen.resume(decode([at(RANGE_US - 1)]).decoder.mark()!);
    expect(timesOf(decodeWith(fallen, words32(...at(1))))).toEqual([RANGE_US + 1]);
  });

  it("takes a fall of up to half the range for a step back", () => {
    const decoded = decode([at(HALF_US + 5), at(5), at(6)]);
    expect(timesOf(decoded)).toEqual([HALF_US + 5, 5, 6]);
    expect(decoded.stats).toMatchObject({ wraps: 0, clockStepsBack: 1 });
    expect(timesOf(decode([at(HALF_US + 6), at(5)]))).toEqual([HALF_US + 6, RANGE_US + 5]);
  });

  it("gives the rows of a trigger file to the side channel", () => {
    const seen: unknown[] = [];
    const rows = [datTrigger(RANGE_US - 1, 6, 8), datTrigger(2, 63, 0)];
    const decoded = decode(rows, { type: 0x0e }, { side: { trigger: (...edge) => seen.push(edge) } });
    expect(decoded.rows).toEqual([]);
    expect(decoded.stats).toMatchObject({ triggers: 2, events: 0, wraps: 1 });
    expect(seen).toEqual([
      [RANGE_US - 1, 6, true],
      [RANGE_US + 2, 63, false],
    ]);
  });
});

describe("DAT header", () => {
  it("takes the geometry from Width and Height, when both are there", () => {
    const both = decode([], { lines: ["Version 2", "Width 304", "Height 240"] }).decoder.header;
    expect(both).toMatchObject({ geometry: { width: 304, height: 240 }, geometryFrom: "header" });
    expect(decode([], { lines: ["Version 2", "Width 304"] }).decoder.header?.geometry).toBeNull();
  });

  it("honours a last line `% end`", () => {
    expect(decode([at(1)], { lines: ["Version 2", "end"] }).rows).toHaveLength(1);
  });

  const header = percentHeader("Version 2").length;
  it.each([
    ["an event type it does not know", { type: 7 }, "codec-unsupported", header],
    ["an event size other than 8", { size: 9 }, "codec-unsupported", header + 1],
    ["a version it does not know", { lines: ["Data file", "Version 3"] }, "codec-unsupported", 12],
    ["a width that is no size", { lines: ["Version 2", "Width 0", "Height 9"] }, "codec-corrupt", header],
    ["a height beyond 14 bits", { lines: ["Version 2", "Height 16385"] }, "codec-corrupt", header],
  ])("refuses %s, naming the byte, and salvages what follows", (_, head, code, byte) => {
    expect(decode([at(1)], head).error).toMatchObject({ code, where: { byte } });
    const salvaged = decode([at(1)], head, { salvage: true });
    expect(salvaged.rows).toEqual([[1, 1, 2, 1]]);
    expect(salvaged.stats.damages).toBe(1);
  });

  it("reports a file that ends before the event type and size", () => {
    const cut = decodeAll(DAT, concat(percentHeader("Version 2"), Uint8Array.of(0x0c)));
    expect(cut.error).toMatchObject({ code: "codec-truncated", where: { byte: header + 1 } });
  });
});

describe("DAT writer", () => {
  const geometry = { width: 16384, height: 16384 };
  const write = (rows: readonly Row[]): Uint8Array =>
    encodeAll(DAT.writer!.createEncoder({ geometry }), rows);
  const rowsAt = (...times: readonly number[]): Row[] => times.map((t) => [t, 16383, 16383, 1]);
  const refused = (event: number): Error =>
    expect.objectContaining({ code: "codec-unwritable", where: { event } }) as Error;

  it("writes wraps and steps back that its reader can undo", () => {
    const rows = rowsAt(HALF_US, RANGE_US - 1, RANGE_US + 5, RANGE_US + 2, 2 * RANGE_US - 1, 2 * RANGE_US);
    expect(decodeAll(DAT, write(rows)).rows).toEqual(rows);
  });

  it.each([
    ["a start above 32 bits", [RANGE_US], 0],
    ["a wrap hidden in a gap of more than half the range", [5, RANGE_US + 5], 1],
    ["a gap of more than the range", [5, 2 * RANGE_US + 1], 1],
    ["a step back over a wrap", [RANGE_US - 1, RANGE_US + 5, RANGE_US - 1], 2],
    ["a step back of more than half the range", [HALF_US + 6, 5], 1],
  ])("refuses %s", (_, times, event) => {
    expect(() => write(rowsAt(...times))).toThrow(refused(event));
  });
});
