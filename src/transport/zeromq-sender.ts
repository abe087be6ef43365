import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Router } from "zeromq";
import { assert } from "../core/errors.ts";
import { type Control, MAX_WINDOW, NO_TOTALS, type StreamTotals } from "../wire/control.ts";
import type { EventPacketWriter } from "../wire/event-packet.ts";
import {
  type Body,
  bodyOf,
  type Envelope,
  EnvelopeWriter,
  type HopStamp,
  type PayloadType,
  readEnvelope,
} from "../wire/envelope.ts";
import { checkEndpoint } from "./endpoint.ts";
import { Outbox } from "./outbox.ts";
import { type SendOffer, type SendPolicy, SendStream } from "./send-stream.ts";
import { RECEIVER_SILENT_MS } from "./stream-timing.ts";
import { codeOf, transportError } from "./zeromq-error.ts";

/**
 * [ms] how long a port may stay busy: ZeroMQ lets go of a closed socket's port some time after the close, and a node
 * that is built anew asks for it at once.
 */
const PORT_PATIENCE_MS = 500;
const PORT_POLL_MS = 20;

/** [byte] what a receiver sends is small. */
const MAX_CONTROL_BYTES = 16 * 1024;

export interface SenderOptions {
  /** Where to bind; PORT `*` takes a free one, see `ZeromqSender.endpoint`. */
  readonly endpoint: string;
  readonly topic: string;
  readonly type: PayloadType;
  readonly policy: SendPolicy;
  /** [-] messages that may wait for the receiver. */
  readonly depth: number;
  /** Lets other machines in, without encryption or a check of who they are. */
  readonly allowRemote?: boolean;
  /** How events are laid out; for type `events`. */
  readonly events?: EventPacketWriter;
  /** [us] the clock of every time that is sent. */
  readonly nowUs: () => number;
}

export interface SenderHooks {
  /** A queue that was full has room. */
  room?(): void;
  /** A receiver has joined or is gone. */
  receiver?(joined: boolean): void;
  /** The stream cannot go on. */
  failed(error: unknown): void;
}

/** A message as it is offered to a stream. */
export interface Offered {
  readonly body: Body;
  /** [us] */
  readonly originUs: number;
  readonly oldestOriginUs: number;
  readonly hops: readonly HopStamp[];
}

/**
 * One stream on a ROUTER socket, for one receiver at a time: sends only what the receiver has granted credit for, so
 * nothing piles up in sockets and every drop is counted. A receiver may go and come back; what waits stays for it.
 */
