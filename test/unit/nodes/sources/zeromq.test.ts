import { afterEach, describe, expect, it } from "vitest";
import { Router } from "zeromq";
import { createEventBatch, pushEvent } from "../../../../src/core/event-batch.ts";
import type { AnyNodeSpec } from "../../../../src/runtime/node.ts";
import type { SenderOptions } from "../../../../src/transport/zeromq-sender.ts";
import { bodyOf } from "../../../../src/wire/envelope.ts";
import {
  zeromqBallFixSource,
  zeromqBallStateSource,
  zeromqDetectionSource,
  zeromqEventsSource,
  zeromqHitPointSource,
  zeromqJointCommandSource,
} from "../../../../nodes/sources/zeromq.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { onWallClock } from "../../../support/wall-node.ts";
import { numbered, TestSender } from "../../../support/zeromq-pair.ts";
import { Waiter } from "../../../support/waiter.ts";

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const close of cleanUp.splice(0).reverse()) close();
});

interface Running {
  readonly from: TestSender;
  readonly harness: NodeHarness;
  readonly waiter: Waiter;
}

/** A source of the given kind that reads a sender of its own, whose clock is 1 s ahead. */
async function run(
  spec: AnyNodeSpec,
  params: Record<string, unknown> = {},
  options: Partial<SenderOptions> = {},
): Promise<Running> {
  const from = new TestSender({ nowUs: () => 1_000_000, ...options });
  cleanUp.push(() => from.sender.destroy());
  const endpoint = await from.open();
  const waiter = new Waiter();
  const node = onWallClock(
    spec,
    () => 0,
    () => waiter.happened(),
  );
  const harness = new NodeHarness(node.spec, { endpoint, topic: "test", ...params });
  cleanUp.push(() => harness.unsubscribe());
  return { from, harness, waiter };
}

