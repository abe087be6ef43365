import { assert } from "../core/errors.ts";
import type { Message } from "../core/message.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import type { EdgePlan } from "./plan.ts";

/** Why a message did not reach its consumer. */
export const DROP_REASONS = [
  "replaced-by-newer",
  "queue-full",
  "too-old",
  "over-budget",
  "non-monotonic",
  "run-ended",
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** What became of an offered message. `overflow` ends the run: the edge may not lose anything. */
export type Offer = "accepted" | "dropped" | "overflow";

/** How far one call of a node may overrun a `block` edge before the runtime gives up. */
const BLOCK_OVERRUN = 1024;

/**
 * The messages of one edge that are on their way or wait, under its overload policy, with exact counts.
 * `sent = delivered + inFlight + waiting + sum(dropped)` holds at every instant.
 * Hot path: a preallocated ring; nothing is allocated per message.
 */
export class EdgeQueue {
  readonly plan: EdgePlan;
  /** From the release of a message to the start of work on it. */
  readonly wayNs = new LatencyHistogram();
  readonly #ring: (Message<unknown> | null)[];
  readonly #dropped = new Float64Array(DROP_REASONS.length);
  #head = 0;
  #length = 0;
  #newestOriginUs = -Infinity;
  #sent = 0;
  #delivered = 0;
  #inFlight = 0;

  constructor(plan: EdgePlan) {
    this.plan = plan;
    const room = plan.policy === "block" ? plan.depth + BLOCK_OVERRUN : plan.depth;
    this.#ring = new Array<Message<unknown> | null>(room).fill(null);
  }

  get length(): number {
    return this.#length;
  }
  get sent(): number {
    return this.#sent;
  }
  get delivered(): number {
    return this.#delivered;
  }
  /** [-] messages that were sent and will arrive later. */
  get inFlight(): number {
    return this.#inFlight;
  }
  /** Whether nothing waits and nothing is on its way. */
  get drained(): boolean {
    return this.#length + this.#inFlight === 0;
  }
  /** Whether a producer that can wait should. */
  get full(): boolean {
    return this.#length + this.#inFlight >= this.plan.depth;
  }

  /** Sends a message that is there at once. */
  offer(message: Message<unknown>): Offer {
    this.#sent++;
    return this.#enter(message);
  }

  /** Sends a message that will `arrive` later. */
  depart(): void {
    this.#sent++;
    this.#inFlight++;
  }

  /** A message that departed is there. */
  arrive(message: Message<unknown>): Offer {
    this.#inFlight--;
    return this.#enter(message);
  }

  /** Takes a message in, or drops one as the policy says. */
  #enter(message: Message<unknown>): Offer {
    if (message.originUs < this.#newestOriginUs) {
      this.countDrop("non-monotonic");
      return "dropped";
    }
    this.#newestOriginUs = message.originUs;
    if (this.#length >= this.plan.depth) {
      switch (this.plan.policy) {
        case "latest":
          this.#discardOldest("replaced-by-newer");
          break;
        case "drop-oldest":
          this.#discardOldest("queue-full");
          break;
        case "drop-newest":
          this.countDrop("queue-full");
          return "dropped";
        case "block":
          if (this.#length < this.#ring.length) break;
          this.countDrop("queue-full");
          return "overflow";
        case "lossless":
          this.countDrop("queue-full");
          return "overflow";
      }
    }
    const tail = this.#head + this.#length;
    this.#ring[tail < this.#ring.length ? tail : tail - this.#ring.length] = message;
    this.#length++;
    return "accepted";
  }

  /** The message that waits longest, left in place; null when none does. */
  peek(): Message<unknown> | null {
    return this.#length === 0 ? null : (this.#ring[this.#head] ?? null);
  }

  /** Removes and returns the oldest waiting message; the caller delivers it or counts its drop. */
  take(): Message<unknown> {
    const message = this.#ring[this.#head];
    assert(message != null, "took from an empty edge");
    this.#ring[this.#head] = null;
    this.#head = this.#head + 1 === this.#ring.length ? 0 : this.#head + 1;
    this.#length--;
    return message;
  }

  /** @param wayNs [ns] from the release of the message by its producer to the start of work on it. */
  countDelivered(wayNs: number): void {
    this.#delivered++;
    this.wayNs.record(wayNs);
  }

  countDrop(reason: DropReason): void {
    const i = DROP_REASONS.indexOf(reason);
    this.#dropped[i] = (this.#dropped[i] ?? 0) + 1;
  }

  /** The run is over: drops everything that waits or is on its way. */
  end(): void {
    while (this.#length > 0) this.#discardOldest("run-ended");
    for (; this.#inFlight > 0; this.#inFlight--) this.countDrop("run-ended");
  }

  /** Counts by reason, reasons that never happened left out. */
  dropped(): Partial<Record<DropReason, number>> {
    const counts: Partial<Record<DropReason, number>> = {};
    DROP_REASONS.forEach((reason, i) => {
      const n = this.#dropped[i] ?? 0;
      if (n > 0) counts[reason] = n;
    });
    return counts;
  }

  #discardOldest(reason: DropReason): void {
    this.take();
    this.countDrop(reason);
  }
}
