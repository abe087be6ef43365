import { describe, expect, it } from "vitest";
import { ImageTruth } from "../../../../studies/recordings/image-truth.ts";
import { scoreTracking, type Told } from "../../../../studies/recordings/tracking-score.ts";

/** A ball that goes right by 1 px a millisecond, in view from 100 to 200 ms and from 300 to 400 ms; 10 px in radius. */
const isInView = (ms: number): boolean => (ms >= 100 && ms <= 200) || (ms >= 300 && ms <= 400);
const truth = new ImageTruth(
  Float64Array.from({ length: 501 }, (_, ms) => 1000 * ms),
  Array.from({ length: 501 }, (_, ms) => (isInView(ms) ? { xPx: ms, yPx: 50, radiusPx: 10 } : null)),
);
/** Each millisecond tells where the ball was 2 ms ago, with an error of 3 px downwards. */
const told = (change: (ms: number) => Partial<Told> = () => ({})): Told[] =>
  Array.from({ length: 500 }, (_, ms) => {
    const nothing = { xPx: NaN, yPx: NaN, presence: 0 };
    const place = isInView(ms - 2) ? { xPx: ms - 2, yPx: 53, presence: 1 } : nothing;
    return { atUs: 1000 * ms, validAtUs: 1000 * (ms - 2), ...place, ...change(ms) };
  });
const score = (change?: (ms: number) => Partial<Told>) =>
  scoreTracking(told(change), truth, { fromUs: 0, toUs: 500_000 });

describe("the score of a tracker", () => {
  it("takes a place at the instant it speaks of, and, streaming, at the one at which it is there", () => {
    const { errorPx, streamingErrorPx, found } = score();
    expect(errorPx).toMatchObject({ mean: 3, n: 202 });
    expect(streamingErrorPx!.median).toBeCloseTo(Math.sqrt(2 * 2 + 3 * 3), 9);
    // from the first place told, 2 ms late, to the last that the ball is in view
    expect(streamingErrorPx!.n).toBe(2 * 99);
    expect(found).toEqual({ count: 202, of: 202, share: 1 });
  });

  it("counts each coming of the ball, and how long it took to find it", () => {
    const late = score((ms) => (ms >= 300 && ms < 310 ? { presence: 0.4 } : {}));
    expect(late).toMatchObject({ sightings: 2, missedSightings: 0 });
    expect(late.firstFixMs).toMatchObject({ median: 6, longest: 10, n: 2 });
    const blind = score((ms) => (ms >= 300 ? { presence: 0 } : {}));
    expect(blind).toMatchObject({ sightings: 2, missedSightings: 1, firstFixMs: { n: 1, longest: 2 } });
  });

  it("tells how long it took to find a lost ball again", () => {
    const { reacquisitionMs } = score((ms) => (ms > 120 && ms < 128 ? { presence: 0.1 } : {}));
    expect(reacquisitionMs).toEqual({ median: 8, p95: 8, longest: 8, n: 1 });
    expect(score((ms) => (ms === 150 ? { presence: 0.1 } : {})).reacquisitionMs).toBeUndefined();
  });

  it("counts tracks that begin on something else, once each", () => {
    expect(score()).toMatchObject({ falseTracks: 0, falseTracksPerMin: 0, seconds: 0.5 });
    const ghosts = score((ms) => (ms >= 20 && ms < 40 ? { xPx: 5, yPx: 5, presence: 0.9 } : {}));
    expect(ghosts).toMatchObject({ falseTracks: 1, falseTracksPerMin: 120 });
    // beside the ball by more than its radius and 5 px
    const beside = (px: number) => (ms: number) => (ms === 102 ? { yPx: 50 + px } : {});
    expect(score(beside(14.9)).falseTracks).toBe(0);
    expect(score(beside(15.1)).falseTracks).toBe(1);
  });

  it("does not count one that begins on the ball's rim when its centre has left the image", () => {
    const leaving = new ImageTruth(
      Float64Array.from({ length: 501 }, (_, ms) => 1000 * ms),
      Array.from({ length: 501 }, (_, ms) => ({ xPx: ms, yPx: 50, radiusPx: 10, hidden: ms > 200 })),
    );
    const again = (yPx: number): Told[] =>
      told((ms) => (ms === 206 ? { xPx: 204, yPx, presence: 1 } : { presence: 0 }));
    const span = { fromUs: 0, toUs: 500_000 };
    expect(scoreTracking(again(50), leaving, span)).toMatchObject({ falseTracks: 0, sightings: 1 });
    expect(scoreTracking(again(80), leaving, span).falseTracks).toBe(1);
  });

  it("has nothing to say of what was not there", () => {
    const nothing = scoreTracking([], new ImageTruth(Float64Array.of(0), [null]), { fromUs: 0, toUs: 1000 });
    expect(nothing).toEqual({
      falseTracks: 0,
      falseTracksPerMin: 0,
      sightings: 0,
      missedSightings: 0,
      seconds: 0.001,
    });
  });
});
