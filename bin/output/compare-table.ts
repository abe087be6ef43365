import type { Interval } from "../../studies/compare/energy-interval.ts";
import type { Difference } from "../../studies/play/paired.ts";
import type { RowResult } from "../../studies/compare/run-compare.ts";
import { isTie, ranks, type Verdict, verdicts } from "../../studies/compare/verdict.ts";
import { signedDifference } from "./play-table.ts";
import { USUAL_AGE_S } from "../../src/backends/analog/compile.ts";
import { isAnalog } from "../analog-options.ts";
import { textTable } from "./table.ts";

const TITLES: Readonly<Record<RowResult["table"], string>> = {
  baseline: "baselines, without a chip",
  "same-weights": "the same weights on every chip (chips and links modelled)",
  "chip-native": "a model made for each chip (chips and links modelled)",
};

/** A comparison as text: how each row plays, what it costs, which energies it takes, and what can be told apart. */
export function compareTable(rows: readonly RowResult[]): string {
  const balls = rows[0]?.summary?.balls ?? 0;
  const costsOf = rows.filter((row) => row.againstFloats !== undefined);
  const tables = (["baseline", "same-weights", "chip-native"] as const).flatMap((table) => {
    const ours = rows.filter((row) => row.table === table);
    return ours.length === 0 ? [] : [TITLES[table], playTable(ours)];
  });
  const loaded = rows.filter((row) => row.load !== undefined);
  const costs = loaded.length === 0 ? [] : [costTable(loaded), energyTable(loaded), energyRanks(loaded)];
  const differences = costsOf.length === 0 ? [] : [differenceTable(costsOf, balls)];
  return [...tables, legend(balls, rows), ...differences, ...costs, ...verdicts(rows).map(verdictText)]
    .filter((part) => part !== "")
    .join("\n\n");
}

const PLAY_HEAD = [
  "",
  "pair",
  "returned",
  "less oracle, points",
  "",
  "less floats, points",
  "",
  "less no link, points",
  "",
  "landing [mm]",
  "streaming [mm]",
  "places [px]",
  "lost",
  "host [us]",
];

function playTable(rows: readonly RowResult[]): string {
  return textTable([PLAY_HEAD, ...rows.map(playRow)], 2);
}

function playRow(row: RowResult): string[] {
  const pair = row.table === "baseline" ? "" : row.pair === "exists" ? "exists" : "supposed";
  const { summary, violations, againstOracle, againstFloats, againstNoLink } = row;
  if (summary === undefined) return [row.name, pair, `does not fit: ${reasons(violations)}`];
  const { returned, landingErrorMm, streamingErrorMm, pixelErrorPx, detectionsLost } = summary;
  return [
    row.name,
    pair,
    percent(returned.share),
    ...points(againstOracle),
    ...points(againstFloats),
    ...points(againstNoLink),
    figure(landingErrorMm?.median, 1),
    figure(streamingErrorMm?.median, 1),
    figure(pixelErrorPx?.median, 2),
    detectionsLost === undefined ? "" : percent(detectionsLost),
    row.hostUs === undefined ? "" : String(row.hostUs),
  ];
}

/** A difference, and whether it may be none. */
function points(comparison: RowResult["againstOracle"]): [string, string] {
  if (comparison === undefined) return ["", ""];
  const { returnPoints } = comparison;
  return [signedDifference(returnPoints), isTie(returnPoints) ? "tie" : ""];
}

const DIFFERENCE_HEAD = [
  "less the floats on the host, mean, 95 % interval",
  "streaming [mm]",
  "",
  "landing [mm]",
  "",
  "hit point 100 ms ahead [mm]",
  "",
];

/** Errors ball by ball less those of the floats; of balls that have the figure both ways. */
function differenceTable(rows: readonly RowResult[], balls: number): string {
  const body = rows.map(({ name, table, againstFloats }) => [
    labelOf({ name, table }),
    ...[
      againstFloats?.streamingErrorMm,
      againstFloats?.landingErrorMm,
      againstFloats?.hitPointErrorMm,
    ].flatMap((found) => meanDifference(found, balls)),
  ]);
  return textTable([DIFFERENCE_HEAD, ...body]);
}

/** A mean over balls, and of how many where not all have it; of one ball there is no interval. */
function meanDifference(found: Difference | undefined, balls: number): [string, string] {
  if (found === undefined) return ["", ""];
  if (found.n < 2) return [`${found.difference.toFixed(1)} (1 ball)`, ""];
  const of = found.n < balls ? ` n ${String(found.n)}` : "";
  return [`${signedDifference(found)}${of}`, isTie(found) ? "tie" : ""];
}

/** The same pair stands in two tables: its own model, and everybody's. */
const labelOf = ({ name, table }: Pick<RowResult, "name" | "table">): string =>
  table === "chip-native" ? `${name} (own model)` : name;

const figure = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? "";

function reasons(violations: RowResult["violations"] = []): string {
  const codes = violations.map(({ code, layer }) => `${code} at ${layer}`);
  return `${codes.slice(0, 3).join(", ")}${codes.length > 3 ? `, ${codes.length - 3} more` : ""}`;
}

