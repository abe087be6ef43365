import { SaccadeError } from "../core/errors.ts";
import type { EngineObserver, RunEnd } from "./engine.ts";
import { RemoteRunner, VirtualThread } from "./remote-runner.ts";
import { buildReport, type Report } from "./report.ts";
import { collectFigures, mergeFigures, type RunFigures } from "./run-figures.ts";
import { RunHash } from "./run-hash.ts";
import { VirtualEngine } from "./virtual-engine.ts";
import { Watchdog } from "./watchdog.ts";
import {
  DEFAULT_WATCHDOG_MS,
  type Launch,
  lateEnd,
  type RunOptions,
  type RunOutcome,
} from "./run-options.ts";
import { WorkRecorder } from "./work-recorder.ts";
import { lostThread, type StartedThread, startThreads } from "./worker-threads.ts";

/** A run in virtual time: one engine with all edges here, nodes here or on worker threads. */
export class VirtualLaunch implements Launch {
  readonly #options: RunOptions;
  readonly #hash: RunHash | null;
  readonly #recorder: WorkRecorder | null;
  readonly #watchdog: Watchdog;
  readonly ended: Promise<RunEnd>;
  #resolveEnded: (end: RunEnd) => void = () => undefined;
  #rejectEnded: (error: unknown) => void = () => undefined;
  #engine: VirtualEngine | null = null;
  #threads: readonly StartedThread[] = [];
  #early: { reason: string; error: SaccadeError | null } | null = null;
  #disposed = false;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#hash = options.unhashed === true ? null : new RunHash(options.pipeline);
    this.#recorder = options.record === true ? new WorkRecorder() : null;
    const ids = options.pipeline.nodes.map((node) => node.id);
    this.#watchdog = new Watchdog(ids, options.watchdogMs ?? DEFAULT_WATCHDOG_MS.virtual);
    this.ended = new Promise((resolve, reject) => {
      this.#resolveEnded = resolve;
      this.#rejectEnded = reject;
    });
  }

  async start(): Promise<void> {
    const remotes = await this.#startThreads();
    const { pipeline, note } = this.#options;
    const engine = new VirtualEngine({
      pipeline,
      note,
      observer: this.#observer(),
      remote: (node, host) => {
        const thread = remotes.get(node.thread ?? "");
        if (thread === undefined) throw lostThread(node.thread ?? "", "not started");
        return new RemoteRunner(node, host, thread);
      },
    });
    this.#engine = engine;
    for (const monitor of engine.graph.monitors) monitor.tracing = this.#recorder !== null;
    if (this.#early !== null) engine.interrupt(this.#early.reason, this.#early.error);
    void this.#drive(engine);
  }

  finish(reason: string, error: SaccadeError | null = null): void {
    if (this.#engine === null) this.#early ??= { reason, error };
    else this.#engine.interrupt(reason, error);
  }

  async live(): Promise<Report> {
    return buildReport(this.#options.pipeline, await this.#figures(false), {
      end: null,
      nowNs: this.#engine?.nowNs() ?? 0,
      hash: null,
    });
  }

  async close(ended: RunEnd): Promise<RunOutcome> {
    const engine = this.#engine;
    await engine?.close();
    const figures = await this.#figures(true);
    await this.dispose();
    const end = lateEnd(ended, engine?.lateFailure ?? null);
    const nowNs = engine?.nowNs() ?? 0;
    const report = buildReport(this.#options.pipeline, figures, {
      end,
      nowNs,
      hash: this.#hash?.digest() ?? null,
    });
    return { end, report, figures };
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
    this.#watchdog.close();
  }

  async #drive(engine: VirtualEngine): Promise<void> {
    try {
      await engine.run();
    } catch (error) {
      if (!(error instanceof SaccadeError)) {
        this.#rejectEnded(error); // a bug of ours
        return;
      }
      engine.interrupt("failed", error);
    }
    this.#resolveEnded(await engine.ended);
  }

  async #startThreads(): Promise<ReadonlyMap<string, VirtualThread>> {
    const { pipeline, threadEntry, watchdogMs = DEFAULT_WATCHDOG_MS.virtual } = this.#options;
    const remotes = new Map<string, VirtualThread>();
    if (pipeline.threads.length === 0 || threadEntry === null) return remotes;
    const { threads, mainLinks } = await startThreads(pipeline, threadEntry, { record: false, watchdogMs });
    for (const { port } of mainLinks.values()) port.close(); // links between threads are for the wall clock
    this.#threads = threads;
    for (const { name, worker } of threads) {
      const thread = new VirtualThread(worker);
      remotes.set(name, thread);
      const lost = (cause: unknown): void => {
        if (this.#disposed) return;
        const error = lostThread(name, cause);
        this.finish("failed", error);
        thread.lost(error);
      };
      worker.on("error", lost).on("exit", lost);
    }
    return remotes;
  }

  async #figures(isOver: boolean): Promise<RunFigures> {
    const { pipeline } = this.#options;
    const slices = this.#recorder?.slices() ?? new Float64Array();
    const engine = this.#engine;
    const own = engine === null ? [] : [await collectFigures(engine, this.#watchdog.caught(), slices)];
    return mergeFigures(pipeline, own, { isSender: () => true, isOver });
  }

  #observer(): EngineObserver {
    const recorder = this.#recorder;
    return {
      enter: (node) => {
        this.#watchdog.enter(node);
      },
      leave: () => {
        this.#watchdog.leave();
      },
      sent: (edge, message, dueNs) => {
        this.#hash?.add(edge, message, dueNs);
      },
      ...(recorder === null
        ? {}
        : {
            worked: (node: number, startedNs: number, endedNs: number) => {
              recorder.add(node, startedNs, endedNs);
            },
          }),
    };
  }
}