/** Lets sockets have their turn until the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

const emitted = ({ harness }: Running, port = "detection"): number => harness.outputs[port]?.length ?? 0;

describe("a ZeroMQ source", () => {
  it("emits what arrives, times as the sender says them", async () => {
    const node = await run(zeromqDetectionSource, { clock: "sender" });
    node.from.offer(1_000_010, 1_000_020);
    await until(() => emitted(node) === 2);
    expect(node.harness.payloads("detection")).toEqual(
      [numbered(1_000_010), numbered(1_000_020)].map((o) => o.body.payload),
    );
    expect(node.harness.outputs["detection"]?.[1]).toMatchObject({
      originUs: 1_000_020,
      oldestOriginUs: 1_000_020,
    });
  });

  it("on the arrival clock maps origin and payload to the run's clock", async () => {
    const node = await run(zeromqDetectionSource); // the sender's second is this run's 0
    node.from.offer(999_900);
    await until(() => emitted(node) === 1);
    expect(node.harness.outputs["detection"]?.[0]).toMatchObject({
      originUs: -100,
      payload: { xPx: 999_900, validAtUs: -100, windowStartUs: -100, windowEndUs: -100 },
    });
  });

  it("maps the times of events too", async () => {
    const node = await run(zeromqEventsSource, {}, { type: "events" });
    const batch = createEventBatch(8, 8, 2);
    pushEvent(batch, 999_000, 1, 2, 1);
    pushEvent(batch, 999_500, 3, 4, 0);
    const body = bodyOf("events", batch);
    node.from.sender.offer({ body, originUs: 999_500, oldestOriginUs: 999_000, hops: [] });
    await until(() => emitted(node, "events") === 1);
    const message = node.harness.outputs["events"]?.[0];
    expect(message).toMatchObject({ originUs: -500, oldestOriginUs: -1000 });
    expect(message?.payload).toMatchObject({
      t: Float64Array.from([-1000, -500]),
      x: Uint16Array.from([1, 3]),
    });
  });

  it("keeps the stream's account in its counters", async () => {
    const node = await run(zeromqDetectionSource, { window: 1 }, { policy: "drop-oldest", depth: 2 });
    node.from.offer(0, 1, 2, 3, 4); // two wait for the receiver, three are dropped
    await until(() => emitted(node) === 2);
    await node.from.sender.close(1000);
    await until(() => node.harness.completed.length > 0);
    expect(node.harness.counters).toEqual({
      "sender-joined": 1,
      received: 2,
      "dropped-by-sender": 3,
      offered: 5,
    });
  });

  it("counts every message that it does not understand, and tells of a run of them once", async () => {
    const broken = new Router({ linger: 0 });
    cleanUp.push(() => broken.close());
    await broken.bind("tcp://127.0.0.1:*");
    const node = onWallClock(
      zeromqDetectionSource,
      () => 0,
      () => undefined,
    );
    const endpoint = broken.lastEndpoint ?? "";
    const harness = new NodeHarness(node.spec, { endpoint, topic: "test" });
    cleanUp.push(() => harness.unsubscribe());
    const [identity] = await broken.receive();
    for (let n = 0; n < 5; n++) await broken.send([identity ?? "", "no envelope"]);
    await until(() => harness.counters["invalid-message"] === 5);
    expect(node.logged).toEqual([expect.stringContaining("not a saccade.v1 envelope")]);
  });

  it("completes at the end of the stream", async () => {
    const node = await run(zeromqDetectionSource);
    node.from.offer(1);
    await until(() => emitted(node) === 1);
    expect(node.harness.completed).toEqual([]);
    await node.from.sender.close(1000);
    await until(() => node.harness.completed.length > 0);
    expect(node.harness.completed).toEqual(["detection"]);
    expect(node.harness.errors).toEqual([]);
  });

  it("told to wait, emits when it is asked and takes no more than its window from the sender", async () => {
    const node = await run(zeromqDetectionSource, { whenBusy: "wait", window: 2 }, { policy: "block" });
    node.from.offer(0, 1, 2, 3);
    await until(() => node.harness.counters["received"] === 2);
    await nothingMore(node);
    expect(emitted(node)).toBe(0);
    expect(node.harness.pull(1)).toBe(1);
    expect(emitted(node)).toBe(1);
    await until(() => node.from.sender.totals().sent === 3);
    await nothingMore(node);
  });

  it("told to wait, completes only when what it holds has been read", async () => {
    const node = await run(zeromqDetectionSource, { whenBusy: "wait" });
    node.from.offer(0, 1);
    await node.from.sender.close(1000);
    await until(() => node.harness.counters["offered"] === 2);
    expect(node.harness.completed).toEqual([]);
    node.harness.pull(5);
    expect(node.harness.payloads("detection")).toHaveLength(2);
    expect(node.harness.completed).toEqual(["detection"]);
  });

  it("fails when the sender carries something else", async () => {
    const node = await run(zeromqHitPointSource);
    await until(() => node.harness.errors.length > 0);
    expect(node.harness.errors).toEqual([expect.objectContaining({ code: "transport-failed" })]);
  });

  it("leaves the stream when it is torn down, and the sender goes on", async () => {
    const node = await run(zeromqDetectionSource);
    node.from.offer(1);
    await until(() => emitted(node) === 1);
    node.harness.unsubscribe();
    await node.from.until(() => !node.from.served);
    node.from.offer(2);
    expect(emitted(node)).toBe(1);
    expect(node.from.failures).toEqual([]);
  });

  it("refuses a run in virtual time", () => {
    const params = { endpoint: "tcp://127.0.0.1:5555" };
    expect(() => new NodeHarness(zeromqDetectionSource, params)).toThrow(
      expect.objectContaining({ code: "config-invalid", where: { node: "node" } }),
    );
  });

  it.each([
    ["another machine", { endpoint: "tcp://192.168.0.9:5555" }, "endpoint"],
    ["a window of 0", { window: 0 }, "window"],
    ["an unknown clock", { clock: "mine" }, "clock"],
  ])("refuses %s in the file", (_, params, path) => {
    const parsed = zeromqEventsSource.params.safeParse({ endpoint: "tcp://127.0.0.1:5555", ...params });
    expect(parsed.error?.issues.map((issue) => issue.path)).toEqual([[path]]);
  });

  it.each([
    ["source/zeromq-events", zeromqEventsSource, "events"],
    ["source/zeromq-detection", zeromqDetectionSource, "detection"],
    ["source/zeromq-ball-fix", zeromqBallFixSource, "ball-fix"],
    ["source/zeromq-ball-state", zeromqBallStateSource, "ball-state"],
    ["source/zeromq-hit-point", zeromqHitPointSource, "hit-point"],
    ["source/zeromq-joint-command", zeromqJointCommandSource, "joint-command"],
  ] as const)("%s is a kind of its own", (kind, spec: AnyNodeSpec, type) => {
    expect(spec.kind).toBe(kind);
    expect(Object.values(spec.outputs).map((output) => output.name)).toEqual([type]);
  });
});

/** Gives the sockets many turns, in which the sender must send nothing. */
async function nothingMore({ from }: Running): Promise<void> {
  const before = from.sender.totals().sent;
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(from.sender.totals().sent).toBe(before);
}
