import { SaccadeError } from "../core/errors.ts";
import type { Message } from "../core/message.ts";
import { VirtualClock } from "./clock.ts";
import { CostModel } from "./cost-model.ts";
import type { EdgeQueue } from "./edge-queue.ts";
import { budgetFailure, edgeOverflow, Engine, type EngineOptions } from "./engine.ts";
import { cutLineage, GraphState, type Selection } from "./graph-state.ts";
import { nextHostTurn } from "./host-clock.ts";
import { NodeRunner, type Runner } from "./node-runner.ts";
import type { NodePlan } from "./plan.ts";
import { type Timer, TimerHeap } from "./timer-heap.ts";

/** Makes the runner of a node that lives on a worker thread. */
export type RemoteRunnerFactory = (plan: NodePlan, engine: VirtualEngine) => Runner;

export interface VirtualEngineOptions extends EngineOptions {
  readonly remote: RemoteRunnerFactory | null;
}

/** A run in virtual time hands the event loop back after so many instants, so that signals are heard. */
const INSTANTS_PER_TURN = 500;

/**
 * Runs a whole pipeline against a virtual clock, on one thread or several, with the same result.
 *
 * At each instant, in rounds: messages that are due enter their edges, timers fire, every idle node with a message
 * runs once (workers at the same time), and the round ends when all of them, workers included, have answered. What
 * they emitted is then put in order (due, node, port, seq). The clock moves on when an instant has nothing left to do.
 * A node is one server: it is busy for its cost, and what it emits is released when that time is over.
 */
export class VirtualEngine extends Engine {
  readonly clockKind = "virtual";
  /** Answers of workers that this round waits for. */
  readonly pending: Promise<void>[] = [];
  readonly #clock = new VirtualClock();
  readonly #costs: readonly CostModel[];
  readonly #timers = new TimerHeap();
  readonly #releases = new TimerHeap();
  readonly #frees = new TimerHeap();
  readonly #freeTimers: readonly Timer[];
  readonly #isReady: Uint8Array;
  readonly #busyUntilNs: Float64Array;
  readonly #timersOf: Int32Array;
  readonly #outbox: { port: number; message: Message<unknown> }[] = [];
  readonly #running: { runner: Runner; selection: Selection; baseNs: number }[] = [];
  readonly #sources: Runner[] = [];
  readonly #ended: EdgeQueue[] = [];
  readonly #hosted: readonly Runner[];
  readonly #hasAsync: boolean;
  readonly #turnCostNs: Float64Array;
  #creditReturned: (() => void) | null = null;
  #inRound = false;
  #releaseOrder = 0;

