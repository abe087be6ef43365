import { chain, type NetworkGraph, type NetworkNode } from "../../src/snn/network.ts";
import { filled, type Tensor } from "../../src/snn/tensor.ts";

/** Weights of the tracker's four convolutions: [4,1,5,5], [4,4,3,3], [64,4,6,6], [256,64,1,1]. */
export type TrackerWeights = readonly [Tensor, Tensor, Tensor, Tensor];

const convolution = (weight: Tensor, stride: number): NetworkNode => ({
  type: "Conv2d",
  inputShape: null,
  weight,
  bias: filled(weight.shape.slice(0, 1), 0),
  stride: [stride, stride],
  padding: [0, 0],
  dilation: [1, 1],
  groups: 1,
});
const fires = (...shape: number[]): NetworkNode => ({
  type: "IF",
  r: filled(shape, 1),
  vThreshold: filled(shape, 1),
  vReset: filled(shape, 0),
});
const halves: NetworkNode = { type: "AvgPool2d", kernelSize: [2, 2], stride: [2, 2], padding: [0, 0] };

/**
 * The DynapCNN tracker of Ziegler et al., "Detection of Fast-Moving Objects with Neuromorphic Hardware", arXiv 2403.10677:
 * 25,844 weights, a 64x64 picture in, 128 columns and 128 rows out.
 */
export const dynapTracker = ([conv1, conv2, conv3, conv4]: TrackerWeights): NetworkGraph =>
  chain([
    ["in", { type: "Input", shape: [1, 64, 64] }],
    ["conv1", convolution(conv1, 2)],
    ["if1", fires(4, 30, 30)],
    ["pool1", halves],
    ["conv2", convolution(conv2, 1)],
    ["if2", fires(4, 13, 13)],
    ["pool2", halves],
    ["conv3", convolution(conv3, 1)],
    ["if3", fires(64, 1, 1)],
    ["conv4", convolution(conv4, 1)],
    ["if4", fires(256, 1, 1)],
    ["out", { type: "Output", shape: [256, 1, 1] }],
  ]);

/** Layers of neurons, in order. */
export const TRACKER_NEURONS = ["if1", "if2", "if3", "if4"] as const;
/** How sinabs runs it. */
export const TRACKER_CHOICE = { rule: "sinabs", dt: 1, reset: "subtract", vMin: -1 } as const;
