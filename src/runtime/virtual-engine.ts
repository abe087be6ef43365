import { SaccadeError } from "../core/errors.ts";
import type { Message } from "../core/message.ts";
import { VirtualClock } from "./clock.ts";
import { CostModel } from "./cost-model.ts";
import type { EdgeQueue } from "./edge-queue.ts";
import { budgetFailure, edgeOverflow, Engine, type EngineOptions } from "./engine.ts";
import { cutLineage, GraphState, type Selection } from "./graph-state.ts";
import { afterHostMs, nextHostTurn } from "./host-clock.ts";
import { NodeRunner, type Runner } from "./node-runner.ts";
import type { NodePlan } from "./plan.ts";
import { type Timer, TimerHeap } from "./timer-heap.ts";

/** Makes the runner of a node that lives on a worker thread. */
export type RemoteRunnerFactory = (plan: NodePlan, engine: VirtualEngine) => Runner;

export interface VirtualEngineOptions extends EngineOptions {
  readonly remote: RemoteRunnerFactory | null;
}

/** [-] rounds after which the event loop has its turn, so that signals are heard. */
const ROUNDS_PER_HOST_TURN = 500;

/** [-] rounds at one instant after which someone should know: nodes may be passing messages around at no cost. */
const SUSPICIOUS_ROUNDS = 1_000_000;

/** [ms] of host time that the clock may wait for one promise before someone should know. */
const STANDSTILL_MS = 5000;

/** A turn of a node in the round now going on. */
interface Turn {
  readonly runner: Runner;
  /** What was delivered; `NOTHING` for a tick or a pull. */
  readonly selection: Selection;
  readonly costNs: number;
  /** Ticks do not keep a node from taking messages, nor the other way round. */
  readonly isTick: boolean;
}

