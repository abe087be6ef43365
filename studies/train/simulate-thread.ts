import { parentPort, workerData } from "node:worker_threads";
import { BallFrames } from "../../sims/ball-frames/ball-frames.ts";
import { DEFAULT_RECIPE, type FrameRecipe } from "../../sims/ball-frames/recipe.ts";
import { assert } from "../../src/core/errors.ts";
import type { FrameRanges } from "./frame-ranges.ts";
import { frameBytes, type PackedFrames } from "../../src/snn/train/packed-frames.ts";

/** What a thread that makes simulated frames starts with; all arrays are shared. */
export interface SimulateSetup {
  readonly seed: number;
  readonly merged: boolean;
  readonly windows: number;
  readonly validBeforeEndUs: number;
  readonly ranges: FrameRanges;
  readonly frames: PackedFrames;
  readonly visibleEvents: Uint16Array;
  readonly distracted: Uint8Array;
}

/** Samples `first` .. `end`-1 are wanted; the answer is the same message. */
export interface SimulateOrder {
  readonly first: number;
  readonly end: number;
}

const port = parentPort;
assert(port !== null, "this module is the entry of a worker thread");
const { seed, merged, windows, validBeforeEndUs, ranges, frames, visibleEvents, distracted } =
  workerData as SimulateSetup;
// a key that is there has a value: it was parsed
const recipe = { ...DEFAULT_RECIPE, ...ranges } as FrameRecipe;
const source = new BallFrames(seed, { merged, windows, labelBeforeEndUs: validBeforeEndUs, recipe });
const bytes = frameBytes(frames.volume) * windows;

function make(index: number): void {
  const sample = source.sample(index);
  const at = index * bytes;
  for (const [place, on] of sample.frames.entries()) {
    if (on === 1) frames.bits[at + (place >> 3)] = (frames.bits[at + (place >> 3)] ?? 0) | (1 << (place & 7));
  }
  const ball = sample.atLabel;
  frames.present[index] = ball === null ? 0 : 1;
  frames.xPx[index] = ball?.xPx ?? 0;
  frames.yPx[index] = ball?.yPx ?? 0;
  visibleEvents[index] = Math.min(65535, sample.visibleEvents);
  distracted[index] = sample.distracted ? 1 : 0;
}

port.on("message", (order: SimulateOrder) => {
  for (let i = order.first; i < order.end; i++) make(i);
  port.postMessage(order);
});
