import type { Layer } from "../../snn/layers.ts";
import type { Shape } from "../../snn/tensor.ts";
import { windowGeometry, type WindowGeometry } from "../../snn/window-geometry.ts";
import type { Violation, ViolationCode } from "../fit-report.ts";
import { type Connection, type Part, unsupported } from "../parts.ts";
import { AKIDA_LIMITS, INPUT_FILTERS, INPUT_STRIDES, KERNELS } from "./limits.ts";

/** What the chip calls a layer: the first convolution works on bytes, beside the processors. */
export type AkidaKind = "input-convolution" | "convolution" | "fully-connected";

/** A part as a layer of the chip, and all that the chip cannot do of it. */
export interface AkidaLayer {
  readonly part: Part;
  readonly kind: AkidaKind;
  /** Null where there is none or are several. */
  readonly weights: Layer | null;
  /** Elements that come in. */
  readonly inputs: number;
  readonly violations: readonly Violation[];
}

/** Looks at neurons, or a readout, as a layer of the chip. Only sizes count here. */
export function akidaLayerOf(part: Part, parts: readonly Part[]): AkidaLayer {
  const violations = partViolations(part, parts);
  const [first = null, ...others] = new Set(part.inputs.map((connection) => connection.weights));
  const weights = others.length > 0 ? null : first;
  const kind = kindOf(weights, parts[part.inputs[0]?.from ?? -1]);
  if (weights === null) return { part, kind, weights, inputs: 0, violations };
  violations.push(...part.inputs.flatMap((each) => wayViolations(each, kind)));
  if (kind === "fully-connected") violations.push(...productViolations(weights));
  else {
    const g = windowGeometry(weights);
    violations.push(...windowViolations(weights, g));
    violations.push(
      ...(kind === "input-convolution" ? firstViolations(weights, g) : innerViolations(weights, g)),
    );
  }
  return { part, kind, weights, inputs: sizeOf(weights.inputShape), violations };
}

function kindOf(weights: Layer | null, sender: Part | undefined): AkidaKind {
  const type = weights?.node.type;
  if (type !== "Conv1d" && type !== "Conv2d") return "fully-connected";
  return sender?.role === "input" ? "input-convolution" : "convolution";
}

const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

function partViolations({ path, inputs }: Part, parts: readonly Part[]): Violation[] {
  const found: Violation[] = [];
  const loop = inputs.find(({ feedback }) => feedback);
  if (loop !== undefined) {
    const formula = `${parts[loop.from]?.path ?? path} feeds ${path} of the next step`;
    found.push({
      code: "LOOP",
      layer: path,
      need: "a way back",
      limit: "none",
      formula,
      hint: "leave it out: the chip keeps no state between frames",
    });
  }
  const sources = new Set(inputs.map(({ weights }) => weights));
  if (sources.size === 1 && !sources.has(null) && inputs.length === 1) return found;
  const need = sources.has(null) || sources.size === 0 ? "no weights" : `${inputs.length} senders`;
  const hint = need === "no weights" ? `a convolution of 1x1 before ${path}` : "one layer behind the other";
  found.push({
    code: "UNSUPPORTED_LAYER",
    layer: path,
    need,
    limit: "weights from one layer",
    formula: `${path} has ${need}`,
    hint,
  });
  return found;
}

/** Between neurons and the next weights there is nothing: the chip pools what comes out of a convolution, before its neurons. */
function wayViolations({ way }: Connection, kind: AkidaKind): Violation[] {
  const found: Violation[] = [];
  for (const layer of way) {
    const { node, path } = layer;
    if (node.type === "Delay") found.push(unsupported(layer, "no delays", `leave out ${path}`));
    if (node.type !== "SumPool2d" && node.type !== "AvgPool2d") continue;
    const size = node.kernelSize.join("x");
    const before = kind === "fully-connected" ? "a product" : "a convolution";
    found.push({
      code: kind === "fully-connected" ? "POOL_ORDER" : "POOL",
      layer: path,
      need: `${node.type} ${size} behind neurons, before ${before}`,
      limit: "maxima of 2x2 before neurons and a convolution behind them",
      formula: `${path} is ${node.type} ${size}`,
      hint: `stride ${node.stride[0]} in the convolution before, in place of the pooling`,
    });
  }
  return found;
}

