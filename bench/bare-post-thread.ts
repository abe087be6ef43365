import { parentPort } from "node:worker_threads";
import { processNowNs } from "../src/runtime/clock.ts";

/** The far end of a bare `postMessage`: notes how long each was under way, and gives the list back when asked. */
const waysUs: number[] = [];
parentPort?.on("message", (sentNs: number | null) => {
  if (sentNs !== null) waysUs.push((processNowNs() - sentNs) / 1000);
  else parentPort?.postMessage(waysUs);
});
parentPort?.postMessage("ready");
