import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Dealer } from "zeromq";
import { SaccadeError } from "../core/errors.ts";
import { type Control, MAX_WINDOW, NO_TOTALS } from "../wire/control.ts";
import {
  type Body,
  bodyOf,
  type Envelope,
  EnvelopeWriter,
  MAX_MESSAGE_BYTES,
  type PayloadType,
  readEnvelope,
} from "../wire/envelope.ts";
import { ClockMap } from "./clock-map.ts";
import { checkEndpoint } from "./endpoint.ts";
import { Outbox } from "./outbox.ts";
import { ReceiveStream, type StreamAccount } from "./receive-stream.ts";
import { BEAT_MS, SENDER_SILENT_MS } from "./stream-timing.ts";
import { transportError } from "./zeromq-error.ts";

export interface ReceiverOptions {
  /** Where the sender is bound. */
  readonly endpoint: string;
  readonly topic: string;
  readonly type: PayloadType;
  /** [-] messages that may be on their way or unread at once, 1 to 4096. */
  readonly window: number;
  /** Connects to other machines, without encryption or a check of who they are. */
  readonly allowRemote?: boolean;
  /** [us] the clock that the sender's is mapped to. */
  readonly nowUs: () => number;
}

/** What can happen to a stream besides its messages; expected at run time, so told and not thrown. */
export type StreamNote =
  "sender-joined" | "sender-restarted" | "sender-silent" | "sender-busy" | "invalid-message";

export interface ReceiverHooks {
  /**
   * A message has come; `offsetUs` [us] takes the sender's clock to ours. It holds a credit until `consumed` is called
   * for it.
   */
  message(envelope: Envelope, offsetUs: number): void;
  /** The sender has ended the stream; every message that will come has come. */
  ended(): void;
  /** @param detail for a person. */
  noted(note: StreamNote, detail: string): void;
  /** The stream cannot go on. */
  failed(error: unknown): void;
}

/** [ms] how long a receiver that leaves tries to say so to a sender that may be gone. */
const LEAVING_MS = 100;

/**
 * The receiving end of a `ZeromqSender`, on a DEALER socket: grants credits, counts gaps, and keeps asking for the
 * stream while it is silent, so that sender and receiver may start, stop and come back in any order.
 */
