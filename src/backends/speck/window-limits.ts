import type { Layer } from "../../snn/layers.ts";
import type { PoolNode } from "../../snn/network.ts";
import { windowGeometry, type WindowGeometry } from "../../snn/window-geometry.ts";
import type { Violation, ViolationCode } from "../fit-report.ts";
import { type Connection, unsupported } from "../parts.ts";
import { SPECK_LIMITS, SPECK_POOLS, SPECK_STRIDES } from "./limits.ts";

/** What a core cannot do of a convolution's window: it is square, without gaps and groups, its strides powers of two. */
export function windowViolations(weights: Layer): Violation[] {
  if (weights.node.type !== "Conv1d" && weights.node.type !== "Conv2d") return [];
  const g = windowGeometry(weights);
  return [...kernelViolations(weights, g), ...strideViolations(weights, g), ...paddingViolations(weights, g)];
}

function kernelViolations({ path }: Layer, g: WindowGeometry): Violation[] {
  const found: Violation[] = [];
  const refuse = (code: ViolationCode, need: string, [limit, hint]: readonly [string, string]): void => {
    found.push({ code, layer: path, need, limit, formula: `${path} has ${need}`, hint });
  };
  if (g.kernelRows !== g.kernelColumns) {
    const side = Math.max(g.kernelRows, g.kernelColumns);
    const hint = `${side}x${side}, filled up with zeros`;
    refuse("KERNEL", `a kernel of ${g.kernelRows}x${g.kernelColumns}`, ["square", hint]);
  }
  if (g.dilationRows !== 1 || g.dilationColumns !== 1) {
    refuse("KERNEL", `dilation ${g.dilationRows}x${g.dilationColumns}`, [
      "1x1",
      "a larger kernel with zeros in the gaps",
    ]);
  }
  if (g.groups !== 1) {
    refuse("UNSUPPORTED_LAYER", `${g.groups} groups`, ["1 group", "one group, the weights between groups 0"]);
  }
  return found;
}

function strideViolations({ path }: Layer, { strideRows, strideColumns }: WindowGeometry): Violation[] {
  const refused = [...new Set([strideRows, strideColumns])].filter((step) => !SPECK_STRIDES.includes(step));
  return refused.map((need) => {
    const near = [
      SPECK_STRIDES.filter((step) => step < need).at(-1),
      SPECK_STRIDES.find((step) => step > need),
    ];
    return {
      code: "STRIDE",
      layer: path,
      need,
      limit: SPECK_STRIDES.join(", "),
      formula: `${path} has stride ${strideRows}x${strideColumns}`,
      hint: `stride ${near.filter((step) => step !== undefined).join(" or ")}`,
    };
  });
}

function paddingViolations({ path, node }: Layer, g: WindowGeometry): Violation[] {
  const most = SPECK_LIMITS.paddingMost.value;
  const found = [...new Set([g.padRows, g.padColumns])]
    .filter((need) => need > most)
    .map((need): Violation => {
      const formula = `${path} pads ${g.padRows}x${g.padColumns}`;
      return { code: "PADDING", layer: path, need, limit: most, formula, hint: `padding ${most}` };
    });
  const rows = slides(g.rows, {
    pad: g.padRows,
    reach: g.dilationRows * (g.kernelRows - 1) + 1,
    step: g.strideRows,
  });
  const columns = slides(g.columns, {
    pad: g.padColumns,
    reach: g.dilationColumns * (g.kernelColumns - 1) + 1,
    step: g.strideColumns,
  });
  if (rows === g.outRows && columns === g.outColumns) return found;
  found.push({
    code: "PADDING",
    layer: path,
    need: "padding" in node ? String(node.padding) : "-",
    limit: "as many zeros after as before",
    formula: `${path} gives ${g.outRows}x${g.outColumns}, equal padding ${rows}x${columns}`,
    hint: "a kernel of odd size",
  });
  return found;
}

/** Places of a window with equal padding on both sides. */
const slides = (
  size: number,
  { pad, reach, step }: { readonly pad: number; readonly reach: number; readonly step: number },
): number => Math.floor((size + 2 * pad - reach) / step) + 1;

/** What cannot be done between a core's neurons and the next core: it sums squares of 1, 2 or 4. */
export function wayViolations({ way }: Connection): Violation[] {
  const found: Violation[] = [];
  let product = 1;
  for (const layer of way) {
    const { node, path } = layer;
    if (node.type === "Delay") found.push(unsupported(layer, "no delays", `leave out ${path}`));
    if (node.type !== "SumPool2d" && node.type !== "AvgPool2d") continue;
    product *= node.kernelSize[0];
    if (!isSquarePool(node) || !SPECK_POOLS.includes(product)) found.push(poolViolation(path, node, product));
  }
  return found;
}

/** Whether a pooling is a square of a size that there is, and its windows tile the map. */
const isSquarePool = ({ kernelSize: [rows, columns], stride, padding }: PoolNode): boolean =>
  SPECK_POOLS.includes(rows) &&
  [columns, ...stride].every((size) => size === rows) &&
  padding.every((zeros) => zeros === 0);

/** @param product [px] side of all poolings up to this one together */
function poolViolation(layer: string, { kernelSize, stride, padding }: PoolNode, product: number): Violation {
  const window = `${kernelSize.join("x")}, stride ${stride.join("x")}, padding ${padding.join("x")}`;
  const [side] = kernelSize;
  return {
    code: "POOL",
    layer,
    need: window,
    limit: "1x1, 2x2 or 4x4, its stride its size, no padding",
    formula: `${layer} pools ${window}${product === side ? "" : `, ${product}x${product} with those before`}`,
    hint: `${side > 3 || product > 4 ? "4x4" : "2x2"} in all, stride of that size`,
  };
}
