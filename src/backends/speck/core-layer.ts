import type { Layer } from "../../snn/layers.ts";
import type { Shape } from "../../snn/tensor.ts";
import { windowGeometry } from "../../snn/window-geometry.ts";
import type { Violation } from "../fit-report.ts";
import type { Connection, Part } from "../parts.ts";
import { SPECK_LIMITS, SPECK_STRIDES } from "./limits.ts";
import type { CoreShape } from "./memory.ts";
import { wayViolations, windowViolations } from "./window-limits.ts";

/** A part as a core would hold it, and all that a core cannot do of it. */
export interface CoreLayer {
  readonly part: Part;
  /** The layer of weights that feeds it; null where there is none or are several. */
  readonly weights: Layer | null;
  /** What the weights are multiplied by: a core sums where the network averages. */
  readonly factor: number;
  /** Null where there is none to be made out. */
  readonly shape: CoreShape | null;
  readonly violations: readonly Violation[];
}

/** [channels, rows, columns]; a list is so many channels of one cell. */
export type Plane = readonly [channels: number, rows: number, columns: number];

function planeOfShape([channels = 1, ...sizes]: Shape): Plane {
  if (sizes.length < 2) return [channels, 1, sizes[0] ?? 1];
  const [rows = 1, columns = 1] = sizes;
  return [channels, rows, columns];
}

/** The map that a part puts out; a flattening may have hidden the one that its weights gave. */
export const planeOf = ({ inputs, shape }: Part): Plane =>
  planeOfShape(inputs.find(({ weights }) => weights !== null)?.weights?.outputShape ?? shape);

/** Looks at neurons, or a readout, as a layer of a core. Lays nothing out: only sizes count here. */
export function coreLayerOf(part: Part, parts: readonly Part[]): CoreLayer {
  const violations = partViolations(part, parts);
  const [first = null, ...others] = new Set(part.inputs.map((connection) => connection.weights));
  if (first === null || others.length > 0) return { part, weights: null, factor: 1, shape: null, violations };
  const [factor = 1] = part.inputs.map(factorOf);
  const shape = shapeOf(part, first, parts);
  violations.push(
    ...part.inputs.flatMap(wayViolations),
    ...windowViolations(first),
    ...sizeViolations(part, first, shape),
  );
  return { part, weights: first, factor, shape, violations };
}

/** What a connection's poolings multiply by. */
function factorOf({ way }: Connection): number {
  let factor = 1;
  for (const { node } of way)
    if (node.type === "AvgPool2d") factor /= node.kernelSize[0] * node.kernelSize[1];
  return factor;
}

function partViolations({ path, node, inputs }: Part, parts: readonly Part[]): Violation[] {
  const found: Violation[] = [];
  const refuse = (need: string, [limit, formula, hint]: readonly [string, string, string]): void => {
    found.push({ code: "UNSUPPORTED_LAYER", layer: path, need, limit, formula, hint });
  };
  for (const { from, feedback } of inputs) {
    if (!feedback) continue;
    const name = parts[from]?.path ?? path;
    const formula = `${name} feeds ${path} of the next step`;
    const hint = `leave out the way from ${name} to ${path}: cores in a ring wait for one another`;
    found.push({ code: "LOOP", layer: path, need: "a way back", limit: "none", formula, hint });
  }
  if (node !== null && node.type !== "IF") {
    const hint = "IF neurons; where there must be a leak, a bias of the weights, which the slow clock adds";
    refuse(node.type, ["IF", `${path} is ${node.type}`, hint]);
  }
  const sources = [...new Set(inputs.map(({ weights }) => weights))];
  if (sources.includes(null) || sources.length === 0) {
    refuse("no weights", [
      "a convolution or a product",
      `no weights before ${path}`,
      `a 1x1 convolution before ${path}`,
    ]);
  } else if (sources.length > 1) {
    const formula = `${sources.map((layer) => layer?.path ?? "").join(" and ")} feed ${path}`;
    const hint = "one convolution over one map that all its senders share";
    refuse(`${sources.length} layers of weights`, ["1", formula, hint]);
  }
  if (new Set(inputs.map(factorOf)).size > 1) {
    const formula = `averages over windows of different size come to ${path}`;
    const hint = "the same average pooling on every way, or sums";
    found.push({ code: "POOL", layer: path, need: "several divisors", limit: 1, formula, hint });
  }
  return found;
}

/** The map that comes in, poolings done. */
function planeInto({ from, way }: Connection, parts: readonly Part[]): Plane {
  const sender = parts[from];
  const pooled = way.findLast(({ node }) => "kernelSize" in node);
  if (pooled !== undefined) return planeOfShape(pooled.outputShape);
  return sender === undefined ? [1, 1, 1] : planeOf(sender);
}

function shapeOf(part: Part, weights: Layer, parts: readonly Part[]): CoreShape {
  const [outChannels, outRows, outColumns] = planeOfShape(weights.outputShape);
  const { node } = weights;
  // a readout's bias is the host's to add
  const hasBias = part.role === "neurons" && "bias" in node && node.bias.data.some((value) => value !== 0);
  const [channels, rows, columns] =
    part.inputs[0] === undefined ? [1, 1, 1] : planeInto(part.inputs[0], parts);
  const isWindow = node.type === "Conv1d" || node.type === "Conv2d";
  const g = isWindow ? windowGeometry(weights) : null;
  // a product sees the whole map at once: a convolution with a kernel as large as the map
  const kernel = g === null ? Math.max(rows, columns) : Math.max(g.kernelRows, g.kernelColumns);
  return { channels, outChannels, kernel, outRows, outColumns, hasBias };
}

function sizeViolations(part: Part, weights: Layer, shape: CoreShape): Violation[] {
  const { mapSideMost, channelsMost, kernelSideMost } = SPECK_LIMITS;
  const { path } = weights;
  const found: Violation[] = [];
  const side = Math.max(shape.outRows, shape.outColumns);
  if (side > mapSideMost.value) {
    const formula = `${part.path} has ${shape.outRows}x${shape.outColumns} neurons a channel`;
    const hint = strideHint(side, weights);
    found.push({ code: "MAP_GT_64", layer: part.path, need: side, limit: mapSideMost.value, formula, hint });
  }
  for (const need of new Set([shape.channels, shape.outChannels])) {
    const limit = channelsMost.value;
    if (need <= limit) continue;
    const formula = `${path} takes ${shape.channels} channels and gives ${shape.outChannels}`;
    found.push({ code: "CHANNELS", layer: path, need, limit, formula, hint: `${limit} channels` });
  }
  if (shape.kernel > kernelSideMost.value) {
    const formula = `${path} sees ${shape.kernel}x${shape.kernel} cells at once`;
    const hint = `a pooling or a stride before, or a kernel of ${kernelSideMost.value}x${kernelSideMost.value}`;
    found.push({
      code: "KERNEL",
      layer: path,
      need: shape.kernel,
      limit: kernelSideMost.value,
      formula,
      hint,
    });
  }
  return found;
}

/** The least stride of the chip that makes a map small enough. */
function strideHint(side: number, { node }: Layer): string {
  const now = node.type === "Conv2d" ? Math.max(...node.stride) : 1;
  const most = SPECK_LIMITS.mapSideMost.value;
  const left = (step: number): number => Math.ceil((side * now) / step);
  const stride = SPECK_STRIDES.find((step) => step > now && left(step) <= most);
  return stride === undefined
    ? "a smaller map before it"
    : `stride ${stride} -> ${left(stride)}x${left(stride)}`;
}
