import { drawVegaLite } from "../plot/vega.ts";
import type { Difference } from "../play/paired.ts";
import type { Interval } from "./energy-interval.ts";
import type { RowResult } from "./run-compare.ts";

const WIDTH = 340;
const STEP = 18;
/** [mm] where the place told is farther off than this on average, it is of something else. */
const LOST_MM = 200;
const KINDS = ["baseline", "same-weights", "chip-native"];

/**
 * A comparison as SVG: return rate less the oracle's and streaming error less the floats' with their paired intervals, the time of a pass, and the powers side by side,
 * each with the bounds that it is believed within.
 */
export function compareChart(title: string, rows: readonly RowResult[]): Promise<string> {
  const loaded = rows.filter(({ load }) => load !== undefined);
  const panels = [
    differencePanel(
      "returned less the oracle [points], 95 % of pairs; chips and links modelled",
      rows.filter(({ againstOracle }) => againstOracle !== undefined),
      ({ againstOracle }) => againstOracle?.returnPoints,
    ),
    differencePanel(
      "streaming error less the floats' on the host [mm], mean, 95 %; rows that lose the ball left out",
      rows.filter(({ againstFloats }) => (againstFloats?.streamingErrorMm?.difference ?? Infinity) < LOST_MM),
      ({ againstFloats }) => againstFloats?.streamingErrorMm,
    ),
    ...(loaded.length === 0 ? [] : [passPanel(loaded), powerPanel(loaded)]),
  ];
  return drawVegaLite({ title, vconcat: panels, resolve: { scale: { color: "independent" } } });
}

const y = (rows: readonly RowResult[]): object => ({
  field: "row",
  type: "nominal",
  title: null,
  sort: rows.map(nameOf),
  axis: { labelLimit: 420 },
});

/** The same pair stands in two tables: its own model, and everybody's. */
const nameOf = ({ name, table }: RowResult): string =>
  table === "chip-native" ? `${name} (own model)` : name;

/** A difference with its interval for each row that has one. */
function differencePanel(
  title: string,
  rows: readonly RowResult[],
  pick: (row: RowResult) => Difference | undefined,
): object {
  const values = rows.flatMap((row) => {
    const found = pick(row);
    if (found === undefined) return [];
    const { difference: value, ci95 } = found;
    return [{ row: nameOf(row), table: row.table, value, low: ci95[0], high: ci95[1] }];
  });
  const color = { field: "table", type: "nominal", title: "table", scale: { domain: KINDS } };
  return withRules({ title, y: y(rows), values, color, scale: { zero: true } });
}

function passPanel(rows: readonly RowResult[]): object {
  const values = rows.flatMap((row) => {
    if (row.load === undefined) return [];
    const { inferenceMs, passMs } = row.load;
    return [
      { row: nameOf(row), what: "inference", value: inferenceMs },
      { row: nameOf(row), what: "pass, link included", value: passMs },
    ];
  });
  return {
    title: "time of a window [ms], modelled",
    width: WIDTH,
    height: { step: STEP },
    data: { values },
    mark: { type: "point", filled: true, size: 40 },
    encoding: {
      y: y(rows),
      x: { field: "value", type: "quantitative", title: null, scale: { type: "log" } },
      color: { field: "what", type: "nominal", title: "time" },
    },
  };
}

function powerPanel(rows: readonly RowResult[]): object {
  const values = rows.flatMap((row) => {
    if (row.load === undefined) return [];
    const { proxyMw, dynamicMw, staticMw, linkMw } = row.load.power;
    const all: readonly (readonly [string, Interval | undefined])[] = [
      ["45 nm proxy: not this chip", proxyMw],
      ["device, dynamic", dynamicMw],
      ["device, static", staticMw],
      ["link", linkMw],
    ];
    return all.flatMap(([what, found]) =>
      found === undefined || found.low <= 0 ? [] : [{ row: nameOf(row), what, ...found }],
    );
  });
  return withRules({
    title: "power of two cameras [mW], modelled; never added up; absent = not modelled",
    y: y(rows),
    values,
    color: { field: "what", type: "nominal", title: "energy", legend: { labelLimit: 240 } },
    scale: { type: "log" },
  });
}

/** Points with their intervals. */
function withRules(panel: {
  readonly title: string;
  readonly y: object;
  readonly values: readonly object[];
  readonly color: object;
  readonly scale: object;
}): object {
  const x = (field: string): object => ({ field, type: "quantitative", title: null, scale: panel.scale });
  const common = { y: panel.y, color: panel.color };
  return {
    title: panel.title,
    width: WIDTH,
    height: { step: STEP },
    data: { values: panel.values },
    layer: [
      { mark: { type: "rule", strokeWidth: 2 }, encoding: { ...common, x: x("low"), x2: { field: "high" } } },
      { mark: { type: "point", filled: true, size: 40 }, encoding: { ...common, x: x("value") } },
    ],
  };
}
