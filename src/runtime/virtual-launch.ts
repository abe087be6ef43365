import type { SaccadeError } from "../core/errors.ts";
import type { EngineObserver, RunEnd } from "./engine.ts";
import { restoreError, transferableError } from "./plan-transfer.ts";
import { RemoteRunner, VirtualThread } from "./remote-runner.ts";
import { buildReport, type Report } from "./report.ts";
import { collectFigures, mergeFigures, type RunFigures } from "./run-figures.ts";
import { RunHash } from "./run-hash.ts";
import { VirtualEngine } from "./virtual-engine.ts";
import { Watchdog } from "./watchdog.ts";
import { DEFAULT_WATCHDOG_MS, type Launch, type RunOptions, type RunOutcome } from "./run-options.ts";
import { WorkRecorder } from "./work-recorder.ts";
import { lostThread, type StartedThread, startThreads } from "./worker-threads.ts";

/** A run in virtual time: one engine with all edges here, nodes here or on worker threads. */
export class VirtualLaunch implements Launch {
  readonly #options: RunOptions;
  readonly #hash: RunHash;
  readonly #recorder: WorkRecorder | null;
  readonly #watchdog: Watchdog;
  readonly ended: Promise<RunEnd>;
  #resolveEnded: (end: RunEnd) => void = () => undefined;
  #engine: VirtualEngine | null = null;
  #threads: readonly StartedThread[] = [];
  #early: { reason: string; error: SaccadeError | null } | null = null;
  #closing = false;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#hash = new RunHash(options.pipeline);
    this.#recorder = options.record === true ? new WorkRecorder() : null;
    const ids = options.pipeline.nodes.map((node) => node.id);
    this.#watchdog = new Watchdog(ids, options.watchdogMs ?? DEFAULT_WATCHDOG_MS);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
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
    if (this.#early !== null) engine.finish(this.#early.reason, this.#early.error);
    void this.#drive(engine);
  }

  finish(reason: string, error: SaccadeError | null = null): void {
    if (this.#engine === null) this.#early ??= { reason, error };
    else this.#engine.finish(reason, error);
  }

  async live(): Promise<Report> {
    return buildReport(this.#options.pipeline, await this.#figures(), {
      end: null,
      nowNs: this.#engine?.nowNs() ?? 0,
      hash: null,
    });
  }

  async close(end: RunEnd): Promise<RunOutcome> {
    this.#closing = true;
    const engine = this.#engine;
    if (engine !== null && end.error?.code !== "thread-lost") await engine.close();
    const figures = await this.#figures();
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
    this.#watchdog.close();
    const nowNs = engine?.nowNs() ?? 0;
    const report = buildReport(this.#options.pipeline, figures, { end, nowNs, hash: this.#hash.digest() });
    return { end, report, figures };
  }

  async #drive(engine: VirtualEngine): Promise<void> {
    try {
      await engine.run();
    } catch (error) {
      engine.finish("failed", restoreError(transferableError(error)));
    }
    this.#resolveEnded(await engine.ended);
  }

  async #startThreads(): Promise<ReadonlyMap<string, VirtualThread>> {
    const { pipeline, threadEntry, watchdogMs = DEFAULT_WATCHDOG_MS } = this.#options;
    const remotes = new Map<string, VirtualThread>();
    if (pipeline.threads.length === 0 || threadEntry === null) return remotes;
    const { threads, mainPorts } = await startThreads(pipeline, threadEntry, { record: false, watchdogMs });
    for (const port of mainPorts.values()) port.close(); // links between threads are for the wall clock
    this.#threads = threads;
    for (const { name, worker } of threads) {
      const thread = new VirtualThread(worker);
      remotes.set(name, thread);
      const lost = (cause: unknown): void => {
        if (this.#closing) return;
        const error = lostThread(name, cause);
        thread.lost(error);
        this.finish("failed", error);
      };
      worker.on("error", lost).on("exit", lost);
    }
    return remotes;
  }

  async #figures(): Promise<RunFigures> {
    const { pipeline } = this.#options;
    const slices = this.#recorder?.slices() ?? new Float64Array();
    const engine = this.#engine;
    const own = engine === null ? [] : [await collectFigures(engine, this.#watchdog.caught(), slices)];
    return mergeFigures(pipeline, own, () => true);
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
        this.#hash.add(edge, message, dueNs);
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
