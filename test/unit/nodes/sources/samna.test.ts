import { afterEach, describe, expect, it } from "vitest";
import { XPublisher } from "zeromq";
import { samnaSource } from "../../../../nodes/sources/samna.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { onWallClock } from "../../../support/wall-node.ts";

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const close of cleanUp.splice(0).reverse()) close();
});

/** A streamer as samna's, that a source has subscribed to; the run's clock stands at 50 ms. */
async function run(): Promise<{ publisher: XPublisher; harness: NodeHarness }> {
  const publisher = new XPublisher({ linger: 0 });
  cleanUp.push(() => publisher.close());
  await publisher.bind("tcp://127.0.0.1:*");
  const node = onWallClock(samnaSource, () => 50_000);
  const harness = new NodeHarness(node.spec, { endpoint: publisher.lastEndpoint });
  cleanUp.push(() => harness.unsubscribe());
  await publisher.receive(); // the subscription
  return { publisher, harness };
}

function row(polarity: number, y: number, x: number, timeUs: number): Buffer {
  const bytes = Buffer.from([polarity, y, x, 0, 0, 0, 0, 0]);
  bytes.writeUInt32LE(timeUs, 4);
  return bytes;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe("source/samna", () => {
  it("emits a streamer's frames on the run's clock", async () => {
    const { publisher, harness } = await run();
    await publisher.send(["V", Buffer.concat([row(1, 2, 3, 900), row(0, 4, 5, 1000)])]);
    await until(() => harness.outputs["events"]?.length === 1);
    expect(harness.outputs["events"]?.[0]).toMatchObject({
      originUs: 50_000, // the last event counts as sent when it came
      oldestOriginUs: 49_900,
      payload: {
        length: 2,
        t: Float64Array.of(49_900, 50_000),
        x: Uint16Array.of(3, 5),
        y: Uint16Array.of(2, 4),
      },
    });
  });

  it("counts what it cannot use and goes on", async () => {
    const { publisher, harness } = await run();
    await publisher.send(["S", row(1, 2, 3, 900)]);
    await publisher.send(["V", Buffer.alloc(7)]);
    await publisher.send(["V", Buffer.alloc(0)]);
    await publisher.send(["V", Buffer.concat([row(1, 128, 0, 900), row(1, 0, 0, 1000), row(1, 0, 0, 999)])]);
    await until(() => harness.outputs["events"]?.length === 1);
    expect(harness.counters).toEqual({
      "other-messages": 1,
      "invalid-message": 1,
      "outside-sensor": 1,
      "backwards-in-time": 1,
    });
    expect(harness.errors).toEqual([]);
  });

  it("leaves the streamer when it is torn down", async () => {
    const { publisher, harness } = await run();
    harness.unsubscribe();
    const [unsubscription] = await publisher.receive();
    expect([...(unsubscription ?? [])]).toEqual([0]); // 0 = no longer subscribed, to everything
  });

  it("refuses a run in virtual time, and other machines", () => {
    const endpoint = "tcp://127.0.0.1:40001";
    expect(() => new NodeHarness(samnaSource, { endpoint })).toThrow(
      expect.objectContaining({ code: "config-invalid" }),
    );
    const remote = samnaSource.params.safeParse({ endpoint: "tcp://192.168.1.5:40001" });
    expect(remote.error?.issues).toMatchObject([{ path: ["endpoint"] }]);
  });
});
