import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { WATCH_CLOSED, WATCH_NODE, WATCH_TURN, type WatchdogShared } from "./watchdog.ts";

/** Looks several times per limit whether the watched thread is still in the same turn. */
function run({ state, caught, nodeIds, limitMs, thread }: WatchdogShared): void {
  let turn = -1;
  let sinceMs = 0;
  let named = false;
  while (Atomics.wait(state, WATCH_CLOSED, 0, Math.max(1, limitMs / 4)) === "timed-out") {
    const node = Atomics.load(state, WATCH_NODE);
    const nowMs = performance.now();
    const sameTurn = node >= 0 && Atomics.load(state, WATCH_TURN) === turn;
    if (!sameTurn) {
      turn = Atomics.load(state, WATCH_TURN);
      sinceMs = nowMs;
      named = false;
    } else if (!named && nowMs - sinceMs >= limitMs) {
      named = true;
      Atomics.add(caught, node, 1);
      const where = thread === "" ? "" : ` on thread "${thread}"`;
      const spent = Math.round(nowMs - sinceMs);
      writeSync(2, `watchdog: node "${nodeIds[node] ?? node}"${where} has not returned for ${spent} ms\n`);
    }
  }
}

run(workerData as WatchdogShared);
