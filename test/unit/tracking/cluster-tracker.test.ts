import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import type { Track } from "../../../src/core/track.ts";
import { Cluster, clusterRules } from "../../../src/tracking/cluster.ts";
import { ClusterTracker, type ClusterTrackerOptions } from "../../../src/tracking/cluster-tracker.ts";
import { batchOf, type Row } from "../../support/codec-decode.ts";

const OPTIONS: ClusterTrackerOptions = {
  camera: "left",
  radiusPx: 10,
  mixing: 0.1,
  decayUs: 10_000,
  minMass: 10,
  maxClusters: 20,
};
const make = (options: Partial<ClusterTrackerOptions> = {}) => new ClusterTracker({ ...OPTIONS, ...options });

interface Blob {
  /** [px] at time 0, [px/s]. */
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
}

/** Events of things that move, each one event every 100 us within 3 px of its centre, in [fromUs, toUs). */
function events(blobs: readonly Blob[], fromUs: number, toUs: number): Row[] {
  const random = new Random(fromUs + 1);
  const rows: Row[] = [];
  for (let t = fromUs; t < toUs; t += 100) {
    for (const { x, y, vx, vy } of blobs) {
      const [dx, dy] = [random.between(-3, 3), random.between(-3, 3)];
      rows.push([t, Math.round(x + (vx * t) / 1e6 + dx), Math.round(y + (vy * t) / 1e6 + dy), 1]);
    }
  }
  return rows;
}

/** Tracks at the end of a walk through time in batches of a millisecond. */
function follow(
  tracker: ClusterTracker,
  blobs: readonly Blob[],
  fromUs: number,
  toUs: number,
): readonly Track[] {
  let tracks: readonly Track[] = [];
  for (let t = fromUs; t < toUs; t += 1000)
    tracks = tracker.track(batchOf(events(blobs, t, t + 1000))).tracks;
  return tracks;
}

const DART: Blob = { x: 20, y: 60, vx: 1500, vy: -200 };

