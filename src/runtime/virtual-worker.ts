import type { MessagePort } from "node:worker_threads";
import type { Message } from "../core/message.ts";
import { NodeRunner, type NodeSummary, type Runner, type RunnerHost } from "./node-runner.ts";
import type { PipelinePlan } from "./plan.ts";
import { transferableError } from "./plan-transfer.ts";
import { packMessage, unpackMessage } from "./thread-message.ts";
import type { Timer } from "./timer-heap.ts";
import { type Command, type CommandEnvelope, emptyTurn, type Turn } from "./virtual-protocol.ts";
import type { Watchdog } from "./watchdog.ts";

/**
 * Hosts the nodes of one worker thread for a run in virtual time. It owns no clock and no edges: it does what the
 * engine on the main thread asks, at the instant the engine names, and answers with everything the node did.
 */
export class VirtualWorker implements RunnerHost {
  readonly clockKind = "virtual";
  readonly seed: number;
  readonly file: string;
  readonly #port: MessagePort;
  readonly #withLineage: boolean;
  readonly #runners = new Map<number, NodeRunner>();
  readonly #timers = new Map<number, Timer>();
  readonly #timerIds = new WeakMap<Timer, number>();
  readonly #watchdog: Watchdog;
  #timerCount = 0;
  #nowNs = 0;
  #turn: Turn | null = null;

  constructor(pipeline: PipelinePlan, thread: string, port: MessagePort, watchdog: Watchdog) {
    this.seed = pipeline.seed;
    this.file = pipeline.file;
    this.#port = port;
    this.#watchdog = watchdog;
    this.#withLineage = pipeline.budgets.length > 0;
    for (const node of pipeline.nodes) {
      if (node.thread === thread) this.#runners.set(node.index, new NodeRunner(node, this));
    }
  }

  /** Does one command and answers it. */
  obey({ node, nowNs, command }: CommandEnvelope): void {
    const runner = this.#runners.get(node);
    if (runner === undefined) return;
    const turn = emptyTurn(node, true);
    this.#turn = turn;
    if (command.op === "summary") turn.summary = this.#summary(runner);
    else {
      this.#nowNs = nowNs;
      runner.startedNs = nowNs;
      this.#watchdog.enter(node);
      this.#do(runner, command, turn);
      this.#watchdog.leave();
    }
    this.#turn = null;
    this.#post(turn);
  }

  /** The node that is at work. */
  get turnOf(): number {
    return this.#turn?.node ?? -1;
  }

  nowNs(): number {
    return this.#nowNs;
  }

  emit(runner: Runner, port: number, message: Message<unknown>): void {
    message.finishedNs = this.#nowNs;
    this.#say(runner, (turn) =>
      turn.emissions.push({ port, message: packMessage(message, this.#withLineage) }),
    );
  }

  addTimer(runner: Runner, timer: Timer): void {
    const id = this.#timerCount++;
    this.#timers.set(id, timer);
    this.#timerIds.set(timer, id);
    this.#say(runner, (turn) => turn.timersSet.push({ timer: id, dueNs: timer.dueNs, order: timer.order }));
  }

  removeTimer(timer: Timer): void {
    const id = this.#timerIds.get(timer);
    const runner = this.#runners.get(timer.node);
    if (id === undefined || runner === undefined || !this.#timers.delete(id)) return;
    this.#say(runner, (turn) => {
      const at = turn.timersSet.findIndex((set) => set.timer === id);
      if (at < 0) turn.timersCleared.push(id);
      else turn.timersSet.splice(at, 1); // set and cleared in one turn: the engine never hears of it
    });
  }

  pulls(runner: Runner): void {
    this.#say(runner, (turn) => (turn.pulls = true));
  }

  credit(runner: Runner, input: number): void {
    this.#say(runner, (turn) => turn.credits.push(input));
  }

  completed(runner: Runner, port: number): void {
    this.#say(runner, (turn) => turn.completed.push(port));
  }

  failed(runner: Runner, error: unknown): void {
    this.#say(runner, (turn) => turn.errors.push(transferableError(error)));
  }

  finishedBy(runner: Runner, reason: string): void {
    this.#say(runner, (turn) => (turn.finish ??= reason));
  }

  log(runner: Runner, level: "info" | "warn", message: string, fields: object): void {
    this.#say(runner, (turn) => turn.notes.push({ level, node: runner.plan.id, message, fields }));
  }

  #summary(runner: NodeRunner): NodeSummary {
    const { id } = runner.plan;
    return { ...runner.summary(), stalls: this.#watchdog.caught()[id] ?? 0 };
  }

  #do(runner: NodeRunner, command: Exclude<Command, { op: "summary" }>, turn: Turn): void {
    switch (command.op) {
      case "start":
        runner.start();
        break;
      case "restart":
        runner.restart();
        break;
      case "stop":
        runner.stop();
        break;
      case "stop-timers":
        runner.stopTimers();
        break;
      case "deliver":
        runner.deliver(command.input, unpackMessage(command.message, 0));
        break;
      case "complete":
        runner.completeInput(command.input);
        break;
      case "tick":
        this.#tick(command.timer);
        break;
      case "pull":
        turn.more = this.#pull(runner);
        break;
    }
  }

  #tick(id: number): void {
    const timer = this.#timers.get(id);
    this.#timers.delete(id);
    timer?.fire();
  }

  #pull(runner: NodeRunner): boolean {
    try {
      return runner.produce?.() ?? false;
    } catch (error) {
      this.failed(runner, error);
      return false;
    }
  }

  /** Adds to the turn under way; what an async node does by itself makes a turn of its own. */
  #say(runner: Runner, write: (turn: Turn) => void): void {
    if (this.#turn?.node === runner.plan.index) {
      write(this.#turn);
      return;
    }
    const turn = emptyTurn(runner.plan.index, false);
    write(turn);
    this.#post(turn);
  }

  /** What cannot be cloned cannot cross: that is the node's failure, and its answer. */
  #post(turn: Turn): void {
    try {
      this.#port.postMessage(turn);
    } catch (error) {
      const failure = emptyTurn(turn.node, turn.answer);
      failure.errors.push(transferableError(error));
      this.#port.postMessage(failure);
    }
  }
}
