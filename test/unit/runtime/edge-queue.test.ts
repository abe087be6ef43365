import { describe, expect, it } from "vitest";
import { type Message, sense } from "../../../src/core/message.ts";
import { EdgeQueue } from "../../../src/runtime/edge-queue.ts";
import type { OverloadPolicy } from "../../../src/runtime/node.ts";
import type { EdgePlan } from "../../../src/runtime/plan.ts";

function edge(policy: OverloadPolicy, depth = 1): EdgeQueue {
  const plan = { id: "a.out -> b.in", policy, depth } as EdgePlan;
  return new EdgeQueue(plan);
}

const numbered = (n: number, originUs = n): Message<number> => sense(n, originUs);

/** Takes everything that waits, as a consumer would. */
function drain(queue: EdgeQueue): unknown[] {
  const taken: unknown[] = [];
  while (queue.length > 0) {
    taken.push(queue.take().payload);
    queue.countDelivered(0);
  }
  return taken;
}

describe("an edge whose consumer is busy", () => {
  it.each<[OverloadPolicy, number, readonly number[], object]>([
    ["latest", 1, [5], { "replaced-by-newer": 4 }],
    ["drop-oldest", 3, [3, 4, 5], { "queue-full": 2 }],
    ["drop-newest", 3, [1, 2, 3], { "queue-full": 2 }],
    ["block", 3, [1, 2, 3, 4, 5], {}],
    ["lossless", 5, [1, 2, 3, 4, 5], {}],
  ])("under %s with room for %i keeps %j of five and counts the rest", (policy, depth, kept, dropped) => {
    const queue = edge(policy, depth);
    for (let n = 1; n <= 5; n++) queue.offer(numbered(n));
    expect(queue.length).toBe(kept.length);
    expect(drain(queue)).toEqual(kept);
    expect({ sent: queue.sent, delivered: queue.delivered }).toEqual({ sent: 5, delivered: kept.length });
    expect(queue.dropped()).toEqual(dropped);
  });

  it("says so when a lossless edge is full, and counts what did not fit", () => {
    const queue = edge("lossless", 2);
    expect([1, 2, 3].map((n) => queue.offer(numbered(n)))).toEqual(["accepted", "accepted", "overflow"]);
    expect(queue.dropped()).toEqual({ "queue-full": 1 });
  });

  it("lets one burst overrun a blocking edge by 1024 messages and no more", () => {
    const queue = edge("block", 2);
    const offers = Array.from({ length: 1027 }, (_, n) => queue.offer(numbered(n)));
    expect(offers.slice(0, 1026)).toEqual(new Array(1026).fill("accepted"));
    expect(offers[1026]).toBe("overflow");
  });
});

describe("an edge", () => {
  it("gives messages out in the order in which they came, also past the end of its ring", () => {
    const queue = edge("drop-oldest", 3);
    const taken: unknown[] = [];
    for (let n = 1; n <= 8; n++) {
      queue.offer(numbered(n));
      if (n >= 3) taken.push(queue.take().payload);
    }
    expect(taken).toEqual([1, 2, 3, 4, 5, 6]);
    expect(drain(queue)).toEqual([7, 8]);
  });

  it("drops what is older than the newest it was offered, even when that one is gone", () => {
    const queue = edge("drop-oldest", 4);
    queue.offer(numbered(1, 100));
    drain(queue);
    expect(queue.offer(numbered(2, 99))).toBe("dropped");
    expect(queue.offer(numbered(3, 100))).toBe("accepted");
    expect(queue.dropped()).toEqual({ "non-monotonic": 1 });
  });

  it("counts messages on their way as sent, and holds producers back for them", () => {
    const queue = edge("block", 2);
    queue.depart();
    queue.offer(numbered(1));
    expect({ sent: queue.sent, full: queue.full, drained: queue.drained }).toEqual({
      sent: 2,
      full: true,
      drained: false,
    });
    drain(queue);
    expect({ full: queue.full, drained: queue.drained }).toEqual({ full: false, drained: false });
    queue.arrive(numbered(2));
    expect(drain(queue)).toEqual([2]);
    expect({ sent: queue.sent, drained: queue.drained }).toEqual({ sent: 2, drained: true });
  });

  it("counts what waits and what is on its way as ended with the run", () => {
    const queue = edge("drop-oldest", 4);
    queue.offer(numbered(1));
    queue.offer(numbered(2));
    queue.depart();
    queue.end();
    expect(queue.dropped()).toEqual({ "run-ended": 3 });
    expect(queue.drained).toBe(true);
  });

  it("has nothing to peek at when empty, and refuses to give", () => {
    const queue = edge("latest");
    expect(queue.peek()).toBeNull();
    expect(() => queue.take()).toThrow(/empty edge/);
  });
});
