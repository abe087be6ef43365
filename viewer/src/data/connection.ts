/** What a connection tells its page. */
export interface ConnectionEvents {
  /** A new connection stands: whatever comes belongs to it, not to the one before. */
  opened(): void;
  received(bytes: Uint8Array): void;
  /** There is none; the next try comes by itself. */
  lost(): void;
}

/** [ms] between two tries; the first comes at once. */
const RETRY_MS = 1000;

/** A WebSocket that comes back by itself when its server goes away. */
export class Connection {
  readonly #url: string;
  readonly #events: ConnectionEvents;
  #open = false;

  constructor(url: string, events: ConnectionEvents) {
    this.#url = url;
    this.#events = events;
    this.#connect();
  }

  get open(): boolean {
    return this.#open;
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      this.#open = true;
      this.#events.opened();
    });
    socket.addEventListener("message", (event: MessageEvent<ArrayBuffer>) => {
      this.#events.received(new Uint8Array(event.data));
    });
    socket.addEventListener("close", () => {
      this.#open = false;
      this.#events.lost();
      window.setTimeout(() => this.#connect(), RETRY_MS);
    });
  }
}
