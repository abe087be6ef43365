import { assert } from "../core/errors.ts";
import type { StreamTotals } from "../wire/control.ts";

/**
 * What a sender does with a message while its receiver is slow or away: `latest` keeps the newest only, `drop-oldest`
 * and `drop-newest` keep `depth` of them, `lossless` overflows beyond `depth`, `block` asks the producer to wait (see
 * `SendStream.hasRoom`) and overflows when it does not.
 */
export const SEND_POLICIES = ["block", "latest", "drop-oldest", "drop-newest", "lossless"] as const;
export type SendPolicy = (typeof SEND_POLICIES)[number];

/** Why a sender dropped a message. */
export type SendDrop = "replaced-by-newer" | "queue-full" | "closed";

/** What became of an offered message; `overflow` is a failure that the caller reports. */
export type SendOffer = "accepted" | "dropped" | "overflow";

/** A message on its way out, with its two counts (see envelope.proto). */
export interface Outgoing<T> {
  readonly message: T;
  readonly seq: number;
  readonly sentSeq: number;
}

/**
 * The sender's end of a stream without its socket: a bounded queue under a policy, and the receiver's credit.
 * `offered = sent + waiting + sum(dropped)` holds at every instant.
 */
export class SendStream<T> {
  readonly #policy: SendPolicy;
  readonly #depth: number;
  readonly #waiting: { readonly message: T; readonly seq: number }[] = [];
  readonly #dropped: Partial<Record<SendDrop, number>> = {};
  #offered = 0;
  #sent = 0;
  #limit = 0;
  #window = 0;

  /** @param depth [-] messages that may wait, 1 or more; `latest` keeps 1 whatever it says. */
  constructor(policy: SendPolicy, depth: number) {
    this.#policy = policy;
    this.#depth = policy === "latest" ? 1 : depth;
  }

  /** Whether a producer that can wait should go on. */
  hasRoom(): boolean {
    return this.#waiting.length < this.#depth;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get sent(): number {
    return this.#sent;
  }

  offer(message: T): SendOffer {
    const seq = this.#offered++;
    if (!this.hasRoom()) {
      switch (this.#policy) {
        case "latest":
          this.#dropOldest("replaced-by-newer");
          break;
        case "drop-oldest":
          this.#dropOldest("queue-full");
          break;
        case "drop-newest":
          this.#countDrop("queue-full");
          return "dropped";
        case "lossless":
        case "block":
          this.#countDrop("queue-full");
          return "overflow";
      }
    }
    this.#waiting.push({ message, seq });
    return "accepted";
  }

  /** The next message to send, if there is one and the receiver has room for it. */
  next(): Outgoing<T> | null {
    if (this.#sent >= this.#limit) return null;
    const first = this.#waiting.shift();
    return first === undefined ? null : { ...first, sentSeq: this.#sent++ };
  }

  /**
   * The receiver has room for everything with a `sentSeq` below `limit`; a total never goes down. More than its window
   * beyond what has been sent is taken for the window: whatever a receiver says, no more than that piles up in sockets.
   */
  grant(limit: number): void {
    this.#limit = Math.max(this.#limit, Math.min(limit, this.#sent + this.#window));
  }

  /** A receiver has joined with room for `window` messages. */
  join(window: number): void {
    this.#window = window;
    this.#limit = this.#sent + window;
  }

  /** The receiver is gone; what waits stays for the next one. */
  leave(): void {
    this.#limit = this.#sent;
  }

  /** Drops everything that waits. */
  close(): void {
    while (this.#waiting.length > 0) this.#dropOldest("closed");
  }

  totals(): StreamTotals {
    return { offered: this.#offered, sent: this.#sent, dropped: { ...this.#dropped } };
  }

  #dropOldest(reason: SendDrop): void {
    assert(this.#waiting.shift() !== undefined, "dropped from an empty send queue");
    this.#countDrop(reason);
  }

  #countDrop(reason: SendDrop): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
  }
}
