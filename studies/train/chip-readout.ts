import { setImmediate as nextTurn } from "node:timers/promises";
import { assert } from "../../src/core/errors.ts";
import { deriveSeed, Random } from "../../src/core/random.ts";
import { wasmTrainingKernels } from "../../src/kernels/train/wasm-kernels.ts";
import { placesOf, type Volume } from "../../src/snn/train/layer-spec.ts";
import { copyTarget, makeTargets } from "../../src/snn/train/loss.ts";
import type { LossSpec } from "../../src/snn/train/loss-spec.ts";
import {
  type FrameVariation,
  NO_VARIATION,
  type PackedFrames,
  showFrame,
} from "../../src/snn/train/packed-frames.ts";
import { type ReadoutSamples, ReadoutTraining } from "../../src/snn/train/readout.ts";
import type { ChipNetwork } from "../../nodes/trackers/chip-network.ts";
import type { Trained } from "./predict.ts";
import type { Recipe } from "./recipe.ts";
import { openTrained } from "./trained-on-chip.ts";

/** What a readout is trained on, and who watches. */
export interface ChipTraining {
  readonly frames: PackedFrames;
  /** Indices of the frames to learn from. */
  readonly samples: Uint32Array;
  readonly loss: LossSpec;
  readonly signal: AbortSignal;
  /** Told [batches], also parts of one: of what the chip is shown, then of the readout's training. */
  readonly progress: (part: "chip" | "readout", step: number, steps: number, loss?: number) => void;
}

const CAPACITY_BYTES = 1 << 26;
/** Frames, then, between two looks at whether to stop. */
const TURN = 64;

/**
 * Trains a network's last layer anew on what the layers before it give on an emulated chip, with its integers and its order
 * of events: so the readout makes good what the chip does otherwise than floats. Null when stopped.
 */
export async function trainReadoutOnChip(
  recipe: Recipe,
  trained: Trained,
  training: ChipTraining,
): Promise<(Trained & { readonly epochLosses: readonly number[] }) | null> {
  const { chip } = recipe;
  const { plan, parameters } = trained;
  const last = plan.layers.at(-1);
  assert(chip !== undefined && last !== undefined, "the recipe is for a chip");
  const network = openTrained(recipe, trained, { backend: chip.backend, layers: plan.layers.length - 1 });
  const inputs = await chipOutputs(network, recipe, training, last.input);
  if (inputs === null) return null;
  const own = last.parameters.reduce((sum, { length }) => sum + length, 0);
  const { shards, shardSamples, schedule, weightDecay, averageDecay } = recipe.training;
  const readout = new ReadoutTraining(inputs, {
    layer: last.spec,
    start: parameters.slice(parameters.length - own),
    loss: training.loss,
    options: {
      seed: recipe.seed,
      epochs: chip.epochs,
      shardSamples: shards * shardSamples,
      learningRate: chip.learningRate,
      schedule,
      weightDecay,
      averageDecay,
    },
    kernels: wasmTrainingKernels(CAPACITY_BYTES),
  });
  for (let epoch = 1; !readout.done; epoch++) {
    readout.epoch();
    training.progress(
      "readout",
      epoch * readout.stepsPerEpoch,
      chip.epochs * readout.stepsPerEpoch,
      readout.result.epochLosses.at(-1),
    );
    await nextTurn();
    if (training.signal.aborted) return null;
  }
  const { parameters: learned, epochLosses } = readout.result;
  const values = parameters.slice();
  values.set(learned, values.length - own);
  return { plan, parameters: values, epochLosses };
}

/** What the chip gives for each training frame, as it is and then varied as the recipe says. */
async function chipOutputs(
  chip: ChipNetwork,
  { chip: choice, seed, variation, training: { shards, shardSamples } }: Recipe,
  { frames, samples, signal, progress }: ChipTraining,
  volume: Volume,
): Promise<ReadoutSamples | null> {
  const places = placesOf(volume);
  const showings = choice?.showings ?? 1;
  const batch = shards * shardSamples;
  const count = samples.length * showings;
  const inputs = new Float32Array(count * places);
  const targets = makeTargets(count);
  const shown = new ShownFrame(frames);
  const values = new Float64Array(places);
  const random = new Random(deriveSeed(seed, "chip"));
  const order = Uint32Array.from({ length: count }, (_, n) => samples[n % samples.length] ?? 0);
  for (const [n, frame] of order.entries()) {
    const events = shown.show(frame, n < samples.length ? NO_VARIATION : variation, random);
    chip.show(shown.indices, events, values);
    inputs.set(values, n * places);
    copyTarget(shown.targets, 0, targets, n);
    if (n % TURN !== 0) continue;
    progress("chip", n / batch, count / batch);
    await nextTurn();
    if (signal.aborted) return null;
  }
  return { inputs, volume, targets };
}

/** One frame at a time as a list of events, varied, with its targets. */
class ShownFrame {
  readonly indices: Int32Array;
  readonly targets = makeTargets(1);
  readonly #frames: PackedFrames;
  readonly #input: Float32Array;

  constructor(frames: PackedFrames) {
    const places = placesOf(frames.volume);
    this.#frames = frames;
    this.#input = new Float32Array(places);
    this.indices = new Int32Array(places);
  }

  /** @returns how many of `indices` count */
  show(frame: number, variation: FrameVariation, random: Random): number {
    const to = { input: this.#input, samples: 1, targets: this.targets, sample: 0 };
    showFrame(this.#frames, frame, to, { variation, random });
    let count = 0;
    for (let place = 0; place < this.#input.length; place++)
      if (this.#input[place] === 1) this.indices[count++] = place;
    return count;
  }
}
