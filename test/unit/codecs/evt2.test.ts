import { describe, expect, it } from "vitest";
import { EVT2, createBareDecoder } from "../../../src/codecs/prophesee-raw.ts";
import {
  decodeAll,
  decodeWith,
  encodeAll,
  batchOf,
  type Decoded,
  type Row,
} from "../../support/codec-decode.ts";
import { evt2, words32 } from "../../support/codec-words.ts";

const HIGH_MAX = 0x0fffffff;
const RANGE_US = 2 ** 34;

const decode = (...words: readonly number[]): Decoded =>
  decodeWith(createBareDecoder("evt2", {}), words32(...words));
const timesOf = ({ rows }: Decoded): number[] => rows.map(([t]) => t);
/** An event with low time bits 0 after each TIME_HIGH. */
const timesAfter = (...highs: readonly number[]): number[] =>
  timesOf(decode(...highs.flatMap((high) => [evt2.timeHigh(high), evt2.cd(1, 0, 1, 1)])));

describe("EVT 2.0 words", () => {
  it("takes time, column, row and polarity from their bits", () => {
    const { rows } = decode(evt2.timeHigh(5), evt2.cd(1, 63, 2047, 0), evt2.cd(0, 0, 0, 2047));
    expect(rows).toEqual([
      [5 * 64 + 63, 2047, 0, 1],
      [5 * 64, 0, 2047, 0],
    ]);
  });

  it("keeps all 34 time bits", () => {
    expect(timesAfter(HIGH_MAX)).toEqual([RANGE_US - 64]);
  });

  it("carries the time on when the 34 bits wrap", () => {
    const decoded = decode(
      ...[HIGH_MAX, 0, HIGH_MAX, 1].flatMap((high) => [evt2.timeHigh(high), evt2.cd(1, 1, 1, 1)]),
    );
    expect(timesOf(decoded)).toEqual([RANGE_US - 63, RANGE_US + 1, 2 * RANGE_US - 63, 2 * RANGE_US + 65]);
    expect(decoded.stats.wraps).toBe(2);
    expect(decoded.stats.clockStepsBack).toBe(0);
  });

  it("goes on after a mark with the wraps that it has seen, and those of earlier pieces", () => {
    const wrapping = [HIGH_MAX, 0, HIGH_MAX, 0].flatMap((high) => [evt2.timeHigh(high), evt2.cd(1, 1, 1, 1)]);
    const first = createBareDecoder("evt2", {});
    decodeWith(first, words32(...wrapping), { piece: 4 });
    expect(first.stats).toMatchObject({ wraps: 2, events: 4 });
    const second = createBareDecoder("evt2", {});
    second.resume(first.mark()!);
    const { rows } = decodeWith(
      second,
      words32(evt2.timeHigh(HIGH_MAX), evt2.timeHigh(0), evt2.cd(1, 0, 1, 1)),
    );
    expect(rows[0]?.[0]).toBe(3 * RANGE_US);
  });

  it("takes a fall of nearly the whole range for a wrap, as when TIME_HIGH words are lost at it", () => {
    expect(timesAfter(HIGH_MAX, 156)).toEqual([RANGE_US - 64, RANGE_US + 156 * 64]);
  });

  it("takes a smaller fall for a step back", () => {
    const decoded = decode(evt2.timeHigh(HIGH_MAX), evt2.timeHigh(158), evt2.cd(1, 0, 1, 1));
    expect(timesOf(decoded)).toEqual([158 * 64]);
    expect(decoded.stats).toMatchObject({ wraps: 0, clockStepsBack: 1 });
    expect(timesAfter(1000, 10, 1001)).toEqual([64000, 640, 64064]);
  });

  it("drops and counts events before the first TIME_HIGH", () => {
    const { rows, stats } = decode(
      evt2.cd(1, 3, 1, 1),
      evt2.trigger(1, 0, 1),
      evt2.cd(0, 4, 1, 1),
      evt2.timeHigh(7),
      evt2.cd(1, 2, 3, 4),
    );
    expect(rows).toEqual([[450, 3, 4, 1]]);
    expect(stats).toMatchObject({ droppedBeforeSync: 2, events: 1, triggers: 0 });
  });

  it("delivers external triggers to the side channel, with time, channel and edge", () => {
    const seen: unknown[] = [];
    const decoder = createBareDecoder("evt2", { side: { trigger: (...edge) => seen.push(edge) } });
    const { rows } = decodeWith(
      decoder,
      words32(evt2.timeHigh(2), evt2.trigger(5, 6, 1), evt2.trigger(41, 31, 0)),
    );
    expect(rows).toEqual([]);
    expect(seen).toEqual([
      [133, 6, true],
      [169, 31, false],
    ]);
    expect(decoder.stats.triggers).toBe(2);
  });

  it("counts inertial and monitoring words without taking them for events", () => {
    const others = [2, 3, 0xb, 0xc, 0xe, 0xf].map((type) => evt2.other(type));
    const { rows, stats } = decode(evt2.timeHigh(0), evt2.other(0xd), ...others, evt2.cd(1, 1, 1, 1));
    expect(rows).toHaveLength(1);
    expect(stats).toMatchObject({ imuSamples: 1, otherWords: 6 });
  });

  it.each([4, 5, 6, 7, 9])("takes a word of type %i for damage", (type) => {
    const { rows, error } = decode(
      evt2.timeHigh(0),
      evt2.cd(1, 1, 1, 1),
      evt2.other(type),
      evt2.cd(1, 2, 1, 1),
    );
    expect(error).toMatchObject({ code: "codec-corrupt", where: { byte: 8 } });
    expect(rows).toHaveLength(1);
  });

  it("drops pixels outside the geometry it is told", () => {
    const decoder = createBareDecoder("evt2", { geometry: { width: 10, height: 20 } });
    const bytes = words32(
      evt2.timeHigh(0),
      evt2.cd(1, 0, 9, 19),
      evt2.cd(1, 0, 10, 19),
      evt2.cd(1, 0, 9, 20),
    );
    const { rows, stats } = decodeWith(decoder, bytes);
    expect(rows).toEqual([[0, 9, 19, 1]]);
    expect(stats.droppedOutOfBounds).toBe(2);
  });
});

