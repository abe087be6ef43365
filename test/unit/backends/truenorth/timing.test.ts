import { describe, expect, it } from "vitest";
import type { Part } from "../../../../src/backends/parts.ts";
import { DELAY_MOST } from "../../../../src/backends/truenorth/limits.ts";
import { timingOf } from "../../../../src/backends/truenorth/timing.ts";

const part = (index: number): Part => ({
  index,
  path: `part${String(index)}`,
  role: index === 0 ? "input" : "neurons",
  shape: [1],
  count: 1,
  node: null,
  inputs: [],
});

/** An input, neurons and more neurons in a chain; the last way declares so many steps of delay. */
const chain = (declared: number, isSplit: boolean) =>
  timingOf({
    parts: [part(0), part(1), part(2)],
    routes: [
      { from: 0, to: 1, wiring: 0 },
      { from: 1, to: 2, wiring: 0 },
    ],
    declared: [0, declared],
    isSplit: [false, isSplit, false],
  });

describe("the ticks of parts", () => {
  it("come one after neurons, two after neurons whose spikes are split", () => {
    expect(chain(0, false)).toMatchObject({ starts: [0, 0, 1], delays: [0, 1], violations: [] });
    expect(chain(0, true)).toMatchObject({ starts: [0, 0, 2], delays: [0, 2], violations: [] });
  });

  it.each([
    [false, DELAY_MOST],
    [true, DELAY_MOST + 1], // a splitter holds a spike for a tick more
  ])("bear delays up to what an axon, and a splitter, hold (split: %s)", (isSplit, most) => {
    expect(chain(most, isSplit).violations).toEqual([]);
    expect(chain(most + 1, isSplit).violations).toEqual([
      expect.objectContaining({ code: "DELAY", layer: "part2", need: most + 1, limit: most }),
    ]);
  });
});