/** What no convolution of the chip does. */
function windowViolations({ path }: Layer, g: WindowGeometry): Violation[] {
  const found: Violation[] = [];
  const refuse = (code: ViolationCode, need: string, [limit, hint]: readonly [string, string]): void => {
    found.push({ code, layer: path, need, limit, formula: `${path} has ${need}`, hint });
  };
  if (g.kernelRows !== g.kernelColumns) {
    const side = oddSide(Math.max(g.kernelRows, g.kernelColumns));
    refuse("KERNEL", `a kernel of ${g.kernelRows}x${g.kernelColumns}`, [
      "square",
      `${side}x${side}, filled up with zeros`,
    ]);
  }
  if (g.strideRows !== g.strideColumns) {
    const hint = `stride ${Math.min(g.strideRows, g.strideColumns)} on both axes`;
    refuse("STRIDE", `stride ${g.strideRows}x${g.strideColumns}`, ["the same on both axes", hint]);
  }
  if (g.dilationRows !== 1 || g.dilationColumns !== 1) {
    refuse("KERNEL", `dilation ${g.dilationRows}x${g.dilationColumns}`, [
      "1x1",
      "a larger kernel with zeros in the gaps",
    ]);
  }
  if (g.groups !== 1)
    refuse("UNSUPPORTED_LAYER", `${g.groups} groups`, ["1 group", "one group, the weights between groups 0"]);
  return found;
}

const oddSide = (side: number): number => Math.min(7, side % 2 === 0 ? side + 1 : side);

/** Of the first convolution. */
function firstViolations({ path }: Layer, g: WindowGeometry): Violation[] {
  const found = [...inputViolations(path, g), ...kernelViolations(path, g, KERNELS.slice(1))];
  const step = g.strideRows;
  if (!INPUT_STRIDES.includes(step)) {
    const formula = `${path} has stride ${step}`;
    const hint = "stride 3, or a smaller input";
    found.push({ code: "STRIDE", layer: path, need: step, limit: INPUT_STRIDES.join(", "), formula, hint });
  }
  if (!isSame(g) && (g.padRows !== 0 || g.padColumns !== 0)) {
    found.push(paddingViolation(path, g, "same or none"));
  }
  const most = INPUT_FILTERS[g.channels]?.[g.kernelRows];
  if (most !== undefined && g.outChannels > most) {
    const formula = `${g.outChannels} filters of ${g.kernelRows}x${g.kernelColumns} over ${g.channels} channels`;
    const hint = `${most} filters`;
    found.push({ code: "FILTERS", layer: path, need: g.outChannels, limit: most, formula, hint });
  }
  return found;
}

/** What the first convolution cannot take in. */
function inputViolations(layer: string, { channels, rows, columns }: WindowGeometry): Violation[] {
  const { inputSideLeast: least, inputSideMost: most } = AKIDA_LIMITS;
  const formula = `${layer} takes ${channels}x${rows}x${columns}`;
  const found = [...new Set([rows, columns])]
    .filter((need) => need < least.value || need > most.value)
    .map((need): Violation => {
      const limit = `${least.value} to ${most.value}`;
      const hint = need > most.value ? `a region of ${most.value}x${most.value}` : "a border of empty pixels";
      return { code: "INPUT_SIZE", layer, need, limit, formula, hint };
    });
  if (INPUT_FILTERS[channels] !== undefined) return found;
  const hint =
    channels === 2
      ? "both polarities in 1 channel, or 3 channels of which one stays empty"
      : "1 or 3 channels";
  found.push({ code: "INPUT_CHANNELS", layer, need: channels, limit: "1 or 3", formula, hint });
  return found;
}

