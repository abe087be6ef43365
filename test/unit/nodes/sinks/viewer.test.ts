import { once } from "node:events";
import { connect as connectSocket, createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { defineViewerSink, viewerSink } from "../../../../nodes/sinks/viewer.ts";
import type { BallOutcome, WorldTruth } from "../../../../src/core/truth.ts";
import { createEventBatch, pushEvent } from "../../../../src/core/event-batch.ts";
import { readEnvelope, type Envelope } from "../../../../src/wire/envelope.ts";
import type { LatencyReport } from "../../../../src/wire/view.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const TICK_US = 20_000;
const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** The sink on a free port at 50 frames a second of virtual time, and its address. */
async function startSink(
  params: Record<string, unknown> = {},
  latency: () => readonly LatencyReport[] = () => [],
): Promise<{ harness: NodeHarness; url: string }> {
  const listening = Promise.withResolvers<string>();
  const spec = defineViewerSink({ latency, listening: listening.resolve });
  const harness = new NodeHarness(spec, { port: 0, rateHz: 1e6 / TICK_US, ...params });
  open.push(() => harness.unsubscribe());
  return { harness, url: await listening.promise };
}

/** A client and all that it has received. */
async function connect(url: string, options = {}): Promise<{ socket: WebSocket; received: Envelope[] }> {
  const socket = new WebSocket(url.replace("http", "ws"), options);
  const received: Envelope[] = [];
  socket.on("message", (bytes: Buffer) => received.push(readEnvelope(new Uint8Array(bytes))));
  open.push(() => socket.terminate());
  await once(socket, "open");
  return { socket, received };
}

const topics = (received: readonly Envelope[]): string[] => received.map(({ topic }) => topic);

function truth(timeUs: number, outcomes: readonly BallOutcome[] = []): WorldTruth {
  return {
    timeUs,
    ball: {
      positionM: [0.1, 0.2, 0.3],
      velocityMps: [0, -5, 1],
      spinRadps: [0, 0, 0],
      index: 0,
      inPlay: true,
    },
    racket: { positionM: [0, -1.6, 0.2], velocityMps: [0, 0, 0], normal: [0, 1, 0] },
    joints: [],
    outcomes,
  };
}

/** Every ball whose end was told. */
const balls = (received: readonly Envelope[]): Set<number> =>
  new Set(
    received.flatMap(({ body }) => (body.type === "truth" ? body.payload.outcomes.map((o) => o.index) : [])),
  );

const outcome = (index: number): BallOutcome => ({
  index,
  legal: true,
  contact: true,
  returned: true,
  launchSpeedMps: 5,
});

function oneEvent(width: number, height: number) {
  const batch = createEventBatch(width, height, 1);
  pushEvent(batch, 0, width - 1, 0, 1);
  return batch;
}

const report: LatencyReport = {
  budget: "left -> robot",
  limitMs: 10,
  p50Ms: 4,
  p99Ms: 8,
  lastMs: 5,
  count: 100,
  misses: 0,
  blame: "",
};

describe("sink/viewer", () => {
  itBehavesAsANode(viewerSink, { port: 0 });

  it("sends the newest of a stream at each tick, not every message", async () => {
    const { harness, url } = await startSink();
    const { received } = await connect(url);
    for (const timeUs of [0, 4000, 8000]) harness.push("truth", truth(timeUs));
    harness.advanceTo(TICK_US);
    await vi.waitFor(() => expect(received).toHaveLength(1));
    expect(received[0]).toMatchObject({
      topic: "truth",
      sentUs: TICK_US,
      body: { payload: { timeUs: 8000 } },
    });
  });

  it("keeps how every ball ended, though it sends only the newest state", async () => {
    const { harness, url } = await startSink();
    const { received } = await connect(url);
    harness.push("truth", truth(0, [outcome(0)]));
    harness.push("truth", truth(1000, [outcome(1), outcome(2)]));
    harness.advanceTo(TICK_US);
    harness.push("truth", truth(2000, [outcome(3)]));
    harness.advanceTo(2 * TICK_US);
    await vi.waitFor(() => expect(received).toHaveLength(2));
    const balls = received.map(({ body }) =>
      body.type === "truth" ? body.payload.outcomes.map((o) => o.index) : [],
    );
    expect(balls).toEqual([[0, 1, 2], [3]]);
  });

  it("tells a client that comes late all it needs: the newest of each stream and every ball so far", async () => {
    const { harness, url } = await startSink({}, () => reports);
    const reports = [report];
    harness.push("truth", truth(0, [outcome(0)]));
    harness.push("left", oneEvent(4, 2));
    harness.advanceTo(TICK_US);
    harness.push("truth", truth(30_000, [outcome(1)]));
    harness.advanceTo(2 * TICK_US);
    const { received } = await connect(url);
    await vi.waitFor(() => expect(topics(received)).toEqual(["truth", "left", "latency left -> robot"]));
    expect(received[0]?.body).toMatchObject({
      payload: { timeUs: 30_000, outcomes: [{ index: 0 }, { index: 1 }] },
    });
  });

  it("turns events into one picture per camera and frame", async () => {
    const { harness, url } = await startSink();
    const { received } = await connect(url);
    harness.push("right", oneEvent(640, 2));
    harness.push("right", oneEvent(640, 2));
    harness.advanceTo(TICK_US);
    await vi.waitFor(() => expect(received).toHaveLength(1));
    const pixels = new Uint8Array(320);
    pixels[319] = 0x20;
    const payload = {
      camera: "right",
      width: 320,
      height: 1,
      cellPx: 2,
      timeUs: TICK_US,
      windowUs: TICK_US,
      pixels,
    };
    expect(received[0]).toMatchObject({ topic: "right", body: { type: "event-image", payload } });
  });

  it("sends nothing when there is nothing new", async () => {
    const { harness, url } = await startSink();
    const { received } = await connect(url);
    harness.push("truth", truth(0));
    harness.advanceTo(50 * TICK_US);
    harness.push("truth", truth(1_000_000));
    harness.advanceTo(51 * TICK_US);
    await vi.waitFor(() => expect(received.at(-1)?.body).toMatchObject({ payload: { timeUs: 1_000_000 } }));
    expect(received).toHaveLength(2);
    expect(harness.counters["framesSent"]).toBe(2);
  });

  it("sends the latency budgets again only when they have changed", async () => {
    let reports = [report];
    const { harness, url } = await startSink({}, () => reports);
    const { received } = await connect(url);
    harness.advanceTo(5 * TICK_US);
    reports = [{ ...report, misses: 1 }];
    harness.advanceTo(6 * TICK_US);
    await vi.waitFor(() => expect(received).toHaveLength(2));
    expect(received.map(({ body }) => body.payload)).toMatchObject([{ misses: 0 }, { misses: 1 }]);
  });

  it("skips frames for a client that does not read, and then brings it up to date", async () => {
    const { harness, url } = await startSink();
    const { socket, received } = await connect(url);
    const stream = (socket as unknown as { _socket: Socket })._socket; // ws has no other way to stop reading
    stream.pause();
    let ticks = 0;
    await vi.waitFor(
      () => {
        for (let i = 0; i < 20; i++) {
          harness.push("left", oneEvent(360, 270));
          harness.push("truth", truth(ticks, [outcome(ticks)]));
          harness.advanceTo(++ticks * TICK_US);
        }
        expect(harness.counters["framesSkipped"]).toBeGreaterThan(0);
      },
      { timeout: 15_000, interval: 1 },
    );
    stream.resume();
    const lastBall = outcome(ticks);
    await vi.waitFor(() => {
      harness.push("truth", truth(ticks, [lastBall]));
      harness.advanceTo(++ticks * TICK_US);
      expect(balls(received).has(lastBall.index)).toBe(true);
    });
    expect(balls(received).size).toBe(lastBall.index + 1);
  });

  it("says goodbye to its clients and frees the port when it is stopped", async () => {
    const { harness, url } = await startSink();
    const { socket, received } = await connect(url);
    harness.push("truth", truth(7));
    harness.unsubscribe();
    const [code] = (await once(socket, "close")) as [number];
    expect(code).toBe(1001);
    expect(received[0]?.body).toMatchObject({ payload: { timeUs: 7 } }); // the last frame still came
    const { port } = new URL(url);
    await vi.waitFor(async () => {
      const again = createServer().listen(Number(port), "127.0.0.1");
      await once(again, "listening");
      again.close();
    });
  });

  it("gives the same run one name and the next run another", async () => {
    const ids: string[] = [];
    for (const run of [1, 2]) {
      const { harness, url } = await startSink();
      const { received } = await connect(url);
      harness.push("truth", truth(run));
      harness.advanceTo(TICK_US);
      harness.push("truth", truth(run));
      harness.advanceTo(2 * TICK_US);
      await vi.waitFor(() => expect(received).toHaveLength(2));
      ids.push(...received.map(({ runId }) => runId));
    }
    expect([ids[0] === ids[1], ids[1] === ids[2]]).toEqual([true, false]);
  });

  it("reports a taken port with its number and what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    open.push(() => other.close());
    const { port } = other.address() as AddressInfo;
    const harness = new NodeHarness(viewerSink, { port });
    open.push(() => harness.unsubscribe());
    await vi.waitFor(() => expect(harness.errors).toHaveLength(1));
    expect(harness.errors[0]).toMatchObject({ code: "port-busy", where: { port } });
    expect(String(harness.errors[0])).toContain(`port ${port} on 127.0.0.1 is taken`);
  });

  it.each(["0.0.0.0", "192.168.1.7"])(
    "does not listen on %s without being told that this is meant",
    (host) => {
      expect(() => new NodeHarness(viewerSink, { port: 0, host })).toThrow(
        expect.objectContaining({ code: "config-invalid", where: { host } }),
      );
    },
  );

  it("refuses a socket that a page of another site opens", async () => {
    const { harness, url } = await startSink();
    const socket = new WebSocket(url.replace("http", "ws"), { origin: "https://evil.example" });
    const [error] = (await once(socket, "error")) as [Error];
    expect(error.message).toContain("403");
    expect(harness.counters["clientsRefused"]).toBe(1);
  });

  it("outlives a refused client that tears its connection down, and ends one that keeps its half open", async () => {
    const { harness, url } = await startSink();
    const port = Number(new URL(url).port);
    const request =
      "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    for (let refused = 1; refused <= 5; refused++) {
      const rude = connectSocket(port, "127.0.0.1").on("error", () => undefined);
      rude.write(request + "what no one reads");
      await vi.waitFor(() => expect(harness.counters["clientsRefused"]).toBe(refused));
      rude.resetAndDestroy();
    }
    const stayer = connectSocket({ port, host: "127.0.0.1", allowHalfOpen: true }).resume();
    open.push(() => stayer.destroy());
    stayer.on("error", () => undefined);
    stayer.write(request);
    await once(stayer, "end");
    await vi.waitFor(() => {
      stayer.write("still here"); // fails once it has been answered by a reset
      expect(stayer.destroyed).toBe(true);
    });
    await connect(url); // the server lives
  });
});
