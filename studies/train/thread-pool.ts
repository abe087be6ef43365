import { Worker } from "node:worker_threads";
import { SaccadeError } from "../../src/core/errors.ts";
import { siblingModule } from "../../src/runtime/module-url.ts";
import type { ShardTask } from "../../src/snn/train/shard.ts";
import type { Training } from "../../src/snn/train/training.ts";
import type { TrainAnswer, TrainOrder, TrainThreadSetup } from "./train-thread.ts";

const ENTRY = siblingModule("train-thread", import.meta.url);
/** [bytes] for one thread's network; only what is used takes memory. */
const CAPACITY_BYTES = 1 << 29;

/** Threads that work out the gradients of a training's shards. */
export class TrainPool {
  readonly #workers: readonly Worker[];
  readonly #parameters: Float32Array;
  readonly #gradients: readonly Float32Array[];
  #fail: (error: SaccadeError) => void = () => undefined;
  #lost: SaccadeError | null = null;

  constructor(
    task: ShardTask,
    training: Training,
    options: { readonly shards: number; readonly threads: number },
  ) {
    const length = training.plan.parameterCount;
    const shared = (): Float32Array => new Float32Array(new SharedArrayBuffer(length * 4));
    this.#parameters = shared();
    this.#gradients = Array.from({ length: options.shards }, shared);
    const workerData: TrainThreadSetup = {
      task,
      capacityBytes: CAPACITY_BYTES,
      parameters: this.#parameters,
      gradients: this.#gradients,
    };
    this.#workers = Array.from({ length: options.threads }, (_, i) => {
      const worker = new Worker(ENTRY, { workerData, name: `train-${String(i)}` });
      const lost = (cause: unknown): void => {
        const reason = cause instanceof Error ? cause.message : `exit code ${String(cause)}`;
        this.#lost = new SaccadeError(
          "thread-lost",
          `a training thread was lost: ${reason}`,
          { thread: i },
          { cause },
        );
        this.#fail(this.#lost);
      };
      return worker.on("error", lost).on("exit", lost);
    });
  }

  /**
   * Works out and applies one step: every shard goes to the next idle thread, and is summed in its own place.
   * @throws SaccadeError `thread-lost`
   */
  async step(training: Training): Promise<void> {
    this.#parameters.set(training.state.parameters);
    const losses = new Array<number>(this.#gradients.length).fill(0);
    let next = 0;
    await new Promise<void>((resolve, reject) => {
      if (this.#lost !== null) reject(this.#lost);
      this.#fail = reject;
      let open = this.#gradients.length;
      const give = (worker: Worker): void => {
        if (next >= this.#gradients.length) return;
        const shard = next++;
        const order: TrainOrder = {
          step: training.state.step,
          shard,
          samples: training.shardSamples(shard).slice(),
        };
        worker.postMessage(order);
      };
      for (const worker of this.#workers) {
        worker.removeAllListeners("message");
        worker.on("message", ({ shard, loss }: TrainAnswer) => {
          losses[shard] = loss;
          if (--open === 0) resolve();
          else give(worker);
        });
        give(worker);
      }
    });
    training.apply(this.#gradients, losses);
  }

  async close(): Promise<void> {
    for (const worker of this.#workers) worker.removeAllListeners();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
