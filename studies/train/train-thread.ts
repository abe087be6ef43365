import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../src/core/errors.ts";
import { wasmTrainingKernels } from "../../src/kernels/train/wasm-kernels.ts";
import { Shard, type ShardTask } from "../../src/snn/train/shard.ts";

/** What a training thread starts with. */
export interface TrainThreadSetup {
  readonly task: ShardTask;
  /** [bytes] for the network at work */
  readonly capacityBytes: number;
  /** Shared: the parameters of the step under way. */
  readonly parameters: Float32Array;
  /** Shared: the gradient of each shard. */
  readonly gradients: readonly Float32Array[];
}

/** One shard of a step to work on. */
export interface TrainOrder {
  readonly step: number;
  readonly shard: number;
  readonly samples: Uint32Array;
}

/** The shard's mean loss; its gradient lies in the shared memory. */
export interface TrainAnswer {
  readonly shard: number;
  readonly loss: number;
}

const port = parentPort;
assert(port !== null, "this module is the entry of a worker thread");
const { task, capacityBytes, parameters, gradients } = workerData as TrainThreadSetup;
const worker = new Shard(task, wasmTrainingKernels(capacityBytes));
port.on("message", ({ step, shard, samples }: TrainOrder) => {
  const room = gradients[shard];
  assert(room !== undefined, "the shard has room for its gradient");
  const loss = worker.work(parameters, samples, { step, shard }, room);
  port.postMessage({ shard, loss } satisfies TrainAnswer);
});
