import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../src/core/errors.ts";
import type { BallResult } from "./ball-log.ts";
import { BallPlayer } from "./ball-player.ts";
import type { PlayOptions } from "./play-options.ts";

/** What a thread that plays balls starts with: the ways to play. */
export interface PlaySetup {
  readonly ways: readonly PlayOptions[];
}

/** Balls `first` .. `end`-1 are wanted, played one way. */
export interface PlayOrder {
  readonly way: number;
  readonly first: number;
  readonly end: number;
}

/** The answer to an order. */
export interface PlayAnswer extends PlayOrder {
  readonly results: readonly BallResult[];
}

const port = parentPort;
assert(port !== null, "this module is the entry of a worker thread");
const { ways } = workerData as PlaySetup;
const players = new Map<number, BallPlayer>();

function playerOf(way: number): BallPlayer {
  const found = players.get(way);
  if (found !== undefined) return found;
  const options = ways[way];
  assert(options !== undefined, "orders are for ways that exist");
  const made = new BallPlayer(options);
  players.set(way, made);
  return made;
}

port.on("message", (order: PlayOrder) => {
  const player = playerOf(order.way);
  const results = Array.from({ length: order.end - order.first }, (_, i) => player.play(order.first + i));
  port.postMessage({ ...order, results } satisfies PlayAnswer);
});
