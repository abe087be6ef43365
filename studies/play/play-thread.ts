import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../src/core/errors.ts";
import { BallPlayer } from "./ball-player.ts";
import type { PlayedRange } from "./pipeline-player.ts";
import type { BallRange } from "./pipeline-task.ts";
import type { PlayJob } from "./play-job.ts";

/** What a thread that plays balls starts with: the ways to play. */
export interface PlaySetup {
  readonly jobs: readonly PlayJob[];
}

/** Balls are wanted, played one way. */
export interface PlayOrder extends BallRange {
  readonly way: number;
}

/** The answer to an order. */
export type PlayAnswer = PlayOrder & PlayedRange;

type Play = (range: BallRange) => PlayedRange | Promise<PlayedRange>;

const port = parentPort;
assert(port !== null, "this module is the entry of a worker thread");
const { jobs } = workerData as PlaySetup;
const players = new Map<number, Play>();

function playerOf(way: number): Play {
  const found = players.get(way);
  if (found !== undefined) return found;
  const job = jobs[way];
  assert(job !== undefined, "orders are for ways that exist");
  const made = job.kind === "oracle" ? oraclePlay(job) : pipelinePlay(job);
  players.set(way, made);
  return made;
}

function oraclePlay({ options }: Extract<PlayJob, { readonly kind: "oracle" }>): Play {
  const player = new BallPlayer(options);
  return ({ first, end }) => ({
    results: Array.from({ length: end - first }, (_, i) => player.play(first + i)),
  });
}

/** Who plays without a pipeline does not wait for all kinds of nodes to be loaded. */
function pipelinePlay({ task }: Extract<PlayJob, { readonly kind: "pipeline" }>): Play {
  const player = import("./pipeline-player.ts");
  return async (range) => (await player).playPipeline(task, range);
}

async function carryOut(order: PlayOrder): Promise<PlayAnswer> {
  return { ...order, ...(await playerOf(order.way)(order)) };
}

port.on("message", (order: PlayOrder) => {
  void carryOut(order).then((answer) => port.postMessage(answer));
});
