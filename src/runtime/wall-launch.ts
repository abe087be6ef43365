import type { SaccadeError } from "../core/errors.ts";
import { processNowNs, WallClock } from "./clock.ts";
import type { RunEnd } from "./engine.ts";
import { afterHostMs } from "./host-clock.ts";
import { DEFAULT_WATCHDOG_MS, type Launch, type RunOptions, type RunOutcome } from "./run-options.ts";
import { restoreError } from "./plan-transfer.ts";
import { buildReport, type Report } from "./report.ts";
import { mergeFigures, type RunFigures, type ThreadFigures } from "./run-figures.ts";
import type { ThreadNews, ThreadOrder } from "./thread-host.ts";
import { startServices, WallRun } from "./wall-run.ts";
import { MAIN_THREAD, threadOf } from "./wall-links.ts";
import { lostThread, type StartedThread, startThreads } from "./worker-threads.ts";

/** [ms] how long a thread may take to flush and close before it is given up. */
const CLOSE_LIMIT_MS = 10_000;

/** A run on the wall clock: one engine per thread, each with its own nodes, messages going straight between them. */
export class WallLaunch implements Launch {
  readonly ended: Promise<RunEnd>;
  readonly #options: RunOptions;
  readonly #asked = new Map<string, (figures: ThreadFigures | null) => void>();
  readonly #open = new Set<string>();
  #threads: readonly StartedThread[] = [];
  #run: WallRun | null = null;
  #clock = new WallClock();
  #endNs = 0;
  #end: RunEnd | null = null;
  #closing = false;
  #cancelDuration: () => void = () => undefined;
  #resolveEnded: (end: RunEnd) => void = () => undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  async start(): Promise<void> {
    const { pipeline, note, record = false, watchdogMs = DEFAULT_WATCHDOG_MS, threadEntry } = this.#options;
    const started =
      threadEntry === null || pipeline.threads.length === 0
        ? { threads: [], mainPorts: new Map<string, never>() }
        : await startThreads(pipeline, threadEntry, { record, watchdogMs });
    this.#threads = started.threads;
    for (const thread of started.threads) this.#listen(thread);
    const services = await startServices(pipeline, MAIN_THREAD, watchdogMs);
    this.#clock = new WallClock(processNowNs());
    const run = new WallRun({
      pipeline,
      thread: MAIN_THREAD,
      clock: this.#clock,
      ports: started.mainPorts,
      note,
      record,
      services,
    });
    this.#run = run;
    for (const { name } of started.threads) this.#open.add(name);
    if (pipeline.nodes.some((node) => node.thread === null)) this.#open.add(MAIN_THREAD);
    void run.ended.then((end) => {
      this.#partEnded(MAIN_THREAD, end);
    });
    this.#order({ order: "go", startNs: this.#clock.startNs });
    if (pipeline.durationUs !== null) {
      this.#cancelDuration = afterHostMs(pipeline.durationUs / 1000, () => {
        this.finish("duration");
      });
    }
    if (this.#end === null) run.start();
  }

  finish(reason: string, error: SaccadeError | null = null): void {
    if (this.#end !== null) return;
    this.#end = { reason, error };
    this.#endNs = this.#clock.nowNs();
    this.#cancelDuration();
    this.#resolveEnded(this.#end);
  }

  async live(): Promise<Report> {
    const { pipeline } = this.#options;
    return buildReport(pipeline, await this.#collect({ order: "figures" }, () => this.#run?.figures()), {
      end: null,
      nowNs: this.#clock.nowNs(),
      hash: null,
    });
  }

  async close(end: RunEnd): Promise<RunOutcome> {
    const figures = await this.#collect({ order: "close", reason: end.reason }, () =>
      this.#run?.close(end.reason),
    );
    this.#closing = true;
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
    const report = buildReport(this.#options.pipeline, figures, { end, nowNs: this.#endNs, hash: null });
    return { end, report, figures };
  }

  #listen({ name, worker }: StartedThread): void {
    const lost = (cause: unknown): void => {
      if (this.#closing) return;
      this.#answer(name, null);
      this.finish("failed", lostThread(name, cause));
    };
    worker.on("error", lost).on("exit", lost);
    worker.on("message", (news: ThreadNews) => {
      switch (news.news) {
        case "ready":
          break;
        case "broken":
          this.finish("failed", restoreError(news.error));
          break;
        case "ended":
          this.#partEnded(name, {
            reason: news.reason,
            error: news.error === null ? null : restoreError(news.error),
          });
          break;
        case "note":
          this.#options.note(news.note);
          break;
        case "figures":
          this.#answer(name, news.figures);
          break;
      }
    });
  }

  /** One thread's part is over: the run is when all have completed, or at once for any other reason. */
  #partEnded(name: string, end: RunEnd): void {
    this.#open.delete(name);
    if (end.reason !== "completed" || this.#open.size === 0) this.finish(end.reason, end.error);
  }

  #order(order: ThreadOrder): void {
    for (const { worker } of this.#threads) worker.postMessage(order);
  }

  async #collect(order: ThreadOrder, own: () => Promise<ThreadFigures> | undefined): Promise<RunFigures> {
    const { pipeline } = this.#options;
    const others = this.#threads.map(({ name }) => this.#ask(name));
    this.#order(order);
    const parts = await Promise.all([own(), ...others]);
    const names = [MAIN_THREAD, ...this.#threads.map(({ name }) => name)];
    const present = parts.map((figures, i) => ({ figures, name: names[i] ?? "" }));
    const found = present.filter((part) => part.figures != null);
    return mergeFigures(
      pipeline,
      found.flatMap(({ figures }) => figures ?? []),
      (thread, edge) => threadOf(pipeline, pipeline.edges[edge]?.fromNode ?? -1) === found[thread]?.name,
    );
  }

  /** The next figures of a thread; null when it is lost or does not answer. */
  #ask(name: string): Promise<ThreadFigures | null> {
    this.#answer(name, null);
    return new Promise((resolve) => {
      const cancel = afterHostMs(CLOSE_LIMIT_MS, () => {
        resolve(null);
      });
      this.#asked.set(name, (figures) => {
        cancel();
        resolve(figures);
      });
    });
  }

  #answer(name: string, figures: ThreadFigures | null): void {
    const resolve = this.#asked.get(name);
    this.#asked.delete(name);
    resolve?.(figures);
  }
}
