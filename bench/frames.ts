import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { framesPlot } from "../studies/frames/frames-plot.ts";
import { type FrameMeasures, measureFrames } from "../studies/frames/measure-frames.ts";
import { realLikeFrames } from "../studies/frames/real-like-frames.ts";
import { quantile, sampleDistance } from "../studies/frames/sample-distance.ts";
import { readBallFrames } from "../studies/train/ball-frames.ts";
import { DATA_FOLDER, lacksData } from "../test/support/skip.ts";
import type { Figure, Suite } from "./figure.ts";

const VOLUME = { channels: 1, height: 64, width: 64 };
const OUT = fileURLToPath(new URL("../out/bench-frames", import.meta.url));
const SEED = 5;

/** How far simulated training windows are from the real frames that a network trained on them is to read. */
export const framesSuite: Suite = {
  name: "frames",
  question: "Do simulated 64x64 windows look like real ones?",
  run: async ({ short }) => {
    if (lacksData("ball-frames")) return [];
    const { frames, count } = await readBallFrames(join(DATA_FOLDER, "ball-frames"), VOLUME);
    const simulatedCount = short ? 500 : 3000;
    const kinds = {
      real: measureFrames(frames, count),
      simulated: measureFrames(realLikeFrames(SEED, simulatedCount), simulatedCount),
    };
    mkdirSync(OUT, { recursive: true });
    const plot = join(OUT, "frames.svg");
    writeFileSync(plot, await framesPlot(kinds));
    process.stderr.write(`frames: drawn in ${plot}\n`);
    for (const [kind, { frames: all, radiusPx }] of Object.entries(kinds)) {
      if (radiusPx.length < 0.8 * all)
        throw new Error(`a ball was found in ${radiusPx.length} of ${all} ${kind} frames`);
    }
    return figuresOf(kinds);
  },
};

function figuresOf({ real, simulated }: Readonly<Record<"real" | "simulated", FrameMeasures>>): Figure[] {
  const note = `${real.frames} real and ${simulated.frames} simulated frames, balls of the same sizes and speeds`;
  const quantiles = (values: readonly number[]): string =>
    [0.05, 0.5, 0.95].map((part) => quantile(values, part).toFixed(1)).join(" / ");
  const beside = (of: (measures: FrameMeasures) => readonly number[]): string =>
    `5, 50, 95 %: real ${quantiles(of(real))}, simulated ${quantiles(of(simulated))}`;
  const active = (measures: FrameMeasures): readonly number[] => measures.activePixels;
  const noise = (measures: FrameMeasures): readonly number[] => measures.noisePixels;
  const gaps = real.ringActivity.map((share, ring) =>
    Math.abs(share - (simulated.ringActivity[ring] ?? NaN)),
  );
  const at = (kind: FrameMeasures, from: number, to: number): number => {
    const rings = kind.ringActivity.slice(from, to);
    return rings.reduce((sum, share) => sum + share, 0) / rings.length;
  };
  return [
    {
      name: "active pixels: medians apart",
      value: 100 * Math.abs(quantile(active(simulated), 0.5) / quantile(active(real), 0.5) - 1),
      unit: "%",
      limit: { at: "most", value: 15 },
      note: `${note}; ${beside(active)}`,
    },
    {
      name: "active pixels: Kolmogorov-Smirnov distance",
      value: sampleDistance(active(real), active(simulated)),
      unit: "-",
      limit: { at: "most", value: 0.15 },
    },
    {
      name: "ring profile: mean gap",
      value: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
      unit: "-",
      limit: { at: "most", value: 0.02 },
      note: `inside (below 0.7 radii) ${at(real, 0, 7).toFixed(3)} and ${at(simulated, 0, 7).toFixed(3)}, rim (0.8 to 1.1) ${at(real, 8, 11).toFixed(3)} and ${at(simulated, 8, 11).toFixed(3)}, wake and noise (1.3 to 2) ${at(real, 13, 20).toFixed(3)} and ${at(simulated, 13, 20).toFixed(3)}`,
    },
    {
      name: "ring profile: largest gap",
      value: Math.max(...gaps),
      unit: "-",
      limit: { at: "most", value: 0.06 },
    },
    {
      name: "noise pixels: Kolmogorov-Smirnov distance",
      value: sampleDistance(noise(real), noise(simulated)),
      unit: "-",
      limit: { at: "most", value: 0.15 },
      note: beside(noise),
    },
    {
      name: "noise pixels: medians apart",
      value: Math.abs(quantile(noise(simulated), 0.5) - quantile(noise(real), 0.5)),
      unit: "px",
      limit: { at: "most", value: 2 },
    },
  ];
}
