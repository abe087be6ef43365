import { describe, expect, it } from "vitest";
import { MIN_ROOM } from "../../../src/codecs/codec.ts";
import { createBareDecoder } from "../../../src/codecs/prophesee-raw.ts";
import type { SideChannels } from "../../../src/codecs/side-channels.ts";
import { decodeWith, type Decoded } from "../../support/codec-decode.ts";
import { evt21, legacy64, little64, type Halves } from "../../support/codec-words.ts";

const HIGH_MAX = 0x0fffffff;
const RANGE_US = 2 ** 34;

const decode = (words: readonly Halves[], side: SideChannels = {}): Decoded =>
  decodeWith(createBareDecoder("evt21", { side }), little64(...words));

describe("EVT 2.1 words", () => {
  it("gives one event per bit of the mask, from the lowest up", () => {
    const { rows } = decode([evt21.timeHigh(3), evt21.cd(1, 7, 100, 50, 0b1000_0001)]);
    expect(rows).toEqual([
      [199, 100, 50, 1],
      [199, 107, 50, 1],
    ]);
  });

  it("gives 32 events for a full mask", () => {
    const { rows } = decode([evt21.timeHigh(0), evt21.cd(0, 0, 64, 1, 0xffffffff)]);
    expect(rows.map(([, x]) => x)).toEqual(Array.from({ length: 32 }, (_, i) => 64 + i));
    expect(new Set(rows.map(([, , , p]) => p))).toEqual(new Set([0]));
  });

  it("reads the two byte orders alike", () => {
    const words = [evt21.timeHigh(3), evt21.cd(1, 7, 100, 50, 0x80000001), evt21.cd(0, 8, 9, 1, 6)];
    const legacy = decodeWith(createBareDecoder("evt21", {}, "legacy"), legacy64(...words));
    expect(legacy.rows).toHaveLength(4);
    expect(legacy.rows).toEqual(decode(words).rows);
  });

  it("keeps all 34 time bits and carries them on when they wrap", () => {
    const { rows, stats } = decode([
      evt21.timeHigh(HIGH_MAX),
      evt21.cd(1, 63, 0, 0, 1),
      evt21.timeHigh(0),
      evt21.cd(1, 2, 0, 0, 1),
    ]);
    expect(rows.map(([t]) => t)).toEqual([RANGE_US - 1, RANGE_US + 2]);
    expect(stats).toMatchObject({ wraps: 1, clockStepsBack: 0 });
  });

  it("goes on after a mark with the wraps that it has seen", () => {
    const wrap = [evt21.timeHigh(HIGH_MAX), evt21.timeHigh(0), evt21.cd(1, 2, 0, 0, 1)];
    const first = createBareDecoder("evt21", {});
    decodeWith(first, little64(...wrap), { piece: 1 });
    const second = createBareDecoder("evt21", {});
    second.resume(first.mark()!);
    expect(decodeWith(second, little64(...wrap)).rows[0]?.[0]).toBe(2 * RANGE_US + 2);
  });

  it.each(Array.from({ length: 34 }, (_, i) => MIN_ROOM + i))(
    "never runs over the end of a batch of %i",
    (capacity) => {
      const full = Array.from({ length: 20 }, (_, i) => evt21.cd(1, 0, 32 * i, 0, 0xffffffff));
      const { rows } = decodeWith(createBareDecoder("evt21", {}), little64(evt21.timeHigh(0), ...full), {
        capacity,
      });
      expect(rows.map(([, x]) => x)).toEqual(Array.from({ length: 640 }, (_, i) => i));
    },
  );

  it("takes a smaller fall for a step back", () => {
    const { rows, stats } = decode([evt21.timeHigh(9), evt21.timeHigh(8), evt21.cd(1, 0, 0, 0, 1)]);
    expect(rows[0]?.[0]).toBe(512);
    expect(stats).toMatchObject({ wraps: 0, clockStepsBack: 1 });
  });

  it("drops and counts the events of vectors before the first TIME_HIGH", () => {
    const { rows, stats } = decode([
      evt21.cd(1, 0, 0, 0, 0b10111),
      evt21.timeHigh(1),
      evt21.cd(1, 0, 0, 0, 1),
    ]);
    expect(rows).toEqual([[64, 0, 0, 1]]);
    expect(stats.droppedBeforeSync).toBe(4);
  });

  it("clips a vector at the right edge, and drops one below the bottom, counting both", () => {
    const decoder = createBareDecoder("evt21", { geometry: { width: 10, height: 20 } });
    const words = [evt21.timeHigh(0), evt21.cd(1, 0, 8, 19, 0b1111), evt21.cd(1, 0, 0, 20, 0b1)];
    const { rows, stats } = decodeWith(decoder, little64(...words));
    expect(rows.map(([, x]) => x)).toEqual([8, 9]);
    expect(stats.droppedOutOfBounds).toBe(3);
  });

  it("delivers external triggers to the side channel, with time, channel and edge", () => {
    const seen: unknown[] = [];
    const side: SideChannels = { trigger: (...edge) => seen.push(edge) };
    const { stats } = decode([evt21.timeHigh(2), evt21.trigger(5, 6, 1)], side);
    expect(seen).toEqual([[133, 6, true]]);
    expect(stats.triggers).toBe(1);
  });

  it("counts words of monitoring, and takes types that do not exist for damage", () => {
    const { stats, error } = decode([
      evt21.timeHigh(0),
      evt21.other(0xe),
      evt21.other(0xf),
      evt21.other(0xd),
    ]);
    expect(stats.otherWords).toBe(2);
    expect(error).toMatchObject({ code: "codec-corrupt", where: { byte: 24 } });
  });
});