export class ZeromqSender {
  /** Names this life of the sender. Chance is wanted here: two senders must never share one. */
  readonly runId = randomUUID();
  readonly #options: SenderOptions;
  readonly #hooks: SenderHooks;
  readonly #socket = new Router({
    mandatory: true,
    handover: true,
    linger: 100,
    sendHighWaterMark: 0, // the credit is the limit
    maxMessageSize: MAX_CONTROL_BYTES,
  });
  readonly #outbox: Outbox;
  readonly #writer: EnvelopeWriter;
  readonly #stream: SendStream<Offered>;
  #endpoint: string | null = null;
  #receiver: Buffer | null = null;
  #heardMs = 0;
  #farewell: "none" | "said" | "answered" = "none";
  #progress: () => void = () => undefined;
  #invalid = 0;
  #binding = false;
  #destroyed = false;

  /** @throws SaccadeError `config-invalid` on the endpoint. */
  constructor(options: SenderOptions, hooks: SenderHooks) {
    checkEndpoint(options.endpoint, options.allowRemote ?? false);
    this.#options = options;
    this.#hooks = hooks;
    this.#writer = new EnvelopeWriter(options.events);
    this.#stream = new SendStream(options.policy, options.depth);
    this.#outbox = new Outbox(this.#socket, 2 * MAX_WINDOW, (error, [to]) => this.#sendFailed(error, to));
  }

  /** Where the socket is bound, the port filled in; null before `open`. */
  get endpoint(): string | null {
    return this.#endpoint;
  }

  /** Whether a producer that can wait should go on. */
  get room(): boolean {
    return this.#stream.hasRoom();
  }

  /** [-] messages from receivers that were not understood, and ignored. */
  get invalid(): number {
    return this.#invalid;
  }

  totals(): StreamTotals {
    return this.#stream.totals();
  }

  /**
   * Binds, and serves receivers until `close`.
   * @throws SaccadeError `port-busy` or `transport-failed`.
   */
  async open(): Promise<void> {
    this.#binding = true; // a socket that is being bound cannot be closed
    try {
      await this.#bind(performance.now() + PORT_PATIENCE_MS);
    } catch (error) {
      this.#socket.close();
      throw transportError(error, this.#options.endpoint);
    } finally {
      this.#binding = false;
    }
    this.#endpoint = this.#socket.lastEndpoint;
    if (this.#destroyed) this.#socket.close();
    else void this.#serve();
  }

  /** Takes a message in; it is sent when its turn and the receiver's credit have come. */
  offer(message: Offered): SendOffer {
    const offer = this.#stream.offer(message);
    this.#flush();
    return offer;
  }

  /**
   * Ends the stream: waits for what is queued to be taken, tells the receiver the totals and waits for its answer, all
   * within `drainMs` of wall time; what is left then is dropped and counted as `closed`. Returns the totals.
   */
  async close(drainMs: number): Promise<StreamTotals> {
    const untilMs = performance.now() + drainMs;
    await this.#until(() => this.#stream.waiting === 0, untilMs);
    this.#stream.close();
    this.#flush();
    if (this.#receiver !== null) {
      this.#farewell = "said";
      this.#bye("end-of-stream", this.#receiver, this.#stream.totals());
      await this.#until(() => this.#farewell === "answered" || this.#receiver === null, untilMs);
    }
    this.destroy();
    return this.#stream.totals();
  }

  /** Closes the socket at once; what waits is dropped. */
  destroy(): void {
    this.#destroyed = true;
    this.#receiver = null;
    this.#stream.close();
    if (!this.#binding) this.#socket.close();
    this.#progress();
  }

  async #bind(untilMs: number): Promise<void> {
    for (;;) {
      try {
        await this.#socket.bind(this.#options.endpoint);
        return;
      } catch (error) {
        if (codeOf(error) !== "EADDRINUSE" || performance.now() > untilMs) throw error;
      }
      await delay(PORT_POLL_MS);
    }
  }

  async #serve(): Promise<void> {
    try {
      for await (const [identity, bytes] of this.#socket) {
        if (identity !== undefined && bytes !== undefined) this.#hear(identity, bytes);
        this.#progress();
      }
    } catch (error) {
      if (!this.#destroyed) this.#hooks.failed(transportError(error, this.#options.endpoint));
    }
  }

  #hear(identity: Buffer, bytes: Buffer): void {
    const envelope = this.#parse(bytes);
    if (envelope === null) return;
    const control = envelope.body.payload;
    if (control.step === "subscribe") this.#subscribe(identity, envelope.topic, control);
    if (this.#receiver?.equals(identity) !== true) return;
    this.#heardMs = performance.now();
    const forUs = envelope.runId === this.runId; // a receiver may still answer the sender that was here before
    if (control.step === "credit" && forUs) this.#stream.grant(control.limit);
    if (control.step === "bye" && forUs) this.#left();
    this.#flush();
  }

  /** A control message, or null for anything else: a stranger's bytes must not end the stream. */
  #parse(bytes: Buffer): { runId: string; topic: string; body: { payload: Control } } | null {
    try {
      const { runId, topic, body } = readEnvelope(bytes);
      if (body.type === "control") return { runId, topic, body };
    } catch {
      // counted below, with what is no control message
    }
    this.#invalid++;
    return null;
  }

  #subscribe(identity: Buffer, topic: string, request: Extract<Control, { step: "subscribe" }>): void {
    const { type, topic: own } = this.#options;
    if (topic !== own || request.type !== type) {
      const text = `it carries ${type} on topic "${own}", not ${request.type} on "${topic}"`;
      this.#bye("refused", identity, NO_TOTALS, text.slice(0, 256));
      return;
    }
    if (this.#receiver?.equals(identity) !== true) {
      if (this.#receiver !== null && performance.now() - this.#heardMs < RECEIVER_SILENT_MS) {
        this.#bye("busy", identity, NO_TOTALS);
        return;
      }
      if (this.#receiver !== null) this.#left();
      this.#receiver = Buffer.from(identity);
      this.#stream.join(request.window);
      this.#hooks.receiver?.(true);
    }
    this.#post(identity, { step: "hello", sent: this.#stream.sent });
    if (this.#farewell !== "none") this.#bye("end-of-stream", identity, this.#stream.totals());
  }

  #left(): void {
    if (this.#farewell === "said") this.#farewell = "answered";
    this.#receiver = null;
    this.#stream.leave();
    this.#hooks.receiver?.(false);
  }

  /** Sends what the receiver has room for. */
  #flush(): void {
    const hadRoom = this.#stream.hasRoom();
    while (this.#receiver !== null) {
      const next = this.#stream.next();
      if (next === null) break;
      try {
        const posted = this.#outbox.post(this.#receiver, this.#encode(next.message, next.seq, next.sentSeq));
        assert(posted, "the outbox holds twice the largest credit");
      } catch (error) {
        this.#hooks.failed(error); // a batch that no encoding can hold: the producer's mistake
      }
    }
    this.#progress();
    if (!hadRoom && this.#stream.hasRoom()) this.#hooks.room?.();
  }

  #encode(message: Offered, seq: number, sentSeq: number): Uint8Array {
    return this.#writer.write({ ...message, ...this.#header(), seq, sentSeq });
  }

  #header(): Pick<Envelope, "runId" | "topic" | "sentUs"> {
    return { runId: this.runId, topic: this.#options.topic, sentUs: this.#options.nowUs() };
  }

  #bye(
    reason: Extract<Control, { step: "bye" }>["reason"],
    to: Buffer,
    totals: StreamTotals,
    text = "",
  ): void {
    this.#post(to, { step: "bye", reason, totals, text });
  }

  #post(to: Buffer, control: Control): void {
    const body = bodyOf("control", control);
    const message = { body, originUs: 0, oldestOriginUs: 0, hops: [] };
    this.#outbox.post(to, this.#encode(message, 0, 0));
  }

  /** A receiver that is gone makes a send fail; any other failure is the socket's own. */
  #sendFailed(error: unknown, to: Uint8Array | undefined): void {
    if (this.#destroyed) return;
    if (codeOf(error) === "EHOSTUNREACH") {
      if (to !== undefined && this.#receiver?.equals(to) === true) this.#left();
      this.#progress();
    } else this.#hooks.failed(transportError(error, this.#options.endpoint));
  }

  /** Resolves when `condition` holds, at the latest at `untilMs` or when the socket is closed. */
  #until(condition: () => boolean, untilMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, untilMs - performance.now()));
      this.#progress = () => {
        if (!condition() && !this.#destroyed) return;
        clearTimeout(timer);
        resolve();
      };
      this.#progress();
    });
  }
}
