import { afterEach, describe, expect, it } from "vitest";
import { Dealer } from "zeromq";
import { createEventBatch, pushEvent } from "../../../../src/core/event-batch.ts";
import { EVENTS } from "../../../../src/core/port-types.ts";
import type { AnyNodeSpec } from "../../../../src/runtime/node.ts";
import {
  zeromqBallFixSink,
  zeromqBallStateSink,
  zeromqDetectionSink,
  zeromqEventsSink,
  zeromqHitPointSink,
  zeromqJointCommandSink,
} from "../../../../nodes/sinks/zeromq.ts";
import type { Control } from "../../../../src/wire/control.ts";
import { bodyOf, EnvelopeWriter } from "../../../../src/wire/envelope.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { onWallClock, type WallNode } from "../../../support/wall-node.ts";
import { numbered, TestReceiver, TestSender } from "../../../support/zeromq-pair.ts";
import { Waiter } from "../../../support/waiter.ts";

const cleanUp: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

interface Running extends WallNode {
  readonly harness: NodeHarness;
  readonly waiter: Waiter;
  /** Resolves with the endpoint once the socket is bound. */
  endpoint(): Promise<string>;
}

function run(spec: AnyNodeSpec, params: Record<string, unknown> = {}): Running {
  const waiter = new Waiter();
  const node = onWallClock(
    spec,
    () => 777,
    () => waiter.happened(),
  );
  const harness = new NodeHarness(node.spec, { endpoint: "tcp://127.0.0.1:*", topic: "test", ...params });
  cleanUp.push(() => harness.unsubscribe());
  const endpoint = async (): Promise<string> => {
    await waiter.until(() => node.logged.length > 0);
    return /tcp:\S+/.exec(node.logged[0] ?? "")?.[0] ?? "";
  };
  return { ...node, harness, waiter, endpoint };
}

function receiver(endpoint: string, reads = true): TestReceiver {
  const made = new TestReceiver(endpoint, { window: 4 }, reads);
  cleanUp.push(() => made.receiver.close());
  return made;
}

const payload = (n: number): unknown => numbered(n).body.payload;

/** What a receiver says, as bytes. */
const said = (control: Control): Uint8Array =>
  new EnvelopeWriter().write({
    runId: "",
    topic: "test",
    seq: 0,
    sentSeq: 0,
    originUs: 0,
    oldestOriginUs: 0,
    sentUs: 0,
    hops: [],
    body: bodyOf("control", control),
  });
const subscription = said({ step: "subscribe", type: "detection", window: 1 });

/** Resolves when the node's stream has completed or failed. */
async function over({ harness }: Running): Promise<void> {
  while (harness.completed.length + harness.errors.length === 0)
    await new Promise((resolve) => setImmediate(resolve));
}

