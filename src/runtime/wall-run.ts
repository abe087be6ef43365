import type { WallClock } from "./clock.ts";
import type { EngineObserver, RunEnd } from "./engine.ts";
import { GraphState } from "./graph-state.ts";
import { keepTurning } from "./host-clock.ts";
import { ThreadPacer } from "./pacer.ts";
import type { PipelinePlan } from "./plan.ts";
import { collectFigures, type ThreadFigures } from "./run-figures.ts";
import type { NoteSink } from "./run-log.ts";
import { WallEngine } from "./wall-engine.ts";
import { threadOf } from "./edge-ends.ts";
import { receivingEdge, type ThreadLink, WallLinks } from "./wall-links.ts";
import { Watchdog } from "./watchdog.ts";
import { WorkRecorder } from "./work-recorder.ts";

/** The helper threads that every thread of a run on the wall clock has. */
export interface ThreadServices {
  readonly pacer: ThreadPacer;
  readonly watchdog: Watchdog;
}

/** @param watchdogMs [ms] a node that does not return for longer is named by the watchdog. */
export async function startServices(
  pipeline: PipelinePlan,
  thread: string,
  watchdogMs: number,
): Promise<ThreadServices> {
  const ids = pipeline.nodes.map((node) => node.id);
  return { pacer: await ThreadPacer.start(), watchdog: new Watchdog(ids, watchdogMs, thread) };
}

export interface WallRunOptions {
  readonly pipeline: PipelinePlan;
  /** Name of this thread; `MAIN_THREAD` for the main one. */
  readonly thread: string;
  readonly clock: WallClock;
  /** One link per other thread of the run, by its name. */
  readonly links: ReadonlyMap<string, ThreadLink>;
  readonly note: NoteSink;
  /** Keep a record of who worked when. */
  readonly record: boolean;
  readonly services: ThreadServices;
}

/** One thread's part of a run on the wall clock: engine, pacer, watchdog, links to other threads. */
export class WallRun {
  readonly engine: WallEngine;
  readonly #watchdog: Watchdog;
  readonly #recorder: WorkRecorder | null;
  readonly #links: WallLinks;
  readonly #isBusyPolling: boolean;
  #stopTurning: () => void = () => undefined;

  constructor(options: WallRunOptions) {
    const { pipeline, thread, clock } = options;
    const { pacer, watchdog } = options.services;
    this.#watchdog = watchdog;
    this.#isBusyPolling = pipeline.busyPoll.includes(thread);
    this.#recorder = options.record ? new WorkRecorder() : null;
    this.#links = new WallLinks(pipeline, thread, clock, options.links);
    const graph = new GraphState(pipeline, false, (edge) =>
      this.#links.arrives(edge) ? receivingEdge(edge) : edge,
    );
    for (const monitor of graph.monitors) monitor.tracing = options.record;
    this.engine = new WallEngine({
      pipeline,
      note: options.note,
      observer: this.#observer(),
      clock,
      hosted: pipeline.nodes
        .filter((node) => threadOf(pipeline, node.index) === thread)
        .map((node) => node.index),
      remote: options.links.size === 0 ? null : this.#links,
      graph,
      makePacer: (wake) => pacer.attach(clock, wake),
    });
  }

  start(): void {
    this.#links.attach(this.engine);
    this.engine.start();
    if (this.#isBusyPolling) this.#stopTurning = keepTurning();
  }

  get ended(): Promise<RunEnd> {
    return this.engine.ended;
  }

  /** What it has measured so far. */
  figures(): Promise<ThreadFigures> {
    const slices = this.#recorder?.slices() ?? new Float64Array();
    return collectFigures(this.engine, this.#watchdog.caught(), slices);
  }

  /** Ends this part: nodes flush and are torn down, threads of its own stop. */
  async close(reason: string): Promise<ThreadFigures> {
    this.#stopTurning();
    this.engine.finish(reason);
    await this.engine.close();
    const figures = await this.figures();
    this.#links.closePorts();
    this.#watchdog.close();
    return figures;
  }

  #observer(): EngineObserver {
    const watchdog = this.#watchdog;
    const recorder = this.#recorder;
    const watch: EngineObserver = {
      enter: (node) => {
        watchdog.enter(node);
      },
      leave: () => {
        watchdog.leave();
      },
    };
    if (recorder === null) return watch;
    return {
      ...watch,
      worked: (node, startedNs, endedNs) => {
        recorder.add(node, startedNs, endedNs);
      },
    };
  }
}
