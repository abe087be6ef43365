import { expect, it } from "vitest";
import { AKIDA1000 } from "../../../../src/backends/akida/akida.ts";
import { heapOfWindow } from "../../../support/heap-on-chip.ts";

it("a window on an Akida allocates nothing", async () => {
  expect(await heapOfWindow(AKIDA1000, "ball-sim-chips")).toBeLessThan(16);
});
