import { Worker } from "node:worker_threads";
import { SaccadeError } from "../core/errors.ts";
import type { PipelinePlan } from "./plan.ts";
import { restoreError, transferablePlan } from "./plan-transfer.ts";
import type { ThreadNews, ThreadSetup } from "./thread-host.ts";
import { MAIN_THREAD } from "./edge-ends.ts";
import { linkThreads, type ThreadLink } from "./wall-links.ts";

export interface StartedThread {
  readonly name: string;
  readonly worker: Worker;
}

/** Starts one worker per thread of the plan, each connected with every other and with the main thread. */
export async function startThreads(
  pipeline: PipelinePlan,
  entry: URL,
  options: { readonly record: boolean; readonly watchdogMs: number },
): Promise<{
  readonly threads: readonly StartedThread[];
  readonly mainLinks: ReadonlyMap<string, ThreadLink>;
}> {
  const names = [MAIN_THREAD, ...pipeline.threads];
  const links = new Map(names.map((name) => [name, new Map<string, ThreadLink>()]));
  names.forEach((a, i) => {
    for (const b of names.slice(i + 1)) {
      const [forA, forB] = linkThreads(pipeline, a, b);
      links.get(a)?.set(b, forA);
      links.get(b)?.set(a, forB);
    }
  });
  const plan = transferablePlan(pipeline);
  const threads = pipeline.threads.map((name) => {
    const own = links.get(name) ?? new Map<string, ThreadLink>();
    const workerData: ThreadSetup = { plan, thread: name, links: own, ...options };
    const transferList = [...own.values()].map(({ port }) => port);
    return { name, worker: new Worker(entry, { workerData, transferList, name }) };
  });
  try {
    await Promise.all(threads.map(ready));
  } catch (error) {
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
    throw error;
  }
  return { threads, mainLinks: links.get(MAIN_THREAD) ?? new Map<string, ThreadLink>() };
}

/** A worker ended although nobody asked it to. */
export function lostThread(name: string, cause: unknown): SaccadeError {
  const reason = cause instanceof Error ? cause.message : `it exited with code ${String(cause)}`;
  return new SaccadeError("thread-lost", `worker thread "${name}" was lost: ${reason}`, { thread: name });
}

function ready({ name, worker }: StartedThread): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      stop();
      reject(lostThread(name, error));
    };
    const hear = (news: ThreadNews): void => {
      stop();
      if (news.news === "broken") reject(restoreError(news.error));
      else resolve();
    };
    const stop = (): void => {
      worker.off("error", fail).off("exit", fail).off("message", hear);
    };
    worker.on("error", fail).on("exit", fail).on("message", hear);
  });
}
