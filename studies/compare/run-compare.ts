import { type BallModel, readBallModel, sha256 } from "../../nodes/model-files.ts";
import { readDenseModel } from "../../nodes/dense-model.ts";
import { stepChoice } from "../../nodes/model-card.ts";
import { spikingTracker } from "../../nodes/trackers/spiking.ts";
import type { Violation } from "../../src/backends/fit-report.ts";
import { BACKENDS } from "../../src/backends/registry.ts";
import { assert } from "../../src/core/errors.ts";
import type { BallResult } from "../play/ball-log.ts";
import { compare, type Comparison } from "../play/paired.ts";
import type { PlayWatch } from "../play/play-balls.ts";
import type { JobParts, PlayJob } from "../play/play-job.ts";
import type { PlayRobotName } from "../play/robots.ts";
import { type PlaySummary, summarize } from "../play/summary.ts";
import { chipLoad, type ChipLoad } from "./chip-load.ts";
import { compareJob, withBallSize } from "./compare-job.ts";
import {
  type ChipRow,
  type CompareChoice,
  type CompareRow,
  compareRows,
  HOST_FLOATS,
} from "./compare-rows.ts";
import { BallJournal } from "./journal.ts";
import { type PlayedRow, playRows, type RowJob } from "./play-rows.ts";
import type { PixelPreset } from "../../sims/camera/sensors.ts";

/** What came of one row. */
export type RowResult = CompareRow & {
  /** Why the model does not go on the chip; such a row is not played. */
  readonly violations?: readonly Violation[];
  readonly summary?: PlaySummary;
  /** Less the same robot that knows the ball at once; absent for itself. */
  readonly againstOracle?: Comparison;
  /** Less the host's own run of the model that all chips map, in floats: what chip and link together cost. */
  readonly againstFloats?: Comparison;
  /** Less the same model on the same chip with no link: what the link costs. Absent where there is no such row, and for itself. */
  readonly againstNoLink?: Comparison;
  /** The chip's part and its link's, modelled; absent where there is no chip. */
  readonly load?: ChipLoad;
  readonly results?: readonly BallResult[];
};

/** How a comparison is played. */
export interface CompareTask {
  readonly choice: CompareChoice;
  readonly parts: JobParts;
  readonly robot: PlayRobotName;
  readonly noise: PixelPreset;
  /** [-] balls of each row, the same for all. */
  readonly count: number;
}

/** A row that can be played. */
interface Player extends RowJob {
  readonly row: CompareRow;
}

/** What a comparison is going to play. */
export interface ComparePlan {
  readonly rows: readonly CompareRow[];
  readonly unmapped: ReadonlyMap<CompareRow, readonly Violation[]>;
  readonly players: readonly Player[];
}

/**
 * Reads the models, maps them on their chips and makes the jobs.
 * @throws SaccadeError as `readBallModel`, `readDenseModel`, `readRig`
 */
export async function planCompare({ choice, parts, robot, noise }: CompareTask): Promise<ComparePlan> {
  const rows = await Promise.all(compareRows(choice).map((row) => withBallSize(row, parts)));
  const models = new Map<string, BallModel>();
  for (const { model, isSpiking } of rows.map(modelOf)) {
    if (model === undefined || models.has(model)) continue;
    if (isSpiking) models.set(model, await readBallModel(model));
    else await readDenseModel(model); // the threads that play read it again; here it is only made sure of
  }
  const unmapped = new Map<CompareRow, readonly Violation[]>();
  const players: Player[] = [];
  for (const row of rows) {
    const model = row.model === undefined ? undefined : models.get(row.model);
    const violations = row.table === "baseline" || model === undefined ? [] : violationsOf(row, model);
    if (violations.length > 0) unmapped.set(row, violations);
    else {
      const job = await compareJob(row, { parts, robot, noise });
      players.push({ row, job, id: idOf(job, { root: parts.root, network: model?.card.networkSha256 }) });
    }
  }
  return { rows, unmapped, players };
}

/** Fingerprint of a way to play: where the package lies does not count, what a model is made of does. */
const idOf = (
  job: PlayJob,
  { root, network }: { readonly root: string; readonly network?: string | undefined },
) => sha256(`${JSON.stringify(job).replaceAll(root, "")} ${network ?? ""}`).slice(0, 16);

/** Trackers of other kinds have models of their own kinds. */
const modelOf = (row: CompareRow) => ({
  model: row.model,
  isSpiking: row.table !== "baseline" || row.tracker === spikingTracker.kind,
});

function violationsOf({ chip }: ChipRow, { network, card }: BallModel): readonly Violation[] {
  const { choice, steps } = { choice: stepChoice(card.run), steps: card.run.steps };
  return backendOf(chip).compile(network, { choice, steps }).report.violations;
}

function backendOf(chip: ChipRow["chip"]) {
  const backend = BACKENDS.get(chip);
  assert(backend !== undefined, "rows are of chips that there are");
  return backend;
}

/** How a comparison is watched, and what it goes on from. */
export interface CompareWatch extends PlayWatch {
  /** File in which balls are kept as they are played; absent = none. */
  readonly keep?: string | undefined;
}

/**
 * Plays the same balls in all rows. Interrupted, the balls that all rows have played; empty when there are none.
 * @throws SaccadeError as `playRows`, `BallJournal`
 */
export async function runCompare(
  plan: ComparePlan,
  count: number,
  watch: CompareWatch,
): Promise<RowResult[]> {
  const journal = watch.keep === undefined ? null : new BallJournal(watch.keep);
  return rowResults(plan, await playRows(plan.players, count, { watch, journal }));
}

/** Each row beside the others. @param played what came of the plan's players, in their order */
export function rowResults(plan: ComparePlan, played: readonly PlayedRow[]): RowResult[] {
  const oracle = played[0]?.results ?? [];
  if (oracle.length === 0) return [];
  const jobOf = (row: CompareRow | undefined) =>
    played[plan.players.findIndex((player) => player.row === row)];
  const floats = jobOf(plan.rows.find(({ name }) => name === HOST_FLOATS))?.results;
  return plan.rows.map((row): RowResult => {
    const found = jobOf(row);
    if (found === undefined) return { ...row, violations: plan.unmapped.get(row) ?? [] };
    const { results, chips } = found;
    const noLink =
      row.table === "baseline" || row.pair === "no link" ? undefined : jobOf(noLinkOf(row, plan.rows));
    const load = row.table === "baseline" ? null : chipLoad(chips, termsOf(row));
    return {
      ...row,
      summary: summarize(results),
      ...(results === oracle ? {} : { againstOracle: compare(results, oracle) }),
      ...(floats === undefined || results === floats || results === oracle
        ? {}
        : { againstFloats: compare(results, floats) }),
      ...(noLink === undefined ? {} : { againstNoLink: compare(results, noLink.results) }),
      ...(load === null ? {} : { load }),
      results,
    };
  });
}

const noLinkOf = ({ table, chip }: ChipRow, rows: readonly CompareRow[]): CompareRow | undefined =>
  rows.find(
    (row) => row.table !== "baseline" && row.table === table && row.chip === chip && row.pair === "no link",
  );

const termsOf = ({ chip, submission, hostUs }: ChipRow) => ({
  energies: backendOf(chip).describe().energies,
  hostUs,
  submission,
});
