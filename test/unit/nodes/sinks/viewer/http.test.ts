import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { answer, isAddressedToUs, isOwnOrigin } from "../../../../../nodes/sinks/viewer/http.ts";

const page = new Map([
  ["/index.html", { type: "text/html", bytes: Buffer.from("<p>") }],
  ["/rig.json", { type: "application/json", bytes: Buffer.from("{}") }],
]);

const request = (headers: Record<string, string>, url = "/", method = "GET"): IncomingMessage =>
  ({ headers, url, method }) as unknown as IncomingMessage; // all that these functions look at

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

function ask(url: string, method = "GET"): Answer {
  const given: Answer = { status: 0, headers: {}, body: "" };
  const response = {
    writeHead: (status: number, headers: Record<string, string>) => Object.assign(given, { status, headers }),
    end: (body?: Uint8Array | string) => (given.body = String(body ?? "")),
  };
  answer(page, request({}, url, method), response as unknown as ServerResponse);
  return given;
}

describe("the page's files", () => {
  it.each(["/", "/index.html", "/?quality=low"])("are served for %s", (url) => {
    expect(ask(url)).toMatchObject({ status: 200, body: "<p>", headers: { "content-type": "text/html" } });
  });

  it.each(["/nothing.js", "/../package.json", "/index.html/.."])(
    "are all there is: %s is not found",
    (url) => {
      expect(ask(url).status).toBe(404);
    },
  );

  it("are not to be written", () => {
    expect(ask("/", "POST").status).toBe(405);
  });

  it("come without a body when only the head is asked for", () => {
    expect(ask("/rig.json", "HEAD")).toMatchObject({ status: 200, body: "" });
  });

  it("may load from this server alone, and run no inline script", () => {
    const policy = ask("/").headers["content-security-policy"];
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toContain("unsafe");
  });
});

describe("who may ask", () => {
  it.each(["127.0.0.1:8420", "localhost:8420", "[::1]:8420", "localhost"])("this machine, as %s", (host) => {
    expect(isAddressedToUs(request({ host }), false)).toBe(true);
  });

  it.each(["evil.example:8420", "127.0.0.1.evil.example", ""])(
    "not %s, unless remote viewers are allowed",
    (host) => {
      expect(isAddressedToUs(request({ host }), false)).toBe(false);
      expect(isAddressedToUs(request({ host }), true)).toBe(true);
    },
  );

  it.each([
    [{ host: "127.0.0.1:8420", origin: "http://127.0.0.1:8420" }, true],
    [{ host: "127.0.0.1:8420" }, true],
    [{ host: "127.0.0.1:8420", origin: "http://127.0.0.1:9999" }, false],
    [{ host: "127.0.0.1:8420", origin: "https://evil.example" }, false],
  ])("a socket with %o: %s", (headers, expected) => {
    expect(isOwnOrigin(request(headers as Record<string, string>))).toBe(expected);
  });
});
