import pc from "picocolors";
import { type FitReport, type LayerFit, RESOURCES } from "../../src/backends/fit-report.ts";
import { quantisationTable } from "./chip-figures.ts";
import { textTable } from "./table.ts";

const violationCount = ({ violations: { length } }: FitReport): string =>
  length === 1 ? "1 violation" : `${String(length)} violations`;

/** A fit report for a person. */
export function formatFit(report: FitReport): string {
  const verdict = report.fits
    ? pc.green(`fits ${report.device}`)
    : pc.red(`does not fit ${report.device}: ${violationCount(report)}`);
  const steps = report.latency_steps > 0 ? `, ${String(report.latency_steps)} steps a window` : "";
  return [
    pc.bold(`${verdict}${steps}`),
    violationTable(report),
    layerTable(report.layers),
    quantisationTable(report),
    report.warnings.map(({ code, layer, message }) => `${pc.yellow(code)} ${layer}: ${message}`).join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function violationTable({ violations }: FitReport): string {
  return violations
    .map(({ code, layer, need, limit, formula, hint, competing }) =>
      [
        `${pc.red(code)} ${pc.bold(layer)}: needs ${String(need)}, the chip has ${String(limit)}`,
        `  because ${formula}`,
        ...(competing === undefined ? [] : [`  competing: ${competing.join(", ")}`]),
        `  smallest change: ${hint}`,
      ].join("\n"),
    )
    .join("\n");
}

/** One row a layer, one column for each resource that any layer has. */
function layerTable(layers: readonly LayerFit[]): string {
  if (layers.length === 0) return "";
  const resources = RESOURCES.filter((resource) => layers.some((layer) => layer[resource] !== undefined));
  const rows = layers.map((layer) => [
    layer.name,
    coresOf(layer),
    ...resources.map((resource) => useOf(layer, resource)),
    `${(layer.utilisation * 100).toFixed(0)} %`,
  ]);
  return textTable([["layer", "cores", ...resources, "fullest"], ...rows]);
}

function useOf(layer: LayerFit, resource: (typeof RESOURCES)[number]): string {
  const use = layer[resource];
  if (use === undefined) return "-";
  const raw = use.raw === undefined || use.raw === use.need ? "" : ` (${String(use.raw)} unrounded)`;
  return `${String(use.need)} of ${String(use.limit)}${raw}`;
}

function coresOf({ cores }: LayerFit): string {
  if (cores === undefined || cores.length === 0) return "-";
  const runs: [first: number, last: number][] = [];
  for (const core of cores) {
    const run = runs.at(-1);
    if (run !== undefined && core === run[1] + 1) run[1] = core;
    else runs.push([core, core]);
  }
  const written = ([first, last]: readonly [number, number]): string => {
    if (last === first) return String(first);
    return last === first + 1 ? `${String(first)},${String(last)}` : `${String(first)}-${String(last)}`;
  };
  return runs.map(written).join(",");
}
