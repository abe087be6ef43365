import { describe, expect, it } from "vitest";
import { Outbox } from "../../../src/transport/outbox.ts";

/** A socket that, as ZeroMQ's, allows one pending send; each waits until it is let go or refused. */
class OneSendSocket {
  readonly sent: string[] = [];
  #settle: { resolve: () => void; reject: (error: Error) => void } | null = null;

  send(frames: Uint8Array[]): Promise<void> {
    expect(this.#settle, "a second send while one was pending").toBe(null);
    this.sent.push(frames.map((frame) => Buffer.from(frame).toString()).join("|"));
    return new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
  }

  async finish(error?: Error): Promise<void> {
    const settle = this.#settle;
    this.#settle = null;
    if (error === undefined) settle?.resolve();
    else settle?.reject(error);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe("Outbox", () => {
  it("sends one message after the other, in order", async () => {
    const socket = new OneSendSocket();
    const outbox = new Outbox(socket, 8, () => expect.unreachable());
    for (const text of ["a", "b", "c"]) outbox.post(bytes(text), bytes("!"));
    expect(socket.sent).toEqual(["a|!"]);
    await socket.finish();
    expect(socket.sent).toEqual(["a|!", "b|!"]);
    await socket.finish();
    await socket.finish();
    expect(socket.sent).toEqual(["a|!", "b|!", "c|!"]);
    expect(outbox.idle).toBe(true);
  });

  it("takes no more than its limit", async () => {
    const socket = new OneSendSocket();
    const outbox = new Outbox(socket, 2, () => expect.unreachable());
    expect(["a", "b", "c", "d"].map((text) => outbox.post(bytes(text)))).toEqual([true, true, true, false]);
    await socket.finish();
    expect(outbox.post(bytes("e"))).toBe(true);
  });

  it("tells which message failed and goes on with the next", async () => {
    const socket = new OneSendSocket();
    const failures: unknown[] = [];
    const outbox = new Outbox(socket, 8, (error, frames) => failures.push([error, frames]));
    outbox.post(bytes("a"));
    outbox.post(bytes("b"));
    const gone = new TypeError("gone");
    await socket.finish(gone);
    expect(failures).toEqual([[gone, [bytes("a")]]]);
    expect(socket.sent).toEqual(["a", "b"]);
  });

  it("says when everything has been handed over", async () => {
    const socket = new OneSendSocket();
    const outbox = new Outbox(socket, 8, () => expect.unreachable());
    let flushed = false;
    outbox.post(bytes("a"));
    void outbox.flushed().then(() => (flushed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(flushed).toBe(false);
    await socket.finish();
    expect(flushed).toBe(true);
  });
});
