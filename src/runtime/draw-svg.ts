import {
  budgetColour,
  budgetLine,
  budgetMembership,
  edgeLines,
  type GraphReport,
  nodeLines,
} from "./draw-labels.ts";
import type { EdgePlan, PipelinePlan } from "./plan.ts";
import { type Box, layOut, type Layout, type Point, type Size } from "./svg-layout.ts";

/** [px] */
const FONT_SIZE = 12;
const LINE_HEIGHT = 15;
const PADDING = 8;
/** [-] width of a letter of a fixed-width font, in font sizes. */
const LETTER = 0.605;

const INK = "#1f2328";
const FAINT = "#59636e";
const BOX_FILL = "#f6f8fa";

/**
 * The graph as an SVG image on white, without any library. Feedback and fallback edges are dashed, the paths of budgets
 * coloured and named below; with a report the measured latencies take the place of the declared costs.
 */
export function toSvg(plan: PipelinePlan, report: GraphReport | null = null): string {
  const boxTexts = plan.nodes.map((node) => nodeLines(node, report));
  const labelTexts = plan.edges.map((edge) => edgeLines(edge, report));
  const layout = layOut(boxTexts.map(paddedSize), plan.edges, labelTexts.map(textSize));
  const member = budgetMembership(plan);
  const legend = plan.budgets.map((budget, i) => budgetLine(budget, i, report));
  const width = Math.max(layout.width, textSize(legend).width + 80);
  const height = layout.height + legend.length * LINE_HEIGHT + PADDING;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${FONT_SIZE}">`,
    `<title>${escape(plan.name)}</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...arrowHeads(plan),
    ...plan.edges.map((edge, i) => edgePath(edge, layout.ways[i] ?? [], member.edges[i] ?? -1)),
    ...labelTexts.map((lines, i) => labelText(lines, layout, i)),
    ...boxTexts.map((lines, i) => nodeBox(lines, layout, i, member.nodes[i] ?? -1)),
    ...legend.map((line, i) => legendText(line, i, layout.height)),
    "</svg>",
  ].join("\n");
}

const textSize = (lines: readonly string[]): Size => ({
  width: Math.max(0, ...lines.map((line) => line.length)) * LETTER * FONT_SIZE,
  height: lines.length * LINE_HEIGHT,
});

function paddedSize(lines: readonly string[]): Size {
  const { width, height } = textSize(lines);
  return { width: width + 2 * PADDING, height: height + 2 * PADDING };
}

/** One arrow head for each colour in use. */
function arrowHeads(plan: PipelinePlan): string[] {
  const colours = [FAINT, ...plan.budgets.map((_, i) => budgetColour(i))];
  return [...new Set(colours)].map(
    (colour) =>
      `<marker id="${headId(colour)}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="${colour}"/></marker>`,
  );
}

const headId = (colour: string): string => `head-${colour.slice(1)}`;

function edgePath(edge: EdgePlan, way: readonly Point[], budget: number): string {
  const colour = budget < 0 ? FAINT : budgetColour(budget);
  const width = budget < 0 ? 1.2 : 2.2;
  const dashes = edge.feedback || edge.role !== "data" ? ' stroke-dasharray="5 4"' : "";
  const d = edge.feedback ? polyline(way) : curve(way);
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}"${dashes} marker-end="url(#${headId(colour)})"/>`;
}

/** Leaves and enters every point level. */
function curve(way: readonly Point[]): string {
  return way
    .map(([x, y], i) => {
      const before = way[i - 1];
      if (before === undefined) return `M${px(x)} ${px(y)}`;
      const middle = px((before[0] + x) / 2);
      return `C${middle} ${px(before[1])} ${middle} ${px(y)} ${px(x)} ${px(y)}`;
    })
    .join("");
}

const polyline = (way: readonly Point[]): string =>
  way.map(([x, y], i) => `${i === 0 ? "M" : "L"}${px(x)} ${px(y)}`).join("");

function nodeBox(lines: readonly string[], layout: Layout, index: number, budget: number): string {
  const box = layout.nodes[index];
  if (box === undefined) return "";
  const stroke = budget < 0 ? FAINT : budgetColour(budget);
  const frame = `<rect x="${px(box.x)}" y="${px(box.y)}" width="${px(box.width)}" height="${px(box.height)}" rx="6" fill="${BOX_FILL}" stroke="${stroke}" stroke-width="${budget < 0 ? 1.2 : 2.2}"/>`;
  return `${frame}\n${textLines(lines, box, PADDING, INK)}`;
}

/** On a white ground, so that the edge does not run through the letters. */
function labelText(lines: readonly string[], layout: Layout, index: number): string {
  const box = layout.labels[index];
  if (box === undefined) return "";
  const ground = `<rect x="${px(box.x - 2)}" y="${px(box.y)}" width="${px(box.width + 4)}" height="${px(box.height)}" fill="#ffffff"/>`;
  return `${ground}\n${textLines(lines, box, 0, FAINT)}`;
}

/** Centred lines; the first of a box stands out. */
function textLines(lines: readonly string[], box: Box, padding: number, colour: string): string {
  const x = px(box.x + box.width / 2);
  const spans = lines.map((line, i) => {
    const y = px(box.y + padding + (i + 0.77) * LINE_HEIGHT);
    const weight = padding > 0 && i === 0 ? ' font-weight="bold"' : "";
    return `<tspan x="${x}" y="${y}"${weight}>${escape(line)}</tspan>`;
  });
  return `<text text-anchor="middle" fill="${colour}">${spans.join("")}</text>`;
}

function legendText(line: string, index: number, top: number): string {
  const y = top + (index + 0.5) * LINE_HEIGHT;
  const colour = budgetColour(index);
  return `<path d="M20 ${px(y - 4)}h24" stroke="${colour}" stroke-width="3"/><text x="52" y="${px(y)}" fill="${INK}">${escape(line)}</text>`;
}

/** A length with one decimal. */
const px = (value: number): string => String(Math.round(value * 10) / 10);

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
