import { drawVegaLite } from "../plot/vega.ts";
import { type FrameMeasures, RING_RADII } from "./measure-frames.ts";

interface Bar {
  readonly frames: string;
  readonly value: number;
  readonly share: number;
}

/** [-] shares of the frames in bins of `width`; what lies beyond `most` counts in the last one. */
function histogram(frames: string, values: readonly number[], width: number, most: number): Bar[] {
  const counts = new Float64Array(Math.ceil(most / width));
  for (const value of values) {
    const bin = Math.min(counts.length - 1, Math.floor(value / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return Array.from(counts, (count, bin) => ({
    frames,
    value: bin * width,
    share: Number((count / values.length).toFixed(5)),
  }));
}

/** Histograms and ring profile of several kinds of frames over one another, as SVG. */
export function framesPlot(kinds: Readonly<Record<string, FrameMeasures>>): Promise<string> {
  const all = Object.entries(kinds);
  const panel = (title: string, values: readonly Bar[], interpolate: "step-after" | "linear", y: string) => ({
    width: 260,
    height: 200,
    data: { values },
    mark: { type: "line", interpolate, strokeWidth: 1.5 },
    encoding: {
      x: { field: "value", type: "quantitative", title },
      y: { field: "share", type: "quantitative", title: y },
      color: { field: "frames", type: "nominal", title: "frames" },
    },
  });
  const bars = (of: (measures: FrameMeasures) => readonly number[], width: number, most: number): Bar[] =>
    all.flatMap(([name, measures]) => histogram(name, of(measures), width, most));
  const rings = all.flatMap(([name, { ringActivity }]) =>
    ringActivity.map((share, ring) => ({
      frames: name,
      value: (ring + 0.5) * RING_RADII,
      share: Number(share.toFixed(5)),
    })),
  );
  const share = "share of the frames";
  return drawVegaLite({
    title: "Frames of 64x64 pixels and 1 ms with a ball",
    columns: 2,
    concat: [
      panel(
        "active pixels",
        bars(({ activePixels }) => activePixels, 10, 400),
        "step-after",
        share,
      ),
      panel("distance from the ball's centre [radii]", rings, "linear", "part of the pixels that is active"),
      panel(
        "active pixels beyond two radii",
        bars(({ noisePixels }) => noisePixels, 1, 40),
        "step-after",
        share,
      ),
      panel(
        "radius of the fitted circle [px]",
        bars(({ radiusPx }) => radiusPx, 0.5, 14),
        "step-after",
        share,
      ),
    ],
  });
}
