import type { Worker } from "node:worker_threads";
import type { Message } from "../core/message.ts";
import { type NodeSummary, NOTHING_DONE, type Runner } from "./node-runner.ts";
import type { NodePlan } from "./plan.ts";
import { restoreError } from "./plan-transfer.ts";
import { packMessage, unpackMessage } from "./thread-message.ts";
import type { Timer } from "./timer-heap.ts";
import type { VirtualEngine } from "./virtual-engine.ts";
import { type Command, type CommandEnvelope, emptyTurn, type Turn } from "./virtual-protocol.ts";

/** The worker end of one thread: sends commands, gives the answers back in their order. */
export class VirtualThread {
  readonly #worker: Worker;
  readonly #waiting: { readonly resolve: (turn: Turn) => void; readonly reject: (error: Error) => void }[] =
    [];
  readonly #runners = new Map<number, RemoteRunner>();
  #isLost = false;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (turn: Turn) => {
      const runner = this.#runners.get(turn.node);
      if (turn.answer) this.#waiting.shift()?.resolve(turn);
      else runner?.replay(turn);
    });
  }

  /** The worker is gone: whoever waits for it learns so, and whoever asks later gets an empty answer. */
  lost(error: Error): void {
    this.#isLost = true;
    for (const runner of this.#runners.values()) runner.lose();
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  add(runner: RemoteRunner): void {
    this.#runners.set(runner.plan.index, runner);
  }

  ask(envelope: CommandEnvelope): Promise<Turn> {
    if (this.#isLost) return Promise.resolve(emptyTurn(envelope.node, true));
    this.#worker.postMessage(envelope);
    return new Promise<Turn>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
}

/** A node that lives on a worker thread, as the virtual clock's engine sees it. */
export class RemoteRunner implements Runner {
  readonly plan: NodePlan;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  startedNs = 0;
  errors = 0;
  produce: (() => boolean) | null = null;
  readonly #engine: VirtualEngine;
  readonly #thread: VirtualThread;
  readonly #withLineage: boolean;
  readonly #lent: boolean[];
  readonly #timers = new Map<number, Timer>();

  constructor(plan: NodePlan, engine: VirtualEngine, thread: VirtualThread) {
    this.plan = plan;
    this.inputNames = Object.keys(plan.spec.inputs);
    this.outputNames = Object.keys(plan.spec.outputs);
    this.#engine = engine;
    this.#thread = thread;
    this.#withLineage = engine.graph.monitors.length > 0;
    this.#lent = this.inputNames.map(() => false);
    thread.add(this);
  }

  start(): void {
    this.#ask({ op: "start" });
  }

  deliver(input: number, message: Message<unknown>): void {
    if (this.plan.spec.async) this.#lent[input] = true;
    this.#ask({ op: "deliver", input, message: packMessage(message, this.#withLineage) });
  }

  lent(input: number): boolean {
    return this.#lent[input] === true;
  }

  completeInput(input: number): void {
    this.#ask({ op: "complete", input });
  }

  stopTimers(): void {
    this.produce = null;
    this.#ask({ op: "stop-timers" });
  }

  stop(): void {
    this.produce = null;
    this.#lent.fill(false);
    this.#ask({ op: "stop" });
  }

  restart(): void {
    this.produce = null;
    this.#lent.fill(false);
    this.#ask({ op: "restart" });
  }

  /** What the node has counted on its thread; errors are counted here, where they are acted upon. */
  async summary(): Promise<NodeSummary> {
    const { errors } = this;
    try {
      const { summary } = await this.#thread.ask(this.#envelope({ op: "summary" }));
      return { ...(summary ?? NOTHING_DONE), errors };
    } catch {
      return { ...NOTHING_DONE, errors }; // the thread is lost, and that ends the run
    }
  }

  /** Its thread is gone. */
  lose(): void {
    this.produce = null;
    this.#lent.fill(false);
    this.#engine.lose(this);
  }

  /** Does on this side what the node did on the other. */
  replay(turn: Turn): void {
    const engine = this.#engine;
    if (turn.answer) engine.turnOf = this.plan.index;
    this.#replay(turn);
    engine.turnOf = -1;
  }

  #replay(turn: Turn): void {
    const engine = this.#engine;
    for (const note of turn.notes) engine.log(this, note.level, note.message, note.fields);
    for (const id of turn.timersCleared) this.#clearTimer(id);
    for (const { timer, dueNs, order } of turn.timersSet) this.#setTimer(timer, dueNs, order);
    for (const { port, message } of turn.emissions) engine.emit(this, port, unpackMessage(message, 0));
    for (const input of turn.credits) {
      this.#lent[input] = false;
      engine.credit(this);
    }
    for (const port of turn.completed) engine.completed(this, port);
    for (const error of turn.errors) engine.failed(this, restoreError(error));
    if (turn.finish !== null) engine.finishedBy(this, turn.finish);
    if (turn.pulls) this.#offerPull();
  }

  #ask(command: Command): void {
    const answered = this.#thread.ask(this.#envelope(command)).then((turn) => {
      if (command.op === "pull" && !turn.more) this.produce = null;
      this.replay(turn);
    });
    answered.catch(() => undefined); // whoever awaits `pending` hears of it
    this.#engine.pending.push(answered);
  }

  #envelope(command: Command): CommandEnvelope {
    return { node: this.plan.index, nowNs: this.#engine.nowNs(), command };
  }

  #setTimer(id: number, dueNs: number, order: number): void {
    const fire = (): void => {
      this.#timers.delete(id);
      this.#ask({ op: "tick", timer: id });
    };
    const timer: Timer = { dueNs, node: this.plan.index, order, at: -1, fire };
    this.#timers.set(id, timer);
    this.#engine.addTimer(this, timer);
  }

  #clearTimer(id: number): void {
    const timer = this.#timers.get(id);
    if (timer !== undefined) this.#engine.removeTimer(timer);
    this.#timers.delete(id);
  }

  #offerPull(): void {
    this.produce = () => {
      this.#ask({ op: "pull" });
      return true;
    };
    this.#engine.pulls(this);
  }
}
