import { siblingModule } from "../../src/runtime/module-url.ts";
import type { BallResult } from "../play/ball-log.ts";
import { checkPipeline } from "../play/pipeline-player.ts";
import type { PlayJob } from "../play/play-job.ts";
import type { PlayWatch } from "../play/play-balls.ts";
import { carryOutOrders } from "../thread-orders.ts";
import type { ChipRun } from "./chip-run.ts";
import type { CompareAnswer, CompareOrder, CompareSetup } from "./compare-thread.ts";
import type { BallJournal } from "./journal.ts";

const ENTRY = siblingModule("compare-thread", import.meta.url);

/** What came of one way to play. */
export interface PlayedRow {
  /** In order of the balls. */
  readonly results: readonly BallResult[];
  /** Of all runs and both cameras; empty where there is no chip. */
  readonly chips: readonly ChipRun[];
}

/**
 * Plays balls 0 .. `count`-1 in all ways, ball by ball: each is a run by itself that begins with the robot at home and nothing
 * known, so that no ball has a part in the next and pairs are independent. What the cameras see of a ball is simulated once.
 * @param journal what has been played before is not played again, and what is played now is written there; null = none
 * @returns for each way what came of it; interrupted, of the balls that were played
 * @throws SaccadeError `thread-lost`; PipelineFileError
 */
export async function playRows(
  jobs: readonly PlayJob[],
  count: number,
  { watch, journal }: { readonly watch: PlayWatch; readonly journal: BallJournal | null },
): Promise<PlayedRow[]> {
  for (const job of jobs) if (job.kind === "pipeline") await checkPipeline(job.task);
  const kept = [...(journal?.answers ?? [])].filter(({ ball }) => ball < count);
  const known = new Set(kept.map(({ ball }) => ball));
  const orders = Array.from({ length: count }, (_, ball): CompareOrder => ({ ball })).filter(
    ({ ball }) => !known.has(ball),
  );
  const setup: CompareSetup = { jobs };
  let played = kept.length * jobs.length;
  const news = await carryOutOrders<CompareAnswer>(orders, {
    entry: ENTRY,
    setup,
    threads: watch.threads,
    signal: watch.signal,
    answered: (answer) => {
      journal?.add(answer);
      played += jobs.length;
      watch.progress?.(
        played,
        answer.played.map(({ result }) => result),
      );
    },
  });
  const inOrder = [...kept, ...news].sort((a, b) => a.ball - b.ball);
  return jobs.map((_, row) => ({
    results: inOrder.flatMap(({ played: rows }) => rows[row]?.result ?? []),
    chips: inOrder.flatMap(({ played: rows }) => rows[row]?.chips ?? []),
  }));
}
