import { parentPort, workerData } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { assert } from "../core/errors.ts";
import { WallClock } from "./clock.ts";
import type { RunEnd } from "./engine.ts";
import type { PipelinePlan } from "./plan.ts";
import {
  restorePlan,
  type TransferableError,
  transferableError,
  type TransferablePlan,
} from "./plan-transfer.ts";
import type { Registry } from "./registry.ts";
import type { ThreadFigures } from "./run-figures.ts";
import type { RunNote } from "./run-log.ts";
import type { CommandEnvelope } from "./virtual-protocol.ts";
import { VirtualWorker } from "./virtual-worker.ts";
import { Watchdog } from "./watchdog.ts";
import type { ThreadLink } from "./wall-links.ts";
import { startServices, type ThreadServices, WallRun } from "./wall-run.ts";

/** What a worker thread is started with. */
export interface ThreadSetup {
  readonly plan: TransferablePlan;
  readonly thread: string;
  readonly links: ReadonlyMap<string, ThreadLink>;
  readonly record: boolean;
  readonly watchdogMs: number;
}

/** From the launcher to a thread on the wall clock. */
export type ThreadOrder =
  | { readonly order: "go"; readonly startNs: number }
  | { readonly order: "figures"; readonly id: number }
  | { readonly order: "close"; readonly id: number; readonly reason: string };

/** From a thread to the launcher. */
export type ThreadNews =
  | { readonly news: "ready" }
  /** `id` is that of the order that could not be carried out, if it was one. */
  | { readonly news: "broken"; readonly error: TransferableError; readonly id?: number }
  | { readonly news: "ended"; readonly reason: string; readonly error: TransferableError | null }
  | { readonly news: "note"; readonly note: RunNote }
  /** The answer to an order; `failure` is what went wrong while the thread closed. */
  | {
      readonly news: "figures";
      readonly id: number;
      readonly figures: ThreadFigures | null;
      readonly failure: TransferableError | null;
    };

/** Body of a worker thread: hosts its share of the pipeline until the launcher closes it. */
export async function serveThread(registry: Registry): Promise<void> {
  const port = parentPort;
  assert(port !== null, "serveThread() runs in a worker thread only");
  const setup = workerData as ThreadSetup;
  const say = (news: ThreadNews): void => {
    port.postMessage(news);
  };
  try {
    const pipeline = await restorePlan(setup.plan, registry);
    if (pipeline.clock === "virtual") {
      const ids = pipeline.nodes.map((node) => node.id);
      const watchdog = new Watchdog(ids, setup.watchdogMs, setup.thread);
      const worker = new VirtualWorker(pipeline, setup.thread, port, watchdog);
      port.on("message", (envelope: CommandEnvelope) => {
        worker.obey(envelope);
      });
    } else {
      const services = await startServices(pipeline, setup.thread, setup.watchdogMs);
      serveWall({ ...setup, pipeline, services }, port, say);
    }
    say({ news: "ready" });
  } catch (error) {
    say({ news: "broken", error: transferableError(error) });
  }
}

type WallSetup = Pick<ThreadSetup, "thread" | "links" | "record"> & {
  readonly pipeline: PipelinePlan;
  readonly services: ThreadServices;
};

/** Runs a thread's share on the wall clock, as the launcher orders. */
function serveWall(setup: WallSetup, port: MessagePort, say: (news: ThreadNews) => void): void {
  let run: WallRun | null = null;
  const go = (startNs: number): void => {
    const note = (n: RunNote): void => {
      say({ news: "note", note: n });
    };
    run = new WallRun({ ...setup, note, clock: new WallClock(startNs) });
    void run.ended.then((end: RunEnd) => {
      const error = end.error === null ? null : transferableError(end.error);
      say({ news: "ended", reason: end.reason, error });
    });
    run.start();
  };
  const answer = (id: number, figures: ThreadFigures | null): void => {
    const failure = run?.engine.lateFailure ?? null;
    say({ news: "figures", id, figures, failure: failure === null ? null : transferableError(failure) });
  };
  const obey = async (order: ThreadOrder): Promise<void> => {
    switch (order.order) {
      case "go":
        go(order.startNs);
        break;
      case "figures":
        answer(order.id, (await run?.figures()) ?? null);
        break;
      case "close":
        answer(order.id, (await run?.close(order.reason)) ?? null);
        port.close();
        break;
    }
  };
  port.on("message", (order: ThreadOrder) => {
    obey(order).catch((error: unknown) => {
      const failed = { news: "broken", error: transferableError(error) } as const;
      say(order.order === "go" ? failed : { ...failed, id: order.id });
    });
  });
}
