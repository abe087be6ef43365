import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { decoderOutputs } from "../../src/snn/decoder.ts";
import { wasmTrainingKernels } from "../../src/kernels/train/wasm-kernels.ts";
import { quantisedNetwork } from "../../src/dense/quantise.ts";
import { activationBounds } from "../../src/snn/train/activation-bounds.ts";
import { annOf, spikingFromAnn } from "../../src/snn/train/from-ann.ts";
import type { NetworkSpec } from "../../src/snn/train/layer-spec.ts";
import { placesOf } from "../../src/snn/train/layer-spec.ts";
import type { LossSpec } from "../../src/snn/train/loss-spec.ts";
import { type NetworkPlan, planNetwork } from "../../src/snn/train/plan.ts";
import type { PackedFrames } from "../../src/snn/train/packed-frames.ts";
import type { ShardTask } from "../../src/snn/train/shard.ts";
import { quantisedParameters } from "../../src/snn/train/weight-hook.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { type LabelledFrames, foldOf } from "./ball-frames.ts";
import type { Trained } from "./predict.ts";
import type { Recipe } from "./recipe.ts";
import type { ChipTraining } from "./chip-readout.ts";
import { trainForChip } from "./train-for-chip.ts";
import type { TrainedNetwork } from "./trained-network.ts";
import { runTraining, type TrainingOutcome } from "./run-training.ts";

const CAPACITY_BYTES = 1 << 29;

/** Where a training keeps its files, and what it may use. */
export interface TrainModelOptions {
  /** Checkpoints and finished folds lie here until all is done. */
  readonly workFolder: string;
  readonly threads: number;
  /** Parameters to start from; absent = drawn from the seed. */
  readonly initial?: Float32Array;
  readonly signal: AbortSignal;
  readonly progress: (stage: string, step: number, steps: number, loss: number | undefined) => void;
}

/** The recipe's network; a recipe whose outputs do not fit its code is refused. */
export function networkOf({ input, steps, inputPerStep, layers, decoder }: Recipe): NetworkSpec {
  const { channels, height, width } = input;
  const size = { channels, height, width };
  const spec: NetworkSpec = { input: size, steps, inputPerStep, binaryInput: true, layers };
  const last = planNetwork(spec).layers.at(-1);
  const outputs = last === undefined ? 0 : placesOf(last.output);
  if (outputs !== decoderOutputs(decoder)) {
    throw new SaccadeError(
      "config-invalid",
      `the network has ${outputs} outputs, its decoder needs ${decoderOutputs(decoder)}`,
      { field: "layers", found: outputs, allowed: decoderOutputs(decoder) },
    );
  }
  return spec;
}

/** Trains on all frames but those of one fold (null: on all). Null when stopped; the checkpoint then waits. */
export async function trainOnFold(
  recipe: Recipe,
  data: LabelledFrames,
  fold: number | null,
  options: TrainModelOptions,
): Promise<TrainedNetwork | null> {
  const folds = foldOf(data.sequence, recipe.folds);
  const samples = Uint32Array.from(folds.keys()).filter((i) => folds[i] !== fold);
  const stage = fold === null ? "all" : `fold-${String(fold)}`;
  await mkdir(options.workFolder, { recursive: true });
  const job = { task: taskOf(recipe, data), samples, data, stage };
  const converted = await convertedStart(recipe, job, options);
  if (converted === null) return null;
  const { epochs, learningRate } = recipe.training;
  const initial = converted?.initial ?? options.initial;
  const outcome = await trainStage(recipe, { ...job, epochs, learningRate, initial }, options);
  if (outcome === null) return null;
  const spiking = inUse(recipe, planNetwork(job.task.network), outcome);
  const { int8 } = recipe;
  if (int8 !== undefined) return quantised({ ...recipe, int8 }, spiking, { frames: data.frames, samples });
  if (recipe.chip === undefined) return spiking;
  const { ann: floats = spiking, bounds } = converted ?? {};
  const progress: ChipTraining["progress"] = (part, step, steps, loss) =>
    options.progress(`${stage}-${part}`, step, steps, loss);
  const watch = { signal: options.signal, progress };
  return trainForChip(recipe, { spiking, floats, bounds }, { ...watch, ...job.task, samples });
}

/** Weights as the recipe has them in use. */
function inUse(
  { training: { weightBits } }: Recipe,
  plan: NetworkPlan,
  { parameters, epochLosses }: TrainingOutcome,
): TrainedNetwork {
  const used = weightBits === undefined ? parameters : quantisedParameters(plan, parameters, weightBits);
  return { plan, parameters: used, epochLosses };
}

/** Calibrated on frames that it was trained on. */
function quantised(
  { name, int8 }: Pick<Recipe, "name"> & { readonly int8: NonNullable<Recipe["int8"]> },
  trained: TrainedNetwork,
  { frames, samples }: { readonly frames: PackedFrames; readonly samples: Uint32Array },
): TrainedNetwork {
  const measured = { ...trained, frames, indices: samples, kernels: wasmTrainingKernels(CAPACITY_BYTES) };
  const bounds = activationBounds(measured, int8.percentile);
  return { ...trained, int8: quantisedNetwork(name, trained, bounds) };
}

