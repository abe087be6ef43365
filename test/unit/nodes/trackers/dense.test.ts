import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { readDenseModel } from "../../../../nodes/dense-model.ts";
import { denseTracker } from "../../../../nodes/trackers/dense.ts";
import { createEventBatch, type EventBatch, pushEvent } from "../../../../src/core/event-batch.ts";
import type { Detection } from "../../../../src/core/perception.ts";
import { Int8Run } from "../../../../src/dense/int8-run.ts";
import { decoderOutputs, readPlace } from "../../../../src/snn/decoder.ts";
import { ringElements, ringWindows } from "../../../../studies/chips/ring-windows.ts";
import { ROOT } from "../../../support/cli.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { itBehavesAsANode } from "../node-cases.ts";

const MODEL = join(ROOT, "models/ball-sim-int8");
/** [px] where the windows lie on the sensor. */
const [LEFT, TOP] = [300, 150];
const RINGS = ringWindows(4, 64, 2);

/** A ring as events at the end of the window that ends then. */
function batchOf(n: number, endUs: number): EventBatch {
  const { pixels = [], xPx = NaN } = RINGS[n] ?? {};
  const batch = createEventBatch(640, 480, pixels.length);
  for (const pixel of pixels) {
    const column = pixel % 64;
    pushEvent(batch, endUs - 1, LEFT + column, TOP + (pixel >> 6), column > xPx ? 1 : 0);
  }
  return batch;
}

describe("tracker/dense", () => {
  itBehavesAsANode(denseTracker, { camera: "left", model: MODEL });

  it("finds the balls that its network sees, windows in order, also those from before it was read", async () => {
    const harness = new NodeHarness(denseTracker, { camera: "left", model: MODEL });
    for (const n of [0, 1, 2, 3]) harness.push("events", batchOf(n, 1000 * (n + 1)), 1000 * (n + 1));
    await vi.waitFor(() => expect(harness.payloads("detection")).toHaveLength(4), { timeout: 15_000 });
    const detections = harness.payloads("detection") as Detection[];
    expect(detections.map(({ windowEndUs }) => windowEndUs)).toEqual([1000, 2000, 3000, 4000]);
    detections.forEach(({ xPx, yPx, camera }, n) => {
      expect(camera).toBe("left");
      const { xPx: x = NaN, yPx: y = NaN } = RINGS[n] ?? {};
      expect(Math.hypot(xPx - LEFT - x, yPx - TOP - y)).toBeLessThan(5);
    });
    harness.complete("events");
    expect(harness.completed).toEqual(["detection"]);
  });

  it("fails when its model is not there", async () => {
    const harness = new NodeHarness(denseTracker, { camera: "left", model: "/nowhere" });
    await vi.waitFor(() => expect(harness.errors).toHaveLength(1), { timeout: 15_000 });
    const where = { file: "/nowhere/network.onnx" };
    expect(harness.errors[0]).toMatchObject({ code: "file-unreadable", where });
  });
});

it("the network of models/ball-sim-int8 says of rings that they are balls, and where", async () => {
  const { card, network } = await readDenseModel(MODEL);
  const run = new Int8Run(network);
  const outputs = new Float64Array(decoderOutputs(card.decoder));
  const place = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
  for (const ring of RINGS) {
    const { xPx, yPx } = ring;
    const elements = ringElements(ring, 64, card.input.channels);
    run.show(elements, elements.length, outputs);
    readPlace(outputs, card.decoder, place);
    expect(Math.hypot(place.xPx - xPx, place.yPx - yPx)).toBeLessThan(4);
    expect(place.presence).toBeGreaterThan(0.5);
  }
});
