/** The half of a ZeroMQ socket that an outbox needs. */
export interface SendSocket {
  send(frames: Uint8Array[]): Promise<void>;
}

/**
 * Sends on one socket, one message after the other: a ZeroMQ socket refuses a second send while one is pending.
 * Bounded by `limit` messages; who posts more has broken a protocol that allows less.
 */
export class Outbox {
  readonly #socket: SendSocket;
  readonly #limit: number;
  readonly #failed: (error: unknown, frames: readonly Uint8Array[]) => void;
  readonly #waiting: Uint8Array[][] = [];
  #sending: Promise<void> | null = null;

  /** @param failed hears of each message that could not be sent; the next ones are tried all the same. */
  constructor(
    socket: SendSocket,
    limit: number,
    failed: (error: unknown, frames: readonly Uint8Array[]) => void,
  ) {
    this.#socket = socket;
    this.#limit = limit;
    this.#failed = failed;
  }

  /** Whether everything posted has been handed to the socket. */
  get idle(): boolean {
    return this.#sending === null;
  }

  /** Queues the frames of one message; false when the box is full and the message was not taken. */
  post(...frames: Uint8Array[]): boolean {
    if (this.#waiting.length >= this.#limit) return false;
    this.#waiting.push(frames);
    this.#sending ??= this.#pump();
    return true;
  }

  /** Resolves when everything posted so far has been handed to the socket. */
  async flushed(): Promise<void> {
    await this.#sending;
  }

  async #pump(): Promise<void> {
    for (let frames = this.#waiting.shift(); frames !== undefined; frames = this.#waiting.shift()) {
      try {
        await this.#socket.send(frames);
      } catch (error) {
        this.#failed(error, frames);
      }
    }
    this.#sending = null;
  }
}
