import { resolve } from "node:path";
import { expect, it } from "vitest";
import type { Backend } from "../../src/backends/backend.ts";
import { readModel } from "../../nodes/model-files.ts";
import { evalOnChip } from "../../studies/chips/eval-on-chip.ts";
import { DATA_FOLDER, lacksData } from "./skip.ts";

const MODELS = resolve(import.meta.dirname, "../../models");

/**
 * Registers the test that the ball tracker loses less than `mostPx` of mean error to a chip's numbers, on real frames. A model
 * made for a chip is held against what it was made from or, trained for itself, against `ball-real` in floats.
 */
export function losesLittleOnFrames(backend: Backend, mostPx: number, model = "ball-real"): void {
  const lacks = lacksData("ball-frames");
  it.skipIf(lacks)(
    `the ball tracker is at most ${String(mostPx)} px worse than in floats, on real frames`,
    async () => {
      const folder = resolve(MODELS, model);
      const found = await evalOnChip(folder, resolve(DATA_FOLDER, "ball-frames"), { backend, every: 12 });
      const { onChip } = (await readModel(folder)).card.figures;
      const { trainedOnPx } = (await readModel(resolve(MODELS, "ball-real"))).card.figures;
      const floats = model === "ball-real" ? found.floatPx : (onChip?.floats.trainedOnPx ?? trainedOnPx);
      const floatPx = floats?.mean ?? NaN;
      expect(found.errorPx.n).toBe(494);
      expect(floatPx).toBeLessThan(0.85);
      expect(found.errorPx.mean - floatPx).toBeLessThan(mostPx);
      expect(found.loss.meanDifference).toBeCloseTo(found.errorPx.mean - found.floatPx.mean, 9);
      expect(found.window.deviceUs).toBeGreaterThan(0);
      const { synaptic_operations: operations, activation_sparsity: sparsity } = found.window.neuroBench;
      expect(operations.Effective_ACs + operations.Effective_MACs).toBeLessThan(operations.Dense);
      expect(sparsity > 0 && sparsity < 1).toBe(true);
    },
  );
}
