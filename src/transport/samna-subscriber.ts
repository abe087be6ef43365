import { Subscriber } from "zeromq";
import { MAX_MESSAGE_BYTES } from "../wire/envelope.ts";
import { checkEndpoint } from "./endpoint.ts";
import { transportError } from "./zeromq-error.ts";

/** What samna's streamer calls visual events in a message's first frame. */
const VISUAL_EVENTS = "V";

export interface SamnaHooks {
  /** The body of a message of visual events; a view into the socket's buffer, valid during the call. */
  frame(bytes: Uint8Array): void;
  /** A message of another kind, which is ignored. */
  other(): void;
  failed(error: unknown): void;
}

/**
 * Reads samna's JIT ZeroMQ streamer: a PUB socket whose messages are two frames, a letter and the events. PUB drops
 * without a word when its reader is slow, and its messages have no numbers: what is lost here cannot be counted.
 */
export class SamnaSubscriber {
  readonly #endpoint: string;
  readonly #hooks: SamnaHooks;
  readonly #socket = new Subscriber({ linger: 0, maxMessageSize: MAX_MESSAGE_BYTES });

  /** @throws SaccadeError `config-invalid` on the endpoint. */
  constructor(endpoint: string, allowRemote: boolean, hooks: SamnaHooks) {
    checkEndpoint(endpoint, allowRemote);
    this.#endpoint = endpoint;
    this.#hooks = hooks;
  }

  /**
   * Connects and delivers frames until `close`.
   * @throws SaccadeError `transport-failed`.
   */
  open(): void {
    try {
      this.#socket.connect(this.#endpoint);
      this.#socket.subscribe();
    } catch (error) {
      throw transportError(error, this.#endpoint);
    }
    void this.#serve();
  }

  close(): void {
    this.#socket.close();
  }

  async #serve(): Promise<void> {
    try {
      for await (const [kind, bytes] of this.#socket) {
        if (kind?.toString("latin1") === VISUAL_EVENTS && bytes !== undefined) this.#hooks.frame(bytes);
        else this.#hooks.other();
      }
    } catch (error) {
      if (!this.#socket.closed) this.#hooks.failed(transportError(error, this.#endpoint));
    }
  }
}
