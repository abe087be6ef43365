import { SaccadeError } from "../core/errors.ts";
import type { Message } from "../core/message.ts";
import type { EdgeQueue } from "./edge-queue.ts";
import { GraphState } from "./graph-state.ts";
import { afterHostMs } from "./host-clock.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import type { Runner, RunnerHost } from "./node-runner.ts";
import type { EdgePlan, NodePlan, PipelinePlan } from "./plan.ts";
import type { NoteSink } from "./run-log.ts";
import type { Timer } from "./timer-heap.ts";

/** How a run came to its end. */
export interface RunEnd {
  /** `completed`, `duration`, `interrupted`, a node's own reason, or `failed`. */
  readonly reason: string;
  readonly error: SaccadeError | null;
}

/** Watches what the engine does, hop by hop; all optional parts of a run hang here. */
export interface EngineObserver {
  /** A node begins to work (watchdog). */
  enter?(node: number): void;
  leave?(): void;
  /** A node worked from `startedNs` to `endedNs` (trace, profile). */
  worked?(node: number, startedNs: number, endedNs: number): void;
  /** A message entered an edge (hash). `dueNs` is when it can be read. */
  sent?(edge: EdgePlan, message: Message<unknown>, dueNs: number): void;
}

export interface EngineOptions {
  readonly pipeline: PipelinePlan;
  readonly note: NoteSink;
  readonly observer: EngineObserver;
}

/** [ms] how long sinks may take to flush after their inputs have completed. */
const FLUSH_LIMIT_MS = 5000;

/** What both clocks share: runners, failures and restarts, completion, the end of the run. */
export abstract class Engine implements RunnerHost {
  abstract readonly clockKind: "wall" | "virtual";
  readonly seed: number;
  readonly file: string;
  readonly graph: GraphState;
  readonly observer: EngineObserver;
  /** By node index; null for nodes that live elsewhere. */
  readonly runners: (Runner | null)[];
  readonly workNs: LatencyHistogram[];
  readonly ended: Promise<RunEnd>;
  protected readonly pipeline: PipelinePlan;
  protected ending: RunEnd | null = null;
  readonly #note: NoteSink;
  readonly #openOutputs: number[];
  readonly #closedEdges = new Set<EdgeQueue>();
  readonly #completedInputs = new Set<string>();
  readonly #failuresNs: number[][];
  #resolveEnd: (end: RunEnd) => void = () => undefined;
  #flushed: (() => void) | null = null;

  protected constructor(options: EngineOptions, graph: GraphState) {
    const { pipeline } = options;
    this.pipeline = pipeline;
    this.seed = pipeline.seed;
    this.file = pipeline.file;
    this.graph = graph;
    this.observer = options.observer;
    this.#note = options.note;
    this.runners = pipeline.nodes.map(() => null);
    this.workNs = pipeline.nodes.map(() => new LatencyHistogram());
    this.#openOutputs = pipeline.nodes.map((node) => Math.max(1, Object.keys(node.spec.outputs).length));
    this.#failuresNs = pipeline.nodes.map(() => []);
    this.ended = new Promise((resolve) => {
      this.#resolveEnd = resolve;
    });
  }

  abstract nowNs(): number;
  abstract emit(runner: Runner, port: number, message: Message<unknown>): void;
  abstract addTimer(runner: Runner, timer: Timer): void;
  abstract removeTimer(timer: Timer): void;
  abstract pulls(runner: Runner): void;
  abstract credit(runner: Runner, input: number): void;
  /** Makes the engine look at a node again soon. */
  protected abstract wake(node: number): void;
  /** An edge will get nothing more; returns true when its consumer lives elsewhere and has been told. */
  protected abstract tellRemote(queue: EdgeQueue): boolean;

  /** Whether the run has come to its end. */
  get over(): boolean {
    return this.ending !== null;
  }

  protected get failedRun(): boolean {
    return this.ending?.error != null;
  }

  /** Ends the run at this instant. The first reason counts. */
  finish(reason: string, error: SaccadeError | null = null): void {
    if (this.ending !== null) return;
    this.ending = { reason, error };
    this.#resolveEnd(this.ending);
  }

  failed(runner: Runner, error: unknown): void {
    runner.errors++;
    const { plan } = runner;
    if (this.ending !== null || !this.#mayRestart(plan)) {
      this.finish("failed", nodeFailure(plan, error));
      return;
    }
    this.log(runner, "warn", `failed and was built anew: ${reasonOf(error)}`, {});
    runner.restart();
    this.wake(plan.index);
  }

  log(runner: Runner, level: "info" | "warn", message: string, fields: object): void {
    this.#note({ level, node: runner.plan.id, message, fields });
  }

  /** A node's output has completed: what it fed completes once it has been read. */
  completed(runner: Runner, port: number): void {
    const { index } = runner.plan;
    this.#openOutputs[index] = (this.#openOutputs[index] ?? 1) - 1;
    for (const queue of this.graph.links[index]?.outEdges[port] ?? []) this.outputEnded(queue);
    this.#flushed?.();
    if (this.allCompleted()) this.finish("completed");
  }

  /** The output that feeds an edge has completed; what it emitted before may still be under way. */
  protected outputEnded(queue: EdgeQueue): void {
    this.closeEdge(queue);
  }

  /** Nothing more will come on an edge. */
  closeEdge(queue: EdgeQueue): void {
    this.#closedEdges.add(queue);
    if (!this.tellRemote(queue)) this.wake(queue.plan.toNode);
  }

