import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { SaccadeError } from "../../src/core/errors.ts";
import { siblingModule } from "../../src/runtime/module-url.ts";
import { frameBytes, type PackedFrames } from "../../src/snn/train/packed-frames.ts";
import type { FrameRanges } from "./frame-ranges.ts";
import type { LabelledFrames } from "./ball-frames.ts";
import type { SimulateOrder, SimulateSetup } from "./simulate-thread.ts";

const ENTRY = siblingModule("simulate-thread", import.meta.url);
const SIDE_PX = 64;
/** Samples of one order: some tenths of a second. */
const ORDER_SAMPLES = 64;

/** What is wanted of the simulated camera. */
export interface SimulatedSet {
  readonly seed: number;
  readonly count: number;
  readonly merged: boolean;
  /** Windows in a row that make one sample. */
  readonly windows: number;
  /** [us] how long before a window's end the labels are of. */
  readonly validBeforeEndUs: number;
  /** What the windows are made of, where not as usual. */
  readonly ranges?: FrameRanges;
}

/** Simulated frames with what only a simulation knows. */
export interface SimulatedFrames extends LabelledFrames {
  /** Events of the ball itself in each window. */
  readonly visibleEvents: Uint16Array;
  /** 1 = something else moves. */
  readonly distracted: Uint8Array;
}

/**
 * Makes windows with exact labels on some threads; which thread makes which does not matter.
 * @param progress samples made so far
 * @throws SaccadeError `thread-lost`; `cancelled` when the signal is raised
 */
export async function simulateFrames(
  { seed, count, merged, windows, validBeforeEndUs, ranges = {} }: SimulatedSet,
  threads: number,
  watch: { readonly signal: AbortSignal; readonly progress: (made: number) => void },
): Promise<SimulatedFrames> {
  const volume = { channels: merged ? 1 : 2, height: SIDE_PX, width: SIDE_PX };
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  const frames: PackedFrames = {
    volume,
    windows,
    bits: new Uint8Array(shared(count * windows * frameBytes(volume))),
    xPx: new Float64Array(shared(count * 8)),
    yPx: new Float64Array(shared(count * 8)),
    present: new Uint8Array(shared(count)),
  };
  const visibleEvents = new Uint16Array(shared(count * 2));
  const distracted = new Uint8Array(shared(count));
  const made = { merged, windows, validBeforeEndUs, ranges };
  const workerData: SimulateSetup = { seed, ...made, frames, visibleEvents, distracted };
  const workers = Array.from({ length: threads }, () => new Worker(ENTRY, { workerData }));
  try {
    await makeAll(workers, count, watch);
  } finally {
    for (const worker of workers) worker.removeAllListeners();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  const hash = createHash("sha256").update(frames.bits);
  for (const { buffer } of [frames.xPx, frames.yPx, frames.present]) hash.update(new Uint8Array(buffer));
  const sequence = Int32Array.from({ length: count }, (_, i) => i);
  return {
    frames,
    count,
    sequence,
    frame: new Int32Array(count),
    hash: hash.digest("hex"),
    visibleEvents,
    distracted,
  };
}

function makeAll(
  workers: readonly Worker[],
  count: number,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (made: number) => void },
): Promise<void> {
  let next = 0;
  let made = 0;
  return new Promise((resolve, reject) => {
    const give = (worker: Worker): void => {
      if (signal.aborted) reject(new SaccadeError("cancelled", "stopped while frames were being simulated"));
      if (next >= count) return;
      const order: SimulateOrder = { first: next, end: Math.min(count, next + ORDER_SAMPLES) };
      next = order.end;
      worker.postMessage(order);
    };
    for (const [i, worker] of workers.entries()) {
      const lost = (cause: unknown): void => {
        const reason = cause instanceof Error ? cause.message : `exit code ${String(cause)}`;
        reject(
          new SaccadeError(
            "thread-lost",
            `a simulating thread was lost: ${reason}`,
            { thread: i },
            { cause },
          ),
        );
      };
      worker.on("error", lost).on("exit", lost);
      worker.on("message", (order: SimulateOrder) => {
        made += order.end - order.first;
        progress(made);
        if (made === count) resolve();
        else give(worker);
      });
      give(worker);
    }
  });
}
