import type { SaccadeError } from "../core/errors.ts";
import { processNowNs, WallClock } from "./clock.ts";
import type { RunEnd } from "./engine.ts";
import { afterHostMs } from "./host-clock.ts";
import {
  DEFAULT_WATCHDOG_MS,
  lateEnd,
  type Launch,
  type RunOptions,
  type RunOutcome,
} from "./run-options.ts";
import { restoreError } from "./plan-transfer.ts";
import { buildReport, type Report } from "./report.ts";
import { mergeFigures, type RunFigures, type ThreadFigures } from "./run-figures.ts";
import type { ThreadNews, ThreadOrder } from "./thread-host.ts";
import { startServices, WallRun } from "./wall-run.ts";
import { feedingNode, MAIN_THREAD, threadOf } from "./edge-ends.ts";
import { lostThread, type StartedThread, startThreads } from "./worker-threads.ts";

/** [ms] how long a thread may take to flush and close before it is given up. */
const CLOSE_LIMIT_MS = 10_000;

/** A run on the wall clock: one engine per thread, each with its own nodes, messages going straight between them. */
export class WallLaunch implements Launch {
  readonly ended: Promise<RunEnd>;
  readonly #options: RunOptions;
  readonly #asked = new Map<number, { readonly thread: string; readonly answer: (a: Answer) => void }>();
  readonly #open = new Set<string>();
  readonly #lost = new Set<string>();
  #threads: readonly StartedThread[] = [];
  #run: WallRun | null = null;
  #clock = new WallClock();
  #endNs = 0;
  #end: RunEnd | null = null;
  #asks = 0;
  #disposed = false;
  #cancelDuration: () => void = () => undefined;
  #resolveEnded: (end: RunEnd) => void = () => undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  async start(): Promise<void> {
    const {
      pipeline,
      note,
      record = false,
      watchdogMs = DEFAULT_WATCHDOG_MS.wall,
      threadEntry,
    } = this.#options;
    const started =
      threadEntry === null || pipeline.threads.length === 0
        ? { threads: [], mainLinks: new Map<string, never>() }
        : await startThreads(pipeline, threadEntry, { record, watchdogMs });
    this.#threads = started.threads;
    for (const thread of started.threads) this.#listen(thread);
    const services = await startServices(pipeline, MAIN_THREAD, watchdogMs);
    this.#clock = new WallClock(processNowNs());
    const run = new WallRun({
      pipeline,
      thread: MAIN_THREAD,
      clock: this.#clock,
      links: started.mainLinks,
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
    if (this.#end !== null) return; // ended before it began
    this.#order({ order: "go", startNs: this.#clock.startNs });
    if (pipeline.durationUs !== null) {
      this.#cancelDuration = afterHostMs(pipeline.durationUs / 1000, () => this.finish("duration"));
    }
    run.start();
  }

  finish(reason: string, error: SaccadeError | null = null): void {
    if (this.#end !== null) return;
    this.#end = { reason, error };
    this.#endNs = this.#clock.nowNs();
    this.#cancelDuration();
    this.#resolveEnded(this.#end);
  }

  async live(): Promise<Report> {
    const answers = await this.#collect((id) => ({ order: "figures", id }), this.#run?.figures());
    const nowNs = this.#clock.nowNs();
    return buildReport(this.#options.pipeline, this.#merge(answers, false), { end: null, nowNs, hash: null });
  }

  async close(ended: RunEnd): Promise<RunOutcome> {
    const { reason } = ended;
    const answers = await this.#collect((id) => ({ order: "close", id, reason }), this.#run?.close(reason));
    await this.dispose();
    const figures = this.#merge(answers, true);
    const end = lateEnd(
      ended,
      answers.map(({ failure }) => failure).find((failure) => failure !== null) ?? null,
    );
    const run = { end, nowNs: this.#endNs, hash: null };
    return { end, report: buildReport(this.#options.pipeline, figures, run), figures };
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#cancelDuration();
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #listen({ name, worker }: StartedThread): void {
    const lost = (cause: unknown): void => {
      if (this.#disposed) return;
      this.#lost.add(name);
      for (const [id, { thread }] of this.#asked) if (thread === name) this.#answer(id, silence(name));
      this.finish("failed", lostThread(name, cause));
    };
    worker.on("error", lost).on("exit", lost);
    worker.on("message", (news: ThreadNews) => {
      switch (news.news) {
        case "ready":
          break;
        case "broken":
          this.finish("failed", restoreError(news.error));
          if (news.id !== undefined) this.#answer(news.id, silence(name));
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
          this.#answer(news.id, {
            thread: name,
            figures: news.figures,
            failure: news.failure === null ? null : restoreError(news.failure),
          });
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

  /** Asks every thread, this one included, and waits for all. */
  async #collect(
    order: (id: number) => ThreadOrder,
    own: Promise<ThreadFigures> | undefined,
  ): Promise<readonly Answer[]> {
    const others = this.#threads.map((thread) => this.#ask(thread, order));
    const figures = (await own) ?? null;
    const failure = this.#run?.engine.lateFailure ?? null;
    return [{ thread: MAIN_THREAD, figures, failure }, ...(await Promise.all(others))];
  }

  #merge(answers: readonly Answer[], isOver: boolean): RunFigures {
    const { pipeline } = this.#options;
    const present = answers.filter(({ figures }) => figures !== null);
    const senders = pipeline.edges.map((edge) => threadOf(pipeline, feedingNode(pipeline, edge)));
    const isSender = (t: number, edge: number): boolean => senders[edge] === present[t]?.thread;
    return mergeFigures(
      pipeline,
      present.flatMap(({ figures }) => figures ?? []),
      { isSender, isOver },
    );
  }

  /** What a thread answers to an order; silence when it is lost or does not answer. */
  #ask({ name, worker }: StartedThread, order: (id: number) => ThreadOrder): Promise<Answer> {
    if (this.#lost.has(name)) return Promise.resolve(silence(name));
    const id = this.#asks++;
    worker.postMessage(order(id));
    return new Promise((resolve) => {
      const cancel = afterHostMs(CLOSE_LIMIT_MS, () => {
        const message = `thread "${name}" has not answered for ${CLOSE_LIMIT_MS} ms: its figures are missing`;
        this.#options.note({ level: "warn", node: "", message, fields: {} });
        this.#answer(id, silence(name));
      });
      const answer = (given: Answer): void => {
        cancel();
        resolve(given);
      };
      this.#asked.set(id, { thread: name, answer });
    });
  }

  #answer(id: number, answer: Answer): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    asked?.answer(answer);
  }
}

/** What one thread has measured, and what failed in it while it was closing. */
interface Answer {
  readonly thread: string;
  readonly figures: ThreadFigures | null;
  readonly failure: SaccadeError | null;
}

const silence = (thread: string): Answer => ({ thread, figures: null, failure: null });
