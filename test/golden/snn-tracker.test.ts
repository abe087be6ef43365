import { describe, expect, it } from "vitest";
import { SpikingEngine } from "../../src/snn/engine/engine.ts";
import { Raster } from "../../src/snn/engine/raster.ts";
import { quantize } from "../../src/snn/quantize.ts";
import { ReferenceRun } from "../../src/snn/reference-run.ts";
import { tensor, type Tensor } from "../../src/snn/tensor.ts";
import { dynapTracker, TRACKER_CHOICE, TRACKER_NEURONS } from "../support/dynap-tracker.ts";
import { vectorCases } from "../support/snn-vectors.ts";

interface Block {
  readonly shape: number[];
  readonly base64: string;
}
const bytesOf = ({ base64 }: Block): Uint8Array => Uint8Array.from(Buffer.from(base64, "base64"));
const floatsOf = (block: Block): Tensor => tensor(block.shape, new Float32Array(bytesOf(block).buffer));

const [given] = vectorCases<{
  T: number;
  input_frame: Block;
  weights: Record<"conv1" | "conv2" | "conv3" | "conv4", Block>;
  /** Small ones are written out. */
  layer_spike_sums: (Block | number[])[];
  spikes_per_layer_per_step: number[][];
  out_mean: number[];
  argmax_x: number;
  argmax_y: number;
}>("ziegler_dynap_tracker_float");

describe.skipIf(given === undefined)("the published tracker as sinabs runs it", () => {
  if (given === undefined) return;
  const { conv1, conv2, conv3, conv4 } = given.weights;
  const network = dynapTracker([floatsOf(conv1), floatsOf(conv2), floatsOf(conv3), floatsOf(conv4)]);
  const frame = bytesOf(given.input_frame);
  const steps = Array.from({ length: given.T });
  const sizes = [3600, 676, 64, 256];

  it.each([
    ["events", "wasm"],
    ["dense", "wasm"],
    ["auto", "wasm"],
    ["auto", "plain"],
  ] as const)("spike for spike: synapses %s, kernels %s", (synapses, kernels) => {
    const engine = new SpikingEngine(network, TRACKER_CHOICE, { synapses, kernels });
    const sums = sizes.map((size) => new Float32Array(size));
    const now = sizes.map((size) => new Float32Array(size));
    const counts = steps.map(() => {
      engine.setFrame("in", frame);
      engine.step();
      TRACKER_NEURONS.forEach((path, layer) => {
        engine.read(path, now[layer]!);
        now[layer]!.forEach((spikes, n) => (sums[layer]![n] = sums[layer]![n]! + spikes));
      });
      return TRACKER_NEURONS.map((path) => engine.spikes(path));
    });
    expect(TRACKER_NEURONS.map((_, layer) => counts.map((step) => step[layer]))).toEqual(
      given.spikes_per_layer_per_step,
    );
    given.layer_spike_sums.forEach((block, layer) =>
      expect([...sums[layer]!]).toEqual(Array.isArray(block) ? block : [...bytesOf(block)]),
    );
    const out = [...sums[3]!].map((spikes) => spikes / given.T);
    expect(out).toEqual(given.out_mean);
    const largest = (from: number): number => {
      const half = out.slice(from, from + 128);
      return half.indexOf(Math.max(...half));
    };
    expect([largest(0), largest(128)]).toEqual([given.argmax_x, given.argmax_y]);
  });

  it("in integers of 8 and 16 bits it fires as sinabs' quantised network does", () => {
    const { network: integers, vMin, scales } = quantize(network, -1);
    const engine = new SpikingEngine(integers, { ...TRACKER_CHOICE, vMin });
    const raster = new Raster("if4", 256, 1);
    const sums = [0, 0, 0, 0];
    for (let t = 0; t < given.T; t++) {
      engine.setFrame("in", frame);
      engine.step();
      raster.record(engine);
      TRACKER_NEURONS.forEach((path, layer) => (sums[layer] = sums[layer]! + engine.spikes(path)));
      const v = new Float32Array(3600);
      engine.readPotentials("if1", v);
      expect(v.every((value) => Number.isInteger(value) && Math.abs(value) <= 32768)).toBe(true);
    }
    expect(sums).toEqual([2895, 432, 67, 348]); // measured with sinabs 3.1.3, discretize_conv_spike
    expect([...scales.keys()]).toEqual([...TRACKER_NEURONS]);
    expect(raster.value.subarray(0, raster.length).reduce((sum, spikes) => sum + spikes, 0)).toBe(348);
    expect(raster.step[raster.length - 1]).toBe(given.T - 1);
  });

  it("and so does the plain run in double precision", () => {
    const run = new ReferenceRun(network, TRACKER_CHOICE);
    const counts = steps.map(() => {
      run.step({ in: frame });
      return TRACKER_NEURONS.map((path) => run.output(path).reduce((sum, spikes) => sum + spikes, 0));
    });
    expect(TRACKER_NEURONS.map((_, layer) => counts.map((step) => step[layer]))).toEqual(
      given.spikes_per_layer_per_step,
    );
  });
});
