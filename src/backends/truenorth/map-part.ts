import { exactLog } from "../../core/exact-math.ts";
import type { NetworkChoice } from "../../snn/step-choice.ts";
import type { LayerQuantisation, Violation, Warning } from "../fit-report.ts";
import type { Part } from "../parts.ts";
import type { Wiring } from "../wiring.ts";
import { chooseCode } from "./choose-code.ts";
import { type CodedPart, codePart, type PartShape, shapeOfPart } from "./coded-part.ts";
import { neuronsOf, type PartNeurons } from "./neurons-of-part.ts";
import { type PackedCore, packPart } from "./pack.ts";
import { type ReadoutBank, readoutBank } from "./readout-bank.ts";

export interface MapOptions {
  readonly choice: NetworkChoice;
  readonly steps: number;
  /** [axons an input] asked for, and at most where none is. */
  readonly asked: number | undefined;
  readonly most: number;
}

/** A part by itself: its weights on axons, its neurons in whole numbers, its cores. */
export interface PartMapping {
  readonly coded: CodedPart;
  readonly shape: PartShape;
  readonly neurons: PartNeurons | null;
  readonly bank: ReadoutBank | null;
  readonly bias: Float64Array;
  readonly cores: readonly PackedCore[];
  readonly warnings: readonly Warning[];
  readonly quantisation: LayerQuantisation;
}

/** Maps a part with inputs; never throws for a network. */
export function mapPart(
  part: Part,
  wirings: readonly Wiring[],
  options: MapOptions,
): PartMapping | readonly Violation[] {
  const shape = shapeOfPart(part.count, wirings);
  if (shape === null) return [unevenChannels(part, wirings)];
  const bias = biasOf(wirings, shape);
  const odd = bias.find((value) => !Number.isFinite(value));
  if (odd !== undefined) return [oddBias(part, odd)];
  const code = chooseCode(part, wirings, { ...options, channels: shape.channels });
  if ("layer" in code) return [code];
  const coded = codePart(wirings, shape.channels, code);
  const neurons = part.role === "readout" ? null : neuronsOf(part, { ...options, shape, coded, bias });
  if (neurons !== null && "violations" in neurons) return neurons.violations;
  const bank = part.role === "readout" ? readoutBank(coded, shape, reachOf(wirings)) : null;
  const each =
    bank === null ? new Int32Array(shape.channels).fill(1) : bank.above.map((n, c) => n + bank.below[c]!);
  const cores = packPart(part.count, { wirings, shape, axons: code.types.length, neurons: each });
  return {
    coded,
    shape,
    neurons,
    bank,
    bias,
    cores,
    warnings: warningsOf(part, { coded, neurons, bank, shape }, wirings),
    quantisation: {
      layer: part.path,
      scale: coded.step.reduce((sum, step) => sum + 1 / step, 0) / shape.channels,
      bits: Math.round((exactLog(code.most - code.least + 1) / Math.LN2) * 1e4) / 1e4,
      max_abs_err: coded.worst,
      saturated: 0,
    },
  };
}

function biasOf(wirings: readonly Wiring[], { channels }: PartShape): Float64Array {
  const sum = new Float64Array(channels);
  const paths = new Set<string>();
  for (const { weighted, path } of wirings) {
    if (weighted?.bias == null || paths.has(path)) continue;
    paths.add(path); // weights with two senders have one bias
    const { bias } = weighted;
    sum.forEach((value, channel) => (sum[channel] = value + (bias[channel] ?? NaN)));
  }
  return sum;
}

/** [-] elements that a sender reaches, at most. */
function reachOf(wirings: readonly Wiring[]): number {
  return wirings.reduce((most, { weighted }) => {
    if (weighted === null) return most;
    const g = weighted.geometry;
    const along = (kernel: number, stride: number, out: number): number =>
      Math.min(out, Math.ceil(kernel / stride));
    const down = along(weighted.kernelRows, g.strideRows, g.outRows);
    const across = along(weighted.kernelColumns, g.strideColumns, g.outColumns);
    return Math.max(most, (g.outChannels / g.groups) * down * across);
  }, 1);
}

const unevenChannels = ({ path }: Part, wirings: readonly Wiring[]): Violation => ({
  code: "UNSUPPORTED_LAYER",
  layer: path,
  need: "weights of different shapes",
  limit: "one number of channels",
  formula: wirings.map((w) => `${w.path}: ${w.weighted?.geometry.outChannels ?? 1} channels`).join(", "),
  hint: "neurons of their own behind each, joined one to one",
});

const oddBias = ({ path }: Part, odd: number): Violation => ({
  code: "NETWORK_INVALID",
  layer: path,
  need: String(odd),
  limit: "finite numbers",
  formula: `a bias before ${path} is ${odd}`,
  hint: "mend the network file",
});

interface Mapped {
  readonly coded: CodedPart;
  readonly neurons: PartNeurons | null;
  readonly bank: ReadoutBank | null;
  readonly shape: PartShape;
}

function warningsOf(
  { path }: Part,
  { coded, neurons, bank, shape }: Mapped,
  wirings: readonly Wiring[],
): Warning[] {
  const found: Warning[] = [];
  const { code, isExact } = coded;
  if (!isExact) {
    const inputs = wirings.reduce((sum, { fanIn }) => sum + fanIn, 0);
    const message = `weights are rounded to ${code.most - code.least + 1} levels, ${code.types.length} axons an input of ${inputs} inputs: train with \`weightBits: ternary\``;
    found.push({ code: "EFFECTIVE_BITS", layer: path, message });
  }
  const coarsest = bank?.coarseness.reduce((most, each) => Math.max(most, each), 1) ?? 1;
  if (coarsest > 1) {
    const message = `sums are read to the nearest ${coarsest} steps of weight: more bounds would need more axons than a sender reaches`;
    found.push({ code: "EFFECTIVE_BITS", layer: path, message });
  }
  if (neurons !== null && neurons.comparing === null) {
    const message =
      "its potentials are written anew before each window, with a bias once more before its first step; how long that takes is not public, one tick for all is supposed";
    found.push({ code: "NOT_PUBLIC", layer: path, message });
  }
  if (neurons !== null && neurons.maxSpikes > 1 && mayFireTwice(neurons, coded, shape)) {
    const message =
      "a step can bring more than two thresholds, but a tick gives one spike: the rest is lost, or comes later";
    found.push({ code: "WEIGHT_OVER_THRESHOLD", layer: path, message });
  }
  return found;
}

/** Whether the largest sum of a step is two thresholds or more. */
function mayFireTwice(
  { comparing, lasting }: PartNeurons,
  { highest }: CodedPart,
  { cells }: PartShape,
): boolean {
  const gain = comparing?.gain ?? lasting?.gain ?? new Int16Array(0);
  const bound = comparing?.bound ?? lasting?.threshold ?? new Int32Array(0);
  return gain.some((each, n) => each * (highest[Math.floor(n / cells)] ?? 0) >= 2 * (bound[n] ?? 0));
}
