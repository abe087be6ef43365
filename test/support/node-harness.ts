import { Observable, type Subscriber, Subscription, VirtualTimeScheduler, isObservable } from "rxjs";
import { type Message, sense } from "../../src/core/message.ts";
import { Random, deriveSeed } from "../../src/core/random.ts";
import type { AnyNodeSpec, NodeContext } from "../../src/runtime/node.ts";

/** One node in virtual time, without a graph: pushes inputs, moves the clock, collects what comes out. */
export class NodeHarness {
  readonly outputs: Record<string, Message<unknown>[]> = {};
  readonly completed: string[] = [];
  readonly errors: unknown[] = [];
  readonly counters: Record<string, number> = {};
  readonly sections: Record<string, () => unknown> = {};
  finished: string | null = null;
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #inputs = new Map<string, Subscriber<Message<never>>[]>();
  readonly #subscription = new Subscription();
  readonly #spec: AnyNodeSpec;
  #pull: (() => boolean) | null = null;

  /** @param clockKind what the node is told; its time is virtual either way */
  constructor(
    spec: AnyNodeSpec,
    params: Record<string, unknown> = {},
    seed = 1,
    clockKind: NodeContext["clockKind"] = "virtual",
  ) {
    this.#spec = spec;
    const streams: Record<string, Observable<Message<never>>> = {};
    for (const port of Object.keys(spec.inputs)) {
      this.#inputs.set(port, []);
      streams[port] = new Observable<Message<never>>((subscriber) => {
        const list = this.#inputs.get(port) ?? [];
        list.push(subscriber);
        return () => list.splice(list.indexOf(subscriber), 1);
      });
    }
    const body = spec.create(spec.params.parse(params) as never, this.#context(seed, clockKind));
    this.#listen(body(streams as never));
  }

  /** [us] */
  get nowUs(): number {
    return Math.round(this.#scheduler.frame * 1000);
  }

  /** How many subscriptions the node holds on an input; 0 after a clean teardown. */
  subscribers(port: string): number {
    return this.#inputs.get(port)?.length ?? 0;
  }

  /** Timers that have not fired. */
  get pendingTimers(): number {
    return this.#scheduler.actions.length;
  }

  push(port: string, payload: unknown, originUs: number = this.nowUs): Message<unknown> {
    const message = sense(payload, originUs);
    for (const subscriber of [...(this.#inputs.get(port) ?? [])]) subscriber.next(message as Message<never>);
    return message;
  }

  complete(port: string): void {
    for (const subscriber of [...(this.#inputs.get(port) ?? [])]) subscriber.complete();
  }

  fail(port: string, error: unknown): void {
    for (const subscriber of [...(this.#inputs.get(port) ?? [])]) subscriber.error(error);
  }

  /** Runs every timer due up to `timeUs` and sets the clock there. */
  advanceTo(timeUs: number): void {
    this.#scheduler.maxFrames = timeUs / 1000;
    this.#scheduler.flush();
    this.#scheduler.frame = timeUs / 1000;
  }

  /** Asks a pulling source for up to `count` messages; returns how often it said that there is more. */
  pull(count: number): number {
    let more = 0;
    while (more < count && this.#pull?.() === true) more++;
    return more;
  }

  payloads(port: string): unknown[] {
    return (this.outputs[port] ?? []).map((message) => message.payload);
  }

  unsubscribe(): void {
    this.#subscription.unsubscribe();
  }

  #listen(streams: unknown): void {
    const listen = (port: string, stream: Observable<unknown>): void => {
      const seen: Message<unknown>[] = (this.outputs[port] = []);
      this.#subscription.add(
        stream.subscribe({
          next: (value) => seen.push(value as Message<unknown>),
          complete: () => this.completed.push(port),
          error: (error: unknown) => this.errors.push(error),
        }),
      );
    };
    if (isObservable(streams)) listen("effects", streams);
    else {
      const named = streams as Record<string, Observable<unknown>>;
      for (const port of Object.keys(this.#spec.outputs)) {
        const stream = named[port];
        if (stream === undefined) throw new TypeError(`node gave no stream for output "${port}"`);
        listen(port, stream);
      }
    }
  }

  #context(seed: number, clockKind: NodeContext["clockKind"]): NodeContext {
    const { counters, sections } = this;
    return {
      id: "node",
      clockKind,
      nowUs: () => this.nowUs,
      scheduler: this.#scheduler,
      every: (periodUs, tick) => this.#every(periodUs, tick),
      at: (timeUs, action) => {
        const delay = Math.max(0, timeUs - this.nowUs) / 1000;
        const timer = this.#scheduler.schedule(action, delay);
        this.#subscription.add(timer);
        return () => timer.unsubscribe();
      },
      pull: (produce) => {
        this.#pull = produce;
      },
      done: () => undefined,
      random: (stream) => new Random(deriveSeed(seed, "node", stream)),
      metrics: { count: (name, by = 1) => void (counters[name] = (counters[name] ?? 0) + by) },
      log: { info: () => undefined, warn: () => undefined },
      report: (section, value) => {
        sections[section] = value;
      },
      finish: (reason) => {
        this.finished = reason;
      },
      fail: (error) => void this.errors.push(error),
      resolvePath: (path) => path,
    };
  }

  #every(periodUs: number, tick: (dueUs: number, n: number) => void): () => void {
    let n = 0;
    let timer = new Subscription();
    const arm = (): void => {
      // A fresh action each time: one that schedules itself again hangs on all those before it.
      timer = this.#scheduler.schedule(() => {
        n++;
        arm();
        tick(n * periodUs, n);
      }, periodUs / 1000);
    };
    arm();
    this.#subscription.add(() => timer.unsubscribe());
    return () => timer.unsubscribe();
  }
}
