import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SEND_POLICIES, type SendPolicy, SendStream } from "../../../src/transport/send-stream.ts";

function drain(stream: SendStream<string>): string[] {
  const sent: string[] = [];
  for (let next = stream.next(); next !== null; next = stream.next()) {
    sent.push(`${next.message} seq ${next.seq} sent ${next.sentSeq}`);
  }
  return sent;
}

/** Offers a, b, c, d to a stream of depth 2 without a receiver, then lets one in. */
function offerFour(policy: SendPolicy): { offers: string[]; sent: string[]; dropped: unknown } {
  const stream = new SendStream<string>(policy, 2);
  const offers = ["a", "b", "c", "d"].map((message) => stream.offer(message));
  stream.join(10);
  return { offers, sent: drain(stream), dropped: stream.totals().dropped };
}

describe("SendStream", () => {
  it("latest keeps the newest message only", () => {
    expect(offerFour("latest")).toEqual({
      offers: ["accepted", "accepted", "accepted", "accepted"],
      sent: ["d seq 3 sent 0"],
      dropped: { "replaced-by-newer": 3 },
    });
  });

  it("drop-oldest keeps the last ones", () => {
    expect(offerFour("drop-oldest")).toEqual({
      offers: ["accepted", "accepted", "accepted", "accepted"],
      sent: ["c seq 2 sent 0", "d seq 3 sent 1"],
      dropped: { "queue-full": 2 },
    });
  });

  it("drop-newest keeps the first ones", () => {
    expect(offerFour("drop-newest")).toEqual({
      offers: ["accepted", "accepted", "dropped", "dropped"],
      sent: ["a seq 0 sent 0", "b seq 1 sent 1"],
      dropped: { "queue-full": 2 },
    });
  });

  it.each(["lossless", "block"] as const)("%s says that it overflows", (policy) => {
    expect(offerFour(policy)).toMatchObject({ offers: ["accepted", "accepted", "overflow", "overflow"] });
  });

  it("has no more under way than the receiver's window, whatever limit it is granted", () => {
    const stream = new SendStream<string>("block", 9);
    for (const message of "abcdefghi") stream.offer(message);
    stream.join(2);
    stream.grant(Number.MAX_SAFE_INTEGER);
    expect(drain(stream)).toHaveLength(2);
    stream.grant(4);
    expect(drain(stream)).toHaveLength(2);
    expect(stream.waiting).toBe(5);
  });

  it("tells a producer that can wait when to wait", () => {
    const stream = new SendStream<string>("block", 2);
    stream.offer("a");
    expect(stream.hasRoom()).toBe(true);
    stream.offer("b");
    expect(stream.hasRoom()).toBe(false);
    stream.join(1);
    drain(stream);
    expect(stream.hasRoom()).toBe(true);
  });

  it("sends no more than the receiver has granted", () => {
    const stream = new SendStream<string>("drop-oldest", 9);
    for (const message of ["a", "b", "c", "d", "e"]) stream.offer(message);
    expect(drain(stream)).toEqual([]);
    stream.join(2);
    expect(drain(stream)).toHaveLength(2);
    stream.grant(3);
    expect(drain(stream)).toEqual(["c seq 2 sent 2"]);
    stream.grant(9);
    stream.grant(4); // an old total, come late
    expect(drain(stream)).toEqual(["d seq 3 sent 3", "e seq 4 sent 4"]);
  });

  it("keeps what waits when its receiver leaves, and gives it to the next one", () => {
    const stream = new SendStream<string>("block", 9);
    stream.join(5);
    stream.offer("a");
    drain(stream);
    stream.leave();
    stream.offer("b");
    expect(drain(stream)).toEqual([]);
    stream.join(1);
    expect(drain(stream)).toEqual(["b seq 1 sent 1"]);
  });

  it("accounts for every message at every instant, whatever happens", () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant({ do: "offer" as const, n: 0 }) },
      { weight: 3, arbitrary: fc.constant({ do: "next" as const, n: 0 }) },
      fc.record({ do: fc.constantFrom("grant" as const, "join" as const), n: fc.nat(20) }),
      fc.constantFrom({ do: "leave" as const, n: 0 }, { do: "close" as const, n: 0 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...SEND_POLICIES), fc.nat(4), fc.array(step), (policy, extra, steps) => {
        const stream = new SendStream<number>(policy, 1 + extra);
        let lastSeq = -1;
        for (const { do: action, n } of steps) {
          if (action === "offer") stream.offer(n);
          else if (action === "grant") stream.grant(n);
          else if (action === "join") stream.join(n);
          else if (action === "leave") stream.leave();
          else if (action === "close") stream.close();
          else {
            const next = stream.next();
            if (next !== null) {
              expect(next.seq).toBeGreaterThan(lastSeq);
              expect(next.sentSeq).toBe(stream.sent - 1);
              lastSeq = next.seq;
            }
          }
          const { offered, sent, dropped } = stream.totals();
          const drops = Object.values(dropped).reduce((sum, count) => sum + count, 0);
          expect(offered).toBe(sent + stream.waiting + drops);
          expect(stream.waiting).toBeLessThanOrEqual(1 + extra);
        }
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