export class ZeromqReceiver {
  readonly #options: ReceiverOptions;
  readonly #hooks: ReceiverHooks;
  readonly #socket = new Dealer({
    routingId: randomUUID(), // the same after a lost connection, another for the next receiver
    linger: 100,
    sendHighWaterMark: 16, // what may queue for a sender that is not there; `immediate` would drop unread messages
    maxMessageSize: MAX_MESSAGE_BYTES,
    receiveHighWaterMark: 0, // the credit is the limit
  });
  readonly #outbox: Outbox;
  readonly #writer = new EnvelopeWriter();
  #stream: ReceiveStream; // of the sender's present life, as is the clock map
  #clock = new ClockMap();
  #runId = "";
  #state: "open" | "ended" | "closed" = "open";
  #beat: NodeJS.Timeout | undefined;
  #heardMs = 0;
  #silent = false;

  /** @throws SaccadeError `config-invalid` on the endpoint. */
  constructor(options: ReceiverOptions, hooks: ReceiverHooks) {
    checkEndpoint(options.endpoint, options.allowRemote ?? false);
    this.#options = options;
    this.#hooks = hooks;
    this.#stream = new ReceiveStream(options.window);
    this.#outbox = new Outbox(this.#socket, MAX_WINDOW, (error) => {
      if (!this.#socket.closed) hooks.failed(transportError(error, options.endpoint));
    });
  }

  /** Of the stream that the sender's present life offers; starts anew after the note `sender-restarted`. */
  account(): StreamAccount {
    return this.#stream.account();
  }

  /**
   * Connects, and delivers messages until `close`; the sender need not be there yet.
   * @throws SaccadeError `transport-failed`.
   */
  open(): void {
    try {
      this.#socket.connect(this.#options.endpoint);
    } catch (error) {
      throw transportError(error, this.#options.endpoint);
    }
    this.#heardMs = performance.now();
    this.#beat = setInterval(() => {
      this.#onBeat();
    }, BEAT_MS);
    this.#subscribe();
    void this.#serve();
  }

  /** Returns the credit of one message. */
  consumed(): void {
    this.#stream.consumed();
    if (this.#state === "open") this.#grant(this.#stream.credit());
  }

  /** Leaves the stream and closes the socket. */
  async close(): Promise<void> {
    if (this.#state === "closed") return;
    clearInterval(this.#beat);
    const leaving = this.#state === "open" && this.#runId !== "";
    this.#state = "closed";
    if (leaving) this.#bye("leaving");
    if (leaving) await Promise.race([this.#outbox.flushed(), delay(LEAVING_MS)]);
    this.#socket.close();
  }

  async #serve(): Promise<void> {
    try {
      for await (const [bytes] of this.#socket) if (bytes !== undefined) this.#hear(bytes);
    } catch (error) {
      if (!this.#socket.closed) this.#hooks.failed(transportError(error, this.#options.endpoint));
    }
  }

  #hear(bytes: Buffer): void {
    if (this.#state !== "open") return;
    this.#heardMs = performance.now();
    this.#silent = false;
    let envelope: Envelope;
    try {
      envelope = readEnvelope(bytes);
    } catch (error) {
      this.#hooks.noted("invalid-message", error instanceof SaccadeError ? error.message : String(error));
      return; // its place in the sequence stays empty and is counted as lost
    }
    const { body } = envelope;
    if (body.type === "control") this.#control(envelope, body.payload);
    else if (envelope.runId === this.#runId) this.#data(envelope, body);
  }

  #data(envelope: Envelope, body: Body): void {
    if (body.type !== this.#options.type) {
      this.#hooks.noted("invalid-message", `it carries ${body.type}, not ${this.#options.type}`);
      return;
    }
    if (!this.#stream.accept(envelope.seq, envelope.sentSeq)) return;
    this.#clock.observe(envelope.sentUs, this.#options.nowUs());
    const { oldestUs, newestUs } = lightOf(envelope);
    this.#hooks.message(envelope, this.#clock.offsetUs(oldestUs, newestUs));
  }

  #control(envelope: Envelope, control: Control): void {
    if (control.step === "hello") this.#hello(envelope, control.sent);
    else if (control.step === "bye") this.#onBye(envelope.runId, control);
  }

  #hello({ runId, sentUs }: Envelope, sent: number): void {
    if (runId === this.#runId) {
      this.#stream.settle(sent);
      this.#grant(this.#stream.credit(true));
    } else {
      this.#hooks.noted(this.#runId === "" ? "sender-joined" : "sender-restarted", this.#options.endpoint);
      this.#runId = runId;
      this.#stream = new ReceiveStream(this.#options.window);
      this.#stream.join(sent);
      this.#clock = new ClockMap();
    }
    this.#clock.observe(sentUs, this.#options.nowUs());
  }

  #onBye(runId: string, bye: Extract<Control, { step: "bye" }>): void {
    const { endpoint } = this.#options;
    if (bye.reason === "busy") this.#hooks.noted("sender-busy", endpoint);
    if (bye.reason === "refused") {
      this.#state = "ended";
      clearInterval(this.#beat);
      const message = `the sender at ${endpoint} refuses the stream: ${bye.text}; correct topic or node kind`;
      this.#hooks.failed(new SaccadeError("transport-failed", message, { endpoint }));
    }
    if (bye.reason !== "end-of-stream" || runId !== this.#runId) return;
    this.#state = "ended";
    clearInterval(this.#beat);
    this.#stream.end(bye.totals);
    this.#bye("end-of-stream");
    this.#hooks.ended();
  }

  #onBeat(): void {
    const silentMs = performance.now() - this.#heardMs;
    if (silentMs >= BEAT_MS) this.#subscribe();
    if (silentMs < SENDER_SILENT_MS || this.#silent) return;
    this.#silent = true;
    this.#hooks.noted("sender-silent", this.#options.endpoint);
  }

  #subscribe(): void {
    if (!this.#outbox.idle) return; // enough wait for a connection
    const { type, window } = this.#options;
    this.#post({ step: "subscribe", type, window });
  }

  #grant(limit: number | null): void {
    if (limit !== null) this.#post({ step: "credit", limit });
  }

  #bye(reason: "end-of-stream" | "leaving"): void {
    this.#post({ step: "bye", reason, totals: NO_TOTALS, text: "" });
  }

  #post(control: Control): void {
    const { topic, nowUs } = this.#options;
    const header = {
      runId: this.#runId,
      topic,
      seq: 0,
      sentSeq: 0,
      originUs: 0,
      oldestOriginUs: 0,
      hops: [],
    };
    this.#outbox.post(this.#writer.write({ ...header, sentUs: nowUs(), body: bodyOf("control", control) }));
  }
}

/** [us] the time that a message's light spans, sender's clock. */
function lightOf({ body, originUs, oldestOriginUs }: Envelope): { oldestUs: number; newestUs: number } {
  if (body.type !== "events" || body.payload.length === 0)
    return { oldestUs: oldestOriginUs, newestUs: originUs };
  const { t, length } = body.payload;
  return {
    oldestUs: Math.min(oldestOriginUs, t[0] ?? oldestOriginUs),
    newestUs: Math.max(originUs, t[length - 1] ?? originUs),
  };
}