/** Of the others. */
function innerViolations({ path }: Layer, g: WindowGeometry): Violation[] {
  const { mapSideMost, channelsMost } = AKIDA_LIMITS;
  const found = kernelViolations(path, g, KERNELS);
  const size = `${g.channels}x${g.rows}x${g.columns}`;
  for (const need of new Set([g.rows, g.columns])) {
    if (need <= mapSideMost.value) continue;
    found.push({
      code: "INPUT_SIZE",
      layer: path,
      need,
      limit: mapSideMost.value,
      formula: `${path} takes ${size}`,
      hint: "a stride before",
    });
  }
  if (g.channels > channelsMost.value) {
    found.push({
      code: "CHANNELS",
      layer: path,
      need: g.channels,
      limit: channelsMost.value,
      formula: `${path} takes ${size}`,
      hint: `${channelsMost.value} channels`,
    });
  }
  const step = g.strideRows;
  if (step !== 1 && !(step === 2 && g.kernelRows === 3)) {
    const limit = "1, or 2 with a kernel of 3x3";
    const hint = step === 2 ? "a kernel of 3x3, or stride 1" : "stride 2 with a kernel of 3x3";
    found.push({
      code: "STRIDE",
      layer: path,
      need: step,
      limit,
      formula: `${path} has stride ${step} and a kernel of ${g.kernelRows}x${g.kernelColumns}`,
      hint,
    });
  }
  if (!isSame(g)) found.push(paddingViolation(path, g, "same"));
  return found;
}

function kernelViolations(layer: string, g: WindowGeometry, allowed: readonly number[]): Violation[] {
  const need = g.kernelRows;
  if (g.kernelRows !== g.kernelColumns || allowed.includes(need)) return [];
  const hint =
    need > 7
      ? "7x7"
      : `${oddSide(Math.max(need, allowed[0] ?? 1))}x${oddSide(Math.max(need, allowed[0] ?? 1))}, filled up with zeros`;
  return [
    {
      code: "KERNEL",
      layer,
      need,
      limit: allowed.join(", "),
      formula: `${layer} has a kernel of ${need}x${need}`,
      hint,
    },
  ];
}

/** Zeros before each axis where the map keeps its size, divided by the stride; one more may stand after. */
const sameBefore = (size: number, kernel: number, step: number): number =>
  Math.floor(Math.max((Math.ceil(size / step) - 1) * step + kernel - size, 0) / 2);

/** Whether zeros stand where the chip puts them. */
const isSame = (g: WindowGeometry): boolean =>
  g.outRows === Math.ceil(g.rows / g.strideRows) &&
  g.outColumns === Math.ceil(g.columns / g.strideColumns) &&
  g.padRows === sameBefore(g.rows, g.kernelRows, g.strideRows) &&
  g.padColumns === sameBefore(g.columns, g.kernelColumns, g.strideColumns);

function paddingViolation(layer: string, g: WindowGeometry, limit: string): Violation {
  const [rows, columns] = [
    sameBefore(g.rows, g.kernelRows, g.strideRows),
    sameBefore(g.columns, g.kernelColumns, g.strideColumns),
  ];
  const formula = `${g.padRows}x${g.padColumns} zeros before a map of ${g.rows}x${g.columns}, where the chip has ${rows}x${columns}`;
  const isOdd = g.strideRows === 2 && g.rows % 2 === 0 && g.kernelRows % 2 === 1;
  const hint = isOdd
    ? "a map of odd size, whose padding is the same on both sides"
    : `padding ${rows}x${columns}`;
  return { code: "PADDING", layer, need: `${g.padRows}x${g.padColumns}`, limit, formula, hint };
}

function productViolations({ path, inputShape }: Layer): Violation[] {
  const limit = AKIDA_LIMITS.fullyConnectedInputsMost.value;
  const need = sizeOf(inputShape);
  if (need <= limit) return [];
  const formula = `${path} takes ${inputShape.join("·")} = ${need}`;
  return [{ code: "FC_SIZE", layer: path, need, limit, formula, hint: "a stride or fewer channels before" }];
}
