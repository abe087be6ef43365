import { describe, expect, it } from "vitest";
import { derive, type Message, sense } from "../../../src/core/message.ts";
import { hopStamps } from "../../../src/transport/hop-stamps.ts";

function emitted<T>(message: Message<T>, node: number, startedNs: number, finishedNs: number): Message<T> {
  return Object.assign(message, { node, startedNs, finishedNs });
}

describe("hopStamps", () => {
  it("lists the hops from the newest to the source, in microseconds", () => {
    const source = emitted(sense(1, 0), 0, 1000, 2500);
    const hop = emitted(derive(source, 2), 3, 3000, 4000);
    expect(hopStamps(hop)).toEqual([
      { node: 3, startedUs: 3, finishedUs: 4 },
      { node: 0, startedUs: 1, finishedUs: 2.5 },
    ]);
  });

  it("follows the parent with the newest light", () => {
    const left = emitted(sense("left", 10), 0, 0, 1000);
    const right = emitted(sense("right", 20), 1, 0, 1000);
    const fused = emitted(derive([left, right], "fused"), 2, 2000, 3000);
    expect(hopStamps(fused).map(({ node }) => node)).toEqual([2, 1]);
  });

  it("leaves out a message that no node has emitted, and stops at 64 hops", () => {
    expect(hopStamps(sense(1, 0))).toEqual([]);
    let message: Message<number> = emitted(sense(0, 0), 0, 0, 0);
    for (let node = 1; node < 100; node++) message = emitted(derive(message, node), node, 0, 0);
    expect(hopStamps(message)).toHaveLength(64);
  });
});
