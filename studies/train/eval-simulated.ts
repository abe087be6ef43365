import { availableParallelism } from "node:os";
import { predictorOf } from "./eval-model.ts";
import { readModel } from "../../nodes/model-files.ts";
import { type DetectorScore, scoreDetector } from "./score-detector.ts";
import { simulateFrames } from "./simulated-frames.ts";

/** Scores a model on freshly simulated windows. */
export async function scoreOnSimulation(
  folder: string,
  { seed, count }: { readonly seed: number; readonly count: number },
  signal: AbortSignal,
): Promise<DetectorScore> {
  const model = await readModel(folder);
  const merged = model.card.input.polarity === "merged";
  const watch = { signal, progress: () => undefined };
  return scoreDetector(
    predictorOf(model),
    await simulateFrames({ seed, count, merged }, availableParallelism(), watch),
  );
}
