import { expect, it } from "vitest";
import { SpikingEngine } from "../../../../src/snn/engine/engine.ts";
import { tensor } from "../../../../src/snn/tensor.ts";
import { dynapTracker, TRACKER_CHOICE } from "../../../support/dynap-tracker.ts";
import { heapBytesPerCall } from "../../../support/heap-growth.ts";

const weights = (...shape: number[]) =>
  tensor(
    shape,
    Float32Array.from(
      { length: shape.reduce((n, size) => n * size, 1) },
      (_, n) => ((n * 37) % 101) / 256 - 0.125,
    ),
  );

it("a step leaves nothing on the heap", () => {
  const network = dynapTracker([
    weights(4, 1, 5, 5),
    weights(4, 4, 3, 3),
    weights(64, 4, 6, 6),
    weights(256, 64, 1, 1),
  ]);
  const engine = new SpikingEngine(network, TRACKER_CHOICE, { batch: 2 });
  const events = Int32Array.from({ length: 120 }, (_, n) => (n * 613) % 4096);
  const options = { sample: 1 };
  const y = new Float32Array(256);
  const bytes = heapBytesPerCall(() => {
    engine.setEvents("in", events);
    engine.setEvents("in", events, options);
    engine.stepAll();
    engine.read("out", y, 1);
  }, 1000);
  expect(bytes).toBeLessThan(1);
  expect(engine.spikes("if1")).toBeGreaterThan(100);
});