interface Converted {
  readonly ann: Trained;
  /** By layer: what a threshold of its neurons stands for. */
  readonly bounds: ReadonlyMap<number, number>;
  readonly initial: Float32Array;
}

/** An ANN trained for a spiking network to begin with; undefined where the recipe wants none, null when stopped. */
async function convertedStart(
  recipe: Recipe,
  job: Omit<Stage, "epochs" | "learningRate">,
  options: TrainModelOptions,
): Promise<Converted | null | undefined> {
  const { ann: wanted } = recipe.training;
  if (wanted === undefined) return undefined;
  const network = annOf(job.task.network, wanted.levels);
  const { epochs, learningRate } = wanted;
  const stage = `${job.stage}-ann`;
  const task = { ...job.task, network };
  const outcome = await trainStage(recipe, { ...job, task, stage, epochs, learningRate }, options);
  if (outcome === null) return null;
  const { parameters } = outcome;
  const ann = { plan: planNetwork(network), parameters };
  const kernels = wasmTrainingKernels(CAPACITY_BYTES);
  const measured = { ...ann, frames: job.data.frames, indices: job.samples, kernels };
  const bounds = activationBounds(measured, wanted.percentile);
  return { ann, bounds, initial: spikingFromAnn(job.task.network, ann.plan, { parameters, bounds }) };
}

interface Stage {
  readonly task: ShardTask;
  readonly samples: Uint32Array;
  readonly data: LabelledFrames;
  readonly stage: string;
  readonly epochs: number;
  readonly learningRate: number;
  readonly initial?: Float32Array | undefined;
}

/** One run of the optimiser, resumed where its checkpoint stands. Null when stopped. */
async function trainStage(
  recipe: Recipe,
  { task, samples, data, stage, epochs, learningRate, initial }: Stage,
  options: TrainModelOptions,
): Promise<TrainingOutcome | null> {
  const { shardSamples, shards, schedule, weightDecay, averageDecay } = recipe.training;
  const outcome = await runTraining(
    {
      task,
      options: {
        seed: recipe.seed,
        epochs,
        shards,
        shardSamples,
        learningRate,
        schedule,
        weightDecay,
        averageDecay,
      },
      samples,
      ...(initial === undefined ? {} : { initial }),
      fingerprint: fingerprintOf(recipe, data, stage),
      checkpointFile: join(options.workFolder, `${stage}.checkpoint`),
      threads: Math.min(options.threads, shards),
    },
    { signal: options.signal, progress: (step, steps, loss) => options.progress(stage, step, steps, loss) },
  );
  return outcome.done ? outcome : null;
}

function taskOf(recipe: Recipe, { frames }: LabelledFrames): ShardTask {
  const { weightBits, weightNoise } = recipe.training;
  checkClasses(recipe, frames);
  return {
    network: networkOf(recipe),
    loss: lossOf(recipe),
    frames,
    variation: recipe.variation,
    shardSamples: recipe.training.shardSamples,
    seed: recipe.seed,
    ...(weightBits === undefined ? {} : { weightBits }),
    ...(weightNoise === undefined ? {} : { weightNoise }),
  };
}

/** Refuses labels beyond the classes that the network tells. */
function checkClasses({ decoder }: Recipe, { classes }: PackedFrames): void {
  if (decoder.kind !== "classes" || classes === undefined) return;
  const largest = classes.reduce((most, label) => Math.max(most, label), 0);
  if (largest < decoder.classes) return;
  const message = `the labels go up to class ${largest}; the network tells classes 0 to ${decoder.classes - 1}`;
  throw new SaccadeError("config-invalid", message, { field: "decoder.classes", found: largest });
}

/** The recipe's loss, on what its decoder reads; refused where the two do not go together. */
function lossOf({ loss, decoder }: Recipe): LossSpec {
  const { kind } = loss;
  if (kind === "heat-map" && decoder.kind === "heat-map") return { ...loss, map: decoder.map };
  if ((kind === "population" || kind === "bin-square") && decoder.kind === "population")
    return { ...loss, code: decoder.code };
  if ((kind === "classes" || kind === "tet") && decoder.kind === "classes")
    return { ...loss, classes: decoder.classes };
  throw new SaccadeError(
    "config-invalid",
    `a ${loss.kind} loss does not train for a ${decoder.kind} decoder`,
    {
      field: "loss.kind",
    },
  );
}

/** An integer below 2^48 that stands for everything a stage's result depends on. */
export function fingerprintOf(recipe: Recipe, data: LabelledFrames, stage: string): number {
  const digest = createHash("sha256")
    .update(JSON.stringify([recipe, data.hash, stage]))
    .digest();
  return digest.readUIntBE(0, 6);
}

/** Takes away what a finished training no longer needs. */
export async function clearWork(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
