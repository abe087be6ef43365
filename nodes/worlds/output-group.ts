import { Observable, type Subscriber } from "rxjs";
import type { Message } from "../../src/core/message.ts";

/** One output of a group. */
export interface Output<T> {
  readonly stream: Observable<Message<T>>;
  /** Sends a message to whoever listens. */
  emit(message: Message<T>): void;
}

/** Several outputs driven by one clock: it starts with the first subscriber and stops with the last. */
export class OutputGroup {
  readonly #start: () => () => void;
  readonly #all = new Set<Subscriber<never>>();
  #stop: (() => void) | null = null;

  /** @param start begins the work and returns what ends it. */
  constructor(start: () => () => void) {
    this.#start = start;
  }

  output<T>(): Output<T> {
    const subscribers = new Set<Subscriber<Message<T>>>();
    const stream = new Observable<Message<T>>((subscriber) => {
      subscribers.add(subscriber);
      this.#all.add(subscriber);
      this.#stop ??= this.#start();
      return () => {
        subscribers.delete(subscriber);
        this.#leave(subscriber);
      };
    });
    return {
      stream,
      emit: (message) => {
        for (const subscriber of subscribers) subscriber.next(message);
      },
    };
  }

  /** Ends all outputs. */
  complete(): void {
    for (const subscriber of [...this.#all]) subscriber.complete();
  }

  /** Ends all outputs with an error. */
  error(error: unknown): void {
    for (const subscriber of [...this.#all]) subscriber.error(error);
  }

  #leave(subscriber: Subscriber<never>): void {
    this.#all.delete(subscriber);
    if (this.#all.size > 0) return;
    this.#stop?.();
    this.#stop = null;
  }
}