describe("a ZeroMQ sink", () => {
  it("sends what its input brings, with sequence number, origin and the clock's time", async () => {
    const node = run(zeromqDetectionSink);
    node.harness.push("detection", payload(1), 100);
    node.harness.push("detection", payload(2), 200);
    const to = receiver(await node.endpoint());
    await to.received(2);
    expect(to.numbers).toEqual([1, 2]);
    expect(to.envelopes[1]).toMatchObject({
      topic: "test",
      seq: 1,
      originUs: 200,
      oldestOriginUs: 200,
      sentUs: 777,
    });
  });

  it("sends events in the layout that was asked for", async () => {
    const batch = createEventBatch(64, 64, 1);
    pushEvent(batch, 5000, 1, 2, 1);
    const node = run(zeromqEventsSink, { encoding: "saccade.xyp8", sensorId: "left" });
    node.harness.push("events", batch);
    const to = new TestReceiver(await node.endpoint(), { type: "events" });
    cleanUp.push(() => to.receiver.close());
    await to.received(1);
    expect(to.envelopes[0]?.body).toEqual({ type: "events", payload: batch });
  });

  it("under `block` holds its input back until the receiver has room", async () => {
    const node = run(zeromqDetectionSink, { depth: 2 });
    const [first, second] = [
      node.harness.push("detection", payload(1)),
      node.harness.push("detection", payload(2)),
    ];
    expect(node.done).toEqual([first]);
    const to = receiver(await node.endpoint(), false);
    await to.received(2);
    expect(node.done).toEqual([first, second]);
  });

  it("under the other policies holds nothing back, and counts what it drops", async () => {
    const node = run(zeromqDetectionSink, { policy: "latest", drainMs: 0 });
    for (let n = 0; n < 5; n++) node.harness.push("detection", payload(n));
    expect(node.done).toHaveLength(5);
    node.harness.complete("detection");
    await over(node);
    expect(node.harness.completed).toEqual(["effects"]);
    expect(node.harness.counters).toMatchObject({
      sent: 0,
      "dropped:replaced-by-newer": 4,
      "dropped:closed": 1,
    });
  });

  it("under `lossless` ends the run when more waits than may", () => {
    const node = run(zeromqDetectionSink, { policy: "lossless", depth: 2 });
    for (let n = 0; n < 3; n++) node.harness.push("detection", payload(n));
    expect(node.harness.errors).toEqual([
      expect.objectContaining({ code: "edge-overflow", where: expectedPlace }),
    ]);
    expect(node.harness.subscribers("detection")).toBe(0);
  });

  it("completes when the receiver has everything and knows the totals", async () => {
    const node = run(zeromqDetectionSink);
    const to = receiver(await node.endpoint());
    for (let n = 0; n < 10; n++) node.harness.push("detection", payload(n));
    node.harness.complete("detection");
    await over(node);
    expect(node.harness.completed).toEqual(["effects"]);
    expect(node.harness.counters).toMatchObject({ sent: 10, "receiver-joined": 1 });
    expect(to.receiver.account()).toMatchObject({ offered: 10, received: 10, lost: 0 });
  });

  it("counts what it was sent and did not understand", async () => {
    const node = run(zeromqDetectionSink, { drainMs: 0 });
    const stranger = new Dealer({ linger: 100 });
    cleanUp.push(() => stranger.close());
    stranger.connect(await node.endpoint());
    await stranger.send("GET / HTTP/1.1");
    await stranger.send(subscription); // answered, so what came before has been heard
    await stranger.receive();
    node.harness.complete("detection");
    await over(node);
    expect(node.harness.counters).toMatchObject({ "invalid-message": 1, "receiver-joined": 1 });
  });

  it("passes a failure of its input on", async () => {
    const node = run(zeromqDetectionSink);
    const endpoint = await node.endpoint();
    const failure = new TypeError("tracker broke");
    node.harness.fail("detection", failure);
    expect(node.harness.errors).toEqual([failure]);
    await bindsAgain(endpoint);
  });

  it("lets go of input and port when it is torn down", async () => {
    const node = run(zeromqDetectionSink);
    const endpoint = await node.endpoint();
    node.harness.unsubscribe();
    expect(node.harness.subscribers("detection")).toBe(0);
    await bindsAgain(endpoint);
  });

  it("fails with port-busy when another program has the port", async () => {
    const other = new TestSender();
    cleanUp.push(() => other.sender.destroy());
    const node = run(zeromqDetectionSink, { endpoint: await other.open() });
    await over(node);
    expect(node.harness.errors).toEqual([expect.objectContaining({ code: "port-busy" })]);
  });

  it.each([
    ["sink/zeromq-events", zeromqEventsSink, "events"],
    ["sink/zeromq-detection", zeromqDetectionSink, "detection"],
    ["sink/zeromq-ball-fix", zeromqBallFixSink, "ball-fix"],
    ["sink/zeromq-ball-state", zeromqBallStateSink, "ball-state"],
    ["sink/zeromq-hit-point", zeromqHitPointSink, "hit-point"],
    ["sink/zeromq-joint-command", zeromqJointCommandSink, "joint-command"],
  ] as const)("%s is a kind of its own", (kind, spec: AnyNodeSpec, type) => {
    expect(spec.kind).toBe(kind);
    expect(Object.values(spec.inputs).map((input) => input.type.name)).toEqual([type]);
    expect(spec.async).toBe(true);
  });

  it.each([
    ["another machine", { endpoint: "tcp://0.0.0.0:5555" }, "endpoint"],
    ["no endpoint", { endpoint: "5555" }, "endpoint"],
    ["a depth of 0", { depth: 0 }, "depth"],
    ["an unknown policy", { policy: "newest" }, "policy"],
    ["a drain longer than a run may take to end", { drainMs: 5000 }, "drainMs"],
  ])("refuses %s in the file", (_, params, path) => {
    const parsed = zeromqEventsSink.params.safeParse({ endpoint: "tcp://127.0.0.1:5555", ...params });
    expect(parsed.error?.issues.map((issue) => issue.path)).toEqual([[path]]);
  });

  it("refuses a parameter that it does not know", () => {
    const parsed = zeromqDetectionSink.params.safeParse({
      endpoint: "tcp://127.0.0.1:5555",
      encoding: "auto",
    });
    expect(parsed.error?.issues).toMatchObject([{ code: "unrecognized_keys", keys: ["encoding"] }]);
  });
});

const expectedPlace = { endpoint: "tcp://127.0.0.1:*", depth: 2 };

async function bindsAgain(endpoint: string): Promise<void> {
  const next = new TestSender({ endpoint });
  cleanUp.push(() => next.sender.destroy());
  await expect(next.open()).resolves.toBe(endpoint);
}

it("events leave by a port of type events", () => {
  expect(zeromqEventsSink.inputs["events"]?.type).toBe(EVENTS);
});
