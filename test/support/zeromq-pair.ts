import { type Offered, type SenderOptions, ZeromqSender } from "../../src/transport/zeromq-sender.ts";
import {
  type ReceiverOptions,
  type StreamNote,
  ZeromqReceiver,
} from "../../src/transport/zeromq-receiver.ts";
import { bodyOf, type Envelope } from "../../src/wire/envelope.ts";
import { Waiter } from "./waiter.ts";

/** A detection that carries a number, for streams whose payload does not matter. */
export function numbered(n: number): Offered {
  const body = bodyOf("detection", {
    camera: "left",
    xPx: n,
    yPx: 0,
    covariancePx2: [1, 0, 1],
    presence: 1,
    validAtUs: n,
    windowStartUs: n,
    windowEndUs: n,
  });
  return { body, originUs: n, oldestOriginUs: n, hops: [] };
}

/** The numbers that envelopes made by `numbered` carry. */
export function numbersOf(envelopes: readonly Envelope[]): number[] {
  return envelopes.map(({ body }) => (body.type === "detection" ? body.payload.xPx : NaN));
}

const wallUs = (): number => Math.round(performance.now() * 1000);

/** A sender that remembers what its hooks were told. */
export class TestSender {
  readonly failures: unknown[] = [];
  readonly sender: ZeromqSender;
  rooms = 0;
  served = false;
  readonly #waiter = new Waiter();

  constructor(options: Partial<SenderOptions> = {}) {
    this.sender = new ZeromqSender(
      {
        endpoint: "tcp://127.0.0.1:*",
        topic: "test",
        type: "detection",
        policy: "drop-oldest",
        depth: 1000,
        nowUs: wallUs,
        ...options,
      },
      {
        room: () => this.rooms++,
        receiver: (joined) => {
          this.served = joined;
          this.#waiter.happened();
        },
        failed: (error) => this.failures.push(error),
      },
    );
  }

  /** Resolves when `condition` holds; looked at whenever a receiver joins or leaves. */
  until(condition: () => boolean): Promise<void> {
    return this.#waiter.until(condition);
  }

  /** Binds; returns the endpoint. */
  async open(): Promise<string> {
    await this.sender.open();
    return this.sender.endpoint ?? "";
  }

  offer(...numbers: readonly number[]): void {
    for (const n of numbers) this.sender.offer(numbered(n));
  }
}

/** A receiver that keeps what comes, and reads it at once unless told to hold it. */
export class TestReceiver {
  readonly envelopes: Envelope[] = [];
  readonly offsetsUs: number[] = [];
  readonly notes: StreamNote[] = [];
  readonly failures: unknown[] = [];
  readonly receiver: ZeromqReceiver;
  ended = false;
  readonly #waiter = new Waiter();

  constructor(endpoint: string, options: Partial<ReceiverOptions> = {}, reads = true) {
    this.receiver = new ZeromqReceiver(
      { endpoint, topic: "test", type: "detection", window: 8, nowUs: wallUs, ...options },
      {
        message: (envelope, offsetUs) => {
          this.envelopes.push(envelope);
          this.offsetsUs.push(offsetUs);
          if (reads) this.receiver.consumed();
          this.#waiter.happened();
        },
        ended: () => {
          this.ended = true;
          this.#waiter.happened();
        },
        noted: (note) => {
          this.notes.push(note);
          this.#waiter.happened();
        },
        failed: (error) => {
          this.failures.push(error);
          this.#waiter.happened();
        },
      },
    );
    this.receiver.open();
  }

  get numbers(): number[] {
    return numbersOf(this.envelopes);
  }

  /** Resolves when `condition` holds; looked at whenever something has come. */
  until(condition: () => boolean): Promise<void> {
    return this.#waiter.until(condition);
  }

  received(count: number): Promise<void> {
    return this.until(() => this.envelopes.length >= count);
  }
}
