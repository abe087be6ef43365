import { describe, expect, it } from "vitest";
import { Random } from "../../../../src/core/random.ts";
import { makeTargets } from "../../../../src/snn/train/loss.ts";
import {
  type FrameVariation,
  NO_VARIATION,
  type PackedFrames,
  showFrame,
} from "../../../../src/snn/train/packed-frames.ts";

const SIDE = 8;
/** One frame with events at (x 1, y 2) and (x 5, y 6); the ball is at (3.25, 4.5). */
const FRAMES: PackedFrames = {
  volume: { channels: 1, height: SIDE, width: SIDE },
  bits: Uint8Array.from([0, 0, 1 << 1, 0, 0, 0, 1 << 5, 0]),
  xPx: Float64Array.from([3.25]),
  yPx: Float64Array.from([4.5]),
  present: Uint8Array.from([1]),
};

/** The events and the ball of one showing, in lane 1 of 2. */
function shown(variation: FrameVariation, seed: number) {
  const targets = makeTargets(2);
  const input = new Float32Array(SIDE * SIDE * 2).fill(7);
  showFrame(FRAMES, 0, { input, samples: 2, targets, sample: 1 }, { variation, random: new Random(seed) });
  const events: [number, number][] = [];
  for (let place = 0; place < SIDE * SIDE; place++) {
    expect(input[place * 2]).toBe(7); // the other lane
    if (input[place * 2 + 1] === 1) events.push([place % SIDE, Math.floor(place / SIDE)]);
  }
  return { events, ball: [targets.xPx[1]!, targets.yPx[1]!] as const };
}

describe("a frame shown to a network", () => {
  it("is as recorded without variation", () => {
    expect(shown(NO_VARIATION, 1)).toEqual({
      events: [
        [1, 2],
        [5, 6],
      ],
      ball: [3.25, 4.5],
    });
  });

  it("moves with its label, by whole pixels of the range, and loses what leaves it", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 300; seed++) {
      const { events, ball } = shown({ ...NO_VARIATION, shiftPx: 2 }, seed);
      const [dx, dy] = [ball[0] - 3.25, ball[1] - 4.5];
      seen.add(`${dx},${dy}`);
      const expected = [
        [1 + dx, 2 + dy],
        [5 + dx, 6 + dy],
      ].filter(([x, y]) => x! >= 0 && y! >= 0 && x! < SIDE && y! < SIDE);
      expect(events).toEqual(expected);
    }
    expect(seen.size).toBe(25);
  });

  it("is mirrored with its label", () => {
    const views = Array.from({ length: 60 }, (_, seed) => shown({ ...NO_VARIATION, mirror: true }, seed));
    expect(new Set(views.map(({ ball }) => ball.join()))).toEqual(
      new Set(["3.25,4.5", "3.75,4.5", "3.25,2.5", "3.75,2.5"]),
    );
    const both = views.find(({ ball }) => ball[0] === 3.75 && ball[1] === 2.5);
    expect(both?.events).toEqual([
      [2, 1],
      [6, 5],
    ]);
  });

  it("loses events at random, never gains any", () => {
    const counts = Array.from(
      { length: 200 },
      (_, seed) => shown({ ...NO_VARIATION, dropShare: 1 }, seed).events.length,
    );
    expect(new Set(counts)).toEqual(new Set([0, 1, 2]));
  });
});

describe("windows in a row", () => {
  const frames: PackedFrames = {
    volume: { channels: 1, height: 1, width: 8 },
    windows: 3,
    bits: Uint8Array.from([1, 2, 4, 8, 16, 32]),
    xPx: Float64Array.from([1, 5]),
    yPx: new Float64Array(2),
    present: Uint8Array.from([1, 0]),
  };
  /** The active places of each lane when sample 1 is shown as the first of two samples. */
  function lanes(variation: FrameVariation, shown: PackedFrames = frames) {
    const targets = makeTargets(2);
    const input = new Float32Array(8 * 3 * 2);
    showFrame(shown, 1, { input, samples: 2, targets, sample: 0 }, { variation, random: new Random(6) });
    const active = Array.from({ length: 6 }, (_, lane) =>
      [...Array(8).keys()].filter((place) => input[place * 6 + lane] === 1),
    );
    return { active, targets };
  }

  it("go to a lane each, the sample's own", () => {
    expect(lanes(NO_VARIATION).active).toEqual([[3], [], [4], [], [5], []]);
  });

  it("are moved alike", () => {
    const { active, targets } = lanes({ ...NO_VARIATION, shiftPx: 2 });
    const by = targets.xPx[0]! - 5;
    expect(by).not.toBe(0);
    const dy = targets.yPx[0]!;
    expect(active).toEqual(dy === 0 ? [[3 + by], [], [4 + by], [], [5 + by], []] : [[], [], [], [], [], []]);
  });

  it("are of class 1 with a ball, 0 without, or as labelled", () => {
    expect(lanes(NO_VARIATION).targets.classes[0]).toBe(0);
    const labelled = { ...frames, classes: Int32Array.from([4, 7]) };
    expect(lanes(NO_VARIATION, labelled).targets.classes[0]).toBe(7);
  });
});
