import { siblingModule } from "../../src/runtime/module-url.ts";
import { carryOutOrders } from "../thread-orders.ts";
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
  for (const job of jobs) if (job.kind === "pipeline") await checkPipeline(job.task);
  const setup: PlaySetup = { jobs };
  let played = 0;
  const answers = await carryOutOrders<PlayAnswer>(ordersOf(jobs.length, balls), {
    entry: ENTRY,
    setup,
    threads: watch.threads,
    signal: watch.signal,
    answered: ({ results }) => {
      played += results.length;
      watch.progress?.(played, results);
    },
  });
  return playedByAll(answers, jobs.length);
}

/** All ways play the first balls before any plays the next: stopped early, it still compares. */
function ordersOf(ways: number, balls: number): PlayOrder[] {
  const firsts = Array.from({ length: Math.ceil(balls / ORDER_BALLS) }, (_, i) => i * ORDER_BALLS);
  return firsts.flatMap((first) =>
    Array.from({ length: ways }, (_, way) => ({ way, first, end: Math.min(balls, first + ORDER_BALLS) })),
  );
}

function playedByAll(answers: readonly PlayAnswer[], ways: number): BallResult[][] {
  const byWay = Array.from({ length: ways }, () => new Map<number, BallResult>());
  for (const { way, results } of answers) {
    for (const result of results) byWay[way]?.set(result.index, result);
  }
  const indices = [...(byWay[0]?.keys() ?? [])].filter((index) => byWay.every((played) => played.has(index)));
  indices.sort((a, b) => a - b);
  return byWay.map((played) => indices.flatMap((index) => played.get(index) ?? []));
}
