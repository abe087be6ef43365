import type { StreamTotals } from "../wire/control.ts";

/**
 * What became of the messages offered to a stream, as its receiver knows it. Once the sender has said how many there
 * were, offered = sentBefore + received + lost + the sum of dropped.
 */
export interface StreamAccount {
  /** [-] null until the sender has ended the stream. */
  readonly offered: number | null;
  readonly received: number;
  /** [-] left the sender and never arrived. */
  readonly lost: number;
  /** [-] left the sender before this receiver joined. */
  readonly sentBefore: number;
  /** [-] dropped by the sender up to the latest message; exact at every message. */
  readonly droppedBySender: number;
  /** [-] the same by reason; empty until the sender has ended the stream. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** The receiver's end of a stream without its socket: counts what comes and what does not, and grants credits. */
export class ReceiveStream {
  readonly #window: number;
  readonly #announceEvery: number;
  #expected = 0;
  #held = 0;
  #announced = 0;
  #received = 0;
  #lost = 0;
  #sentBefore = 0;
  #droppedBySender = 0;
  #totals: StreamTotals | null = null;

  /** @param window [-] messages that may be on their way or held here at once. */
  constructor(window: number) {
    this.#window = window;
    this.#announceEvery = Math.ceil(window / 2);
  }

  /** Joins a stream of which `sent` messages have left the sender already. */
  join(sent: number): void {
    this.#sentBefore = sent;
    this.#expected = sent;
    this.#announced = sent + this.#window;
  }

  /** The sender says that `sent` messages have left: those that have not come by now never will. */
  settle(sent: number): void {
    if (sent <= this.#expected) return;
    this.#lost += sent - this.#expected;
    this.#expected = sent;
  }

  /**
   * A message has come. False when it is one of the past, which nobody should read again, or when two windows of
   * messages are held already (two, for a sender that lost sight of us and met us again grants a new one): a sender that
   * heeds no credit must not fill our memory. What is refused so counts as lost.
   */
  accept(seq: number, sentSeq: number): boolean {
    if (sentSeq < this.#expected) return false;
    this.settle(sentSeq);
    if (this.#held >= 2 * this.#window) {
      this.settle(sentSeq + 1);
      return false;
    }
    this.#expected = sentSeq + 1;
    this.#received++;
    this.#held++;
    this.#droppedBySender = seq - sentSeq;
    return true;
  }

  /** One message has been read to its end. */
  consumed(): void {
    this.#held = Math.max(0, this.#held - 1); // one of the sender's former life was not counted here
  }

  /**
   * The limit to grant now, or null while too little has been consumed to be worth a message. `again` repeats it
   * whatever was consumed: an earlier one may have been lost.
   */
  credit(again = false): number | null {
    const limit = this.#expected + this.#window - this.#held;
    if (!again && limit - this.#announced < this.#announceEvery) return null;
    this.#announced = limit;
    return limit;
  }

  /** The stream has ended with these totals. */
  end(totals: StreamTotals): void {
    this.settle(totals.sent);
    this.#totals = totals;
    this.#droppedBySender = totals.offered - totals.sent;
  }

  account(): StreamAccount {
    return {
      offered: this.#totals?.offered ?? null,
      received: this.#received,
      lost: this.#lost,
      sentBefore: this.#sentBefore,
      droppedBySender: this.#droppedBySender,
      dropped: this.#totals?.dropped ?? {},
    };
  }
}
