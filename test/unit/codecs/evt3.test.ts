import { describe, expect, it } from "vitest";
import { MIN_ROOM } from "../../../src/codecs/codec.ts";
import { EVT3, createBareDecoder } from "../../../src/codecs/prophesee-raw.ts";
import {
  batchOf,
  concat,
  decodeAll,
  decodeWith,
  encodeAll,
  type Decoded,
  type Row,
} from "../../support/codec-decode.ts";
import { evt3, words16 } from "../../support/codec-words.ts";

const RANGE_US = 2 ** 24;

const decode = (...words: readonly number[]): Decoded =>
  decodeWith(createBareDecoder("evt3", {}), words16(...words));
const timesOf = ({ rows }: Decoded): number[] => rows.map(([t]) => t);
const START = [evt3.timeHigh(1), evt3.timeLow(2), evt3.addrY(10)];
const NOW_US = 4096 + 2;

describe("EVT 3.0 addresses and vectors", () => {
  it("gives an event per ADDR_X with the present row and time", () => {
    const { rows } = decode(
      ...START,
      evt3.addrX(1, 2047),
      evt3.addrX(0, 3),
      evt3.addrY(11),
      evt3.addrX(1, 4),
    );
    expect(rows).toEqual([
      [NOW_US, 2047, 10, 1],
      [NOW_US, 3, 10, 0],
      [NOW_US, 4, 11, 1],
    ]);
  });

  it("gives the events of a 12-12-8 triple, which moves its base on", () => {
    const { rows } = decode(
      ...START,
      evt3.vectBase(1, 100),
      evt3.vect12(0x801),
      evt3.vect12(2),
      evt3.vect8(0x80),
      evt3.vect8(1),
    );
    expect(rows.map(([, x]) => x)).toEqual([100, 111, 113, 131, 132]);
    expect(rows.every(([t, , y, p]) => t === NOW_US && y === 10 && p === 1)).toBe(true);
  });

  it("keeps base and polarity of vectors apart from ADDR_X", () => {
    const { rows } = decode(...START, evt3.vectBase(0, 50), evt3.addrX(1, 7), evt3.vect8(1));
    expect(rows).toEqual([
      [NOW_US, 7, 10, 1],
      [NOW_US, 50, 10, 0],
    ]);
  });

  it("loses nothing after an incomplete triple", () => {
    const { rows } = decode(
      ...START,
      evt3.vectBase(1, 0),
      evt3.vect12(1),
      evt3.timeHigh(2),
      evt3.addrX(1, 5),
    );
    expect(rows).toEqual([
      [NOW_US, 0, 10, 1],
      [8192, 5, 10, 1],
    ]);
  });

  it("ignores the four unused bits of VECT_8", () => {
    const { rows } = decode(...START, evt3.vectBase(1, 0), evt3.vect8(0xf01));
    expect(rows).toHaveLength(1);
  });

  it("clips vectors at the right edge and counts what it clips", () => {
    const decoder = createBareDecoder("evt3", { geometry: { width: 16, height: 20 } });
    const bytes = words16(
      ...START,
      evt3.vectBase(1, 10),
      evt3.vect12(0xfff),
      evt3.vect12(0xfff),
      evt3.addrX(1, 16),
      evt3.addrX(1, 15),
    );
    const { rows, stats } = decodeWith(decoder, bytes);
    expect(rows.map(([, x]) => x)).toEqual([10, 11, 12, 13, 14, 15, 15]);
    expect(stats.droppedOutOfBounds).toBe(6 + 12 + 1);
  });

  it("drops and counts rows below the bottom, and goes on at the next row", () => {
    const decoder = createBareDecoder("evt3", { geometry: { width: 16, height: 20 } });
    const bytes = words16(
      ...START,
      evt3.addrY(20),
      evt3.addrX(1, 1),
      evt3.vect12(3),
      evt3.addrY(19),
      evt3.addrX(1, 2),
    );
    const { rows, stats } = decodeWith(decoder, bytes);
    expect(rows).toEqual([[NOW_US, 2, 19, 1]]);
    expect(stats).toMatchObject({ droppedOutOfBounds: 3, droppedOtherSensor: 0 });
  });

  it("drops what follows a type 1 address or a slave camera's row, until the next row", () => {
    const { rows, stats } = decode(
      ...START,
      ...[evt3.otherAddrY(4), evt3.addrX(1, 1), evt3.addrX(1, 2)],
      ...[evt3.addrY(5), evt3.addrX(1, 3)],
      ...[evt3.slaveAddrY(6), evt3.addrX(1, 4)],
    );
    expect(rows).toEqual([[NOW_US, 3, 5, 1]]);
    expect(stats).toMatchObject({ droppedOtherSensor: 3, droppedOutOfBounds: 0 });
  });

  it("drops and counts events before the first TIME_HIGH, and rows and times stated there", () => {
    const before = [evt3.addrY(9), evt3.timeLow(77), evt3.addrX(1, 1), evt3.vect12(0b111), evt3.vect8(0xf01)];
    const { rows, stats } = decode(
      ...before,
      evt3.timeHigh(1),
      evt3.addrX(1, 2),
      evt3.addrY(3),
      evt3.addrX(1, 4),
    );
    expect(rows).toEqual([[4096, 4, 3, 1]]);
    expect(stats.droppedBeforeSync).toBe(1 + 3 + 1 + 1);
  });

  it.each([1, 2, 3, 5])("keeps its state when the words come in pieces of %i bytes", (piece) => {
    const words = words16(
      ...START,
      evt3.vectBase(1, 100),
      evt3.vect12(0xfff),
      evt3.vect12(0xff0),
      evt3.vect8(0xff),
    );
    const whole = decodeWith(createBareDecoder("evt3", {}), words);
    const pieces = decodeWith(createBareDecoder("evt3", {}), words, { piece });
    expect(whole.rows).toHaveLength(28);
    expect(pieces.rows).toEqual(whole.rows);
  });

  it.each(Array.from({ length: 14 }, (_, i) => MIN_ROOM + i))(
    "never runs over the end of a batch of %i",
    (capacity) => {
      const full = Array.from({ length: 20 }, () => evt3.vect12(0xfff));
      const words = words16(...START, evt3.vectBase(1, 0), ...full);
      const { rows } = decodeWith(createBareDecoder("evt3", {}), words, { capacity });
      expect(rows.map(([, x]) => x)).toEqual(Array.from({ length: 240 }, (_, i) => i));
    },
  );

  it("knows no row after damage until one is stated", () => {
    const decoder = createBareDecoder("evt3", { salvage: true });
    const words = [...START, evt3.other(9), evt3.addrX(1, 1), evt3.timeHigh(1), evt3.addrX(1, 2)];
    const { rows, stats } = decodeWith(decoder, words16(...words, evt3.addrY(4), evt3.addrX(1, 3)));
    expect(rows).toEqual([[NOW_US, 3, 4, 1]]);
    expect(stats).toMatchObject({ damages: 1, damagedBytes: 4, droppedBeforeSync: 1 });
  });

  it("counts monitoring and inertial words, delivers triggers, and takes type 9 for damage", () => {
    const seen: unknown[] = [];
    const decoder = createBareDecoder("evt3", { side: { trigger: (...edge) => seen.push(edge) } });
    const others = [evt3.other(7), evt3.other(0xe), evt3.other(0xf), evt3.other(0xd)];
    const { stats, error } = decodeWith(
      decoder,
      words16(...START, ...others, evt3.trigger(7, 1), evt3.other(9)),
    );
    expect(stats).toMatchObject({ otherWords: 3, imuSamples: 1, triggers: 1 });
    expect(seen).toEqual([[NOW_US, 7, true]]);
    expect(error).toMatchObject({ code: "codec-corrupt", where: { byte: 16 } });
  });
});

