import type { IncomingMessage, ServerResponse } from "node:http";
import type { Page } from "./page.ts";

/** The page loads from its own server only, runs no inline script, and is shown in no other site's frame. */
const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Whether a request means this server. A page of another site can make a browser ask here under that site's own
 * name (DNS rebinding), so a server for this machine alone answers to the machine's own names alone.
 */
export function isAddressedToUs(request: IncomingMessage, allowRemote: boolean): boolean {
  const host = request.headers.host ?? "";
  return allowRemote || LOOPBACK.has(host.replace(/:\d+$/, ""));
}

/**
 * Whether a WebSocket may open: scripts of other sites may connect to any address, but cannot hide their origin.
 * A client that is no browser sends none.
 */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin === undefined || origin === `http://${host ?? ""}`;
}

/** Answers one request from the files of the page; `/` is `/index.html`. */
export function answer(page: Page, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== "GET" && request.method !== "HEAD") {
    refuse(response, 405, "only GET and HEAD");
    return;
  }
  const path = (request.url ?? "/").replace(/\?.*$/, "");
  const file = page.get(path === "/" ? "/index.html" : path);
  if (file === undefined) {
    refuse(response, 404, "no such file");
    return;
  }
  response.writeHead(200, { ...HEADERS, "content-type": file.type, "content-length": file.bytes.byteLength });
  response.end(request.method === "HEAD" ? undefined : file.bytes);
}

/** Answers with an error in plain text. */
export function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { ...HEADERS, "content-type": "text/plain; charset=utf-8" });
  response.end(`${reason}\n`);
}
