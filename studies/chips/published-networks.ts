import type { BackendName } from "../../src/backends/backend.ts";
import { Random } from "../../src/core/random.ts";
import { chain, type NetworkGraph, type NetworkNode } from "../../src/snn/network.ts";
import type { NetworkChoice } from "../../src/snn/step-choice.ts";
import { filled, sizeOf, tensor } from "../../src/snn/tensor.ts";

/** A network whose inference on a chip has been published, as far as it can be built from what was. */
export interface PublishedNetwork {
  readonly chip: BackendName;
  /** [ms] mean inference: A. Ziegler et al. 2024, arXiv 2403.10677. */
  readonly inferenceMs: number;
  /** [px] a side of the picture. */
  readonly sidePx: number;
  /** [-] */
  readonly steps: number;
  readonly choice: NetworkChoice;
  /** How what is built differs from what was published. */
  readonly differs: string;
  /**
   * @param gain [-] on weights drawn by chance: how much fires is not public either
   * @param trained of `models/dynapcnn-published`
   */
  readonly build: (gain: number, trained: NetworkGraph) => NetworkGraph;
}

/** Shapes from the test scripts of arXiv 2403.10677 (cogsys-tuebingen/snn-edge-benchmark); their weights are not used. */
export const PUBLISHED_NETWORKS: readonly PublishedNetwork[] = [
  {
    chip: "akida1000",
    inferenceMs: 0.89,
    sidePx: 33,
    steps: 15,
    choice: { rule: "spikingjelly", dt: 1, reset: "subtract" },
    differs:
      "a region of 33x33 in place of a pooling, which NIR has not: its map is as large as the pooled one; 15 levels",
    build: (gain) => {
      const draw = new Weights(1, gain);
      return chain([
        ["input", { type: "Input", shape: [1, 33, 33] }],
        ["conv1", draw.convolution([4, 1, 5, 5], 2, 0)],
        ["fire1", fires(4, 15, 15)],
        ["conv2", draw.convolution([4, 4, 3, 3], 2, 1)],
        ["fire2", fires(4, 8, 8)],
        ["flat", { type: "Flatten", inputShape: [4, 8, 8], startDim: 0, endDim: -1 }],
        ["dense1", { type: "Linear", weight: draw.weights([64, 256]) }],
        ["fire3", fires(64)],
        ["dense2", { type: "Linear", weight: draw.weights([256, 64]) }],
        ["output", { type: "Output", shape: [256] }],
      ]);
    },
  },
  {
    chip: "speck2f",
    inferenceMs: 0.82,
    sidePx: 64,
    steps: 8,
    choice: { rule: "spikingjelly", dt: 1, reset: "subtract", vMin: -1 },
    differs: "trained here on the same frames; published on a DynapCNN kit, whose cores the Speck shares",
    build: (_gain, trained) => trained,
  },
  {
    chip: "loihi2",
    inferenceMs: 0.62,
    sidePx: 64,
    steps: 20,
    choice: { rule: "spikingjelly", dt: 1, reset: "value" },
    differs: "weights by chance; no leak of the potential (5 % a step there), which takes no time of its own",
    build: (gain) => {
      const draw = new Weights(2, gain);
      return chain([
        ["input", { type: "Input", shape: [1, 64, 64] }],
        ["conv1", draw.convolution([4, 1, 5, 5], 2, 0)],
        ["fire1", fires(4, 30, 30)],
        ["conv2", draw.convolution([8, 4, 5, 5], 2, 0)],
        ["fire2", fires(8, 13, 13)],
        ["conv3", draw.convolution([64, 8, 13, 13], 1, 0)],
        ["fire3", fires(64, 1, 1)],
        ["conv4", draw.convolution([256, 64, 1, 1], 1, 0)],
        ["fire4", fires(256, 1, 1)],
        ["output", { type: "Output", shape: [256, 1, 1] }],
      ]);
    },
  },
];

/** [-] weights of all layers together. */
export function weightCount({ nodes }: NetworkGraph): number {
  let count = 0;
  for (const node of nodes.values()) if ("weight" in node) count += node.weight.data.length;
  return count;
}

const fires = (...shape: number[]): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, 1),
  vReset: filled(shape, 0),
});

/** Weights by chance, uniform with a standard deviation of gain / sqrt(fan-in), the mean above 0 so that something fires. */
class Weights {
  readonly #random: Random;
  readonly #gain: number;

  constructor(seed: number, gain: number) {
    this.#random = new Random(seed);
    this.#gain = gain;
  }

  weights(shape: readonly [number, number, ...number[]]) {
    const count = sizeOf(shape);
    const half = this.#gain * Math.sqrt((3 * shape[0]) / count);
    const data = Float64Array.from({ length: count }, () => this.#random.between(-0.7 * half, 1.3 * half));
    return tensor(shape, data);
  }

  convolution(shape: readonly [number, number, number, number], step: number, pad: number): NetworkNode {
    return {
      type: "Conv2d",
      inputShape: null,
      weight: this.weights(shape),
      bias: filled([shape[0]], 0),
      stride: [step, step],
      padding: [pad, pad],
      dilation: [1, 1],
      groups: 1,
    };
  }
}
