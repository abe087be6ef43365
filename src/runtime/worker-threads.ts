import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { SaccadeError } from "../core/errors.ts";
import type { PipelinePlan } from "./plan.ts";
import { restoreError, transferablePlan } from "./plan-transfer.ts";
import type { ThreadNews, ThreadSetup } from "./thread-host.ts";
import { MAIN_THREAD } from "./edge-ends.ts";

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
  readonly mainPorts: ReadonlyMap<string, MessagePort>;
}> {
  const names = [MAIN_THREAD, ...pipeline.threads];
  const ports = new Map(names.map((name) => [name, new Map<string, MessagePort>()]));
  names.forEach((a, i) => {
    for (const b of names.slice(i + 1)) {
      const { port1, port2 } = new MessageChannel();
      ports.get(a)?.set(b, port1);
      ports.get(b)?.set(a, port2);
    }
  });
  const plan = transferablePlan(pipeline);
  const threads = pipeline.threads.map((name) => {
    const own = ports.get(name) ?? new Map<string, MessagePort>();
    const workerData: ThreadSetup = { plan, thread: name, ports: own, ...options };
    return { name, worker: new Worker(entry, { workerData, transferList: [...own.values()], name }) };
  });
  try {
    await Promise.all(threads.map(ready));
  } catch (error) {
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
    throw error;
  }
  return { threads, mainPorts: ports.get(MAIN_THREAD) ?? new Map<string, MessagePort>() };
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
