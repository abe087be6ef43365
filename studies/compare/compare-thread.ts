import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../src/core/errors.ts";
import { BallPlayer } from "../play/ball-player.ts";
import type { PlayedRange } from "../play/pipeline-player.ts";
import type { PlayJob } from "../play/play-job.ts";
import { chipRun, type ChipRun } from "./chip-run.ts";
import type { PipelineRows } from "./pipeline-rows.ts";
import type { BallResult } from "../play/ball-log.ts";

/** What a thread that compares starts with: the ways to play. */
export interface CompareSetup {
  readonly jobs: readonly PlayJob[];
}

/** A ball is wanted, played in some ways, by their indices. */
export interface CompareOrder {
  readonly ball: number;
  readonly ways: readonly number[];
}

/** One ball as one way played it. */
export interface PlayedBall {
  readonly result: BallResult;
  /** What its chips did, one for each camera; empty where there are none. */
  readonly chips: readonly ChipRun[];
}

/** The answer to an order: the ball in those ways, in their order. */
export interface CompareAnswer extends CompareOrder {
  readonly played: readonly PlayedBall[];
}

const port = parentPort;
assert(port !== null, "this module is the entry of a worker thread");
const { jobs } = workerData as CompareSetup;
const oracles = new Map<PlayJob, BallPlayer>();
/** Who plays without a pipeline does not wait for all kinds of nodes to be loaded. */
let pipelines: PipelineRows | null = null;

async function playRow(job: PlayJob, ball: number): Promise<PlayedBall> {
  const { results, chips = [] } = await rangeOf(job, ball);
  const [result] = results;
  assert(result !== undefined, "a range of one ball has one result");
  return { result, chips: chips.map(chipRun) };
}

async function rangeOf(job: PlayJob, ball: number): Promise<PlayedRange> {
  if (job.kind === "pipeline") {
    pipelines ??= new (await import("./pipeline-rows.ts")).PipelineRows();
    return pipelines.play(job.task, ball);
  }
  const player = oracles.get(job) ?? new BallPlayer(job.options);
  oracles.set(job, player);
  return { results: [player.play(ball)] };
}

/** Row by row, so that all find the views of the first and the answers of chips. */
async function carryOut({ ball, ways }: CompareOrder): Promise<CompareAnswer> {
  pipelines?.clear();
  const played: PlayedBall[] = [];
  for (const way of ways) {
    const job = jobs[way];
    assert(job !== undefined, "orders are for ways that exist");
    played.push(await playRow(job, ball));
  }
  return { ball, ways, played };
}

port.on("message", (order: CompareOrder) => {
  void carryOut(order).then((answer) => port.postMessage(answer));
});
