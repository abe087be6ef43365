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

/** A way to play. */
export interface RowJob {
  /** Fingerprint of all that decides what a ball comes to. */
  readonly id: string;
  readonly job: PlayJob;
}

/**
 * Plays balls 0 .. `count`-1 in all ways, ball by ball: each is a run by itself that begins with the robot at home and nothing
 * known, so that no ball has a part in the next and pairs are independent. What the cameras see of a ball is simulated once.
 * @param journal what a row has played before is not played again, and what is played now is written there; null = none
 * @returns for each way what came of it; interrupted, of the balls that all ways have played
 * @throws SaccadeError `thread-lost`; PipelineFileError
 */
export async function playRows(
  rows: readonly RowJob[],
  count: number,
  { watch, journal }: { readonly watch: PlayWatch; readonly journal: BallJournal | null },
): Promise<PlayedRow[]> {
  for (const { job } of rows) if (job.kind === "pipeline") await checkPipeline(job.task);
  const found = Array.from({ length: count }, (_, ball) => rows.map(({ id }) => journal?.find(id, ball)));
  const missing = found.map((played, ball): CompareOrder => {
    return { ball, ways: [...rows.keys()].filter((way) => played[way] === undefined) };
  });
  const orders = missing.filter(({ ways }) => ways.length > 0);
  const setup: CompareSetup = { jobs: rows.map(({ job }) => job) };
  let played = count * rows.length - orders.reduce((sum, { ways }) => sum + ways.length, 0);
  await carryOutOrders<CompareAnswer>(orders, {
    entry: ENTRY,
    setup,
    threads: watch.threads,
    signal: watch.signal,
    answered: ({ ball, ways, played: news }) => {
      const lines = news.map((each, i) => ({ ball, row: rows[ways[i] ?? NaN]?.id ?? "", played: each }));
      journal?.add(lines);
      const known = found[ball] ?? [];
      for (const [i, way] of ways.entries()) known[way] = news[i];
      played += ways.length;
      watch.progress?.(
        played,
        news.map(({ result }) => result),
      );
    },
  });
  const whole = found.flatMap((each) => {
    const all = each.filter((ball) => ball !== undefined);
    return all.length === rows.length ? [all] : [];
  });
  return rows.map((_, way) => ({
    results: whole.flatMap((all) => all[way]?.result ?? []),
    chips: whole.flatMap((all) => all[way]?.chips ?? []),
  }));
}