const legend = (balls: number, rows: readonly RowResult[]): string =>
  `${balls} balls, the same for all rows, each a run by itself; intervals 95 %, of pairs (Newcombe); tie: the interval holds 0. ` +
  "Landing, streaming and places (of the ball in the image): medians of balls. Lost: detections that missed a ball in view. " +
  "The cameras do not see the robot, and are read until the racket meets the ball. Floats: the network that all chips map, on " +
  "the host. Host: charged for each window, chip or none. A chip for each camera plays. Supposed pairs cannot be had: they " +
  "tell the chip's part from its link's; the equal link is pcie. A row whose chip was never shown a window, for " +
  `the ball was not found, has no cost.${ownSensorNote(rows)}${analogNote(rows)}`;

function analogNote(rows: readonly RowResult[]): string {
  const names = new Set(
    rows.flatMap((row) => (row.table === "baseline" || !isAnalog(row.chip) ? [] : [row.chip])),
  );
  if (names.size === 0) return "";
  return ` ${[...names].join(", ")}: ${USUAL_AGE_S} s after programming, compensated; for each ball and camera another chip.`;
}

function ownSensorNote(rows: readonly RowResult[]): string {
  const [ballPx] = rows.flatMap((row) => (row.table === "baseline" ? [] : (row.ballPx ?? [])));
  if (ballPx === undefined) return "";
  return ` Own sensor: as wide a view on the pixels of the chip's die, where a ball in the middle of the table is ${ballPx.toFixed(1)} px wide.`;
}

const COST_HEAD = [
  "cost, modelled",
  "chip [ms]",
  "link [ms]",
  "pass [ms]",
  "p99 [ms]",
  "windows/s",
  "chips",
  "at 1000/s",
  "memory [KiB]",
  "kops",
  "dense",
  "clipped",
];
const COST_WORDS =
  "Chip, link, pass (both), kops, dense, clipped: means over windows. P99: of the passes of each ball and camera, mean of these weighted by windows. " +
  "Windows/s: of one camera, that one chip takes; chips: that two cameras need for as many, and at 1000/s. Memory: weights and " +
  "states. Kops: thousands of synaptic operations done (NeuroBench: effective); dense: those of a dense network of that form. " +
  "Clipped: values that met a bound of the chip.";

function costTable(rows: readonly RowResult[]): string {
  const body = rows.flatMap(({ name, table, load }) => {
    if (load === undefined) return [];
    const { Effective_ACs: acs, Effective_MACs: macs, Dense: dense } = load.neuroBench.synaptic_operations;
    return [
      [
        labelOf({ name, table }),
        ...[load.inferenceMs, load.linkMs, load.passMs, load.passP99Ms].map((ms) => ms.toFixed(3)),
        load.rateHz.toFixed(load.rateHz < 10 ? 1 : 0),
        String(load.chips),
        String(load.chipsAtFullRate),
        (load.neuroBench.footprint / 1024).toFixed(1),
        ((acs + macs) / 1000).toFixed(1),
        (dense / 1000).toFixed(1),
        (load.saturated / load.windows).toFixed(1),
      ],
    ];
  });
  return `${textTable([COST_HEAD, ...body])}\n\n${COST_WORDS}`;
}

const ENERGY_HEAD = [
  "power of 2 cameras [mW], modelled",
  "45 nm proxy",
  "device, dynamic",
  "device, static",
  "link",
];

function energyTable(rows: readonly RowResult[]): string {
  const body = rows.flatMap(({ name, table, load }) => {
    if (load === undefined) return [];
    const { proxyMw, dynamicMw, staticMw, linkMw } = load.power;
    return [[labelOf({ name, table }), ...[proxyMw, dynamicMw, staticMw, linkMw].map(interval)]];
  });
  const words =
    "Four energies that rest on different assumptions: never added up. Bounds are those of the numbers they rest on " +
    "(published x or / 1.5, assumed x or / 3: a choice). The proxy is operations x Horowitz' 45 nm energies, not this chip.";
  return `${textTable([ENERGY_HEAD, ...body])}\n\n${words}`;
}

const interval = (found: Interval | undefined): string =>
  found === undefined ? "not modelled" : [found.low, found.high].map(twoDigits).join(" .. ");

/** Two digits that count, never a power of ten. */
const twoDigits = (value: number): string => String(Number(value.toPrecision(2)));

/** Of a window, for a row that takes few of them is no saving. Told only for chips that have the figure, and only as far as the intervals lie apart. */
function energyRanks(rows: readonly RowResult[]): string {
  const found = rows.flatMap(({ load, ...row }) => {
    const at = load?.windowNj;
    return at === undefined || row.table === "baseline" || row.pair !== "exists"
      ? []
      : [{ name: labelOf(row), at }];
  });
  if (found.length < 2) return "";
  const classes = ranks(found).map((names) => names.join(" = "));
  return `dynamic energy of a window, least first ("=": intervals overlap, no order): ${classes.join("  <  ")}`;
}

function verdictText({ group, best, returned, others }: Verdict): string {
  if (returned === 0) return `${group}: none returned a ball`;
  if (others.every(({ points }) => points.difference === 0)) {
    const pairs = others.map(({ name, points }) => `${name} ${signedDifference(points)}`);
    return `${group}: ${best} and all others returned ${String(returned)}; less it: ${pairs.join("; ")}`;
  }
  const lines = others.map(
    ({ name, points, isTie: tie }) => `  ${tie ? "tie   " : "behind"}  ${name}: ${signedDifference(points)}`,
  );
  return [`${group}: most returns (${String(returned)}) by ${best}; the others less it:`, ...lines].join(
    "\n",
  );
}

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
