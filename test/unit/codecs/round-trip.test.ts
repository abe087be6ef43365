import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import type { StreamFormat } from "../../../src/codecs/codec.ts";
import { FORMATS } from "../../../src/codecs/formats.ts";
import { decodeAll, encodeAll, type Row } from "../../support/codec-decode.ts";

const WIDTH = 640;
const HEIGHT = 480;
const WRITERS = FORMATS.flatMap((format): StreamFormat[] =>
  format.access === "stream" && format.writer !== undefined ? [format] : [],
);

/** Bursts as a sensor makes them: neighbours in a row at one instant, single pixels, pauses, steps back if allowed. */
function randomRows(random: Random, stepsBack: boolean): Row[] {
  const rows: Row[] = [];
  let t = random.uint32() % 4000000;
  while (rows.length < 400) {
    const jump = random.uint32() % 100;
    if (jump < 50) t += random.uint32() % 50;
    else if (jump < 55) t += random.uint32() % 20000000;
    else if (jump < 60 && stepsBack) t = Math.max(0, t - (random.uint32() % 3));
    const p = random.uint32() & 1;
    const y = random.uint32() % HEIGHT;
    const run = 1 + (random.uint32() % 40);
    const gap = 1 + (random.uint32() % 3);
    let x = random.uint32() % WIDTH;
    for (let i = 0; i < run && x < WIDTH; i++, x += random.uint32() % (gap + 1)) rows.push([t, x, y, p]);
  }
  return rows;
}

describe.each(WRITERS)("$name", (format) => {
  it("reads back what it writes, whatever the events and however they are cut", () => {
    const random = new Random(42);
    for (let i = 0; i < 60; i++) {
      const rows = randomRows(random, false);
      const encoder = format.writer!.createEncoder({ geometry: { width: WIDTH, height: HEIGHT } });
      const file = encodeAll(encoder, rows, 1 + (random.uint32() % 300));
      const { rows: got, error } = decodeAll(format, file, { piece: 1 + (random.uint32() % 500) });
      expect(error).toBeNull();
      expect(got).toEqual(rows);
    }
  });

  it.skipIf(format.writer!.limits.ascending)("keeps steps back in time, or refuses them", () => {
    const random = new Random(43);
    let kept = 0;
    for (let i = 0; i < 60; i++) {
      const rows = randomRows(random, true);
      const encoder = format.writer!.createEncoder({ geometry: { width: WIDTH, height: HEIGHT } });
      try {
        expect(decodeAll(format, encodeAll(encoder, rows)).rows).toEqual(rows);
        kept++;
      } catch (error) {
        expect(error).toMatchObject({ code: "codec-unwritable" });
      }
    }
    expect(kept).toBeGreaterThan(0);
  });
});