describe("ClusterTracker", () => {
  it("follows a thing to a pixel or two, with its velocity, under one number", () => {
    const tracker = make();
    const early = follow(tracker, [DART], 0, 20_000);
    const late = follow(tracker, [DART], 20_000, 60_000);
    expect(early.map(({ id }) => id)).toEqual([0]);
    expect(late).toHaveLength(1);
    const [track] = late as [Track];
    expect(track).toMatchObject({ id: 0, bornUs: 0, seenUs: 59_900, events: 600 });
    expect(Math.abs(track.xPx - (20 + 1500 * 0.0599))).toBeLessThan(2);
    expect(Math.abs(track.yPx - (60 - 200 * 0.0599))).toBeLessThan(2);
    expect(track.vxPxps).toBeGreaterThan(1350);
    expect(track.vxPxps).toBeLessThan(1650);
    expect(Math.abs(track.vyPxps + 200)).toBeLessThan(150);
    expect(track.radiusPx).toBeGreaterThan(1.5); // sqrt(2) * 3 / sqrt(3) = 2.4 for a square of 6 px
    expect(track.radiusPx).toBeLessThan(3.5);
  });

  it("says nothing before there is enough, and names its camera and time", () => {
    const tracker = make();
    expect(tracker.track(batchOf([]))).toEqual({ camera: "left", timeUs: -Infinity, tracks: [] });
    expect(tracker.track(batchOf(events([DART], 0, 900)))).toEqual({
      camera: "left",
      timeUs: 800,
      tracks: [],
    });
    expect(tracker.track(batchOf(events([DART], 900, 1300))).tracks).toHaveLength(1);
  });

  it("ends a track that is not seen any more, and gives its number to no other", () => {
    const tracker = make();
    follow(tracker, [DART], 0, 20_000);
    expect(tracker.track(batchOf([[30_000, 120, 120, 1]])).tracks).toHaveLength(1);
    expect(tracker.track(batchOf([[80_000, 120, 120, 1]])).tracks).toHaveLength(0);
    expect(follow(tracker, [{ ...DART, vx: 0, vy: 0 }], 90_000, 100_000).map(({ id }) => id)).toEqual([1]);
  });

  it("finds a fast thing again after a gap, where it should be by then", () => {
    const tracker = make({ radiusPx: 6, decayUs: 50_000 });
    follow(tracker, [DART], 0, 20_000);
    const [track] = follow(tracker, [DART], 40_000, 42_000) as [Track];
    expect(track).toMatchObject({ id: 0, events: 220 });
    expect(Math.abs(track.xPx - (20 + 1500 * 0.0419))).toBeLessThan(3);
  });

  it("keeps two things apart that pass by one another at a distance", () => {
    const other: Blob = { x: 110, y: 90, vx: -1500, vy: 0 };
    const tracks = follow(make(), [DART, other], 0, 60_000);
    expect(tracks.map(({ id }) => id)).toEqual([0, 1]);
    expect(tracks.map(({ vxPxps }) => Math.sign(vxPxps))).toEqual([1, -1]);
  });

  it("makes one track of two that have come together, the older one", () => {
    const still: Blob = { x: 50, y: 60, vx: 0, vy: 0 };
    const coming: Blob = { x: 100, y: 60, vx: -1000, vy: 0 };
    const tracker = make();
    follow(tracker, [still], 0, 5000);
    expect(follow(tracker, [still, coming], 5000, 20_000).map(({ id }) => id)).toEqual([0, 1]);
    const merged = follow(tracker, [still, { ...still, x: 52 }], 51_000, 60_000);
    expect(merged).toMatchObject([{ id: 0, events: 200 + 150 + 180 }]); // with the 150 of the other before they met
  });

  it("places what became of two by their masses, where the older one had got to by then", () => {
    const rules = clusterRules({ ...OPTIONS, mixing: 1 });
    const mover = new Cluster(0, 0, 50, rules);
    for (let t = 2000; t <= 20_000; t += 2000) mover.add(t, t / 100, 50); // 10 px a millisecond, mixing 1: at the event
    const other = new Cluster(20_000, 300, 50, rules);
    for (let n = 0; n < 3; n++) other.add(21_000, 300, 50);
    const [mass, others] = [mover.massAt(21_000), other.massAt(21_000)];
    mover.absorb(other);
    expect(mover.track().xPx).toBeCloseTo((210 * mass + 300 * others) / (mass + others), 6);
    expect(mover.massAt(21_000)).toBeCloseTo(mass + others, 9);
  });

  it("follows through noise: a new cluster takes the place of the weakest that is no track", () => {
    const tracker = make({ maxClusters: 8 });
    const random = new Random(4);
    let tracks: readonly Track[] = [];
    for (let t = 0; t < 40_000; t += 1000) {
      const noise = Array.from({ length: 20 }, (): Row => {
        return [
          t + Math.floor(random.between(0, 1000)),
          Math.floor(random.between(0, 400)),
          Math.floor(random.between(0, 400)),
          0,
        ];
      });
      const rows = [...events([DART], t, t + 1000), ...noise].sort((a, b) => a[0] - b[0]);
      tracks = tracker.track(batchOf(rows)).tracks;
    }
    expect(tracks).toHaveLength(1);
    expect(Math.abs((tracks[0]?.xPx ?? NaN) - 80)).toBeLessThan(3);
    expect(tracker.unassigned).toBe(0);
  });

  it("counts what finds no place because every cluster is a track", () => {
    const tracker = make({ maxClusters: 1 });
    follow(tracker, [DART], 0, 5000);
    tracker.track(batchOf([[5001, 120, 120, 1]]));
    expect(tracker.unassigned).toBe(1);
  });

  it("forgets what was long ago even when no event has come since", () => {
    const tracker = make();
    tracker.track(batchOf(events([{ ...DART, vx: 0, vy: 0 }], 0, 900))); // 9 events: nearly a track
    expect(tracker.track(batchOf([[1_000_000, 20, 60, 1]])).tracks).toEqual([]);
    const later = tracker.track(batchOf(events([{ ...DART, vx: 0, vy: 0 }], 1_000_100, 1_002_000))).tracks;
    expect(later).toMatchObject([{ bornUs: 1_000_000 }]);
  });
});
