import type { Message } from "../core/message.ts";
import type { Clock } from "./clock.ts";
import type { EdgeQueue, Offer } from "./edge-queue.ts";
import { budgetFailure, edgeOverflow, Engine, type EngineOptions } from "./engine.ts";
import { FlushPatience } from "./flush-patience.ts";
import { cutLineage, GraphState } from "./graph-state.ts";
import { nextHostTurn } from "./host-clock.ts";
import { NodeRunner, type Runner } from "./node-runner.ts";
import type { EdgePlan } from "./plan.ts";
import { type Timer, TimerHeap } from "./timer-heap.ts";

/** Wakes the engine when a timer is due, finer than the event loop's own millisecond. */
export interface Pacer {
  /** Asks for `wake` at `dueNs` on the run's clock; a later call with an earlier time wins. */
  arm(dueNs: number): void;
  close(): void;
}

/** Edges whose other end lives on another thread. */
export interface RemoteEdges {
  /** Whether messages of this edge leave the thread. */
  leaves(edge: EdgePlan): boolean;
  /** Messages wait in `queue`; sends as many as the consumer has granted credits for. */
  flush(queue: EdgeQueue): void;
  /** Nothing more will be offered to `queue`. */
  close(queue: EdgeQueue): void;
  /** The consumer here has taken a message that came from another thread. */
  returnCredit(queue: EdgeQueue): void;
  arrives(edge: EdgePlan): boolean;
}

export interface WallEngineOptions extends EngineOptions {
  readonly clock: Clock;
  /** Indices of the nodes that run here, ascending. */
  readonly hosted: readonly number[];
  readonly remote: RemoteEdges | null;
  readonly graph: GraphState;
  readonly makePacer: (wake: () => void) => Pacer;
}

/** [ns] how long the engine works before it lets sockets and other threads have their turn. */
const SLICE_NS = 1_000_000;

/** [ns] lateness of a timer beyond which the engine sheds load instead of catching up in order. */
const FAR_BEHIND_NS = 3_000_000;

/** [-] how many node runs go by before the engine looks at timers and the slice again. */
const SLICE_RUNS = 1024;

/**
 * Runs the nodes of one thread against the wall clock.
 *
 * Nodes run to completion, one at a time, from a ready list; what a node emits waits in its edges until the node has
 * returned, so overload policies see bursts and the stack stays flat.
 * Hot path: `emit` and `#run` allocate nothing; the one allocation of a hop is the header that `derive` makes.
 */
