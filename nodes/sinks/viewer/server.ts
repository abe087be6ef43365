import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { SaccadeError } from "../../../src/core/errors.ts";
import { answer, isAddressedToUs, isOwnOrigin, refuse } from "./http.ts";
import type { Page } from "./page.ts";

/** What a viewer server needs from its surroundings. */
export interface ViewerServerOptions {
  /** TCP port; 0 = any free one. */
  readonly port: number;
  readonly host: string;
  /** Answer requests under any host name, not this machine's own alone. */
  readonly allowRemote: boolean;
  /** Gives the built page; asked once, on the first request. */
  readonly page: () => Promise<Page>;
  /** All that a client needs to know when it connects, as encoded messages. */
  readonly welcome: () => readonly Uint8Array[];
  /** Counts `framesSent`, `framesSkipped`, `clientsRefused`, `pageFailures`. */
  readonly count: (name: string) => void;
}

/** [bytes] a client that has not taken this much yet gets no further frame until it has. */
const BACKLOG_LIMIT = 256 * 1024;
/** [-] clients at a time; each costs one copy of the stream. */
const MAX_CLIENTS = 16;
/** [bytes] clients have nothing to say. */
const MAX_INBOUND = 1024;
/** [ms] a client that does not take leave by then is dropped. */
const CLOSE_LIMIT_MS = 500;
/** Written apart from its use: ws knows `closeTimeout`, its types do not. */
const SOCKET_OPTIONS = {
  noServer: true,
  maxPayload: MAX_INBOUND,
  perMessageDeflate: false,
  closeTimeout: CLOSE_LIMIT_MS,
};
/** Status code of RFC 6455 7.4.1: the server is going down. */
const GOING_AWAY = 1001;

/** Serves the page over HTTP and the live messages over a WebSocket on the same port. */
export class ViewerServer {
  readonly #options: ViewerServerOptions;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  /** Clients that have missed frames. */
  readonly #behind = new WeakSet<WebSocket>();
  #page: Promise<Page> | null = null;

  constructor(options: ViewerServerOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => void this.#respond(request, response));
    this.#sockets = new WebSocketServer(SOCKET_OPTIONS);
    this.#http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#upgrade(request, socket, head),
    );
  }

  /** Clients that are connected. */
  get clients(): number {
    return this.#sockets.clients.size;
  }

  /**
   * Opens the port; resolves with the page's address.
   * @throws SaccadeError `port-busy` when another program has the port.
   */
  listen(): Promise<string> {
    const { port, host } = this.#options;
    return new Promise((resolve, reject) => {
      this.#http.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
      this.#http.listen(port, host, () => {
        const address = this.#http.address() as AddressInfo; // a server on TCP has no other kind
        resolve(`http://${host.includes(":") ? `[${host}]` : host}:${address.port}/`);
      });
    });
  }

  /** Sends the messages of one frame to every client that keeps up; the others miss it, and then get all that is new. */
  send(frame: readonly Uint8Array[]): void {
    if (frame.length === 0) return;
    for (const client of this.#sockets.clients) {
      if (client.readyState !== client.OPEN) continue;
      if (client.bufferedAmount > BACKLOG_LIMIT) {
        this.#behind.add(client);
        this.#options.count("framesSkipped");
        continue;
      }
      const catchesUp = this.#behind.delete(client);
      for (const message of catchesUp ? this.#options.welcome() : frame) client.send(message);
      this.#options.count("framesSent");
    }
  }

  /** Sends what is under way, takes leave of every client and frees the port. */
  close(): Promise<void> {
    for (const client of this.#sockets.clients) client.close(GOING_AWAY, "the run has ended");
    this.#sockets.close();
    this.#http.closeAllConnections();
    return new Promise((resolve) => this.#http.close(() => resolve()));
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { allowRemote, count } = this.#options;
    if (!isAddressedToUs(request, allowRemote)) {
      refuse(response, 403, "this viewer answers to this machine alone (parameter allowRemote)");
      return;
    }
    try {
      this.#page ??= this.#options.page();
      answer(await this.#page, request, response);
    } catch (error) {
      this.#page = null; // the next request tries again
      count("pageFailures");
      refuse(response, 500, error instanceof Error ? error.message : String(error));
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { allowRemote, count } = this.#options;
    const welcome = isAddressedToUs(request, allowRemote) && isOwnOrigin(request);
    if (!welcome || this.clients >= MAX_CLIENTS) {
      count("clientsRefused");
      turnAway(socket, welcome ? "503 Service Unavailable" : "403 Forbidden");
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => this.#greet(client));
  }

  #greet(client: WebSocket): void {
    client.on("error", () => client.terminate());
    for (const message of this.#options.welcome()) client.send(message);
  }
}

/**
 * Answers a client that may not open a WebSocket. From its upgrade on the socket is ours alone: Node's server no longer
 * hears its errors, and would neither end a client that keeps its half open nor count it among its connections.
 */
function turnAway(socket: Duplex, status: string): void {
  socket.on("error", () => socket.destroy()); // it has gone already
  socket.end(`HTTP/1.1 ${status}\r\n\r\n`, () => socket.destroy());
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): SaccadeError {
  const where = { port, host };
  if (error.code === "EADDRINUSE") {
    return new SaccadeError(
      "port-busy",
      `port ${port} on ${host} is taken by another program; give the viewer another port, or 0 for any free one`,
      where,
      { cause: error },
    );
  }
  return new SaccadeError(
    "port-busy",
    `the viewer cannot listen on ${host}, port ${port}: ${error.message}; give it another host or port`,
    where,
    { cause: error },
  );
}
