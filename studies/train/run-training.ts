import { rename, rm, writeFile } from "node:fs/promises";
import { readFile } from "node:fs/promises";
import { SaccadeError } from "../../src/core/errors.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../src/snn/train/checkpoint.ts";
import type { ShardTask } from "../../src/snn/train/shard.ts";
import { Training, type TrainingOptions } from "../../src/snn/train/training.ts";
import { TrainPool } from "./thread-pool.ts";

/** One training: what it works on, where its checkpoints go. */
export interface TrainingJob {
  readonly task: ShardTask;
  readonly options: TrainingOptions;
  /** Indices of the frames to learn from. */
  readonly samples: Uint32Array;
  /** Parameters to begin with; absent = drawn from the seed. */
  readonly initial?: Float32Array;
  /** Of the recipe, the data and the samples: a checkpoint of another is refused. An integer below 2^53. */
  readonly fingerprint: number;
  readonly checkpointFile: string;
  readonly threads: number;
}

export interface TrainingWatch {
  /** Called after each step. */
  readonly progress: (step: number, steps: number, loss: number | undefined) => void;
  /** Aborted = write a checkpoint and stop. */
  readonly signal: AbortSignal;
}

export interface TrainingOutcome {
  readonly parameters: Float32Array;
  /** Mean loss of each epoch. */
  readonly epochLosses: readonly number[];
  /** False when stopped before the end; the checkpoint holds all of it. */
  readonly done: boolean;
}

/** Steps between two checkpoints. */
const CHECKPOINT_STEPS = 1000;

/**
 * Trains to the end or until stopped, from the checkpoint file where there is one.
 * @throws SaccadeError `config-invalid` for a checkpoint of something else, `thread-lost`
 */
export async function runTraining(job: TrainingJob, watch: TrainingWatch): Promise<TrainingOutcome> {
  const training = await openTraining(job);
  const { state } = training;
  if (training.totalSteps === 0) return { parameters: training.result, epochLosses: [], done: true };
  const pool = new TrainPool(job.task, training, { shards: job.options.shards, threads: job.threads });
  try {
    while (!training.done && !watch.signal.aborted) {
      await pool.step(training);
      watch.progress(state.step, training.totalSteps, state.epochLosses.at(-1));
      if (state.step % CHECKPOINT_STEPS === 0) await save(job, training);
    }
  } finally {
    await pool.close();
  }
  if (training.done) await rm(job.checkpointFile, { force: true });
  else await save(job, training);
  return { parameters: training.result, epochLosses: state.epochLosses, done: training.done };
}

async function openTraining(job: TrainingJob): Promise<Training> {
  const fresh = new Training(job.task.network, job.samples, job.options, job.initial);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(job.checkpointFile);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return fresh;
    throw new SaccadeError("file-unreadable", `cannot read ${job.checkpointFile}`, {
      file: job.checkpointFile,
    });
  }
  const { fingerprint } = job;
  const state = decodeCheckpoint(bytes, { fingerprint, parameters: fresh.plan.parameterCount });
  return new Training(job.task.network, job.samples, job.options, state);
}

/** Written beside and moved into place, so that a stop at any moment leaves a whole one. */
async function save(job: TrainingJob, training: Training): Promise<void> {
  const beside = `${job.checkpointFile}.new`;
  await writeFile(beside, encodeCheckpoint(training.state, job.fingerprint));
  await rename(beside, job.checkpointFile);
}
