import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { readBallModel } from "../../../../nodes/model-files.ts";
import { spikingTracker } from "../../../../nodes/trackers/spiking.ts";
import { WindowDetector } from "../../../../nodes/trackers/window-detector.ts";
import { openWindowNetwork } from "../../../../nodes/trackers/window-network.ts";
import { createEventBatch, type EventBatch } from "../../../../src/core/event-batch.ts";
import { Random } from "../../../../src/core/random.ts";
import { decoderOutputs } from "../../../../src/snn/decoder.ts";
import { trainedOf } from "../../../../studies/train/eval-model.ts";
import { predictFrames } from "../../../../studies/train/predict.ts";
import type { PackedFrames } from "../../../../src/snn/train/packed-frames.ts";
import type { Detection } from "../../../../src/core/perception.ts";
import { NodeHarness } from "../../../support/node-harness.ts";
import { itBehavesAsANode } from "../node-cases.ts";
import { ROOT } from "../../../support/cli.ts";

const MODEL = join(ROOT, "models/ball-real");

/** A ring of events, and its picture as a packed 64x64 frame whose origin lies at (left, top) of the sensor. */
function ring(seed: number, left: number, top: number): { batch: EventBatch; frames: PackedFrames } {
  const random = new Random(seed);
  const batch = createEventBatch(640, 480, 200);
  const bits = new Uint8Array(512);
  const [x, y] = [random.between(24, 40), random.between(24, 40)];
  for (let i = 0; i < 150; i++) {
    const angle = 6.28 * random.uniform();
    const column = Math.round(x + 8 * Math.cos(angle));
    const row = Math.round(y + 8 * Math.sin(angle));
    bits[(row * 64 + column) >> 3]! |= 1 << (column & 7);
    batch.t[i] = 5000 + i;
    batch.x[i] = left + column;
    batch.y[i] = top + row;
    batch.p[i] = i & 1;
    batch.length++;
  }
  const frames = {
    volume: { channels: 1, height: 64, width: 64 },
    bits,
    xPx: new Float64Array(1),
    yPx: new Float64Array(1),
    present: new Uint8Array(1),
  };
  return { batch, frames };
}

describe("a detector with a trained network", async () => {
  const model = await readBallModel(MODEL);
  const network = openWindowNetwork(model);
  const detector = new WindowDetector(model.card, network, decoderOutputs(model.card.decoder));

  it.each([1, 2, 3, 4])("sees in a window of events what training saw in the same frame (%i)", (seed) => {
    const { batch, frames } = ring(seed, 300, 150);
    const [expected] = predictFrames(
      { ...trainedOf(model), decoder: model.card.decoder },
      frames,
      Uint32Array.from([0]),
    );
    const sight = detector.detect(batch, { xPx: 332.3, yPx: 181.8 }, 5500);
    expect(sight?.xPx).toBeCloseTo(300 + expected!.xPx, 3);
    expect(sight?.yPx).toBeCloseTo(150 + expected!.yPx, 3);
  });

  it("looks at the window's own time only", () => {
    const { batch } = ring(1, 300, 150);
    expect(detector.detect(batch, { xPx: 332, yPx: 182 }, 6200)).toBeNull();
  });

  it("sees nothing where no events are", () => {
    const { batch } = ring(1, 300, 150);
    expect(detector.detect(batch, { xPx: 100, yPx: 100 }, 5500)).toBeNull();
  });
});