  constructor(options: VirtualEngineOptions) {
    super(options, new GraphState(options.pipeline, true));
    const { nodes, seed } = options.pipeline;
    this.#costs = nodes.map((node) => new CostModel(node, seed));
    this.#isReady = new Uint8Array(nodes.length);
    this.#busyUntilNs = new Float64Array(nodes.length);
    this.#timersOf = new Int32Array(nodes.length);
    this.#turnCostNs = new Float64Array(nodes.length);
    this.#hasAsync = nodes.some((node) => node.spec.async === true);
    this.graph.onDrop = (queue) => {
      this.#taken(queue);
    };
    this.#freeTimers = nodes.map((node) => ({
      dueNs: 0,
      node: node.index,
      order: 0,
      at: -1,
      fire: () => {
        this.wake(node.index);
      },
    }));
    this.#hosted = nodes.map((node) =>
      node.thread === null || options.remote === null
        ? new NodeRunner(node, this)
        : options.remote(node, this),
    );
  }

  nowNs(): number {
    return this.#clock.nowNs();
  }

  /** Runs to the end of the pipeline or its duration. */
  async run(): Promise<void> {
    this.#inRound = true;
    this.startRunners(this.#hosted);
    await this.#endRound();
    const lastNs = this.pipeline.durationUs === null ? Infinity : this.pipeline.durationUs * 1000;
    for (let instants = 1; !this.over; instants++) {
      if (!(await this.#settle())) break;
      const nextNs = Math.min(this.#timers.nextDueNs, this.#releases.nextDueNs, this.#frees.nextDueNs);
      if (nextNs > lastNs || nextNs === Infinity) {
        if (lastNs !== Infinity) this.#clock.advanceTo(lastNs);
        this.finish(nextNs === Infinity && lastNs === Infinity ? "completed" : "duration");
        break;
      }
      this.#clock.advanceTo(nextNs);
      if (instants % INSTANTS_PER_TURN === 0) await new Promise<void>(nextHostTurn);
    }
  }

  /** Completes what is left and tears the nodes down; call after `run`. */
  async close(): Promise<void> {
    for (let timer = this.#releases.pop(); timer !== undefined; timer = this.#releases.pop()) timer.fire();
    this.#inRound = true;
    await this.shutDown(() => undefined);
    await this.#answers();
    for (const { port, message } of this.#outbox.splice(0)) this.#route(message, port);
    for (let timer = this.#releases.pop(); timer !== undefined; timer = this.#releases.pop()) timer.fire();
    for (const queue of this.graph.queues) queue.clear("run-ended");
  }

  emit(runner: Runner, port: number, message: Message<unknown>): void {
    if (!this.#inRound && !runner.inputNames.some((_, input) => runner.lent(input))) {
      this.failed(runner, new SaccadeError("node-contract", OUT_OF_TURN, { node: runner.plan.id }));
      return;
    }
    this.#outbox.push({ port, message });
  }

  addTimer(_runner: Runner, timer: Timer): void {
    this.#timers.push(timer);
    this.#countTimer(timer, 1);
  }

  removeTimer(timer: Timer): void {
    if (timer.at < 0) return;
    this.#timers.remove(timer);
    this.#countTimer(timer, -1);
  }

  override finish(reason: string, error: SaccadeError | null = null): void {
    super.finish(reason, error);
    this.#creditReturned?.();
  }

  pulls(runner: Runner): void {
    if (!this.#sources.includes(runner)) this.#sources.push(runner);
  }

  credit(runner: Runner): void {
    this.wake(runner.plan.index);
    this.#creditReturned?.();
  }

  protected wake(node: number): void {
    this.#isReady[node] = 1;
  }

  /** Edges close after the round, when what was emitted in it has entered them. */
  protected override outputEnded(queue: EdgeQueue): void {
    this.#ended.push(queue);
  }

  protected tellRemote(): boolean {
    return false;
  }

  /** Does everything that happens at this instant; false when the run ended in it. */
  async #settle(): Promise<boolean> {
    for (;;) {
      this.#inRound = true;
      const released = this.#fire(this.#releases);
      const freed = this.#fire(this.#frees);
      const ticked = this.#fireTimers();
      const ran = this.#runReadyNodes();
      const pulled = this.#pumpSources();
      await this.#endRound();
      if (this.over) return false;
      if (released || freed || ticked || ran || pulled) continue;
      if (!this.#hasAsync || !(await this.#awaitCredit())) return true;
    }
  }

  /** Waits for workers, then sends what this round emitted on its way, in order. */
  async #endRound(): Promise<void> {
    await this.#answers();
    this.#inRound = false;
    for (const { runner, selection, baseNs } of this.#running.splice(0))
      this.#finishRun(runner, selection, baseNs);
    if (this.#outbox.length > 0) {
      const sent = this.#outbox.splice(0);
      sent.sort((a, b) => a.message.node - b.message.node); // stable: ports and seqs of one node stay as emitted
      for (const { port, message } of sent) this.#route(message, port);
    }
    if (this.#ended.length > 0) for (const queue of this.#ended.splice(0)) this.closeEdge(queue);
  }

  async #answers(): Promise<void> {
    while (this.pending.length > 0) await Promise.all(this.pending.splice(0));
  }

  #fire(heap: TimerHeap): boolean {
    const nowNs = this.nowNs();
    let fired = false;
    while (heap.nextDueNs <= nowNs) {
      heap.pop()?.fire();
      fired = true;
    }
    return fired;
  }

  #fireTimers(): boolean {
    const nowNs = this.nowNs();
    let fired = false;
    while (this.#timers.nextDueNs <= nowNs && !this.over) {
      const timer = this.#timers.pop();
      const runner = timer === undefined ? null : this.runners[timer.node];
      if (timer === undefined || runner == null) continue;
      this.#countTimer(timer, -1);
      this.#begin(runner);
      timer.fire();
      this.observer.leave?.();
      fired = true;
    }
    return fired;
  }

  /** Lets every idle node with a waiting message run once, in order of their indices. */
  #runReadyNodes(): boolean {
    let ran = false;
    for (let node = 0; node < this.#isReady.length && !this.over; node++) {
      if (this.#isReady[node] !== 1) continue;
      this.#isReady[node] = 0;
      if (this.#run(node)) ran = true;
    }
    return ran;
  }

  #run(node: number): boolean {
    const runner = this.runners[node];
    if (runner == null || (this.#busyUntilNs[node] ?? 0) > this.nowNs() || this.graph.blocked(node))
      return false;
    const choice = this.graph.select(node, this.nowNs(), (input) => runner.lent(input));
    for (const diverted of this.graph.diverted.splice(0)) this.wake(diverted);
    if (choice === "stop") {
      this.#stopOnBudget(node);
      return false;
    }
    const { selection } = this.graph;
    const { queue, message } = selection;
    if (choice === "none" || queue === null || message === null) {
      this.completeDrainedInputs(node);
      return false;
    }
    const baseNs = this.#begin(runner);
    if (!selection.held) queue.countDelivered();
    this.#running.push({ runner, selection: { ...selection }, baseNs });
    this.#busyUntilNs[node] = this.nowNs() + baseNs;
    runner.deliver(selection.input, message);
    this.observer.leave?.();
    this.#taken(queue);
    this.wake(node);
    return true;
  }

  /** Draws the cost of the work that begins now. */
  #begin(runner: Runner): number {
    const { index } = runner.plan;
    const costNs = this.#costs[index]?.drawNs() ?? 0;
    runner.startedNs = this.nowNs();
    this.#turnCostNs[index] = costNs;
    this.observer.enter?.(index);
    return costNs;
  }

  /** A run's cost is known once the chip time of what it emitted is: the node is busy until then. */
  #finishRun(runner: Runner, selection: Selection, baseNs: number): void {
    const { index } = runner.plan;
    const nowNs = this.nowNs();
    let costNs = baseNs;
    if (runner.plan.cost.kind === "chip") {
      for (const { message } of this.#outbox) {
        if (message.node === index) costNs = Math.max(costNs, baseNs + chipNs(message));
      }
    }
    this.workNs[index]?.record(costNs);
    this.observer.worked?.(index, nowNs, nowNs + costNs);
    this.#busyUntilNs[index] = nowNs + costNs;
    const free = this.#freeTimers[index];
    if (costNs > 0 && free !== undefined) {
      this.#frees.remove(free);
      free.dueNs = nowNs + costNs;
      this.#frees.push(free);
    }
    if (this.graph.measure(selection, nowNs, nowNs + costNs)) this.#stopOnBudget(index);
  }

  #route(message: Message<unknown>, port: number): void {
    const node = message.node;
    const plan = this.pipeline.nodes[node];
    const modelledNs = plan?.cost.kind === "chip" ? chipNs(message) : 0;
    const earliestNs = message.startedNs + (this.#turnCostNs[node] ?? 0) + modelledNs;
    message.finishedNs = Math.max(this.nowNs(), earliestNs);
    for (const queue of this.graph.links[node]?.outEdges[port] ?? []) {
      const dueNs = message.finishedNs + queue.plan.transportUs * 1000;
      this.observer.sent?.(queue.plan, message, dueNs);
      const sent = queue.plan.feedback ? cutLineage(message) : message;
      if (dueNs <= this.nowNs()) this.#offer(queue, sent);
      else this.#releaseAt(dueNs, queue, sent);
    }
  }

  #releaseAt(dueNs: number, queue: EdgeQueue, message: Message<unknown>): void {
    const order = this.#releaseOrder++;
    queue.inFlight++;
    const fire = (): void => {
      queue.inFlight--;
      this.#offer(queue, message);
    };
    this.#releases.push({ dueNs, node: message.node, order, at: -1, fire });
  }

  #offer(queue: EdgeQueue, message: Message<unknown>): void {
    if (queue.offer(message) === "overflow") this.finish("failed", edgeOverflow(queue.plan));
    this.wake(queue.plan.toNode);
  }

  #taken(queue: EdgeQueue): void {
    if (queue.plan.policy === "block") this.wake(queue.plan.fromNode);
  }

  #stopOnBudget(node: number): void {
    const budget = this.pipeline.budgets.find((b) => b.lastNode === node && b.onMiss === "stop");
    this.finish("failed", budgetFailure(budget?.name ?? "?", budget?.maxMs ?? 0));
  }

  #pumpSources(): boolean {
    let pulled = false;
    for (const source of this.#sources) {
      const { index } = source.plan;
      if (source.produce === null || (this.#busyUntilNs[index] ?? 0) > this.nowNs()) continue;
      if (!this.graph.hasRoom(index)) continue;
      const baseNs = this.#begin(source);
      this.#running.push({ runner: source, selection: NOTHING, baseNs });
      try {
        if (source.produce()) pulled = true;
        else source.produce = null;
      } catch (error) {
        this.failed(source, error);
      }
      this.observer.leave?.();
    }
    return pulled;
  }

  #countTimer(timer: Timer, by: number): void {
    this.#timersOf[timer.node] = (this.#timersOf[timer.node] ?? 0) + by;
  }

  /** Waits until an async node returns a credit. False when none is out, or only with nodes that wait for the clock. */
  async #awaitCredit(): Promise<boolean> {
    const waits = this.#hosted.some(
      (runner) => this.#timersOf[runner.plan.index] === 0 && runner.inputNames.some((_, i) => runner.lent(i)),
    );
    if (!waits) return false;
    await new Promise<void>((resolve) => {
      this.#creditReturned = resolve;
    });
    this.#creditReturned = null;
    return true;
  }
}

const OUT_OF_TURN =
  "it emitted when it was not its turn: a node that waits for promises must be async: true and emit before done(message)";

const NOTHING: Selection = { queue: null, input: -1, message: null, held: false };

function chipNs(message: Message<unknown>): number {
  return message.modelled === null ? 0 : message.modelled.deviceNs + message.modelled.linkNs;
}
