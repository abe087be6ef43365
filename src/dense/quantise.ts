import { assert, SaccadeError } from "../core/errors.ts";
import { foldedLinear } from "../snn/train/export.ts";
import type { LayerSpec, NetworkSpec, Volume } from "../snn/train/layer-spec.ts";
import type { NetworkPlan, PlannedLayer } from "../snn/train/plan.ts";
import type { Int8Layer, Int8Network } from "./int8-network.ts";

const WEIGHT_MOST = 127;
const ACTIVATION_MOST = 255;
const INT32_MOST = 0x7fffffff;

/**
 * Refuses what an 8-bit network cannot be made from: it is convolutions and dense layers, each with a batch norm or without, and
 * a ReLU behind all but the last.
 * @throws SaccadeError `config-invalid` naming the layer
 */
export function checkQuantisable({ layers, steps }: NetworkSpec): void {
  if (steps !== 1) refuse(0, `it has ${steps} time steps, and is shown a window once`);
  const acting = [...layers.entries()].filter(([, { kind }]) => kind !== "dropout");
  let before: LayerSpec["kind"] = "relu"; // the input is as a rectifier leaves it
  for (const [n, layer] of acting) {
    const allowed = BEHIND.get(layer.kind);
    if (allowed === undefined)
      refuse(n, `${layer.kind} is not made; allowed: ${[...BEHIND.keys()].join(", ")}`);
    if (!allowed.includes(before))
      refuse(n, `${layer.kind} stands behind ${before}, wanted is ${allowed.join(" or ")}`);
    if (layer.kind === "conv" && (layer.groups ?? 1) > 1) refuse(n, "groups of channels are not made");
    before = layer.kind;
  }
  if (before === "relu") refuse(layers.length - 1, "a relu stands last, and outputs are of either sign");
}

/** By kind of a layer, what may stand before it. */
const BEHIND: ReadonlyMap<LayerSpec["kind"], readonly LayerSpec["kind"][]> = new Map([
  ["conv", ["relu"]],
  ["dense", ["relu"]],
  ["batch-norm", ["conv", "dense"]],
  ["relu", ["conv", "dense", "batch-norm"]],
]);

function refuse(layer: number, why: string): never {
  const message = `no network of 8 bits can be made of it: layer ${layer}: ${why}`;
  throw new SaccadeError("config-invalid", message, { layer });
}

/**
 * A trained ANN of ReLUs in 8 bits, by the common rules of quantisation after training (B. Jacob et al., CVPR 2018; R. Krishnamoorthi,
 * arXiv 1806.08342): batch norms folded in, the largest weight of each channel becomes 127, activations of one scale a layer,
 * biases of 32 bits.
 * @param bounds by layer with a ReLU: the activation that becomes 255, measured on frames it was trained on (`activationBounds`)
 * @throws SaccadeError as `checkQuantisable`
 */
export function quantisedNetwork(
  name: string,
  { plan, parameters }: { readonly plan: NetworkPlan; readonly parameters: Float32Array },
  bounds: ReadonlyMap<number, number>,
): Int8Network {
  checkQuantisable(plan.spec);
  const layers: Int8Layer[] = [];
  let inputScale = 1;
  for (const [index, layer] of plan.layers.entries()) {
    if (layer.spec.kind !== "conv" && layer.spec.kind !== "dense") continue;
    const outputScale = outputScaleOf(plan, index, bounds);
    const linear = foldedLinear(plan, index, parameters);
    layers.push({
      name: `${layer.spec.kind}${String(index)}`,
      ...shapeOf(layer),
      ...roundedTo8Bits(linear, inputScale),
      inputScale,
      outputScale,
    });
    inputScale = outputScale ?? 1;
  }
  return { name, input: plan.spec.input, layers };
}

/** Null for the last of all. */
function outputScaleOf(plan: NetworkPlan, index: number, bounds: ReadonlyMap<number, number>): number | null {
  const next = plan.layers.findIndex(({ spec }, n) => n > index && spec.kind === "relu");
  if (next < 0) return null;
  const bound = bounds.get(next);
  assert(bound !== undefined && bound > 0, "every ReLU has been measured");
  return Math.fround(bound / ACTIVATION_MOST);
}

function shapeOf({
  spec,
  input,
  output,
}: PlannedLayer): Pick<Int8Layer, "input" | "output" | "kernel" | "stride" | "padding"> {
  if (spec.kind !== "conv")
    return { input, output, kernel: [input.height, input.width], stride: 1, padding: 0 };
  return { input, output, kernel: [spec.kernel, spec.kernel], stride: spec.stride, padding: spec.padding };
}

interface Linear {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

function roundedTo8Bits(
  { weight, bias }: Linear,
  inputScale: number,
): Pick<Int8Layer, "weight" | "weightScale" | "bias"> {
  const channels = bias.length;
  const each = weight.length / channels;
  const weightScale = new Float32Array(channels);
  const rounded = new Int8Array(weight.length);
  const whole = new Int32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const own = weight.subarray(channel * each, (channel + 1) * each);
    const most = own.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const scale = Math.fround(most === 0 ? 1 : most / WEIGHT_MOST);
    weightScale[channel] = scale;
    own.forEach((value, n) => {
      const nearest = Math.round(value / scale);
      rounded[channel * each + n] = Math.min(WEIGHT_MOST, Math.max(-WEIGHT_MOST, nearest));
    });
    const counted = Math.round((bias[channel] ?? 0) / Math.fround(inputScale * scale));
    whole[channel] = Math.min(INT32_MOST, Math.max(-INT32_MOST, counted));
  }
  return { weight: rounded, weightScale, bias: whole };
}

/** [bytes] of weights, scales and biases. */
export const int8Bytes = ({ layers }: Int8Network): number =>
  layers.reduce((sum, { weight, bias }) => sum + weight.length + 8 * bias.length, 0);

/** Multiplications and additions of a window. */
export const int8Macs = ({ layers }: Int8Network): number =>
  layers.reduce((sum, { weight, output }) => sum + weight.length * output.height * output.width, 0);

/** Numbers that a network gives. */
export function int8Outputs({ layers }: Int8Network): number {
  const last: Volume | undefined = layers.at(-1)?.output;
  return last === undefined ? 0 : last.channels * last.height * last.width;
}
