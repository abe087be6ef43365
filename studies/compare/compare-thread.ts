import { parentPort, workerData } from "node:worker_threads";
import { spikingTrackerFrom } from "../../nodes/trackers/spiking.ts";
import { tableTennisWorldIn } from "../../nodes/worlds/table-tennis.ts";
import { assert } from "../../src/core/errors.ts";
import { BallPlayer } from "../play/ball-player.ts";
import { type PlayedRange, playPipeline } from "../play/pipeline-player.ts";
import type { PlayJob } from "../play/play-job.ts";
import { chipRun, type ChipRun } from "./chip-run.ts";
import { KeptNetworks } from "./kept-networks.ts";
import { SharedViews } from "./shared-views.ts";
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
const networks = new KeptNetworks();
const views = new SharedViews();
const parts = {
  spikingTracker: spikingTrackerFrom(networks),
  tableTennisWorld: tableTennisWorldIn(views.makeRoom),
};
const oracles = new Map<PlayJob, BallPlayer>();

async function playRow(job: PlayJob, ball: number): Promise<PlayedBall> {
  const { results, chips = [] } = await rangeOf(job, ball);
  const [result] = results;
  assert(result !== undefined, "a range of one ball has one result");
  return { result, chips: chips.map(chipRun) };
}

function rangeOf(job: PlayJob, ball: number): Promise<PlayedRange> | PlayedRange {
  if (job.kind === "pipeline") return playPipeline(job.task, { first: ball, end: ball + 1 }, parts);
  const player = oracles.get(job) ?? new BallPlayer(job.options);
  oracles.set(job, player);
  return { results: [player.play(ball)] };
}

/** Row by row, so that all find the views of the first and the answers of chips. */
async function carryOut({ ball, ways }: CompareOrder): Promise<CompareAnswer> {
  views.clear();
  networks.forgetAnswers();
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
