import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { processNowNs } from "../src/runtime/clock.ts";
import { median } from "./figure.ts";

/** [us] Median way of one number to an idle thread by `postMessage` alone, one every `periodMs`: what the platform takes. */
export async function barePostUs(count: number, periodMs: number): Promise<number> {
  const worker = new Worker(new URL("./bare-post-thread.ts", import.meta.url));
  try {
    await once(worker, "message");
    for (let i = 0; i < count; i++) {
      await sleep(periodMs);
      worker.postMessage(processNowNs());
    }
    worker.postMessage(null);
    const [waysUs] = (await once(worker, "message")) as [number[]];
    if (waysUs.length !== count) throw new Error(`${waysUs.length} of ${count} bare messages have arrived`);
    return median(waysUs);
  } finally {
    await worker.terminate();
  }
}