describe("EVT 2.0 writer", () => {
  const geometry = { width: 2048, height: 2048 };
  const write = (rows: readonly Row[]): Uint8Array =>
    encodeAll(EVT2.writer!.createEncoder({ geometry }), rows);
  const refused = (event: number): Error =>
    expect.objectContaining({ code: "codec-unwritable", where: { event } }) as Error;

  it("writes one TIME_HIGH for events that share it", () => {
    const encoder = EVT2.writer!.createEncoder({ geometry });
    encoder.header();
    const bytes = encoder
      .encode(
        batchOf([
          [640, 1, 2, 1],
          [703, 3, 4, 0],
          [704, 5, 6, 1],
        ]),
      )
      .slice();
    expect(bytes).toEqual(
      words32(
        evt2.timeHigh(10),
        evt2.cd(1, 0, 1, 2),
        evt2.cd(0, 63, 3, 4),
        evt2.timeHigh(11),
        evt2.cd(1, 0, 5, 6),
      ),
    );
  });

  it("does not repeat TIME_HIGH at the start of a batch, and grows as it must", () => {
    const encoder = EVT2.writer!.createEncoder({ geometry });
    encoder.header();
    const many: Row[] = Array.from({ length: 3000 }, () => [640, 1, 2, 1]);
    expect(encoder.encode(batchOf(many))).toHaveLength(4 * 3001);
    expect(encoder.encode(batchOf(many))).toHaveLength(4 * 3000);
  });

  it("writes out the wraps that a late start or a gap needs", () => {
    const rows: Row[] = [
      [3 * RANGE_US + 17, 1, 2, 1],
      [5 * RANGE_US - 1, 1, 2, 0],
      [5 * RANGE_US, 1, 2, 1],
      [9 * RANGE_US + 5, 1, 2, 1],
    ];
    expect(decodeAll(EVT2, write(rows)).rows).toEqual(rows);
  });

  it("keeps steps back inside the range", () => {
    const rows: Row[] = [5000, 100, 6000, 5999].map((t) => [t, 1, 1, 1]);
    expect(decodeAll(EVT2, write(rows)).rows).toEqual(rows);
  });

  it("refuses a step back over a wrap, or so far that it would be read as one", () => {
    expect(() =>
      write([
        [RANGE_US, 1, 1, 1],
        [RANGE_US - 1, 1, 1, 1],
      ]),
    ).toThrow(refused(1));
    expect(() =>
      write([
        [RANGE_US - 1, 1, 1, 1],
        [0, 1, 1, 1],
      ]),
    ).toThrow(refused(1));
  });

  it("refuses a start or a gap of more wraps than it writes out", () => {
    expect(() => write([[4097 * RANGE_US, 1, 1, 1]])).toThrow(refused(0));
    expect(() =>
      write([
        [0, 1, 1, 1],
        [4097 * RANGE_US, 1, 1, 1],
      ]),
    ).toThrow(refused(1));
    const latest: Row[] = [[4097 * RANGE_US - 1, 1, 1, 1]];
    expect(decodeAll(EVT2, write(latest)).rows).toEqual(latest);
  });
});
