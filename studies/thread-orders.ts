import { Worker } from "node:worker_threads";
import { SaccadeError } from "../src/core/errors.ts";

/** Threads that carry out orders. */
export interface OrderThreads<A> {
  /** The module that they run: it answers each message with one. */
  readonly entry: URL;
  /** What they start with. */
  readonly setup: unknown;
  /** [-] at most. */
  readonly threads: number;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each answer as it comes. */
  readonly answered?: (answer: A) => void;
}

/**
 * Lets threads carry out orders, each the next one as soon as it is free.
 * @returns the answers as they came; ended early, those that were there
 * @throws SaccadeError `thread-lost`
 */
export async function carryOutOrders<A>(orders: readonly unknown[], terms: OrderThreads<A>): Promise<A[]> {
  const { entry, setup } = terms;
  const threads = Math.min(terms.threads, orders.length);
  const workers = Array.from({ length: threads }, () => new Worker(entry, { workerData: setup }));
  try {
    return await handOut(orders, workers, terms);
  } finally {
    for (const worker of workers) worker.removeAllListeners();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function handOut<A>(
  orders: readonly unknown[],
  workers: readonly Worker[],
  { signal, answered }: OrderThreads<A>,
): Promise<A[]> {
  const answers: A[] = [];
  let next = 0;
  return new Promise((resolve, reject) => {
    const give = (worker: Worker): void => {
      const order = orders[next];
      if (order === undefined) return;
      next++;
      worker.postMessage(order);
    };
    signal?.addEventListener("abort", () => resolve(answers), { once: true });
    if (signal?.aborted === true || orders.length === 0) resolve(answers);
    for (const [i, worker] of workers.entries()) {
      worker.on("error", (cause) => reject(failure(cause, i)));
      worker.on("exit", (code) => reject(failure(`exit code ${String(code)}`, i)));
      worker.on("message", (answer: A) => {
        answers.push(answer);
        try {
          answered?.(answer);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error), { cause: error }));
          return;
        }
        if (answers.length === orders.length) resolve(answers);
        else give(worker);
      });
      give(worker);
    }
  });
}

/** An error of ours comes out of a thread as it went in, but for its class. */
function failure(cause: unknown, thread: number): SaccadeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SaccadeError("thread-lost", `a playing thread was lost: ${reason}`, { thread }, { cause });
}
