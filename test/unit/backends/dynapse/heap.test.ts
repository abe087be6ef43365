import { expect, it } from "vitest";
import { DYNAPSE2 } from "../../../../src/backends/dynapse/dynapse.ts";
import { uniform } from "../../../support/analog-networks.ts";
import { cuba, DESIGNED, layer } from "../../../support/dynapse-networks.ts";
import { heapBytesPerCall } from "../../../support/heap-growth.ts";

it.each(["threshold", "exponential"] as const)(
  "a window on a chip that fires by %s allocates nothing",
  (firing) => {
    const network = layer(uniform([6, 8], 2), cuba([6], 4e-3, 10e-3));
    const { program } = DYNAPSE2.compile(network, { ...DESIGNED, steps: 2, firing });
    if (program === null) throw new TypeError("it fits");
    const session = DYNAPSE2.open(program, { seed: 1, carryState: false });
    const events = { indices: Int32Array.of(1, 3, 4), count: 3 };
    expect(heapBytesPerCall(() => session.submit(events), 500)).toBeLessThan(16);
  },
);