describe("EVT 3.0 time", () => {
  const at = (high: number, low: number): number[] => [
    evt3.timeHigh(high),
    evt3.timeLow(low),
    evt3.addrY(0),
    evt3.addrX(1, 1),
  ];

  it("carries the time on when the 24 bits wrap", () => {
    const decoded = decode(...at(4095, 4095), ...at(0, 1), ...at(4095, 0), ...at(2, 2));
    expect(timesOf(decoded)).toEqual([RANGE_US - 1, RANGE_US + 1, 2 * RANGE_US - 4096, 2 * RANGE_US + 8194]);
    expect(decoded.stats).toMatchObject({ wraps: 2, clockStepsBack: 0 });
  });

  it("counts wraps over pieces and marks", () => {
    const words = words16(...at(4095, 4095), ...at(0, 1), ...at(4095, 0), ...at(2, 2));
    const first = createBareDecoder("evt3", {});
    expect(decodeWith(first, words, { piece: 1 }).stats.wraps).toBe(2);
    const second = createBareDecoder("evt3", {});
    second.resume(first.mark()!);
    expect(timesOf(decodeWith(second, words16(evt3.addrX(1, 1), ...at(4095, 1), ...at(1, 1))))).toEqual([
      2 * RANGE_US + 8194,
      3 * RANGE_US - 4095,
      3 * RANGE_US + 4097,
    ]);
  });

  it("takes a fall of TIME_HIGH by half its range for a wrap, a smaller one for a step back", () => {
    expect(timesOf(decode(...at(2048, 0), ...at(0, 0)))).toEqual([2048 * 4096, RANGE_US]);
    const { stats, ...decoded } = decode(...at(2047, 0), ...at(0, 0), ...at(7, 0));
    expect(timesOf({ stats, ...decoded })).toEqual([2047 * 4096, 0, 7 * 4096]);
    expect(stats).toMatchObject({ wraps: 0, clockStepsBack: 1 });
  });

  it("lets TIME_LOW step back without adding anything", () => {
    const words = [
      ...START,
      evt3.addrX(1, 1),
      evt3.timeLow(0),
      evt3.addrX(1, 2),
      evt3.timeLow(2),
      evt3.addrX(1, 3),
    ];
    const decoded = decode(...words);
    expect(timesOf(decoded)).toEqual([NOW_US, NOW_US - 2, NOW_US]);
    expect(decoded.stats).toMatchObject({ wraps: 0, clockStepsBack: 1 });
  });

  it("starts a changed TIME_HIGH at its beginning, and leaves a repeated one alone", () => {
    const words = [evt3.timeHigh(1), evt3.addrX(1, 1), evt3.timeHigh(2), evt3.addrX(1, 2)];
    expect(timesOf(decode(...START, ...words))).toEqual([NOW_US, 8192]);
  });
});

