import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Dealer, Router } from "zeromq";
import { ZeromqReceiver } from "../../../src/transport/zeromq-receiver.ts";
import type { SenderOptions } from "../../../src/transport/zeromq-sender.ts";
import { type Control, NO_TOTALS, type StreamTotals } from "../../../src/wire/control.ts";
import { bodyOf, type Envelope, EnvelopeWriter, readEnvelope } from "../../../src/wire/envelope.ts";
import type { ReceiverOptions } from "../../../src/transport/zeromq-receiver.ts";
import { numbered, TestReceiver, TestSender } from "../../support/zeromq-pair.ts";

const cleanUp: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

function sender(options: Partial<SenderOptions> = {}): TestSender {
  const made = new TestSender(options);
  cleanUp.push(() => made.sender.destroy());
  return made;
}

function receiver(endpoint: string, options: Partial<ReceiverOptions> = {}, reads = true): TestReceiver {
  const made = new TestReceiver(endpoint, options, reads);
  cleanUp.push(() => made.receiver.close());
  return made;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** One control message as bytes. */
function control(message: Control, header: Partial<Envelope> = {}): Uint8Array {
  const rest = {
    runId: "",
    topic: "test",
    seq: 0,
    sentSeq: 0,
    originUs: 0,
    oldestOriginUs: 0,
    sentUs: 0,
    hops: [],
  };
  return new EnvelopeWriter().write({ ...rest, ...header, body: bodyOf("control", message) });
}

/** A receiver made by hand, which can leave without a word. */
function rawReceiver(endpoint: string): Dealer {
  const socket = new Dealer({ linger: 0 });
  socket.connect(endpoint);
  cleanUp.push(() => socket.close());
  return socket;
}

async function nextControl(socket: Dealer): Promise<Control> {
  const [bytes] = await socket.receive();
  const { body } = readEnvelope(bytes ?? new Uint8Array(0));
  return body.type === "control" ? body.payload : expect.unreachable("expected a control message");
}

describe("a stream over ZeroMQ", () => {
  it("delivers every message in order and ends with totals that add up", async () => {
    const from = sender();
    const to = receiver(await from.open());
    from.offer(...range(0, 200));
    await to.received(200);
    expect(await from.sender.close(2000)).toEqual({ offered: 200, sent: 200, dropped: {} });
    await to.until(() => to.ended);
    expect(to.numbers).toEqual(range(0, 200));
    expect(to.envelopes[7]).toMatchObject({
      topic: "test",
      seq: 7,
      sentSeq: 7,
      originUs: 7,
      oldestOriginUs: 7,
    });
    expect(to.receiver.account()).toMatchObject({ offered: 200, received: 200, lost: 0, sentBefore: 0 });
    expect([from.failures, to.failures]).toEqual([[], []]);
  });

  it("starts with either side first", async () => {
    const folder = mkdtempSync(join(tmpdir(), "saccade-"));
    cleanUp.push(() => rmSync(folder, { recursive: true }));
    const endpoint = `ipc://${join(folder, "early")}`;
    const early = receiver(endpoint);
    const from = sender({ endpoint });
    from.offer(1, 2);
    await from.open();
    await early.received(2);
    expect(early.numbers).toEqual([1, 2]);
  });

  it("sends a receiver that reads nothing no more than its window", async () => {
    const from = sender({ policy: "block", depth: 100 });
    const to = receiver(await from.open(), { window: 4 }, false);
    from.offer(...range(0, 20));
    await to.received(4);
    to.receiver.consumed();
    to.receiver.consumed();
    await to.received(6);
    expect(from.sender.totals()).toMatchObject({ offered: 20, sent: 6 });
    expect(to.numbers).toEqual(range(0, 6));
  });

  it("gives a slow receiver the newest message under `latest`, and counts the others", async () => {
    const from = sender({ policy: "latest" });
    const to = receiver(await from.open(), { window: 1 }, false);
    from.offer(0);
    await to.received(1);
    from.offer(...range(1, 50));
    to.receiver.consumed();
    await to.received(2);
    to.receiver.consumed();
    expect(to.numbers).toEqual([0, 49]);
    expect(to.receiver.account()).toMatchObject({ received: 2, lost: 0, droppedBySender: 48 });
    await from.sender.close(2000);
    expect(to.receiver.account()).toMatchObject({ offered: 50, dropped: { "replaced-by-newer": 48 } });
  });

  it("tells a producer that waits when there is room again", async () => {
    const from = sender({ policy: "block", depth: 2 });
    const endpoint = await from.open();
    from.offer(1, 2);
    expect(from.sender.room).toBe(false);
    expect(from.rooms).toBe(0);
    const to = receiver(endpoint);
    await to.received(2);
    expect(from.rooms).toBe(1);
    expect(from.sender.room).toBe(true);
  });

  it("survives a receiver that leaves and comes back, and goes on with what waited", async () => {
    const from = sender();
    const endpoint = await from.open();
    const first = receiver(endpoint);
    from.offer(...range(0, 3));
    await first.received(3);
    await first.receiver.close();
    await from.until(() => !from.served);
    from.offer(...range(3, 6));
    const second = receiver(endpoint);
    await second.received(3);
    expect(second.numbers).toEqual([3, 4, 5]);
    await from.sender.close(2000);
    expect(second.receiver.account()).toMatchObject({ offered: 6, sentBefore: 3, received: 3, lost: 0 });
  });

  it("replaces a receiver that has died without a word", async () => {
    const from = sender({ policy: "drop-oldest", depth: 10 });
    const endpoint = await from.open();
    const dead = rawReceiver(endpoint);
    await dead.send(control({ step: "subscribe", type: "detection", window: 3 }));
    expect(await nextControl(dead)).toEqual({ step: "hello", sent: 0 });
    dead.close();
    const next = receiver(endpoint);
    await next.until(() => next.notes.includes("sender-joined"));
    from.offer(...range(0, 5));
    await next.received(5);
    expect(next.numbers).toEqual(range(0, 5));
    expect(from.failures).toEqual([]);
  });

  it("keeps a second receiver waiting while the first one lives", async () => {
    const from = sender();
    const endpoint = await from.open();
    const first = receiver(endpoint);
    await first.until(() => first.notes.includes("sender-joined"));
    const second = receiver(endpoint);
    await second.until(() => second.notes.includes("sender-busy"));
    from.offer(1, 2, 3);
    await first.received(3);
    expect(second.envelopes).toEqual([]);
    await first.receiver.close();
    await from.until(() => !from.served);
    from.offer(4);
    await second.received(1);
    expect(second.numbers).toEqual([4]);
  });

  it("goes on with a sender that was started anew, and keeps a new account", async () => {
    const first = sender();
    const endpoint = await first.open();
    const to = receiver(endpoint);
    first.offer(1, 2);
    await to.received(2);
    first.sender.destroy();
    const second = sender({ endpoint });
    await second.open();
    second.offer(3, 4, 5);
    await to.received(5);
    expect(to.numbers).toEqual([1, 2, 3, 4, 5]);
    expect(to.notes).toEqual(["sender-joined", "sender-restarted"]);
    expect(to.receiver.account()).toMatchObject({ received: 3, lost: 0 });
  });

  it("reports a sender that is away, once", async () => {
    const to = receiver("tcp://127.0.0.1:1"); // nobody listens on the lowest port
    await to.until(() => to.notes.length > 0);
    expect(to.notes).toEqual(["sender-silent"]);
    expect(to.failures).toEqual([]);
  });

  it("maps the sender's clock to the receiver's", async () => {
    const from = sender({ nowUs: () => Math.round(performance.now() * 1000) + 5_000_000 });
    const to = receiver(await from.open());
    from.offer(1);
    await to.received(1);
    expect(to.offsetsUs[0]).toBeGreaterThanOrEqual(-5_000_000);
    expect(to.offsetsUs[0]).toBeLessThan(-4_000_000);
  });
});

describe("the end of a stream", () => {
  it("waits for a slow receiver to take what is queued", async () => {
    const from = sender({ policy: "block", depth: 50 });
    const to = receiver(await from.open(), { window: 1 }, false);
    from.offer(...range(0, 10));
    const closed = from.sender.close(5000);
    for (let n = 1; n <= 10; n++) {
      await to.received(n);
      to.receiver.consumed();
    }
    expect(await closed).toEqual({ offered: 10, sent: 10, dropped: {} });
    expect(to.receiver.account()).toMatchObject({ offered: 10, received: 10, lost: 0 });
  });

  it("gives up after its time on a receiver that reads nothing, and counts what it drops", async () => {
    const from = sender({ policy: "block", depth: 50 });
    const to = receiver(await from.open(), { window: 2 }, false);
    from.offer(...range(0, 10));
    await to.received(2);
    expect(await from.sender.close(50)).toEqual({ offered: 10, sent: 2, dropped: { closed: 8 } });
    await to.until(() => to.ended);
    expect(to.receiver.account()).toMatchObject({ offered: 10, received: 2, dropped: { closed: 8 } });
  });

  it("is told to a receiver that comes while it waits for an answer", async () => {
    const from = sender();
    const endpoint = await from.open();
    const mute = rawReceiver(endpoint);
    await mute.send(control({ step: "subscribe", type: "detection", window: 4 }));
    await from.until(() => from.served);
    from.offer(1, 2);
    const closed = from.sender.close(4000);
    await mute.send(control({ step: "bye", reason: "leaving", totals: NO_TOTALS, text: "" })); // for nobody: no run id
    const heir = receiver(endpoint);
    await heir.until(() => heir.ended); // once the mute one has been silent for a second
    expect(heir.receiver.account()).toMatchObject({ offered: 2, sentBefore: 2, received: 0, lost: 0 });
    expect(await closed).toEqual({ offered: 2, sent: 2, dropped: {} });
  });

  it("does not wait at all when nothing is queued and nobody listens", async () => {
    const from = sender();
    await from.open();
    const startMs = performance.now();
    expect(await from.sender.close(4000)).toEqual({ offered: 0, sent: 0, dropped: {} });
    expect(performance.now() - startMs).toBeLessThan(4000);
  });

  it("leaves no socket open", async () => {
    const from = sender();
    const endpoint = await from.open();
    const to = receiver(endpoint);
    from.offer(1);
    await to.received(1);
    await from.sender.close(1000);
    await to.receiver.close();
    await expect(sender({ endpoint }).open()).resolves.toBe(endpoint); // the port is free again
  });

  it("may come before the socket is bound", async () => {
    const from = sender();
    const opened = from.open();
    from.sender.destroy();
    await opened;
    expect(from.failures).toEqual([]);
  });
});

describe("what a stream refuses", () => {
  it("a port that is in use, in one sentence", async () => {
    const endpoint = await sender().open();
    await expect(sender({ endpoint }).open()).rejects.toMatchObject({
      code: "port-busy",
      where: { endpoint },
      message: `${endpoint} is in use by another program; choose another port or stop that program`,
    });
  });

  it("an address that this machine does not have", async () => {
    const endpoint = "tcp://192.0.2.1:5555"; // reserved for documentation (RFC 5737)
    await expect(sender({ endpoint, allowRemote: true }).open()).rejects.toMatchObject({
      code: "transport-failed",
      where: { endpoint },
    });
  });

  it("other machines, unless they are allowed", () => {
    const endpoint = "tcp://0.0.0.0:5555";
    expect(() => new TestSender({ endpoint })).toThrow(expect.objectContaining({ code: "config-invalid" }));
    const options = { endpoint, topic: "t", type: "detection", window: 1, nowUs: () => 0 } as const;
    expect(() => new ZeromqReceiver(options, {} as never)).toThrow(/allowRemote: true/);
  });

  it.each([
    [
      "another topic",
      { topic: "right-camera" },
      /carries detection on topic "test", not detection on "right-camera"/,
    ],
    [
      "another type",
      { type: "hit-point" as const },
      /carries detection on topic "test", not hit-point on "test"/,
    ],
  ])("a receiver that asks for %s, which then fails", async (_, asked, message) => {
    const to = receiver(await openedEndpoint(), asked);
    await to.until(() => to.failures.length > 0);
    expect(to.failures).toEqual([expect.objectContaining({ code: "transport-failed" })]);
    expect(String(to.failures[0])).toMatch(message);
  });

  it("a stranger's bytes at the sender, without an end to the stream", async () => {
    const from = sender();
    const endpoint = await from.open();
    const stranger = rawReceiver(endpoint);
    await stranger.send("GET / HTTP/1.1");
    await stranger.send(new EnvelopeWriter().write({ ...envelopeHeader, body: numbered(1).body }));
    await stranger.send(control({ step: "credit", limit: 1000 })); // from nobody
    const to = receiver(endpoint);
    from.offer(1);
    await to.received(1);
    expect(from.sender.invalid).toBe(2);
    expect(from.failures).toEqual([]);
  });

  it("credit that was meant for the sender before", async () => {
    const from = sender({ policy: "block", depth: 50 });
    const endpoint = await from.open();
    const raw = rawReceiver(endpoint);
    await raw.send(control({ step: "subscribe", type: "detection", window: 1 }));
    await raw.send(control({ step: "credit", limit: 1000 }, { runId: "the-former-sender" }));
    await raw.send(control({ step: "subscribe", type: "detection", window: 1 }));
    expect(await nextControl(raw)).toEqual({ step: "hello", sent: 0 });
    expect(await nextControl(raw)).toEqual({ step: "hello", sent: 0 });
    from.offer(...range(0, 5));
    expect(from.sender.totals()).toMatchObject({ offered: 5, sent: 1 });
  });

  it("bytes at the receiver that are no envelope, and counts the gap that they leave", async () => {
    const { to, send } = await rawSender();
    await send(control({ step: "hello", sent: 0 }, { runId: "raw" }));
    await send(data(0));
    await send(data(1).subarray(0, 20));
    await send(data(2));
    await send(bye("raw", { offered: 4, sent: 4, dropped: {} }));
    await to.until(() => to.ended);
    expect(to.numbers).toEqual([0, 2]);
    expect(to.notes).toEqual(["sender-joined", "invalid-message"]);
    expect(to.receiver.account()).toMatchObject({ offered: 4, received: 2, lost: 2 });
  });

  it("messages of a sender that it has not joined", async () => {
    const { to, send } = await rawSender();
    await send(data(0)); // before any hello
    await send(control({ step: "hello", sent: 0 }, { runId: "raw" }));
    await send(data(0, { runId: "another" }));
    await send(bye("another", NO_TOTALS));
    await send(data(0));
    await send(bye("raw", { offered: 1, sent: 1, dropped: {} }));
    await to.until(() => to.ended);
    expect(to.receiver.account()).toMatchObject({ offered: 1, received: 1, lost: 0 });
    expect(to.envelopes.map(({ runId }) => runId)).toEqual(["raw"]);
  });
});

describe("the clock of a stream", () => {
  it("is first learnt from the sender's hello, before there is data", async () => {
    const { to, send } = await rawSender({ nowUs: () => 1000 });
    await send(control({ step: "hello", sent: 0 }, { runId: "raw", sentUs: 900 }));
    await send(data(0, { sentUs: 300 })); // 600 us slower than the hello
    await to.received(1);
    expect(to.offsetsUs).toEqual([100]);
  });
});

/** A sender made by hand, and the receiver that has asked it for its stream. */
async function rawSender(
  options: Partial<ReceiverOptions> = {},
): Promise<{ to: TestReceiver; send: (bytes: Uint8Array) => Promise<void> }> {
  const router = new Router({ linger: 0 });
  cleanUp.push(() => router.close());
  await router.bind("tcp://127.0.0.1:*");
  const to = receiver(router.lastEndpoint ?? "", options);
  const [identity = Buffer.alloc(0)] = await router.receive();
  return { to, send: (bytes) => router.send([identity, bytes]) };
}

const data = (sentSeq: number, header: Partial<Envelope> = {}): Uint8Array => {
  const body = numbered(sentSeq).body;
  return new EnvelopeWriter().write({
    ...envelopeHeader,
    runId: "raw",
    seq: sentSeq,
    sentSeq,
    body,
    ...header,
  });
};

const bye = (runId: string, totals: StreamTotals): Uint8Array =>
  control({ step: "bye", reason: "end-of-stream", totals, text: "" }, { runId });

const envelopeHeader = {
  runId: "run",
  topic: "test",
  seq: 0,
  sentSeq: 0,
  originUs: 0,
  oldestOriginUs: 0,
  sentUs: 0,
  hops: [],
};

async function openedEndpoint(): Promise<string> {
  return sender().open();
}
