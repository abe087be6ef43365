import { availableParallelism } from "node:os";
import { isDenseModel, readDenseModel } from "../../nodes/dense-model.ts";
import { type Model, readModel } from "../../nodes/model-files.ts";
import { type ChipChoice, openOnChip } from "../../nodes/trackers/chip-network.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { saysPresence } from "../../src/snn/decoder.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import { allOf } from "./ball-frames.ts";
import { pixelErrors } from "./error-statistics.ts";
import { trainedOf } from "./eval-model.ts";
import { geometricMethod, geometricPlaces } from "./geometric-places.ts";
import { int8Places } from "./int8-errors.ts";
import { predictFrames } from "./predict.ts";
import { sampleErrors } from "./sample-errors.ts";
import { type DetectorScore, scoreDetector } from "./score-detector.ts";
import { shownPlaces } from "./shown-places.ts";
import { type SimulatedFrames, type SimulatedSet, simulateFrames } from "./simulated-frames.ts";

/**
 * [us] the instant that geometry's places are scored at, before a window's end, to its favour: the circles that
 * `CircleHough` finds lie 0.83 ms of the ball's motion behind its place at the end (median), lag and half a window.
 */
const GEOMETRY_BEFORE_END_US = 800;

/**
 * Of places and presence; on a chip with what floats make of the same windows beside, but for a network that the chip has taught, which
 * is another one in floats. Of a model of classes the share of the windows whose class (1 = a ball) was found. */
export type SimulationScore =
  | (DetectorScore & { readonly floats?: DetectorScore })
  | { readonly accuracy: { readonly share: number; readonly n: number } };

/** Windows to simulate. */
export interface SimulationTask {
  readonly seed: number;
  readonly count: number;
  /** Where the network runs; absent: in floats, or as its kind has it. */
  readonly chip?: ChipChoice | undefined;
}

/**
 * Scores a model, or a geometric method by its name, on freshly simulated windows.
 * @throws SaccadeError `usage` for a chip that is to run what is no spiking network for balls; `network-unmappable`
 */
export async function scoreOnSimulation(
  name: string,
  { seed, count, chip }: SimulationTask,
  signal: AbortSignal,
): Promise<SimulationScore> {
  const method = geometricMethod(name);
  const isDense = method === undefined && (await isDenseModel(name));
  if (chip !== undefined && (isDense || method !== undefined))
    throw new SaccadeError("usage", `a chip runs spiking networks, ${name} is none`, { found: name });
  if (isDense) return scoreDense(name, { seed, count }, signal);
  const model = method === undefined ? await readModel(name) : null;
  if (chip !== undefined && model !== null) return scoreOnChip(model, { seed, count, chip }, signal);
  const data = await windowsFor(model, { seed, count }, signal);
  if (model === null) {
    const places = geometricPlaces(method ?? "centroid", data.frames, allOf(data));
    return scoreDetector(places, data, { presence: false });
  }
  const { decoder } = model.card;
  const trained = trainedOf(model);
  if (decoder.kind === "classes") {
    const wrong = sampleErrors(trained, decoder, data, allOf(data));
    return { accuracy: { share: 1 - pixelErrors(wrong).mean, n: wrong.length } };
  }
  const found = predictFrames({ ...trained, decoder }, data.frames, allOf(data));
  return scoreDetector(found, data, { presence: saysPresence(decoder) });
}

/** Opened before anything is simulated: a network that does not fit is told at once. */
async function scoreOnChip(
  model: Model,
  { chip, ...windows }: SimulationTask & { readonly chip: ChipChoice },
  signal: AbortSignal,
): Promise<SimulationScore> {
  const { card, network } = model;
  const { decoder } = card;
  if (decoder.kind === "classes")
    throw new SaccadeError("usage", `--backend scores places, ${card.name} tells classes`, {
      found: card.name,
    });
  const opened = openOnChip({ card, network }, chip);
  const data = await windowsFor(model, windows, signal);
  const scoreOf = (found: readonly PlaceReading[]): DetectorScore =>
    scoreDetector(found, data, { presence: saysPresence(decoder) });
  const shown = scoreOf(shownPlaces(opened, { frames: data.frames, shown: allOf(data), decoder }));
  if (card.figures.onChip?.backend === chip.backend.name) return shown;
  const floats = scoreOf(predictFrames({ ...trainedOf(model), decoder }, data.frames, allOf(data)));
  return { ...shown, floats };
}

const windowsFor = (
  model: Model | null,
  windows: Pick<SimulationTask, "seed" | "count">,
  signal: AbortSignal,
): Promise<SimulatedFrames> =>
  simulateFrames({ ...windows, ...seenBy(model) }, availableParallelism(), {
    signal,
    progress: () => undefined,
  });

async function scoreDense(
  folder: string,
  set: { readonly seed: number; readonly count: number },
  signal: AbortSignal,
): Promise<DetectorScore> {
  const { card, network } = await readDenseModel(folder);
  const { input, decoder } = card;
  const { polarity, validBeforeEndUs } = input;
  const seen = { ...set, merged: polarity === "merged", windows: 1, validBeforeEndUs };
  const data = await simulateFrames(seen, availableParallelism(), { signal, progress: () => undefined });
  const found = int8Places(network, decoder, data.frames, allOf(data));
  return scoreDetector(found, data, { presence: saysPresence(decoder) });
}

function seenBy(model: Model | null): Pick<SimulatedSet, "merged" | "windows" | "validBeforeEndUs"> {
  if (model === null) return { merged: true, windows: 1, validBeforeEndUs: GEOMETRY_BEFORE_END_US };
  const { input, run } = model.card;
  const { polarity, validBeforeEndUs } = input;
  return { merged: polarity === "merged", windows: run.inputPerStep ? run.steps : 1, validBeforeEndUs };
}
