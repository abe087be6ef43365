import { SaccadeError } from "../core/errors.ts";
import { everyHostMs } from "./host-clock.ts";
import type { Launch, RunOptions, RunOutcome } from "./run-options.ts";
import { VirtualLaunch } from "./virtual-launch.ts";
import { WallLaunch } from "./wall-launch.ts";

/**
 * Runs a pipeline to its end: duration, completion of all nodes, an abort, or a failure. Never throws for what happens
 * in the run: the outcome's `end.error` says it.
 * @throws SaccadeError `thread-lost` when a worker thread cannot be started.
 */
export async function runPipeline(options: RunOptions): Promise<RunOutcome> {
  if (options.pipeline.threads.length > 0 && options.threadEntry === null) {
    throw new SaccadeError(
      "usage",
      "the pipeline names threads, but no thread entry was given to the launcher",
    );
  }
  const launch: Launch =
    options.pipeline.clock === "virtual" ? new VirtualLaunch(options) : new WallLaunch(options);
  const interrupt = (): void => {
    launch.finish("interrupted");
  };
  options.signal?.addEventListener("abort", interrupt, { once: true });
  if (options.signal?.aborted === true) interrupt();
  const stopLive = startLive(options, launch);
  try {
    await launch.start();
    const end = await launch.ended;
    stopLive();
    return await launch.close(end);
  } catch (error) {
    await launch.dispose();
    throw error;
  } finally {
    stopLive();
    options.signal?.removeEventListener("abort", interrupt);
  }
}

function startLive({ onLive, livePeriodMs = 200 }: RunOptions, launch: Launch): () => void {
  if (onLive === undefined) return () => undefined;
  let busy = false;
  let stopped = false;
  const cancel = everyHostMs(livePeriodMs, () => {
    if (busy) return;
    busy = true;
    void launch.live().then((report) => {
      busy = false;
      if (!stopped) onLive(report);
    });
  });
  return () => {
    stopped = true;
    cancel();
  };
}