describe("EVT 3.0 writer", () => {
  const geometry = { width: 1280, height: 720 };
  const write = (rows: readonly Row[], size = geometry): Uint8Array =>
    encodeAll(EVT3.writer!.createEncoder({ geometry: size }), rows);
  const body = (rows: readonly Row[], size = geometry): Uint8Array => {
    const encoder = EVT3.writer!.createEncoder({ geometry: size });
    encoder.header();
    return encoder.encode(batchOf(rows)).slice();
  };
  /** A run of neighbours at one instant. */
  const run = (x: number, count: number, t = 0, p: 0 | 1 = 1): Row[] =>
    Array.from({ length: count }, (_, i) => [t, x + i, 3, p] as const);
  const refused = (event: number): Error =>
    expect.objectContaining({ code: "codec-unwritable", where: { event } }) as Error;

  it("writes time and row only when they change", () => {
    expect(
      body([
        [5, 1, 3, 1],
        [5, 9, 3, 0],
        [6, 2, 3, 1],
        [6, 2, 4, 1],
      ]),
    ).toEqual(
      words16(
        ...[evt3.timeHigh(0), evt3.timeLow(5), evt3.addrY(3), evt3.addrX(1, 1), evt3.addrX(0, 9)],
        ...[evt3.timeLow(6), evt3.addrX(1, 2), evt3.addrY(4), evt3.addrX(1, 2)],
      ),
    );
  });

  it("writes five neighbours as a vector, four one by one", () => {
    const start = [evt3.timeHigh(0), evt3.timeLow(0), evt3.addrY(3)];
    expect(body(run(100, 5))).toEqual(
      words16(...start, evt3.vectBase(1, 100), evt3.vect12(0x1f), evt3.vect12(0), evt3.vect8(0)),
    );
    expect(body(run(100, 4))).toEqual(
      words16(...start, ...[100, 101, 102, 103].map((x) => evt3.addrX(1, x))),
    );
  });

  it("goes on with a vector without a new base", () => {
    expect(body(run(0, 64))).toHaveLength(2 * (3 + 4 + 3));
    expect(decodeAll(EVT3, write(run(0, 64))).rows).toEqual(run(0, 64));
  });

  it("states the base again when the polarity changes where a vector would go on", () => {
    const rows = [...run(0, 32, 0, 1), ...run(32, 32, 0, 0)];
    expect(body(rows)).toHaveLength(2 * (3 + 4 + 4));
    expect(decodeAll(EVT3, write(rows)).rows).toEqual(rows);
  });

  it("writes a pixel that fires twice at one instant twice", () => {
    const rows = [...run(0, 4), ...run(3, 6)];
    expect(decodeAll(EVT3, write(rows)).rows).toEqual(rows);
  });

  it("grows as it must, also where no upper time bits change", () => {
    const rows: Row[] = Array.from({ length: 3000 }, (_, i) => [i, 1, i % 700, 1]);
    const encoder = EVT3.writer!.createEncoder({ geometry });
    const parts = [encoder.header().slice(), encoder.encode(batchOf(rows.slice(0, 1))).slice()];
    parts.push(encoder.encode(batchOf(rows.slice(1))).slice());
    expect(decodeAll(EVT3, concat(...parts)).rows).toEqual(rows);
    const late: Row[] = Array.from({ length: 2000 }, (_, i) => [4096 * RANGE_US + i, 1, i % 700, 1]);
    expect(decodeAll(EVT3, write(late)).rows).toEqual(late);
  });

  it("does not put events of another polarity, order or time into a vector", () => {
    const rows: Row[] = [
      ...run(0, 6),
      ...run(6, 6, 0, 0),
      ...run(0, 6, 9),
      ...run(20, 6).reverse(),
      ...run(5, 1),
    ];
    expect(decodeAll(EVT3, write(rows)).rows).toEqual(rows);
  });

  it("leaves vectors that would reach over the right edge to single words", () => {
    const words = new Uint16Array(body(run(1250, 10)).buffer);
    expect(words.some((word) => word >>> 12 === 4)).toBe(false);
    expect(decodeAll(EVT3, write(run(1250, 10))).rows).toEqual(run(1250, 10));
  });

  it("writes out the wraps that a late start or a gap needs", () => {
    const rows: Row[] = [80 * RANGE_US + 12345, 80 * RANGE_US + 12345, 84 * RANGE_US + 1, 85 * RANGE_US].map(
      (t) => [t, 1, 1, 1],
    );
    expect(decodeAll(EVT3, write(rows)).rows).toEqual(rows);
  });

  it("keeps small steps back, and refuses those that would be read as a wrap", () => {
    const small: Row[] = [50000, 49999, 4095, 50000].map((t) => [t, 1, 1, 1]);
    expect(decodeAll(EVT3, write(small)).rows).toEqual(small);
    expect(() =>
      write([
        [2048 * 4096, 1, 1, 1],
        [0, 1, 1, 1],
      ]),
    ).toThrow(refused(1));
    expect(() =>
      write([
        [RANGE_US, 1, 1, 1],
        [RANGE_US - 1, 1, 1, 1],
      ]),
    ).toThrow(refused(1));
  });

  it("refuses a start or a gap of more wraps than it writes out", () => {
    expect(() => write([[4097 * RANGE_US, 1, 1, 1]])).toThrow(refused(0));
    expect(() =>
      write([
        [1, 1, 1, 1],
        [4097 * RANGE_US + 1, 1, 1, 1],
      ]),
    ).toThrow(refused(1));
  });
});
