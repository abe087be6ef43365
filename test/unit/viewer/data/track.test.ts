import { describe, expect, it } from "vitest";
import { Track } from "../../../../viewer/src/data/track.ts";

function trackOf(capacity: number, ...timesUs: number[]): Track<string> {
  const track = new Track<string>(capacity);
  for (const timeUs of timesUs) track.push(timeUs, `at ${timeUs}`);
  return track;
}

const times = (track: Track<string>): (number | undefined)[] =>
  Array.from({ length: track.length }, (_, i) => track.sample(i)?.timeUs);

describe("a track", () => {
  it("forgets its oldest samples when it is full", () => {
    expect(times(trackOf(3, 1, 2, 3, 4, 5))).toEqual([3, 4, 5]);
  });

  it.each([
    [9, undefined],
    [10, "at 10"],
    [19, "at 10"],
    [20, "at 20"],
    [99, "at 30"],
  ])("gives at %i us the newest sample that was known then", (timeUs, expected) => {
    expect(trackOf(4, 10, 20, 30).at(timeUs)?.value).toBe(expected);
  });

  it("finds samples after its ring has turned over", () => {
    expect(trackOf(3, 1, 2, 3, 4, 5).at(4)?.value).toBe("at 4");
  });

  it("keeps the last of two samples of one instant, and takes none older than its newest", () => {
    const track = trackOf(4, 10, 20);
    track.push(20, "again");
    track.push(15, "late");
    expect(times(track)).toEqual([10, 20]);
    expect(track.newest?.value).toBe("again");
  });

  it("is empty after a clear, and can be filled again", () => {
    const track = trackOf(2, 1, 2, 3);
    track.clear();
    expect([track.length, track.oldest, track.at(9)]).toEqual([0, undefined, undefined]);
    track.push(1, "new");
    expect(track.at(9)?.value).toBe("new");
  });
});
