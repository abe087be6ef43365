import { Worker } from "node:worker_threads";
import { SaccadeError } from "../../src/core/errors.ts";
import { siblingModule } from "../../src/runtime/module-url.ts";
import type { BallResult } from "./ball-log.ts";
import { checkPipeline } from "./pipeline-player.ts";
import type { PlayJob } from "./play-job.ts";
import type { PlayAnswer, PlayOrder, PlaySetup } from "./play-thread.ts";

const ENTRY = siblingModule("play-thread", import.meta.url);
/** [-] balls of one order: under a second without cameras, some seconds with them. A pipeline plays them in one run. */
const ORDER_BALLS = 10;

/** Who watches balls being played. */
export interface PlayWatch {
  /** [-] threads; the results do not depend on them. */
  readonly threads: number;
  /** Ends it early: what was played so far is the result. */
  readonly signal?: AbortSignal;
  /** Told of the results as they come; `played` counts balls of all ways. */
  readonly progress?: (played: number, results: readonly BallResult[]) => void;
}

/**
 * Plays balls 0 .. `balls`-1 in each of the ways, spread over threads.
 * @returns for each way the results in order of their index; interrupted, those balls that all ways have played
 * @throws SaccadeError `thread-lost`; PipelineFileError
 */
export async function playBalls(
  jobs: readonly PlayJob[],
  balls: number,
  watch: PlayWatch,
): Promise<BallResult[][]> {
  return (await playJobs(jobs, balls, watch)).map(({ results }) => results);
}

/** What came of one job. */
export interface PlayedJob {
  readonly results: BallResult[];
  /** What its chips reported, a section a tracker and run, of all balls that it has played. */
  readonly chips: readonly unknown[];
}

/** As `playBalls`, with what the chips of each job reported. */
export async function playJobs(
  jobs: readonly PlayJob[],
  balls: number,
  watch: PlayWatch,
): Promise<PlayedJob[]> {
  for (const job of jobs) if (job.kind === "pipeline") await checkPipeline(job.task);
  const orders = ordersOf(jobs.length, balls);
  const workerData: PlaySetup = { jobs };
  const threads = Math.min(watch.threads, orders.length);
  const workers = Array.from({ length: threads }, () => new Worker(ENTRY, { workerData }));
  try {
    return playedByAll(await carryOut(orders, workers, watch), jobs.length);
  } finally {
    for (const worker of workers) worker.removeAllListeners();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** All ways play the first balls before any plays the next: stopped early, it still compares. */
function ordersOf(ways: number, balls: number): PlayOrder[] {
  const firsts = Array.from({ length: Math.ceil(balls / ORDER_BALLS) }, (_, i) => i * ORDER_BALLS);
  return firsts.flatMap((first) =>
    Array.from({ length: ways }, (_, way) => ({ way, first, end: Math.min(balls, first + ORDER_BALLS) })),
  );
}

function carryOut(
  orders: readonly PlayOrder[],
  workers: readonly Worker[],
  { signal, progress }: PlayWatch,
): Promise<PlayAnswer[]> {
  const answers: PlayAnswer[] = [];
  let [next, played] = [0, 0];
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
      worker.on("message", (answer: PlayAnswer) => {
        answers.push(answer);
        played += answer.results.length;
        progress?.(played, answer.results);
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

function playedByAll(answers: readonly PlayAnswer[], ways: number): PlayedJob[] {
  const byWay = Array.from({ length: ways }, () => new Map<number, BallResult>());
  for (const { way, results } of answers) {
    for (const result of results) byWay[way]?.set(result.index, result);
  }
  const indices = [...(byWay[0]?.keys() ?? [])].filter((index) => byWay.every((played) => played.has(index)));
  indices.sort((a, b) => a - b);
  const inOrder = [...answers].sort((a, b) => a.first - b.first); // sums of the same numbers in the same order
  return byWay.map((played, way) => ({
    results: indices.flatMap((index) => played.get(index) ?? []),
    chips: inOrder.flatMap((answer) => (answer.way === way ? (answer.chips ?? []) : [])),
  }));
}
