import type { MessagePort } from "node:worker_threads";
import type { Message } from "../core/message.ts";
import { NodeRunner, type Runner, type RunnerHost } from "./node-runner.ts";
import type { PipelinePlan } from "./plan.ts";
import { transferableError } from "./plan-transfer.ts";
import { packMessage, unpackMessage } from "./thread-message.ts";
import type { Timer } from "./timer-heap.ts";
import { type Command, type CommandEnvelope, emptyTurn, type Turn } from "./virtual-protocol.ts";

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
  #timerCount = 0;
  #nowNs = 0;
  #turn: Turn | null = null;

  constructor(pipeline: PipelinePlan, thread: string, port: MessagePort) {
    this.seed = pipeline.seed;
    this.file = pipeline.file;
    this.#port = port;
    this.#withLineage = pipeline.budgets.length > 0;
    for (const node of pipeline.nodes) {
      if (node.thread === thread) this.#runners.set(node.index, new NodeRunner(node, this));
    }
  }

  /** Does one command and answers it. */
  obey({ node, nowNs, command }: CommandEnvelope): void {
    const runner = this.#runners.get(node);
    if (runner === undefined) return;
    this.#nowNs = nowNs;
    runner.startedNs = nowNs;
    const turn = emptyTurn(node, true);
    this.#turn = turn;
    this.#do(runner, command, turn);
    this.#turn = null;
    this.#port.postMessage(turn);
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
    this.#say(runner, (turn) => turn.timersCleared.push(id));
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

  finish(reason: string): void {
    const [runner] = this.#runners.values();
    if (runner !== undefined) this.#say(runner, (turn) => (turn.finish = reason));
  }

  log(runner: Runner, level: "info" | "warn", message: string, fields: object): void {
    this.#say(runner, (turn) => turn.notes.push({ level, node: runner.plan.id, message, fields }));
  }

  #do(runner: NodeRunner, command: Command, turn: Turn): void {
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
      case "summary":
        turn.summary = runner.summary();
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
    this.#port.postMessage(turn);
  }
}