describe("tracker/spiking", () => {
  itBehavesAsANode(spikingTracker, { camera: "left", model: MODEL });

  it("answers every window in order once its model is read, also those that came before", async () => {
    const harness = new NodeHarness(spikingTracker, { camera: "left", model: MODEL });
    const windows = [1, 2, 3, 4].map((n) => ring(n, 300, 150).batch);
    for (const [i, batch] of windows.entries()) {
      batch.t.fill(1000 * (i + 1) - 500);
      harness.push("events", batch, 1000 * (i + 1));
    }
    expect(harness.payloads("detection")).toEqual([]);
    await vi.waitFor(() => expect(harness.payloads("detection")).toHaveLength(4), { timeout: 15_000 });
    const detections = harness.payloads("detection") as Detection[];
    expect(detections.map(({ windowEndUs }) => windowEndUs)).toEqual([1000, 2000, 3000, 4000]);
    expect(detections[0]).toMatchObject({ camera: "left", presence: 0.25, validAtUs: 1000 });
    expect(detections[0]!.xPx).toBeGreaterThan(320);
    expect(detections[0]!.xPx).toBeLessThan(345);
    harness.push("events", createEventBatch(640, 480, 0), 5000);
    harness.complete("events");
    expect(harness.payloads("detection")).toHaveLength(5);
    expect(harness.completed).toEqual(["detection"]);
  });

  it("on an emulated chip sees nearly the same, with the modelled time of each pass, and reports the chip", async () => {
    const [floats, chip] = [{}, { backend: "loihi2", link: "usb" }].map(
      (on) => new NodeHarness(spikingTracker, { camera: "left", model: MODEL, ...on }),
    ) as [NodeHarness, NodeHarness];
    for (const harness of [floats, chip]) {
      harness.push("events", ring(1, 300, 150).batch, 5500);
      harness.push("events", createEventBatch(640, 480, 0), 6500);
      await vi.waitFor(() => expect(harness.payloads("detection")).toHaveLength(2), { timeout: 15_000 });
    }
    const [seen, seenInFloats] = [chip, floats].map((each) => each.payloads("detection")[0] as Detection);
    expect(Math.hypot(seen!.xPx - seenInFloats!.xPx, seen!.yPx - seenInFloats!.yPx)).toBeLessThan(1);
    const [pass, none] = chip.outputs["detection"]!.map(({ modelled }) => modelled);
    expect(pass!.deviceNs).toBeGreaterThan(6 * 600); // six barriers and more
    expect(pass!.linkNs).toBeGreaterThan(100_000);
    expect(none).toBeNull(); // without events nothing goes to the chip
    expect(floats.outputs["detection"]!.every(({ modelled }) => modelled === null)).toBe(true);
    expect(floats.sections["chips"]).toBeUndefined();
    const section = Object.values(chip.sections["chips"]!() as Record<string, object>);
    expect(section).toEqual([
      expect.objectContaining({
        backend: "loihi2",
        link: "usb",
        windows: 1,
        basis: "modelled",
        saturated: 0,
      }),
    ]);
  });

  it("pipelined, takes windows while others are on their way and tells them in order when they are back", async () => {
    const on = { backend: "akida1000", link: "usb", submission: "pipelined", queueLimit: 8 };
    const harness = new NodeHarness(spikingTracker, { camera: "left", model: MODEL, ...on });
    const window = (n: number): EventBatch => {
      const { batch } = ring(n, 300, 150);
      batch.t.fill(100 * n - 1);
      return batch;
    };
    harness.push("events", createEventBatch(640, 480, 0), 0);
    await vi.waitFor(() => expect(harness.payloads("detection")).toHaveLength(1), { timeout: 15_000 });
    for (const n of [1, 2, 3]) {
      harness.advanceTo(100 * n);
      harness.push("events", window(n), 100 * n);
    }
    harness.push("events", createEventBatch(640, 480, 0), 350);
    expect(harness.payloads("detection")).toHaveLength(1); // USB takes 375 us and more
    harness.complete("events");
    expect(harness.completed).toEqual([]);
    harness.advanceTo(20_000);
    expect(harness.completed).toEqual(["detection"]);
    const told = harness.outputs["detection"]!.slice(1);
    expect(told.map(({ payload }) => (payload as Detection).windowEndUs)).toEqual([100, 200, 300, 350]);
    const passes = told.map(({ modelled }) => modelled);
    expect(passes.map((pass) => pass?.isOver)).toEqual([true, true, true, undefined]);
    expect(passes[0]!.linkNs).toBeGreaterThan(100_000);
    expect(passes[3]).toBeNull(); // nothing to see, but not told before those that came before
    const [section] = Object.values(harness.sections["chips"]!() as Record<string, Record<string, unknown>>);
    expect(section).toMatchObject({ windows: 3, dropped: 0 });
  });

  it("pipelined, drops and counts a window when as many wait for the chip as may, and forgets those on their way when it ends", async () => {
    const on = { backend: "loihi2", link: "cloud", submission: "pipelined" };
    const harness = new NodeHarness(spikingTracker, { camera: "left", model: MODEL, ...on });
    harness.push("events", createEventBatch(640, 480, 0), 0);
    await vi.waitFor(() => expect(harness.payloads("detection")).toHaveLength(1), { timeout: 15_000 });
    for (const n of [1, 2, 3, 4]) harness.push("events", ring(n, 300, 150).batch, 5500); // one at work, one waiting
    expect(harness.counters["chip-queue-full"]).toBe(2);
    expect(harness.pendingTimers).toBe(2);
    harness.unsubscribe();
    expect(harness.pendingTimers).toBe(0);
  });

  it("names what does not fit when its model does not go on the chip", async () => {
    const model = join(ROOT, "models/dynapcnn-published"); // resets by subtraction, eight steps a window
    const harness = new NodeHarness(spikingTracker, { camera: "left", model, backend: "loihi1" });
    await vi.waitFor(() => expect(harness.errors).toHaveLength(1), { timeout: 15_000 });
    expect(harness.errors[0]).toMatchObject({
      code: "network-unmappable",
      where: { backend: "loihi1", layer: "spike1" },
    });
  });

  it("fails when its model is not there", async () => {
    const harness = new NodeHarness(spikingTracker, { camera: "left", model: "/nowhere" });
    await vi.waitFor(() => expect(harness.errors).toHaveLength(1), { timeout: 15_000 });
    expect(harness.errors[0]).toMatchObject({
      code: "file-unreadable",
      where: { file: "/nowhere/network.nir" },
    });
  });
});
