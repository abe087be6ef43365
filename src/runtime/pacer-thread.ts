import { parentPort, workerData } from "node:worker_threads";
import { processNowNs } from "./clock.ts";
import { IDLE, PACER_CLOSED, PACER_DUE_MS, PACER_REQUEST, PACER_WOKEN, type PacerShared } from "./pacer.ts";

/** Sleeps until the requested time, then wakes the engine's thread; nothing else happens on this thread. */
function run({ flags, dueMs }: PacerShared): void {
  let served = Atomics.load(flags, PACER_REQUEST) - 1;
  while (Atomics.load(flags, PACER_CLOSED) === 0) {
    const request = Atomics.load(flags, PACER_REQUEST);
    const waitMs = request === served ? IDLE : (dueMs[PACER_DUE_MS] ?? Infinity) - processNowNs() / 1e6;
    if (waitMs > 0) {
      // A new request ends the wait early; then the loop looks at the new due time.
      Atomics.wait(flags, PACER_REQUEST, request, Math.min(waitMs, IDLE));
      continue;
    }
    served = request;
    Atomics.add(flags, PACER_WOKEN, 1);
    Atomics.notify(flags, PACER_WOKEN);
  }
}

parentPort?.postMessage("ready");
run(workerData as PacerShared);
