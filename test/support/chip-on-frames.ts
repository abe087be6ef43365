import { resolve } from "node:path";
import { expect, it } from "vitest";
import type { Backend } from "../../src/backends/backend.ts";
import { evalOnChip } from "../../studies/chips/eval-on-chip.ts";
import { DATA_FOLDER, lacksData } from "./skip.ts";

const MODEL = resolve(import.meta.dirname, "../../models/ball-real");

/** Registers the test that the ball tracker loses less than `mostPx` of mean error to a chip's numbers, on real frames. */
export function losesLittleOnFrames(backend: Backend, mostPx: number): void {
  const lacks = lacksData("ball-frames");
  it.skipIf(lacks)(
    `the ball tracker is at most ${String(mostPx)} px worse than in floats, on real frames`,
    async () => {
      const found = await evalOnChip(MODEL, resolve(DATA_FOLDER, "ball-frames"), { backend, every: 12 });
      expect(found.errorPx.n).toBe(494);
      expect(found.floatPx.mean).toBeLessThan(0.8);
      expect(found.errorPx.mean - found.floatPx.mean).toBeLessThan(mostPx);
      expect(found.loss.meanDifference).toBeCloseTo(found.errorPx.mean - found.floatPx.mean, 9);
      expect(found.window.deviceUs).toBeGreaterThan(0);
      const { synaptic_operations: operations, activation_sparsity: sparsity } = found.window.neuroBench;
      expect(operations.Effective_ACs + operations.Effective_MACs).toBeLessThan(operations.Dense);
      expect(sparsity > 0 && sparsity < 1).toBe(true);
    },
  );
}
