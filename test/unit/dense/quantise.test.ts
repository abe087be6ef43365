import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { Int8Run } from "../../../src/dense/int8-run.ts";
import { checkQuantisable, int8Bytes, int8Macs, quantisedNetwork } from "../../../src/dense/quantise.ts";
import { wasmTrainingKernels } from "../../../src/kernels/train/wasm-kernels.ts";
import { activationBounds, activationsOf } from "../../../src/snn/train/activation-bounds.ts";
import { initialParameters } from "../../../src/snn/train/initial.ts";
import type { LayerSpec, NetworkSpec } from "../../../src/snn/train/layer-spec.ts";
import { frameEvents, type PackedFrames } from "../../../src/snn/train/packed-frames.ts";
import { planNetwork } from "../../../src/snn/train/plan.ts";

const NORM = { kind: "batch-norm", centre: true, momentum: 0.1, gain: 1 } as const;
const LAYERS: readonly LayerSpec[] = [
  { kind: "conv", channels: 6, kernel: 5, stride: 2, padding: 0, bias: false },
  NORM,
  { kind: "relu" },
  { kind: "dense", outputs: 12, bias: true },
  { kind: "relu" },
  { kind: "dense", outputs: 8, bias: true },
];
const SPEC: NetworkSpec = {
  input: { channels: 1, height: 16, width: 16 },
  steps: 1,
  inputPerStep: false,
  binaryInput: true,
  layers: LAYERS,
};

describe("an ANN in 8 bits", () => {
  const plan = planNetwork(SPEC);
  const parameters = initialParameters(plan, 3);
  const random = new Random(4);
  for (const { name, offset, length } of plan.layers.flatMap((layer) => layer.parameters))
    for (let i = offset; i < offset + length; i++) {
      if (name === "variance") parameters[i] = random.between(0.5, 2);
      if (name === "mean" || name === "shift" || name === "bias") parameters[i] = random.between(-0.3, 0.3);
    }
  const frames = someFrames(40);
  const indices = Uint32Array.from({ length: 40 }, (_, i) => i);
  const measured = { plan, parameters, frames, indices, kernels: wasmTrainingKernels(1 << 24) };
  const network = quantisedNetwork("some", measured, activationBounds(measured, 100));

  it("gives what it gives in floats, to a few hundredths of their spread", () => {
    const run = new Int8Run(network);
    const [outputs, window] = [new Float64Array(8), new Int32Array(256)];
    let [off, all] = [0, 0];
    const { shown, values } = activationsOf(measured, [LAYERS.length - 1]);
    shown.forEach((frame, n) => {
      run.show(window, frameEvents(frames, frame, window), outputs);
      values[0]!.subarray(n * 8, n * 8 + 8).forEach((value, i) => {
        off += (outputs[i]! - value) ** 2;
        all += value ** 2;
      });
    });
    expect(Math.sqrt(off / all)).toBeLessThan(0.03);
    expect(off).toBeGreaterThan(0);
  });

  it("has the largest weight of every channel at 127, and the largest activation at 255", () => {
    for (const { weight, weightScale } of network.layers) {
      const each = weight.length / weightScale.length;
      for (let channel = 0; channel < weightScale.length; channel++)
        expect(Math.max(...weight.subarray(channel * each, (channel + 1) * each).map(Math.abs))).toBe(127);
    }
    const [bound] = [...activationBounds(measured, 100).values()];
    expect(network.layers[0]?.outputScale).toBe(Math.fround(bound! / 255));
    expect(network.layers[1]?.inputScale).toBe(network.layers[0]?.outputScale);
    expect(network.layers[2]?.outputScale).toBeNull();
  });

  it("tells its size and its work", () => {
    expect(int8Bytes(network)).toBe(6 * 25 + 12 * 216 + 8 * 12 + 8 * (6 + 12 + 8));
    expect(int8Macs(network)).toBe(6 * 25 * 36 + 12 * 216 + 8 * 12);
  });
});

it.each<readonly [string, readonly LayerSpec[], number]>([
  ["pooling", [LAYERS[0]!, { kind: "max-pool", size: 2 }, LAYERS[5]!], 1],
  ["two layers without a rectifier between them", [LAYERS[0]!, LAYERS[5]!], 1],
  ["groups", [{ ...LAYERS[0]!, channels: 2, groups: 2 } as LayerSpec, LAYERS[2]!, LAYERS[5]!], 0],
  ["a rectifier at the end", [LAYERS[0]!, LAYERS[2]!], 1],
])("refuses %s, naming the layer", (_, layers, layer) => {
  expect(() => checkQuantisable({ ...SPEC, layers })).toThrow(
    expect.objectContaining({ code: "config-invalid", where: { layer } }),
  );
});

/** Frames of which every fifth pixel or so is set. */
function someFrames(count: number): PackedFrames {
  const random = new Random(8);
  const bits = Uint8Array.from({ length: count * 32 }, () => random.uint32() & random.uint32() & 255);
  const zeros = (): Float64Array => new Float64Array(count);
  return { volume: SPEC.input, bits, xPx: zeros(), yPx: zeros(), present: new Uint8Array(count) };
}
