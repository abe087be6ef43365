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
  const { polarity, validAt } = model.card.input;
  const set = { seed, count, merged: polarity === "merged", validAt };
  const watch = { signal, progress: () => undefined };
  return scoreDetector(
    predictorOf(model),
    await simulateFrames(set, availableParallelism(), watch),
  );
}