export class WallEngine extends Engine {
  readonly clockKind = "wall";
  readonly #clock: Clock;
  readonly #hosted: readonly NodeRunner[];
  readonly #remote: RemoteEdges | null;
  readonly #pacer: Pacer;
  readonly #timers = new TimerHeap();
  /** Messages that a chip's modelled time holds back. */
  readonly #releases = new TimerHeap();
  readonly #ready: Int32Array;
  readonly #isReady: Uint8Array;
  readonly #waiting: Uint8Array;
  readonly #sources: Runner[] = [];
  readonly #patience = new FlushPatience((sink) => {
    this.giveUp(sink);
  });
  readonly #lent: ((input: number) => boolean)[];
  /** By node and input: the edge from another thread whose credit an async node still keeps. */
  readonly #creditDue: (EdgeQueue | null)[][];
  /** [ns] when the turn before ended, or the engine began to work. */
  #lastNs = 0;
  #readyHead = 0;
  #readyCount = 0;
  #working = false;
  #continueQueued = false;
  #armedNs = Infinity;
  #closed = false;

  constructor(options: WallEngineOptions) {
    super(options, options.graph);
    const { nodes } = options.pipeline;
    this.#clock = options.clock;
    this.#remote = options.remote;
    this.#ready = new Int32Array(nodes.length);
    this.#isReady = new Uint8Array(nodes.length);
    this.#waiting = new Uint8Array(nodes.length);
    this.#pacer = options.makePacer(() => {
      this.#armedNs = Infinity;
      this.work();
    });
    options.graph.onDrop = (queue) => this.#taken(queue);
    options.graph.onDivert = (queue, message) => this.#send(queue, message);
    this.#creditDue = nodes.map(({ spec }) => Object.keys(spec.inputs).map(() => null));
    this.#hosted = nodes
      .filter((node) => options.hosted.includes(node.index))
      .map((node) => new NodeRunner(node, this));
    this.#lent = nodes.map((node) => {
      const runner = this.#hosted.find((hosted) => hosted.plan === node);
      return runner === undefined || !node.spec.async ? () => false : (input: number) => runner.lent(input);
    });
  }

  nowNs(): number {
    return this.#clock.nowNs();
  }

  start(): void {
    this.#working = true; // what nodes emit while they start waits until all of them stand
    this.startRunners(this.#hosted);
    this.#working = false;
    this.work();
  }

  emit(runner: Runner, port: number, message: Message<unknown>): void {
    const { modelled } = message;
    if (modelled !== null && modelled.isOver !== true && runner.plan.cost.kind === "chip") {
      this.#releaseLater(runner, port, message, modelled.deviceNs + modelled.linkNs);
      return;
    }
    message.finishedNs = this.nowNs();
    const edges = this.#edgesOf(runner, port);
    for (let i = 0; i < edges.length; i++) {
      const queue = edges[i];
      if (queue !== undefined) this.#send(queue, message);
    }
  }

  addTimer(_runner: Runner, timer: Timer): void {
    if (this.#closed) return;
    this.#timers.push(timer);
    this.#arm();
  }

  removeTimer(timer: Timer): void {
    this.#timers.remove(timer);
  }

  pulls(runner: Runner): void {
    if (!this.#sources.includes(runner)) this.#sources.push(runner);
    this.#continue();
  }

  credit(runner: Runner, input: number): void {
    this.#settleCredit(runner.plan.index, input);
    this.#patience.settled(runner.plan.index);
    this.wake(runner.plan.index);
  }

  /** A node that was built anew keeps nothing. */
  override failed(runner: Runner, error: unknown): void {
    super.failed(runner, error);
    const { index } = runner.plan;
    this.#creditDue[index]?.forEach((_, input) => this.#settleCredit(index, input));
  }

  /** A message arrived from another thread. */
  receive(queue: EdgeQueue, message: Message<unknown>): void {
    if (queue.offer(message) === "dropped") this.#remote?.returnCredit(queue);
    this.wake(queue.plan.toNode);
  }

  /** A consumer on another thread granted a credit. */
  granted(queue: EdgeQueue): void {
    this.#remote?.flush(queue);
    if (queue.plan.policy === "block") this.wake(queue.plan.fromNode);
    if (queue.plan.policy === "block") this.#continue();
  }

  /** Runs everything that is due or ready, then arms the pacer for the next timer. */
  work(): void {
    if (this.#working || this.#closed) return;
    this.#working = true;
    this.#lastNs = this.nowNs();
    const sliceEndNs = this.#lastNs + SLICE_NS;
    let more = true;
    while (more && !this.#halted) {
      const late = this.#fireDueTimers();
      this.#drain(SLICE_RUNS);
      more = this.#pumpSources() || late;
      if (more && this.#lastNs > sliceEndNs) break;
    }
    this.observer.leave?.();
    this.#working = false;
    if (this.#halted) return;
    if (more) this.#continue();
    this.#arm();
  }

  /** Completes what is left and tears the nodes down; call after `ended`. */
  async close(): Promise<void> {
    this.#working = true;
    this.#patience.close();
    await this.shutDown();
    this.#closed = true;
    this.#pacer.close();
  }

  /** When all nodes here have completed, messages may still have to leave for other threads, and theirs be taken in. */
  get #halted(): boolean {
    return this.ending !== null && this.ending.reason !== "completed";
  }

  protected wake(node: number): void {
    if (this.#isReady[node] === 1 || this.runners[node] === null) return;
    this.#isReady[node] = 1;
    this.#ready[(this.#readyHead + this.#readyCount++) % this.#ready.length] = node;
    if (!this.#working) this.#continue();
  }

  /** A receiver that never came must not keep a run from its end. */
  protected override lastToCome(sink: Runner): void {
    this.#patience.watch(sink);
  }

  protected tellRemote(queue: EdgeQueue): boolean {
    if (this.#remote === null || !this.#remote.leaves(queue.plan)) return false;
    this.#remote.close(queue);
    return true;
  }

  /** Comes back to `work` from the event loop's next turn. */
  #continue(): void {
    if (this.#continueQueued || this.#closed) return;
    this.#continueQueued = true;
    nextHostTurn(() => {
      this.#continueQueued = false;
      this.work();
    });
  }

  #arm(): void {
    const dueNs = Math.min(this.#timers.nextDueNs, this.#releases.nextDueNs);
    if (dueNs >= this.#armedNs || this.#working) return;
    this.#armedNs = dueNs;
    this.#pacer.arm(dueNs);
  }

  #edgesOf(runner: Runner, port: number): readonly EdgeQueue[] {
    return this.graph.links[runner.plan.index]?.outEdges[port] ?? [];
  }

  #send(queue: EdgeQueue, message: Message<unknown>): void {
    const { plan } = queue;
    this.observer.sent?.(plan, message, message.finishedNs);
    this.#entered(queue, queue.offer(plan.feedback ? cutLineage(message) : message));
  }

  /** A message has come to an edge: tells whoever takes it from there. */
  #entered(queue: EdgeQueue, offer: Offer): void {
    const { plan } = queue;
    if (offer === "overflow") this.finish("failed", edgeOverflow(plan));
    if (this.#remote?.leaves(plan) === true) this.#remote.flush(queue);
    else this.wake(plan.toNode);
  }

  /** A chip's modelled time is really waited for; the node takes nothing else meanwhile. */
  #releaseLater(runner: Runner, port: number, message: Message<unknown>, waitNs: number): void {
    const { index } = runner.plan;
    const edges = this.#edgesOf(runner, port);
    for (const queue of edges) queue.depart();
    this.#waiting[index] = (this.#waiting[index] ?? 0) + 1;
    const fire = (): void => {
      this.#waiting[index] = (this.#waiting[index] ?? 1) - 1;
      message.finishedNs = this.nowNs();
      for (const queue of edges) {
        this.observer.sent?.(queue.plan, message, message.finishedNs);
        this.#entered(queue, queue.arrive(queue.plan.feedback ? cutLineage(message) : message));
      }
      this.wake(index);
    };
    this.#releases.push({ dueNs: this.nowNs() + waitNs, node: index, order: message.seq, at: -1, fire });
    this.#arm();
  }

  /**
   * Fires what is due at the earliest instant that has passed; true when later ones have passed too. What slightly late
   * ticks emit is worked on tick by tick, as if it had come in time. An engine that is far behind fires all of them at
   * once, so that the edges' policies can drop what is stale.
   */
  #fireDueTimers(): boolean {
    const earliestNs = this.#timers.nextDueNs;
    const nowNs =
      this.#lastNs - earliestNs > FAR_BEHIND_NS ? this.#lastNs : Math.min(this.#lastNs, earliestNs);
    while (this.#releases.nextDueNs <= this.#lastNs) this.#releases.pop()?.fire();
    while (this.#timers.nextDueNs <= nowNs && !this.#halted) {
      const timer = this.#timers.pop();
      const runner = timer === undefined ? null : this.runners[timer.node];
      if (timer === undefined || runner == null) continue;
      this.#begin(runner);
      timer.fire();
      this.#end(runner);
    }
    return this.#timers.nextDueNs <= this.#lastNs;
  }

  #drain(maxRuns: number): void {
    for (let runs = 0; this.#readyCount > 0 && runs < maxRuns; runs++) {
      const node = this.#ready[this.#readyHead] ?? 0;
      this.#readyHead = (this.#readyHead + 1) % this.#ready.length;
      this.#readyCount--;
      this.#isReady[node] = 0;
      this.#run(node);
      if (this.#halted) return;
    }
  }

  /** Gives a node its next message, if it may have one. */
  #run(node: number): void {
    const runner = this.runners[node];
    const lent = this.#lent[node];
    if (runner == null || lent === undefined) return;
    if (this.#waiting[node] !== 0 || this.graph.blocked(node)) return;
    const choice = this.graph.select(node, this.#lastNs, lent);
    if (choice === "stop") {
      this.#stopOnBudget();
      return;
    }
    if (choice === "message") {
      this.#deliver(runner);
      this.wake(node);
    }
    this.completeDrainedInputs(node);
  }

  /** Gives the selected message to its node and measures the budgets that end there. */
  #deliver(runner: Runner): void {
    const { selection } = this.graph;
    const { queue, message } = selection;
    if (queue === null || message === null) return;
    this.#begin(runner);
    runner.deliver(selection.input, message);
    const endedNs = this.#end(runner);
    if (!selection.held) queue.countDelivered(runner.startedNs - message.finishedNs);
    if (this.graph.measure(selection, runner.startedNs, endedNs)) this.#stopOnBudget();
    if (this.#keepsCredit(runner, queue)) this.#owe(runner, selection.input, queue);
    else this.#taken(queue);
  }

  /** Whether an async node is still at work on a message from another thread; the next may come when it is done. */
  #keepsCredit({ plan }: Runner, queue: EdgeQueue): boolean {
    if (plan.spec.async !== true || this.#remote?.arrives(queue.plan) !== true) return false;
    return this.#lent[plan.index]?.(this.graph.selection.input) === true;
  }

  /** A turn begins where the one before ended: the clock is read once a turn, beside the stamp of what is emitted. */
  #begin(runner: Runner): void {
    this.turnOf = runner.plan.index;
    runner.startedNs = this.#lastNs;
    this.observer.enter?.(runner.plan.index);
  }

  #end(runner: Runner): number {
    const endedNs = this.nowNs();
    this.#lastNs = endedNs;
    this.turnOf = -1;
    this.workNs[runner.plan.index]?.record(endedNs - runner.startedNs);
    this.observer.worked?.(runner.plan.index, runner.startedNs, endedNs);
    return endedNs;
  }

  /** Room has appeared on an edge: tells whoever was held back by it. */
  #taken(queue: EdgeQueue): void {
    if (this.#remote?.arrives(queue.plan)) this.#remote.returnCredit(queue);
    else if (queue.plan.policy === "block") this.wake(queue.plan.fromNode);
  }

  #owe(runner: Runner, input: number, queue: EdgeQueue): void {
    const due = this.#creditDue[runner.plan.index];
    if (due !== undefined) due[input] = queue;
  }

  #settleCredit(node: number, input: number): void {
    const due = this.#creditDue[node];
    const queue = due?.[input];
    if (due === undefined || queue == null) return;
    due[input] = null;
    this.#taken(queue);
  }

  #stopOnBudget(): void {
    this.finish("failed", budgetFailure(this.graph.stoppedBy));
  }

  /** Asks every source that can wait for one message; true when one of them had room and may have more. */
  #pumpSources(): boolean {
    let more = false;
    for (const source of this.#sources) {
      if (source.produce === null || !this.graph.hasRoom(source.plan.index)) continue;
      this.#begin(source);
      if (this.#produce(source)) more = true;
      this.#end(source);
    }
    return more || this.#readyCount > 0;
  }

  #produce(source: Runner): boolean {
    try {
      if (source.produce?.() === true) return true;
      source.produce = null;
    } catch (error) {
      this.failed(source, error);
    }
    return false;
  }
}
