import { z } from "zod";
import type { FrameRecipe } from "../../sims/ball-frames/recipe.ts";

const share = z.number().min(0).max(1);
const span = (least: number, most: number) => {
  const end = z.number().min(least).max(most);
  return z.tuple([end, end]).refine(([from, to]) => from <= to, "the first of two ends is the smaller one");
};

/** Ranges that a recipe narrows or widens; what each is, and what holds where it says nothing, stands in `FrameRecipe`. */
export const frameRangesSchema = z
  .strictObject({
    emptyShare: share,
    diameterPx: span(2, 60),
    offsetPx: z.number().min(0).max(32),
    speedMps: span(0, 50),
    ballLight: span(1, 10_000),
    ballShade: span(0, 1),
    edgePx: span(0.1, 10),
    roomLight: span(1, 10_000),
    gradient: span(-1, 1),
    mostBars: z.int().min(0).max(20),
    distractedShare: share,
    occludingShare: share,
    distractorPxps: span(1, 100_000),
    onThreshold: span(0.02, 2),
    offThreshold: span(0.02, 2),
    thresholdSigma: span(0, 0.5),
    lagUs: span(1, 100_000),
    refractoryUs: span(0, 100_000),
    shotHz: span(0.001, 1000),
    noisyShare: share,
    noisyFactor: span(1, 1000),
    leakHz: span(0, 1000),
    hotShare: span(0, 1),
    hotHz: span(0.001, 100_000),
  } satisfies Record<keyof FrameRecipe, z.ZodType>)
  .partial()
  .describe("what the windows are made of, in place of sims/ball-frames/recipe.ts");

export type FrameRanges = z.output<typeof frameRangesSchema>;
