import { assert, SaccadeError } from "../core/errors.ts";
import type { Message } from "../core/message.ts";
import type { EdgeQueue } from "./edge-queue.ts";
import { FLUSH_LIMIT_MS } from "./flush-patience.ts";
import { GraphState } from "./graph-state.ts";
import { topologicalOrder } from "./graph.ts";
import { afterHostMs } from "./host-clock.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import type { Runner, RunnerHost } from "./node-runner.ts";
import type { BudgetPlan, EdgePlan, NodePlan, PipelinePlan } from "./plan.ts";
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
  /** The last node that began to work has returned, and no other begins at once. */
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
  /** Index of the node whose turn it is; -1 between turns. */
  turnOf = -1;
  /** What failed first while the nodes of a run that had ended well were flushing. */
  lateFailure: SaccadeError | null = null;
  protected readonly pipeline: PipelinePlan;
  protected ending: RunEnd | null = null;
  readonly #note: NoteSink;
  /** By node: which of its outputs (a sink's effects count as one) are still open. */
  readonly #openOutputs: boolean[][];
  readonly #closedEdges = new Set<EdgeQueue>();
  /** [-] by node: 1 when an edge into it has closed and may not be empty yet. */
  readonly #closing: Uint8Array;
  readonly #completedInputs: boolean[][];
  readonly #failuresNs: number[][];
  /** Nodes that failed for good: nothing more is expected of them. */
  readonly #broken = new Set<number>();
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
    this.#openOutputs = pipeline.nodes.map(({ spec }) =>
      new Array<boolean>(Math.max(1, Object.keys(spec.outputs).length)).fill(true),
    );
    this.#closing = new Uint8Array(pipeline.nodes.length);
    this.#completedInputs = pipeline.nodes.map(({ spec }) => Object.keys(spec.inputs).map(() => false));
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

  /** Ends the run at this instant. The first reason counts. */
  finish(reason: string, error: SaccadeError | null = null): void {
    if (this.ending !== null) return;
    this.ending = { reason, error };
    this.#resolveEnd(this.ending);
  }

  finishedBy(_runner: Runner, reason: string): void {
    this.finish(reason);
  }

  failed(runner: Runner, error: unknown): void {
    runner.errors++;
    const { plan } = runner;
    if (this.ending !== null) {
      this.#broken.add(plan.index);
      this.lateFailure ??= nodeFailure(plan, error);
      this.#flushed?.();
      return;
    }
    if (!this.#mayRestart(plan)) {
      this.#broken.add(plan.index);
      this.finish("failed", nodeFailure(plan, error));
      return;
    }
    this.log(runner, "warn", `failed and was built anew: ${reasonOf(error)}`, {});
    const turnBefore = this.turnOf;
    this.turnOf = plan.index;
    runner.restart();
    this.turnOf = turnBefore;
    this.wake(plan.index);
  }

  log(runner: Runner, level: "info" | "warn", message: string, fields: object): void {
    this.#note({ level, node: runner.plan.id, message, fields });
  }

  /** A node's output has completed: what it fed completes once it has been read. */
  completed(runner: Runner, port: number): void {
    const { index } = runner.plan;
    const open = this.#openOutputs[index];
    if (open?.[port] !== true) return; // a node that was built anew completes again
    open[port] = false;
    if (this.hasCompleted(index)) runner.produce = null;
    for (const queue of this.graph.links[index]?.outEdges[port] ?? []) this.outputEnded(queue);
    this.#flushed?.();
    this.endWhenCompleted();
  }

  /** The thread of a node is lost: nothing more will come from there. */
  lose(runner: Runner): void {
    runner.errors++;
    this.#broken.add(runner.plan.index);
    this.#flushed?.();
  }

  /** Whether all outputs of a node have completed. */
  protected hasCompleted(node: number): boolean {
    return this.#openOutputs[node]?.includes(true) !== true;
  }

  /** Whether a node will do nothing more: it has completed, or failed for good. */
  protected isFinished(node: number): boolean {
    return this.#broken.has(node) || this.hasCompleted(node);
  }

  /** The output that feeds an edge has completed; what it emitted before may still be under way. */
  protected outputEnded(queue: EdgeQueue): void {
    this.closeEdge(queue);
  }

  /** Nothing more will come on an edge. */
  closeEdge(queue: EdgeQueue): void {
    const { toNode } = queue.plan;
    this.#closedEdges.add(queue);
    this.#closing[toNode] = 1;
    if (!this.tellRemote(queue)) this.wake(toNode);
  }

  /** Hot path: completes those inputs of a node whose edges are closed and empty. */
  protected completeDrainedInputs(node: number): void {
    if (this.#closing[node] !== 0) this.#completeDrained(node);
  }

  #completeDrained(node: number): void {
    const runner = this.runners[node];
    const links = this.graph.links[node];
    if (runner == null || links === undefined) return;
    for (const fallback of this.graph.spentFallbacks(node, (edge) => this.#isSpent(edge))) {
      if (!this.#closedEdges.has(fallback)) this.closeEdge(fallback);
    }
    runner.inputNames.forEach((_, input) => {
      const feeding = links.inEdges.filter((_edge, i) => links.inInputs[i] === input);
      if (feeding.length === 0 || runner.lent(input)) return;
      if (feeding.every((edge) => this.#isSpent(edge))) this.#completeInput(runner, input);
    });
    const waits = links.inEdges.some(
      (edge, i) => this.#closedEdges.has(edge) && (!edge.drained || runner.lent(links.inInputs[i] ?? 0)),
    );
    this.#closing[node] = waits ? 1 : 0;
    const isSink = runner.outputNames.length === 0;
    if (waits && isSink && links.inEdges.every((edge) => this.#closedEdges.has(edge)))
      this.lastToCome?.(runner);
  }

  /** All inputs of a sink have ended, and what they brought still waits for it. Virtual time waits, and says so. */
  protected lastToCome?(sink: Runner): void;

  /** Drops what waits for a sink whose inputs have ended, and completes it. */
  protected giveUp(sink: Runner): void {
    const { index } = sink.plan;
    if (this.ending !== null || this.isFinished(index)) return;
    const edges = this.graph.links[index]?.inEdges ?? [];
    const waiting = edges.reduce((sum, { length }) => sum + length, 0);
    const message = `took nothing for ${FLUSH_LIMIT_MS} ms after its inputs had ended: ${waiting} messages that waited for it are dropped`;
    this.log(sink, "warn", message, {});
    for (const queue of edges) queue.end();
    sink.inputNames.forEach((_, input) => {
      this.#completeInput(sink, input);
    });
  }

  /** Whether an edge is closed and everything has been taken from it. */
  #isSpent(queue: EdgeQueue): boolean {
    return this.#closedEdges.has(queue) && queue.drained;
  }

  /** Starts the runners in file order; inputs that nothing feeds complete at once. */
  protected startRunners(hosted: readonly Runner[]): void {
    for (const runner of hosted) this.runners[runner.plan.index] = runner;
    for (const runner of hosted) {
      this.#asTurn(runner, () => runner.start());
      const fed = this.graph.links[runner.plan.index]?.inInputs ?? [];
      runner.inputNames.forEach((_, input) => {
        if (!fed.includes(input)) this.#completeInput(runner, input);
      });
    }
  }

  /** Ends the run when every hosted node has completed. */
  protected endWhenCompleted(): void {
    const open = this.runners.some((runner) => runner !== null && !this.hasCompleted(runner.plan.index));
    if (!open) this.finish("completed");
  }

  /**
   * After the end: lets the nodes flush by completing every input in order of the graph, waits for the sinks, tears all
   * down. Nothing is delivered any more, neither what still waits nor what nodes emit now.
   */
  protected async shutDown(): Promise<void> {
    const hosted = this.runners.filter((runner) => runner !== null);
    for (const runner of hosted) runner.stopTimers();
    for (const runner of hosted.sort(sourcesFirst(this.pipeline))) {
      runner.inputNames.forEach((_, input) => {
        this.#completeInput(runner, input);
      });
    }
    await this.#sinksFlushed(hosted);
    for (const runner of hosted) runner.stop();
    for (const queue of this.graph.queues) queue.end();
  }

  #completeInput(runner: Runner, input: number): void {
    const completed = this.#completedInputs[runner.plan.index];
    if (completed === undefined || completed[input] === true) return;
    completed[input] = true;
    this.#asTurn(runner, () => runner.completeInput(input));
  }

  #asTurn(runner: Runner, work: () => void): void {
    const turnBefore = this.turnOf;
    this.turnOf = runner.plan.index;
    runner.startedNs = this.nowNs();
    this.observer.enter?.(runner.plan.index);
    work();
    this.observer.leave?.();
    this.turnOf = turnBefore;
  }

  async #sinksFlushed(hosted: readonly Runner[]): Promise<void> {
    const waiting = (): Runner[] =>
      hosted.filter(({ plan, outputNames }) => outputNames.length === 0 && !this.isFinished(plan.index));
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
export function budgetFailure(budget: BudgetPlan | null): SaccadeError {
  assert(budget !== null, "no budget said stop");
  const { name, maxMs, place } = budget;
  return new SaccadeError(
    "budget-exceeded",
    `latency budget "${name}" of ${maxMs} ms was exceeded and its onMiss is "stop"`,
    { budget: name, file: place.file, line: place.line },
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
  const reason = reasonOf(error);
  const own =
    typeof where["file"] === "string" && !reason.includes(where["file"]) ? ` (${where["file"]})` : "";
  const place = { node: plan.id, kind: plan.spec.kind, file: plan.place.file, line: plan.place.line };
  return new SaccadeError(
    code,
    `node "${plan.id}" (${plan.spec.kind}): ${reason}${own}`,
    { ...where, ...place },
    {
      cause: error,
    },
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A node comes after those that feed it, feedback edges left out. */
function sourcesFirst({ nodes, edges }: PipelinePlan): (a: Runner, b: Runner) => number {
  const order = topologicalOrder(nodes.length, edges) ?? [];
  return (a, b) => order.indexOf(a.plan.index) - order.indexOf(b.plan.index);
}
