import { Observable, type Observer, type Operator, Subscriber, type TeardownLogic } from "rxjs";

/** Who is told of failures inside a node. */
export interface FailureSink {
  fail(error: unknown): void;
}

type Next<T> = (value: T) => void;

/**
 * An input of a node. RxJS lets what an observer throws escape into the event loop, where it ends the process without
 * saying whose fault it was; here it fails the node that subscribed, on the input itself or behind operators.
 */
export class InputStream<T> extends Observable<T> {
  readonly #owner: FailureSink;

  constructor(owner: FailureSink, subscribe?: (subscriber: Subscriber<T>) => TeardownLogic) {
    super(subscribe);
    this.#owner = owner;
  }

  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what every operator goes through
  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    const lifted = new InputStream<R>(this.#owner);
    lifted.source = this; // eslint-disable-line @typescript-eslint/no-deprecated -- what Observable.lift does
    lifted.operator = operator; // eslint-disable-line @typescript-eslint/no-deprecated
    return lifted;
  }

  override subscribe(
    observerOrNext?: Partial<Observer<T>> | Next<T> | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscriber<T> {
    const observer =
      typeof observerOrNext === "object" && observerOrNext !== null
        ? observerOrNext
        : observerOf(observerOrNext, error, complete);
    const subscriber = isSubscriber(observer) ? observer : new GuardedSubscriber(this.#owner, observer);
    super.subscribe(subscriber);
    return subscriber;
  }
}

function observerOf<T>(
  next: Next<T> | null | undefined,
  error: ((error: unknown) => void) | null | undefined,
  complete: (() => void) | null | undefined,
): Partial<Observer<T>> {
  return { ...(next ? { next } : {}), ...(error ? { error } : {}), ...(complete ? { complete } : {}) };
}

/** Operators bring subscribers of their own, perhaps of another copy of RxJS; they handle errors themselves. */
function isSubscriber<T>(observer: Partial<Observer<T>>): observer is Subscriber<T> {
  return observer instanceof Subscriber || ("add" in observer && "unsubscribe" in observer);
}

/** Calls an observer and fails its node when it throws. */
class GuardedSubscriber<T> extends Subscriber<T> {
  readonly #owner: FailureSink;
  readonly #observer: Partial<Observer<T>>;

  constructor(owner: FailureSink, observer: Partial<Observer<T>>) {
    super(); // eslint-disable-line @typescript-eslint/no-deprecated -- a SafeSubscriber would swallow throws
    this.#owner = owner;
    this.#observer = observer;
  }

  protected override _next(value: T): void {
    try {
      this.#observer.next?.(value);
    } catch (error) {
      this.#fail(error);
    }
  }

  protected override _error(error: unknown): void {
    if (this.#observer.error === undefined) {
      this.#fail(error);
      return;
    }
    try {
      this.#observer.error(error);
      this.unsubscribe();
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  protected override _complete(): void {
    try {
      this.#observer.complete?.();
      this.unsubscribe();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.unsubscribe();
    this.#owner.fail(error);
  }
}
