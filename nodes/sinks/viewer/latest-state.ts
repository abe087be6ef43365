import type { Message } from "../../../src/core/message.ts";
import type { BallOutcome, WorldTruth } from "../../../src/core/truth.ts";
import { bodyOf, EnvelopeWriter, type Body } from "../../../src/wire/envelope.ts";
import type { LatencyReport } from "../../../src/wire/view.ts";

/** [-] balls remembered for clients that come later: about 8 hours of play. */
const MAX_OUTCOMES = 4096;

/** The newest of one stream. */
interface Slot {
  readonly body: Body;
  readonly originUs: number;
  readonly oldestOriginUs: number;
}

/**
 * What a viewer should see: the newest message of every stream, and which of them are news since the last frame.
 * Each stream's topic is the name of the sink's input that it comes from.
 */
export class LatestState {
  readonly #runId: string;
  readonly #writer = new EnvelopeWriter();
  readonly #slots = new Map<string, Slot>();
  readonly #news = new Set<string>();
  readonly #sequence = new Map<string, number>();
  readonly #outcomes: BallOutcome[] = [];
  #newOutcomes: BallOutcome[] = [];

  /** @param runId names this run to the page, which then forgets the one before; at most 64 characters. */
  constructor(runId: string) {
    this.#runId = runId;
  }

  /** Takes a message's payload as the newest of `topic`. */
  put(topic: string, body: Body, message: Message<unknown>): void {
    this.#set(topic, { body, originUs: message.originUs, oldestOriginUs: message.oldestOriginUs });
  }

  /** Takes the true state of the world; how balls ended is kept until it has been sent. */
  putTruth(message: Message<WorldTruth>): void {
    this.#newOutcomes.push(...message.payload.outcomes);
    this.put("truth", bodyOf("truth", message.payload), message);
  }

  /** Takes the state of one latency budget at `nowUs` [us]. */
  putLatency(report: LatencyReport, nowUs: number): void {
    const body = bodyOf("latency-report", report);
    this.#set(`latency ${report.budget}`.slice(0, 128), { body, originUs: nowUs, oldestOriginUs: nowUs });
  }

  /** Messages that a client needs to show this instant, given the frames before. */
  frame(nowUs: number): Uint8Array[] {
    const messages = [...this.#news].map((topic) => this.#write(topic, nowUs, this.#newOutcomes));
    this.#news.clear();
    this.#outcomes.push(...this.#newOutcomes);
    this.#outcomes.splice(0, this.#outcomes.length - MAX_OUTCOMES);
    this.#newOutcomes = [];
    return messages;
  }

  /** Messages that a client needs who has seen none of the frames before. */
  welcome(nowUs: number): Uint8Array[] {
    return [...this.#slots.keys()].map((topic) => this.#write(topic, nowUs, this.#outcomes));
  }

  #set(topic: string, slot: Slot): void {
    this.#slots.set(topic, slot);
    this.#news.add(topic);
    this.#sequence.set(topic, (this.#sequence.get(topic) ?? -1) + 1);
  }

  #write(topic: string, sentUs: number, outcomes: readonly BallOutcome[]): Uint8Array {
    const slot = this.#slots.get(topic);
    if (slot === undefined) return new Uint8Array(0);
    const { body, originUs, oldestOriginUs } = slot;
    const seq = this.#sequence.get(topic) ?? 0;
    return this.#writer.write({
      runId: this.#runId,
      topic,
      seq,
      sentSeq: seq,
      originUs,
      oldestOriginUs,
      sentUs,
      hops: [],
      body: body.type === "truth" ? bodyOf("truth", { ...body.payload, outcomes }) : body,
    });
  }
}