/**
 * Runs a whole pipeline against a virtual clock, on one thread or several, with the same result.
 *
 * At each instant, in rounds: messages that are due enter their edges; then every node has one turn at most: a timer
 * fires, or an idle node gets a message, or a source is asked for one (workers at the same time). The round ends when
 * every worker has answered and every promise of an async node is accounted for. What nodes emitted, and whether they
 * failed, is acted upon only then, in order of the nodes, so that it does not matter who answered first. The clock moves
 * on when an instant has nothing left to do.
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
  /** [-] by node: the round in which it last had a turn. */
  readonly #turnRound: Float64Array;
  readonly #turnCostNs: Float64Array;
  /** [-] by node: how many timers it had set before it was given the message it keeps, by input. */
  readonly #timersBefore: readonly Int32Array[];
  readonly #timersSet: Int32Array;
  readonly #turns: Turn[] = [];
  readonly #outbox: { port: number; message: Message<unknown> }[] = [];
  readonly #incidents: { readonly runner: Runner; readonly act: () => void }[] = [];
  readonly #sources: Runner[] = [];
  readonly #ended: EdgeQueue[] = [];
  readonly #hosted: readonly Runner[];
  readonly #asyncRunners: readonly Runner[];
  #changed: (() => void) | null = null;
  #mayBeOver = false;
  #interrupted = false;
  #closing = false;
  #round = 0;
  #releaseOrder = 0;

  constructor(options: VirtualEngineOptions) {
    super(options, new GraphState(options.pipeline, true));
    const { nodes, seed } = options.pipeline;
    this.#costs = nodes.map((node) => new CostModel(node, seed));
    this.#isReady = new Uint8Array(nodes.length);
    this.#busyUntilNs = new Float64Array(nodes.length);
    this.#turnRound = new Float64Array(nodes.length).fill(-1);
    this.#turnCostNs = new Float64Array(nodes.length);
    this.#timersSet = new Int32Array(nodes.length);
    this.#timersBefore = nodes.map(({ spec }) => new Int32Array(Object.keys(spec.inputs).length));
    this.graph.onDrop = (queue) => this.#taken(queue);
    this.graph.onDivert = (queue, message) => this.#send(queue, message);
    this.#freeTimers = nodes.map(({ index }) => ({
      dueNs: 0,
      node: index,
      order: 0,
      at: -1,
      fire: () => this.wake(index),
    }));
    this.#hosted = nodes.map((node) =>
      node.thread === null || options.remote === null
        ? new NodeRunner(node, this)
        : options.remote(node, this),
    );
    this.#asyncRunners = this.#hosted.filter(({ plan }) => plan.spec.async === true);
  }

  nowNs(): number {
    return this.#clock.nowNs();
  }

  /** Runs to the end of the pipeline or its duration. */
  async run(): Promise<void> {
    this.startRunners(this.#hosted);
    await this.#endRound();
    const lastNs = this.pipeline.durationUs === null ? Infinity : this.pipeline.durationUs * 1000;
    while (!this.over) {
      await this.#settle();
      this.#moveOn(lastNs);
    }
  }

  /** Completes what is left and tears the nodes down; call after `run`. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.shutDown();
    await this.#answers();
    for (const { port, message } of this.#outbox.splice(0)) this.#route(message, port);
    for (const queue of this.graph.queues) queue.end();
  }

  emit(runner: Runner, port: number, message: Message<unknown>): void {
    const isItsTurn = this.turnOf === runner.plan.index;
    if (isItsTurn || runner.inputNames.some((_, input) => runner.lent(input))) {
      this.#outbox.push({ port, message });
    } else this.failed(runner, new SaccadeError("node-contract", OUT_OF_TURN, { node: runner.plan.id }));
  }

  addTimer(runner: Runner, timer: Timer): void {
    const { index } = runner.plan;
    this.#timersSet[index] = Math.max(this.#timersSet[index] ?? 0, timer.order + 1);
    this.#timers.push(timer);
    this.#changed?.();
  }

  removeTimer(timer: Timer): void {
    this.#timers.remove(timer);
  }

  pulls(runner: Runner): void {
    if (!this.#sources.includes(runner)) this.#sources.push(runner);
  }

  credit(runner: Runner): void {
    this.wake(runner.plan.index);
    this.#changed?.();
  }

  /** Ends the run from outside: the round under way does not wait for promises. */
  interrupt(reason: string, error: SaccadeError | null): void {
    this.#interrupted = true;
    this.finish(reason, error);
    this.#changed?.();
  }

  override finishedBy(runner: Runner, reason: string): void {
    this.#report(runner, () => super.finishedBy(runner, reason));
  }

  override failed(runner: Runner, error: unknown): void {
    this.#report(runner, () => super.failed(runner, error));
  }

  override lose(runner: Runner): void {
    super.lose(runner);
    this.#changed?.();
  }

  override completed(runner: Runner, port: number): void {
    super.completed(runner, port);
    this.#changed?.();
  }

  /** Whether a round was the run's last shows when it is over. */
  protected override endWhenCompleted(): void {
    this.#mayBeOver = true;
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

  /** Sets the clock to the next instant at which something happens, or ends the run. */
  #moveOn(lastNs: number): void {
    if (this.over) return;
    const nextNs = Math.min(this.#timers.nextDueNs, this.#releases.nextDueNs, this.#frees.nextDueNs);
    if (nextNs <= lastNs && nextNs !== Infinity) {
      this.#clock.advanceTo(nextNs);
      return;
    }
    if (nextNs === Infinity) this.#warnOfDeadlock();
    if (lastNs !== Infinity) this.#clock.advanceTo(lastNs);
    this.finish(lastNs === Infinity ? "completed" : "duration");
  }

  /** Does everything that happens at this instant. */
  async #settle(): Promise<void> {
    for (let rounds = 1; !this.over; rounds++) {
      this.#fire(this.#releases);
      this.#fire(this.#frees);
      this.#fireTimers();
      this.#runReadyNodes();
      this.#pumpSources();
      const hadTurns = this.#turns.length > 0;
      await this.#endRound();
      if (this.#round % ROUNDS_PER_HOST_TURN === 0) await new Promise<void>(nextHostTurn);
      if (rounds === SUSPICIOUS_ROUNDS) this.#warnOfStandstill();
      if (!hadTurns && !this.#isReady.includes(1)) return;
    }
  }

  /** Waits for workers and promises, then acts on what this round brought, in order of the nodes. */
  async #endRound(): Promise<void> {
    do await this.#answers();
    while (this.#act());
    for (const turn of this.#turns.splice(0)) this.#finishTurn(turn);
    if (this.#outbox.length > 0) {
      const sent = this.#outbox.splice(0);
      sent.sort((a, b) => a.message.node - b.message.node); // stable: ports and seqs of one node stay as emitted
      for (const { port, message } of sent) this.#route(message, port);
    }
    for (const queue of this.#ended.splice(0)) this.closeEdge(queue);
    if (this.#mayBeOver) super.endWhenCompleted();
    this.#mayBeOver = false;
    this.#round++;
  }

  /** Until workers have answered and async nodes have settled what they took. */
  async #answers(): Promise<void> {
    for (;;) {
      while (this.pending.length > 0) await Promise.all(this.pending.splice(0));
      const debtor = this.#interrupted ? undefined : this.#asyncRunners.find((runner) => this.#owes(runner));
      if (debtor === undefined) return;
      await this.#change(debtor);
    }
  }

  /**
   * Whether an async node keeps a message that a promise will return. A timer that it has set since it got the message
   * says that it waits for the clock instead.
   */
  #owes(runner: Runner): boolean {
    const { index } = runner.plan;
    if (this.isFinished(index) || this.#incidents.some((incident) => incident.runner === runner))
      return false;
    return runner.inputNames.some((_, input) => {
      const before = this.#timersBefore[index]?.[input] ?? 0;
      return runner.lent(input) && !this.#timers.some(({ node, order }) => node === index && order >= before);
    });
  }

  /** Until an async node returns a credit, sets a timer, fails or completes. */
  async #change(debtor: Runner): Promise<void> {
    const cancel = afterHostMs(STANDSTILL_MS, () => {
      const message = `the clock has stood still for ${STANDSTILL_MS} ms: it has not called done() for a message`;
      this.log(debtor, "warn", message, { nowUs: this.nowNs() / 1000 });
    });
    await new Promise<void>((resolve) => {
      this.#changed = resolve;
    });
    this.#changed = null;
    cancel();
  }

  /** Nothing will happen any more: whatever still waits is held by edges that wait for each other. */
  #warnOfDeadlock(): void {
    for (const { plan, length } of this.graph.queues) {
      const runner = length > 0 ? this.runners[plan.toNode] : null;
      if (runner == null) continue;
      const message = `can take no more: ${length} messages wait on ${plan.id}, and a full "block" edge behind it never empties`;
      this.log(runner, "warn", message, { nowUs: this.nowNs() / 1000 });
    }
  }

  #warnOfStandstill(): void {
    const last = this.#hosted.find(({ plan }) => this.#turnRound[plan.index] === this.#round - 1);
    if (last === undefined) return;
    const message = `had a turn in each of ${SUSPICIOUS_ROUNDS} rounds at one instant: nodes that cost nothing feed each other, or a timer sets itself again without delay`;
    this.log(last, "warn", message, { nowUs: this.nowNs() / 1000 });
  }

  /** Keeps a failure, or the wish to end the run, until the round is over. */
  #report(runner: Runner, act: () => void): void {
    if (this.#closing) {
      act();
      return;
    }
    this.#incidents.push({ runner, act });
    this.#changed?.();
  }

  /** Acts on failures and wishes to end; true when there were any, for a node built anew has emitted. */
  #act(): boolean {
    const incidents = this.#incidents.splice(0);
    incidents.sort((a, b) => a.runner.plan.index - b.runner.plan.index);
    for (const { act } of incidents) act();
    return incidents.length > 0;
  }

  #fire(heap: TimerHeap): void {
    const nowNs = this.nowNs();
    while (heap.nextDueNs <= nowNs) heap.pop()?.fire();
  }

  #fireTimers(): void {
    const nowNs = this.nowNs();
    const later: Timer[] = [];
    while (this.#timers.nextDueNs <= nowNs) {
      const timer = this.#timers.pop();
      const runner = timer === undefined ? null : this.runners[timer.node];
      if (timer === undefined || runner == null) continue;
      if (this.#hadTurn(timer.node)) later.push(timer);
      else this.#takeTurn(runner, { selection: NOTHING, isTick: true }, timer.fire);
    }
    for (const timer of later) this.#timers.push(timer);
  }

  /** Lets every idle node with a waiting message run once, in order of their indices. */
  #runReadyNodes(): void {
    for (let node = 0; node < this.#isReady.length && !this.over; node++) {
      if (this.#isReady[node] !== 1 || this.#hadTurn(node)) continue;
      this.#isReady[node] = 0;
      this.#run(node);
    }
  }

  #run(node: number): void {
    const runner = this.runners[node];
    if (runner == null || this.#isBusy(node) || this.graph.blocked(node)) return;
    const choice = this.graph.select(node, this.nowNs(), (input) => runner.lent(input));
    if (choice === "stop") {
      this.#stopOnBudget();
      return;
    }
    const { queue, message, input, held } = this.graph.selection;
    if (choice === "none" || queue === null || message === null) {
      this.completeDrainedInputs(node);
      return;
    }
    if (!held) queue.countDelivered(this.nowNs() - message.finishedNs);
    const before = this.#timersBefore[node];
    if (before !== undefined) before[input] = this.#timersSet[node] ?? 0;
    this.#takeTurn(runner, { selection: { ...this.graph.selection }, isTick: false }, () =>
      runner.deliver(input, message),
    );
    this.#taken(queue);
    this.wake(node);
  }

  #pumpSources(): void {
    for (const source of this.#sources) {
      const { index } = source.plan;
      if (source.produce === null || this.#isBusy(index) || this.#hadTurn(index)) continue;
      if (this.over || !this.graph.hasRoom(index)) continue;
      this.#takeTurn(source, { selection: NOTHING, isTick: false }, () => this.#pull(source));
    }
  }

  #pull(source: Runner): void {
    try {
      if (source.produce?.() !== true) source.produce = null;
    } catch (error) {
      this.failed(source, error);
    }
  }

  #hadTurn(node: number): boolean {
    return this.#turnRound[node] === this.#round;
  }

  #isBusy(node: number): boolean {
    return (this.#busyUntilNs[node] ?? 0) > this.nowNs();
  }

  /** Gives a node its turn of this round; the cost of the work that begins now is drawn here. */
  #takeTurn(runner: Runner, about: Pick<Turn, "selection" | "isTick">, work: () => void): void {
    const { index } = runner.plan;
    const costNs = this.#costs[index]?.drawNs() ?? 0;
    this.#turns.push({ runner, costNs, ...about });
    this.#turnRound[index] = this.#round;
    this.#turnCostNs[index] = costNs;
    runner.startedNs = this.nowNs();
    this.turnOf = index;
    this.observer.enter?.(index);
    work();
    this.observer.leave?.();
    this.turnOf = -1;
  }

  /** A turn's cost is known once the chip time of what it emitted is: the node is busy until then. */
  #finishTurn({ runner, selection, costNs: baseNs, isTick }: Turn): void {
    const { index } = runner.plan;
    const nowNs = this.nowNs();
    let costNs = baseNs;
    if (runner.plan.cost.kind === "chip") {
      for (const { message } of this.#outbox) {
        if (message.node === index && message.modelled?.isOver !== true)
          costNs = Math.max(costNs, baseNs + chipNs(message));
      }
    }
    this.workNs[index]?.record(costNs);
    this.observer.worked?.(index, nowNs, nowNs + costNs);
    if (!isTick && costNs > 0) this.#keepBusy(index, nowNs + costNs);
    if (this.graph.measure(selection, nowNs, nowNs + costNs)) this.#stopOnBudget();
  }

  #keepBusy(node: number, untilNs: number): void {
    this.#busyUntilNs[node] = untilNs;
    const free = this.#freeTimers[node];
    if (free === undefined) return;
    this.#frees.remove(free);
    free.dueNs = untilNs;
    this.#frees.push(free);
  }

  #route(message: Message<unknown>, port: number): void {
    const { node } = message;
    const isChip = this.pipeline.nodes[node]?.cost.kind === "chip";
    const earliestNs = message.startedNs + (this.#turnCostNs[node] ?? 0) + (isChip ? chipNs(message) : 0);
    message.finishedNs = Math.max(this.nowNs(), earliestNs);
    for (const queue of this.graph.links[node]?.outEdges[port] ?? []) this.#send(queue, message);
  }

  #send(queue: EdgeQueue, message: Message<unknown>): void {
    const { plan } = queue;
    const dueNs = Math.max(this.nowNs(), message.finishedNs + plan.transportUs * 1000);
    this.observer.sent?.(plan, message, dueNs);
    const sent = plan.feedback ? cutLineage(message) : message;
    queue.depart();
    if (dueNs <= this.nowNs() && !this.over) {
      this.#arrive(queue, sent);
      return;
    }
    const fire = (): void => this.#arrive(queue, sent);
    this.#releases.push({ dueNs, node: message.node, order: this.#releaseOrder++, at: -1, fire });
  }

  #arrive(queue: EdgeQueue, message: Message<unknown>): void {
    if (queue.arrive(message) === "overflow") this.finish("failed", edgeOverflow(queue.plan));
    this.wake(queue.plan.toNode);
  }

  #taken(queue: EdgeQueue): void {
    if (queue.plan.policy === "block") this.wake(queue.plan.fromNode);
  }

  #stopOnBudget(): void {
    this.finish("failed", budgetFailure(this.graph.stoppedBy));
  }
}

const OUT_OF_TURN =
  "it emitted when it was not its turn: a node that waits for promises must be async: true and emit before done(message)";

const NOTHING: Selection = { queue: null, input: -1, message: null, held: false };

function chipNs(message: Message<unknown>): number {
  return message.modelled === null ? 0 : message.modelled.deviceNs + message.modelled.linkNs;
}
