import { Observable, type Subscriber } from "rxjs";
import { z } from "zod";
import { type Message, sense } from "../../src/core/message.ts";
import { defineNode, type NodeContext } from "../../src/runtime/node.ts";
import { shiftTimes } from "../../src/transport/shift-times.ts";
import { type StreamNote, ZeromqReceiver } from "../../src/transport/zeromq-receiver.ts";
import { MAX_WINDOW } from "../../src/wire/control.ts";
import type { Envelope, Payloads } from "../../src/wire/envelope.ts";
import {
  refuseEndpoint,
  refuseVirtualClock,
  socketShape,
  type StreamKind,
  STREAMS,
  type StreamType,
  topicParam,
} from "../zeromq-params.ts";

const sourceParams = z
  .strictObject({
    ...socketShape,
    topic: topicParam,
    clock: z
      .enum(["arrival", "sender"])
      .default("arrival")
      .describe(
        "arrival maps the sender's clock to this run's by the fastest messages; sender takes all times as they are, for a sender on the same time base",
      ),
    whenBusy: z
      .enum(["drop", "wait"])
      .default("drop")
      .describe(
        "while the nodes behind are busy: drop emits at once and their edges decide; wait holds messages back, so that the sender's queue decides",
      ),
    window: z
      .int()
      .min(1)
      .max(MAX_WINDOW)
      .default(16)
      .describe("[-] messages that may be on their way or unread at once"),
  })
  .superRefine(refuseEndpoint);
type SourceParams = z.output<typeof sourceParams>;

function source<K extends StreamType>({ type, port, portType }: StreamKind<K>) {
  return defineNode({
    kind: `source/zeromq-${type}`,
    summary: `Receives ${type} messages from another process over ZeroMQ, and accounts for every one that was sent.`,
    inputs: {},
    outputs: { [port]: portType },
    params: sourceParams,
    costUs: 50, // a packet of 4096 events is decoded in 36 us
    pulls: true,
    create: (params, context) => {
      refuseVirtualClock(context);
      return () => ({
        [port]: new Observable<Message<Payloads[K]>>((subscriber) => {
          const reception = new Reception(type, params, context, subscriber);
          return () => reception.close();
        }),
      });
    },
  });
}

/** Receives camera events from another process, such as a sensor's driver. */
export const zeromqEventsSource = source(STREAMS.events);
/** Receives what a tracker found in another process. */
export const zeromqDetectionSource = source(STREAMS.detection);
/** Receives triangulated ball positions from another process. */
export const zeromqBallFixSource = source(STREAMS["ball-fix"]);
/** Receives the estimated ball from another process. */
export const zeromqBallStateSource = source(STREAMS["ball-state"]);
/** Receives predicted hit points from another process. */
export const zeromqHitPointSource = source(STREAMS["hit-point"]);
/** Receives joint commands from another process. */
export const zeromqJointCommandSource = source(STREAMS["joint-command"]);

/** One running source: turns arrivals into messages of the run, and keeps the stream's account in the node's counters. */
class Reception<K extends StreamType> {
  readonly #params: SourceParams;
  readonly #context: NodeContext;
  readonly #subscriber: Subscriber<Message<Payloads[K]>>;
  readonly #receiver: ZeromqReceiver;
  readonly #inbox: Message<Payloads[K]>[] = []; // at most `window` messages, as the credit allows
  #counted: Readonly<Record<string, number>> = {};
  #lastNote: StreamNote | null = null;
  #pulling = false;
  #ended = false;

  constructor(
    type: K,
    params: SourceParams,
    context: NodeContext,
    subscriber: Subscriber<Message<Payloads[K]>>,
  ) {
    this.#params = params;
    this.#context = context;
    this.#subscriber = subscriber;
    this.#receiver = new ZeromqReceiver(
      { ...params, type, nowUs: () => context.nowUs() },
      {
        message: (envelope, offsetUs) => this.#arrived(envelope, offsetUs),
        ended: () => this.#end(),
        noted: (note, detail) => this.#note(note, detail),
        failed: (error) => subscriber.error(error),
      },
    );
    this.#receiver.open();
  }

  close(): void {
    this.#count();
    void this.#receiver.close();
  }

  #arrived(envelope: Envelope, offsetUs: number): void {
    this.#count();
    const message = this.#message(envelope, this.#params.clock === "arrival" ? offsetUs : 0);
    if (this.#params.whenBusy === "drop") {
      this.#emit(message);
      return;
    }
    this.#inbox.push(message);
    if (this.#pulling) return;
    this.#pulling = true;
    this.#context.pull(() => this.#produce());
  }

  /** On the run's clock; the receiver has made sure of the payload's type. */
  #message({ body, originUs, oldestOriginUs }: Envelope, offsetUs: number): Message<Payloads[K]> {
    const { payload } = offsetUs === 0 ? body : shiftTimes(body, offsetUs);
    return sense(payload as Payloads[K], originUs + offsetUs, oldestOriginUs + offsetUs);
  }

  #produce(): boolean {
    const message = this.#inbox.shift();
    if (message !== undefined) this.#emit(message);
    this.#pulling = this.#inbox.length > 0;
    if (!this.#pulling && this.#ended) this.#subscriber.complete();
    return this.#pulling;
  }

  #emit(message: Message<Payloads[K]>): void {
    this.#subscriber.next(message);
    this.#receiver.consumed();
  }

  #end(): void {
    this.#ended = true;
    this.#count();
    if (!this.#pulling) this.#subscriber.complete();
  }

  #note(note: StreamNote, detail: string): void {
    const { metrics, log } = this.#context;
    metrics.count(note);
    const isRepeated = note === this.#lastNote && note !== "sender-silent";
    this.#lastNote = note;
    if (note === "sender-joined") log.info(`receives from ${detail}`);
    else if (!isRepeated) log.warn(`${note}: ${detail}`); // a thousand broken messages a second are one line
    if (note === "sender-restarted") this.#counted = {}; // a new account begins
  }

  /** Adds to the node's counters what the stream's account has gained. */
  #count(): void {
    const { received, lost, sentBefore, droppedBySender, offered } = this.#receiver.account();
    const totals: Record<string, number> = {
      received,
      lost,
      "sent-before": sentBefore,
      "dropped-by-sender": droppedBySender,
      offered: offered ?? 0,
    };
    for (const [name, total] of Object.entries(totals)) {
      const gained = total - (this.#counted[name] ?? 0);
      if (gained !== 0) this.#context.metrics.count(name, gained);
    }
    this.#counted = totals;
  }
}
