import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tracksSink } from "../../../../nodes/sinks/tracks.ts";
import type { Track, TrackSet } from "../../../../src/core/track.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { testFolder } from "../../../support/recording-files.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const folder = testFolder();

const track = (id: number, seenUs: number, more: Partial<Track> = {}): Track => ({
  id,
  xPx: 10,
  yPx: 20,
  vxPxps: 0,
  vyPxps: 0,
  radiusPx: 2,
  events: 30,
  bornUs: 0,
  seenUs,
  ...more,
});
const set = (timeUs: number, tracks: readonly Track[], camera = "left"): TrackSet => ({
  camera,
  timeUs,
  tracks,
});

/** What the report says after these sets, at the end of the stream. */
function reportOf(sets: readonly TrackSet[], params: Record<string, unknown> = {}): unknown {
  const harness = new NodeHarness(tracksSink, params);
  for (const each of sets) harness.push("tracks", each);
  harness.complete("tracks");
  return harness.sections["tracking"]?.();
}

describe("sink/tracks", () => {
  itBehavesAsANode(tracksSink);

  it("tells of each track its life, its way and its speed", () => {
    const report = reportOf([
      set(10_000, [track(0, 10_000)]),
      set(20_000, [track(0, 20_000, { xPx: 13, yPx: 24, vxPxps: 300, vyPxps: 400 })]),
      set(40_000, [track(0, 40_000, { xPx: 13, yPx: 21, events: 77 })]),
      set(50_000, []),
    ]);
    expect(report).toMatchObject({
      left: {
        tracks: 1,
        short: 0,
        alive: 0,
        lifetimeMs: { mean: 40, n: 1 },
        longest: [
          {
            id: 0,
            bornUs: 0,
            lifetimeMs: 40,
            events: 77,
            lengthPx: 8,
            displacementPx: Math.sqrt(10),
            meanSpeedPxps: 8 / 0.03,
            maxSpeedPxps: 500,
          },
        ],
      },
    });
  });

  it("only counts tracks that were too short", () => {
    const sets = [set(0, [track(0, 15_000), track(1, 25_000)]), set(1, [])];
    expect(reportOf(sets)).toMatchObject({ left: { tracks: 1, short: 1 } });
    expect(reportOf(sets, { minLifetimeMs: 0 })).toMatchObject({ left: { tracks: 2, short: 0 } });
  });

  it("tells live of tracks that go on, and ends them with the stream", () => {
    const harness = new NodeHarness(tracksSink);
    harness.push("tracks", set(50_000, [track(3, 50_000), track(4, 1000)]));
    expect(harness.sections["tracking"]?.()).toEqual({
      left: { tracks: 1, short: 0, alive: 1, longest: [] },
    });
    harness.complete("tracks");
    expect(harness.sections["tracking"]?.()).toMatchObject({ left: { tracks: 1, short: 1, alive: 0 } });
  });

  it("lists the ten that lasted longest, longest first", () => {
    const tracks = Array.from({ length: 15 }, (_, id) => track(id, 30_000 + ((id * 7) % 15) * 1000));
    const report = reportOf([set(50_000, tracks)]) as {
      left: { tracks: number; longest: { lifetimeMs: number }[] };
    };
    expect(report.left.tracks).toBe(15);
    expect(report.left.longest.map(({ lifetimeMs }) => lifetimeMs)).toEqual([
      44, 43, 42, 41, 40, 39, 38, 37, 36, 35,
    ]);
  });

  it("keeps cameras apart", () => {
    const report = reportOf([set(30_000, [track(0, 30_000)]), set(30_000, [track(0, 90_000)], "right")]);
    expect(report).toMatchObject({ left: { lifetimeMs: { mean: 30 } }, right: { lifetimeMs: { mean: 90 } } });
  });

  it("writes every new sight of every track as a table, also when the run is cut short", () => {
    const csv = join(folder, "tracks.csv");
    const harness = new NodeHarness(tracksSink, { csv });
    harness.push("tracks", set(10, [track(0, 10, { vxPxps: -1.5 }), track(1, 10)]));
    harness.push("tracks", set(20, [track(0, 10), track(1, 20, { xPx: 11.257, events: 31 })]));
    harness.unsubscribe();
    expect(readFileSync(csv, "utf8").split("\n")).toEqual([
      "camera,track,time_us,x_px,y_px,vx_pxps,vy_pxps,radius_px,events",
      "left,0,10,10.00,20.00,-1.50,0.00,2.00,30",
      "left,1,10,10.00,20.00,0.00,0.00,2.00,30",
      "left,1,20,11.26,20.00,0.00,0.00,2.00,31",
      "",
    ]);
  });

  it("writes a sight once, also when two cameras take turns", () => {
    const csv = join(folder, "two-cameras.csv");
    const harness = new NodeHarness(tracksSink, { csv });
    for (const camera of ["left", "right", "left", "right"])
      harness.push("tracks", set(10, [track(0, 10)], camera));
    harness.unsubscribe();
    const cameras = readFileSync(csv, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => row.split(",")[0]);
    expect(cameras).toEqual(["left", "right"]);
  });

  it("says why it cannot write the table", () => {
    expect(() => new NodeHarness(tracksSink, { csv: join(folder, "nowhere", "t.csv") })).toThrow(
      /cannot write .*nowhere/,
    );
  });
});
