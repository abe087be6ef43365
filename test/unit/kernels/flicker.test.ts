import { describe, expect, it } from "vitest";
import { FlickerFilter } from "../../../src/kernels/flicker.ts";
import type { Row } from "../../support/codec-decode.ts";
import { filtered } from "./filtered.ts";

const make = () => new FlickerFilter(4, 4, { minHz: 90, maxHz: 130, periods: 2 });
/** A pixel that sees light of a frequency: an OFF and an ON event a period. */
const lamp = (hz: number, periods: number, startUs = 0): Row[] =>
  Array.from({ length: periods }, (_, i): Row[] => {
    const startsUs = startUs + Math.round((i * 1e6) / hz);
    return [
      [startsUs, 1, 1, 0],
      [startsUs + 1000, 1, 1, 1],
    ];
  }).flat();

describe("FlickerFilter", () => {
  it("silences a pixel after so many periods inside the band", () => {
    const rows = lamp(100, 8);
    // the first rise has no period before it; the rise of the third lamp period is the second in the band
    expect(filtered(make(), rows)).toEqual(rows.slice(0, 5));
  });

  it.each([80, 150])("lets a lamp of %d Hz, outside the band, be", (hz) => {
    expect(filtered(make(), lamp(hz, 8))).toHaveLength(16);
  });

  it.each([8000, 10_000])("holds the ends of its band for inside: a period of %d us", (periodUs) => {
    const filter = new FlickerFilter(4, 4, { minHz: 100, maxHz: 125, periods: 2 });
    const rows = Array.from({ length: 5 }, (_, i): Row[] => [
      [i * periodUs, 1, 1, 0],
      [i * periodUs + 1000, 1, 1, 1],
    ]).flat();
    expect(filtered(filter, rows)).toEqual(rows.slice(0, 5));
  });

  it("takes no period outside the band for the first of a flicker", () => {
    const filter = new FlickerFilter(4, 4, { minHz: 90, maxHz: 130, periods: 1 });
    expect(filtered(filter, lamp(80, 8))).toHaveLength(16);
  });

  it("hears a pixel again when a period has been too long, in whatever batch that happens", () => {
    const filter = make();
    filtered(filter, lamp(100, 8));
    expect(filtered(filter, [[500_000, 1, 1, 1]])).toHaveLength(1);
  });

  it("takes several events of one polarity in a row for one change", () => {
    const rows = lamp(100, 8).flatMap(([t, x, y, p]): Row[] => [
      [t, x, y, p],
      [t + 10, x, y, p],
    ]);
    expect(filtered(make(), rows)).toEqual(rows.slice(0, 10));
  });

  it("keeps the pixels apart", () => {
    const filter = make();
    filtered(filter, lamp(100, 8));
    expect(filtered(filter, [[80_100, 2, 1, 1]])).toHaveLength(1);
  });
});