  /** Completes those inputs of a node whose edges are closed and empty. */
  protected completeDrainedInputs(node: number): void {
    if (this.#closedEdges.size === 0) return;
    const runner = this.runners[node];
    const links = this.graph.links[node];
    if (runner == null || links === undefined) return;
    runner.inputNames.forEach((_, input) => {
      const feeding = links.inEdges.filter(
        (queue, i) => links.inInputs[i] === input && queue.plan.role === "data",
      );
      if (feeding.length === 0 || runner.lent(input)) return;
      if (feeding.every((queue) => this.#closedEdges.has(queue) && queue.length + queue.inFlight === 0)) {
        this.#completeInput(runner, input);
      }
    });
  }

  /** Starts the runners in file order; inputs that nothing feeds complete at once. */
  protected startRunners(hosted: readonly Runner[]): void {
    for (const runner of hosted) this.runners[runner.plan.index] = runner;
    for (const runner of hosted) {
      runner.start();
      const fed = this.graph.links[runner.plan.index]?.inInputs ?? [];
      runner.inputNames.forEach((_, input) => {
        if (!fed.includes(input)) this.#completeInput(runner, input);
      });
    }
  }

  /** Whether every hosted node has completed. */
  allCompleted(): boolean {
    return this.runners.every(
      (runner) => runner === null || (this.#openOutputs[runner.plan.index] ?? 0) <= 0,
    );
  }

  /** Lets the nodes flush: completes every input in order of the graph, waits for the sinks, tears all down. */
  protected async shutDown(drain: () => void): Promise<void> {
    const hosted = this.runners.filter((runner) => runner !== null);
    for (const runner of hosted) runner.stopTimers();
    for (const runner of hosted.sort(byDepth(this.pipeline))) {
      runner.inputNames.forEach((_, input) => {
        this.#completeInput(runner, input);
      });
      drain();
    }
    await this.#sinksFlushed(hosted);
    for (const runner of hosted) runner.stop();
    for (const queue of this.graph.queues) queue.clear("run-ended");
  }

  #completeInput(runner: Runner, input: number): void {
    const key = `${runner.plan.index}:${input}`;
    if (this.#completedInputs.has(key)) return;
    this.#completedInputs.add(key);
    runner.startedNs = this.nowNs();
    runner.completeInput(input);
  }

  async #sinksFlushed(hosted: readonly Runner[]): Promise<void> {
    const waiting = (): Runner[] =>
      hosted.filter(
        (r) => r.outputNames.length === 0 && r.errors === 0 && (this.#openOutputs[r.plan.index] ?? 0) > 0,
      );
    if (waiting().length === 0) return;
    let cancel = (): void => undefined;
    const limit = new Promise<void>((resolve) => {
      cancel = afterHostMs(FLUSH_LIMIT_MS, resolve);
    });
    const flushed = new Promise<void>((resolve) => {
      this.#flushed = () => {
        if (waiting().length === 0) resolve();
      };
    });
    await Promise.race([limit, flushed]);
    cancel();
    for (const runner of waiting()) {
      this.log(runner, "warn", `did not complete within ${FLUSH_LIMIT_MS} ms of its inputs; given up`, {});
    }
  }

  #mayRestart(plan: NodePlan): boolean {
    if (plan.restart.policy === "never") return false;
    const nowNs = this.nowNs();
    const recent = (this.#failuresNs[plan.index] ?? []).filter(
      (t) => nowNs - t <= plan.restart.windowMs * 1e6,
    );
    recent.push(nowNs);
    this.#failuresNs[plan.index] = recent;
    return recent.length <= plan.restart.max;
  }
}

/** A budget with `onMiss: stop` was missed. */
export function budgetFailure(name: string, maxMs: number): SaccadeError {
  return new SaccadeError(
    "budget-exceeded",
    `latency budget "${name}" of ${maxMs} ms was exceeded and its onMiss is "stop"`,
    { budget: name },
  );
}

/** An edge that may not lose anything was full. */
export function edgeOverflow(edge: EdgePlan): SaccadeError {
  return new SaccadeError(
    "edge-overflow",
    `edge ${edge.id} is "${edge.policy}" and its depth of ${edge.depth} was exceeded; make it deeper, its consumer faster, or choose a policy that drops`,
    { edge: edge.id, file: edge.place.file, line: edge.place.line },
  );
}

function nodeFailure(plan: NodePlan, error: unknown): SaccadeError {
  const code = error instanceof SaccadeError ? error.code : "node-failed";
  const where = error instanceof SaccadeError ? error.where : {};
  const place = { node: plan.id, kind: plan.spec.kind, file: plan.place.file, line: plan.place.line };
  return new SaccadeError(
    code,
    `node "${plan.id}" (${plan.spec.kind}): ${reasonOf(error)}`,
    { ...where, ...place },
    {
      cause: error,
    },
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Sources first: a node comes after those that feed it, feedback edges left out. */
function byDepth(pipeline: PipelinePlan): (a: Runner, b: Runner) => number {
  const depth = pipeline.nodes.map(() => 0);
  for (let round = 0; round < pipeline.nodes.length; round++) {
    for (const edge of pipeline.edges) {
      if (edge.feedback || edge.role !== "data") continue;
      depth[edge.toNode] = Math.max(depth[edge.toNode] ?? 0, (depth[edge.fromNode] ?? 0) + 1);
    }
  }
  return (a, b) => (depth[a.plan.index] ?? 0) - (depth[b.plan.index] ?? 0) || a.plan.index - b.plan.index;
}
