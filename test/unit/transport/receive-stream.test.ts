import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReceiveStream } from "../../../src/transport/receive-stream.ts";

function joined(window: number, sent = 0): ReceiveStream {
  const stream = new ReceiveStream(window);
  stream.join(sent);
  return stream;
}

describe("ReceiveStream", () => {
  it("tells a message that the sender dropped from one lost on the way", () => {
    const stream = joined(8);
    stream.accept(0, 0);
    stream.accept(3, 1); // 1 and 2 never left
    stream.accept(5, 3); // 4 left as number 2 and never came
    expect(stream.account()).toEqual({
      offered: null,
      received: 3,
      lost: 1,
      sentBefore: 0,
      droppedBySender: 2,
      dropped: {},
    });
  });

  it("does not call lost what left before it joined", () => {
    const stream = joined(8, 40);
    stream.accept(50, 40);
    expect(stream.account()).toMatchObject({ received: 1, lost: 0, sentBefore: 40, droppedBySender: 10 });
  });

  it("counts the tail that never came when the sender says its totals", () => {
    const stream = joined(8);
    stream.accept(0, 0);
    stream.end({ offered: 9, sent: 4, dropped: { "queue-full": 5 } });
    expect(stream.account()).toEqual({
      offered: 9,
      received: 1,
      lost: 3,
      sentBefore: 0,
      droppedBySender: 5,
      dropped: { "queue-full": 5 },
    });
  });

  it("refuses a message of the past", () => {
    const stream = joined(8);
    expect(stream.accept(4, 4)).toBe(true);
    expect(stream.accept(4, 4)).toBe(false);
    expect(stream.accept(2, 2)).toBe(false);
    expect(stream.account()).toMatchObject({ received: 1, lost: 4 });
  });

  it("holds two windows of messages at most, and counts what a sender without manners sends beyond as lost", () => {
    const stream = joined(2);
    expect([0, 1, 2, 3, 4, 5].map((n) => stream.accept(n, n))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(stream.account()).toMatchObject({ received: 4, lost: 2 });
    stream.consumed();
    expect(stream.accept(6, 6)).toBe(true);
    expect(stream.account()).toMatchObject({ received: 5, lost: 2 });
  });

  it("grants a credit when half of its window has been read", () => {
    const stream = joined(4);
    stream.accept(0, 0);
    stream.consumed();
    expect(stream.credit()).toBe(null);
    stream.accept(1, 1);
    stream.consumed();
    expect(stream.credit()).toBe(6);
    expect(stream.credit()).toBe(null);
  });

  it("grants each credit at once with a window of 1", () => {
    const stream = joined(1);
    stream.accept(0, 0);
    expect(stream.credit()).toBe(null);
    stream.consumed();
    expect(stream.credit()).toBe(2);
  });

  it("never lets more be on its way than the window, unread messages included", () => {
    const stream = joined(4);
    for (let n = 0; n < 4; n++) stream.accept(n, n);
    stream.consumed();
    expect(stream.credit(true)).toBe(5); // 3 are held here: room for 1
  });

  it("gives credit for what was lost, and repeats it when asked again", () => {
    const stream = joined(4);
    stream.settle(4); // all four were lost with the connection
    expect(stream.credit()).toBe(8);
    expect(stream.credit(true)).toBe(8);
  });

  it("accounts for every message of every run with drops and losses", () => {
    const fate = fc.constantFrom("arrives", "arrives", "lost", "dropped");
    fc.assert(
      fc.property(fc.array(fate), fc.nat(3), (fates, sentBefore) => {
        const stream = joined(16, sentBefore);
        let sent = sentBefore;
        fates.forEach((what, i) => {
          if (what === "arrives") stream.accept(sentBefore + i, sent);
          if (what !== "dropped") sent++;
        });
        const count = (what: string): number => fates.filter((each) => each === what).length;
        const offered = sentBefore + fates.length;
        stream.end({ offered, sent, dropped: { "queue-full": count("dropped") } });
        expect(stream.account()).toEqual({
          offered,
          received: count("arrives"),
          lost: count("lost"),
          sentBefore,
          droppedBySender: count("dropped"),
          dropped: { "queue-full": count("dropped") },
        });
      }),
      { seed: 6 },
    );
  });
});
