import { isObservable, type Observable, Subscriber, Subscription } from "rxjs";
import { SaccadeError } from "../core/errors.ts";
import { derive, Message } from "../core/message.ts";
import { InputStream } from "./input-stream.ts";
import { type ContextOwner, createContext } from "./node-context.ts";
import type { NodePlan } from "./plan.ts";
import type { Timer } from "./timer-heap.ts";

/** A node as its engine sees it, on this thread or on another. */
export interface Runner {
  readonly plan: NodePlan;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** [ns] when the work now going on began. */
  startedNs: number;
  errors: number;
  /** A source's pull function while it has more; null otherwise. */
  produce: (() => boolean) | null;
  start(): void;
  deliver(input: number, message: Message<unknown>): void;
  lent(input: number): boolean;
  completeInput(input: number): void;
  stopTimers(): void;
  stop(): void;
  restart(): void;
  /** What it has counted and reported so far. */
  summary(): NodeSummary | Promise<NodeSummary>;
}

/** Counts of one node and the report sections it offers. */
export interface NodeSummary {
  readonly received: number;
  readonly emitted: number;
  readonly errors: number;
  readonly counters: Readonly<Record<string, number>>;
  readonly sections: Readonly<Record<string, unknown>>;
  /** Times a watchdog caught it, as far as its thread knows. */
  readonly stalls?: number;
}

/** Of a node that has not run. */
export const NOTHING_DONE: NodeSummary = { received: 0, emitted: 0, errors: 0, counters: {}, sections: {} };

/** What a running node needs of the engine that hosts it. */
export interface RunnerHost {
  readonly clockKind: "wall" | "virtual";
  readonly seed: number;
  /** Absolute path of the pipeline file. */
  readonly file: string;
  /** Index of the node whose turn it is; -1 between turns. */
  readonly turnOf: number;
  nowNs(): number;
  /** A message left `port` (index among the spec's outputs); node and seq are set, times are the host's to stamp. */
  emit(runner: Runner, port: number, message: Message<unknown>): void;
  addTimer(runner: Runner, timer: Timer): void;
  removeTimer(timer: Timer): void;
  /** The node offers a pull function (sources that can wait). */
  pulls(runner: Runner): void;
  /** A node declared `async` returned the credit of the input at this index. */
  credit(runner: Runner, input: number): void;
  /** Output `port` completed; for a sink its effects did (port 0). */
  completed(runner: Runner, port: number): void;
  failed(runner: Runner, error: unknown): void;
  /** The node wants the run to end. */
  finishedBy(runner: Runner, reason: string): void;
  log(runner: Runner, level: "info" | "warn", message: string, fields: object): void;
}

/** One live instance of a node: its input streams, its subscription, its counters. */
export class NodeRunner implements Runner, ContextOwner {
  readonly plan: NodePlan;
  readonly host: RunnerHost;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly counters: Record<string, number> = {};
  readonly sections = new Map<string, () => unknown>();
  /** [ns] when the work now going on began. */
  startedNs = 0;
  received = 0;
  emitted = 0;
  errors = 0;
  produce: (() => boolean) | null = null;
  readonly #seq: number[];
  readonly #subscribers: Subscriber<Message<unknown>>[][];
  readonly #inputDone: boolean[];
  readonly #timers = new Set<Timer>();
  #timerOrder = 0;
  /** For async nodes: the message whose credit each input has lent. */
  readonly #lent: (Message<unknown> | null)[];
  /** [ns] for async nodes: when the work on each message began, also after its credit has gone back. */
  readonly #begunNs = new WeakMap<Message<unknown>, number>();
  #subscription = new Subscription();

  constructor(plan: NodePlan, host: RunnerHost) {
    this.plan = plan;
    this.host = host;
    this.inputNames = Object.keys(plan.spec.inputs);
    this.outputNames = Object.keys(plan.spec.outputs);
    this.#seq = this.outputNames.map(() => 0);
    this.#subscribers = this.inputNames.map(() => []);
    this.#inputDone = this.inputNames.map(() => false);
    this.#lent = this.inputNames.map(() => null);
  }

