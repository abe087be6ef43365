import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { mapPlot } from "../../../../studies/play/map-plot.ts";
import {
  latencyCosts,
  mapSize,
  sensitivityMap,
  type MapCell,
} from "../../../../studies/play/sensitivity-map.ts";
import { nameOf } from "../../../../studies/play/ways.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const task = { tiers: ["elite"], robots: ["gantry"], seed: 7, count: 2, root } as const;

describe("a map", async () => {
  const cells = await sensitivityMap(task, { threads: 1 });
  const cell = (name: string): MapCell => cells.find(({ way }) => nameOf(way) === `gantry, oracle${name}`)!;

  it("plays the same balls in every cell, each degraded in its own way", () => {
    expect(cells).toHaveLength(mapSize(task));
    expect(new Set(cells.map(({ way }) => nameOf(way))).size).toBe(cells.length);
    expect(new Set(cells.map(({ summary }) => summary.hash)).size).toBe(cells.length);
    for (const { summary } of cells) expect(summary.balls).toBe(2);
    const streaming = ["", ", 10 ms late", ", 80 ms late"].map(
      (name) => cell(name).summary.streamingErrorMm!.mean,
    );
    expect(streaming[0]).toBe(0);
    expect(streaming[2]! / streaming[1]!).toBeCloseTo(8, 0);
  });

  it("holds each against the same without the one thing that is wrong with it", () => {
    expect(cell("")).not.toHaveProperty("cost");
    const shift = (name: string): number => cell(name).cost!.streamingErrorMm!.difference;
    const mean = (name: string): number => cell(name).summary.streamingErrorMm!.mean;
    expect(shift(", 40 ms late, 0.5 px")).toBeCloseTo(mean(", 40 ms late, 0.5 px") - mean(", 0.5 px"), 6);
    expect(shift(", 0.5 px, clocks 300 us apart")).toBeCloseTo(
      mean(", 0.5 px, clocks 300 us apart") - mean(", 0.5 px"),
      6,
    );
    expect(shift(", 2 px")).toBeCloseTo(mean(", 2 px"), 6);
  });

  it("is drawn with every axis named and a point for every cell that has the figure", async () => {
    const svg = await mapPlot("title of it", cells);
    for (const words of [
      "title of it",
      "latency [ms]",
      "pixel error [px]",
      "clock error at 0.5 px [us]",
      "returned [%]",
    ])
      expect(svg).toContain(words);
    expect(svg).not.toContain("NaN");
  });
});

it("calls the tiers costly in which the first 10 ms take 3 points or more", () => {
  const cellAt = (latencyMs: number, difference: number): MapCell =>
    ({
      tier: "elite",
      way: { robot: "gantry", latencyMs, pixelError: null },
      cost: { returnPoints: { difference, ci95: [difference - 1, difference + 1], n: 9 } },
    }) as unknown as MapCell; // what counts of it
  const found = latencyCosts([cellAt(10, -3), cellAt(10, -2.9), cellAt(20, -9)]);
  expect(found.map(({ isCostly, points }) => [isCostly, points.difference])).toEqual([
    [true, -3],
    [false, -2.9],
  ]);
});
