import { expect, it } from "vitest";
import { LOIHI2 } from "../../../../src/backends/loihi/loihi.ts";
import { heapOfWindow } from "../../../support/heap-on-chip.ts";

it.each(["ball-sim-chips", "ball-real"])("a window of %s on a Loihi 2 allocates nothing", async (model) => {
  expect(await heapOfWindow(LOIHI2, model)).toBeLessThan(16);
});