  /** Builds the node and subscribes to it; what it emits at once is emitted now. */
  start(): void {
    this.startedNs = this.host.nowNs();
    try {
      this.#build();
    } catch (error) {
      this.host.failed(this, error);
    }
  }

  /** Gives a message to an input; returns when the node's `next` has returned. */
  deliver(input: number, message: Message<unknown>): void {
    this.received++;
    if (this.plan.spec.async) {
      this.#lent[input] = message;
      this.#begunNs.set(message, this.startedNs);
    }
    const subscribers = this.#subscribers[input] ?? [];
    if (subscribers.length === 1) subscribers[0]?.next(message);
    else for (const subscriber of subscribers.slice()) subscriber.next(message);
  }

  /** Whether an async node still works on a message of this input. */
  lent(input: number): boolean {
    return this.#lent[input] != null;
  }

  /** Tells the node that nothing more will come on an input. */
  completeInput(input: number): void {
    this.#inputDone[input] = true;
    for (const subscriber of (this.#subscribers[input] ?? []).slice()) subscriber.complete();
  }

  summary(): NodeSummary {
    const sections: Record<string, unknown> = {};
    for (const [name, value] of this.sections) {
      try {
        sections[name] = value();
      } catch (error) {
        this.log("warn", `its section "${name}" of the report failed: ${String(error)}`, {});
      }
    }
    const { received, emitted, errors } = this;
    return { received, emitted, errors, counters: { ...this.counters }, sections };
  }

  /** Tears the instance down: subscriptions, timers, lent credits. Counters stay. */
  stop(): void {
    const subscription = this.#subscription;
    this.#subscription = new Subscription();
    try {
      subscription.unsubscribe();
    } catch (error) {
      this.host.failed(this, error);
    }
    for (const timer of this.#timers) this.host.removeTimer(timer);
    this.#timers.clear();
    this.produce = null;
    this.#lent.fill(null);
  }

  /** Stops the timers only: a run that ends lets its nodes flush, but starts nothing new. */
  stopTimers(): void {
    for (const timer of this.#timers) this.host.removeTimer(timer);
    this.#timers.clear();
    this.produce = null;
  }

  /** Tears the instance down and builds a new one, after a failure. */
  restart(): void {
    this.stop();
    this.start();
  }

  /** A timer of this node, due now if its time has passed; `again` gives the next due time of a periodic one. */
  setTimer(dueNs: number, action: () => void, again?: (dueNs: number) => number): () => void {
    const timer: Timer = {
      dueNs: Math.max(dueNs, this.host.nowNs()),
      node: this.plan.index,
      order: this.#timerOrder++,
      at: -1,
      fire: () => {
        if (!this.#timers.has(timer)) return;
        if (again === undefined) this.#timers.delete(timer);
        else {
          timer.dueNs = again(timer.dueNs);
          this.host.addTimer(this, timer);
        }
        try {
          action();
        } catch (error) {
          this.host.failed(this, error);
        }
      },
    };
    this.#timers.add(timer);
    this.host.addTimer(this, timer);
    return () => {
      this.#timers.delete(timer);
      this.host.removeTimer(timer);
    };
  }

  offerPull(produce: () => boolean): void {
    this.produce = produce;
    this.host.pulls(this);
  }

  fail(error: unknown): void {
    this.host.failed(this, error);
  }

  finish(reason: string): void {
    this.host.finishedBy(this, reason);
  }

  log(level: "info" | "warn", message: string, fields: object): void {
    this.host.log(this, level, message, fields);
  }

  /** Returns the credit lent for `message`. */
  done(message: Message<unknown>): void {
    const input = this.#lent.indexOf(message);
    if (input < 0) return;
    // What the node emits in the same breath still belongs to this message.
    queueMicrotask(() => {
      if (this.#lent[input] !== message) return;
      this.#lent[input] = null;
      this.host.credit(this, input);
    });
  }

  /** Hot path: stamps a message that left an output and hands it to the host. */
  emit(port: number, value: Message<unknown>): void {
    if (!(value instanceof Message) || !Number.isFinite(value.originUs)) throw this.#notAMessage(port, value);
    const message = value.node === -1 ? value : this.#withOwnHeader(value);
    const seq = this.#seq[port] ?? 0;
    this.#seq[port] = seq + 1;
    message.node = this.plan.index;
    message.seq = seq;
    message.startedNs = this.#startOf(message);
    this.emitted++;
    this.host.emit(this, port, message);
  }

  /** A message sent on two ports keeps its past; one passed on as it came has the one that came as its parent. */
  #withOwnHeader(value: Message<unknown>): Message<unknown> {
    if (value.node !== this.plan.index) return derive(value, value.payload);
    const { payload, originUs, oldestOriginUs, parents, modelled } = value;
    return new Message(payload, originUs, oldestOriginUs, parents, modelled);
  }

  #notAMessage(port: number, value: unknown): SaccadeError {
    const [name, node] = [this.outputNames[port] ?? "", this.plan.id];
    const what =
      value instanceof Message
        ? `a message whose originUs is ${value.originUs}`
        : "something that is not a Message";
    return new SaccadeError(
      "node-contract",
      `emitted ${what} on "${name}"; use derive() with a parent at least, or sense() with a finite time`,
      { node, port: name },
    );
  }

  #build(): void {
    const { spec, params } = this.plan;
    const streams: Record<string, Observable<Message<unknown>>> = {};
    this.inputNames.forEach((name, input) => (streams[name] = this.#inputStream(input)));
    const body = spec.create(params as never, createContext(this));
    const outputs = body(streams as never);
    if (isObservable(outputs)) {
      this.#subscription.add(outputs.subscribe(new OutputSubscriber(this, 0, true)));
      return;
    }
    this.outputNames.forEach((name, port) => {
      const stream = outputs[name];
      if (stream === undefined) {
        throw new SaccadeError(
          "node-contract",
          `node kind "${spec.kind}" gave no stream for output "${name}"`,
          {
            node: this.plan.id,
          },
        );
      }
      this.#subscription.add(stream.subscribe(new OutputSubscriber(this, port, false)));
    });
  }

  #inputStream(input: number): Observable<Message<unknown>> {
    const list = this.#subscribers[input] ?? [];
    return new InputStream<Message<unknown>>(this, (subscriber) => {
      if (this.#inputDone[input]) {
        subscriber.complete();
        return undefined;
      }
      list.push(subscriber);
      return () => {
        const at = list.indexOf(subscriber);
        if (at >= 0) list.splice(at, 1);
      };
    });
  }

  /** When the work began that made a message: now, if the node was not at work (a socket spoke). */
  #startOf(message: Message<unknown>): number {
    if (this.plan.spec.async) return this.#asyncStart(message);
    return this.host.turnOf === this.plan.index ? this.startedNs : this.host.nowNs();
  }

  /** An async node works on several messages at once: the start is that of the message it derived from. */
  #asyncStart(message: Message<unknown>): number {
    const { parents } = message;
    const list = parents === null ? [] : parents instanceof Message ? [parents] : parents;
    let started = -Infinity;
    for (const parent of list) started = Math.max(started, this.#begunNs.get(parent) ?? -Infinity);
    return started === -Infinity ? this.startedNs : started;
  }
}

/** Ends a node's output stream in its runner. Given to RxJS as it is, so that no SafeSubscriber swallows a throw. */
class OutputSubscriber extends Subscriber<unknown> {
  readonly #runner: NodeRunner;
  readonly #port: number;
  readonly #effects: boolean;

  constructor(runner: NodeRunner, port: number, effects: boolean) {
    super(); // eslint-disable-line @typescript-eslint/no-deprecated -- a SafeSubscriber would swallow throws
    this.#runner = runner;
    this.#port = port;
    this.#effects = effects;
  }

  override next(value: unknown): void {
    if (!this.#effects && !this.closed) this.#runner.emit(this.#port, value as Message<unknown>);
  }

  override error(error: unknown): void {
    if (this.closed) return;
    this.unsubscribe();
    this.#runner.host.failed(this.#runner, error);
  }

  override complete(): void {
    if (this.closed) return;
    this.unsubscribe();
    this.#runner.host.completed(this.#runner, this.#port);
  }
}
