import type { Difference } from "../../studies/play/paired.ts";
import type { WayResult } from "../../studies/play/play-ways.ts";
import type { PlaySummary, Share, Spread } from "../../studies/play/summary.ts";
import { textTable } from "./table.ts";

/** What came of one way to play, as text. */
export function playTable({ name, summary, against }: Omit<WayResult, "results">): string {
  const { returned, contact, planned, returnedOfPlanned, within20cm, within20cmOfAll } = summary;
  const shares = [
    ["share of balls", "", "95 % interval", "balls"],
    shareRow("returned", returned),
    shareRow("touched", contact),
    ...rowOf("stroke planned", planned),
    ...rowOf("  of these returned", returnedOfPlanned),
    ...rowOf("landed within 20 cm, of the returned", within20cm),
    shareRow("  of all", within20cmOfAll),
  ];
  const spreads = [
    ["", "median", "p95", "mean", "balls"],
    ...spreadRow("landing from the target [mm]", summary.landingErrorMm),
    ...Object.entries(summary.hitPointErrorMm)
      .sort(([a], [b]) => Number(b) - Number(a))
      .flatMap(([lead, spread]) => spreadRow(`hit point, ${lead} ms ahead [mm]`, spread)),
    ...spreadRow("streaming error [mm]", summary.streamingErrorMm),
    ...(summary.pixelErrorPx === undefined ? [] : spreadRow("detections [px]", summary.pixelErrorPx, 3)),
    ...spreadRow("first place told [ms]", summary.firstFixMs),
    ...spreadRow("longest silence after it [ms]", summary.longestGapMs),
  ];
  const end =
    against === undefined
      ? []
      : [`less ${against.name}: ${signedDifference(against.returnPoints)} points returned`];
  const speeds = Object.entries(summary.bySpeed).map(([speed, share]) => shareRow(speed, share));
  const bySpeed = textTable([["returned, by speed [m/s]", "", "95 % interval", "balls"], ...speeds]);
  const tables = [name, textTable(shares), textTable(spreads), bySpeed, ...notes(summary), ...end];
  return [...tables, `hash ${summary.hash}`].join("\n\n");
}

/** Several ways to play the same balls, a row each, and what they are held against. */
export function waysTable(ways: readonly Omit<WayResult, "results">[]): string {
  const balls = ways[0]?.summary.balls ?? 0;
  const rows = ways.map(({ name, summary, against }) => [
    name,
    percent(summary.returned.share),
    summary.returned.ci95.map((part) => (100 * part).toFixed(1)).join(" .. "),
    against === undefined ? "" : signedDifference(against.returnPoints),
    percent(summary.within20cmOfAll.share),
    figure(summary.landingErrorMm?.median),
    figure(summary.hitPointErrorMm["100"]?.median),
    figure(summary.streamingErrorMm?.median),
    summary.pixelErrorPx === undefined ? "" : summary.pixelErrorPx.median.toFixed(2),
  ]);
  const others = new Set(ways.flatMap(({ against }) => against?.name ?? []));
  const [other = ""] = others;
  const head = ["", "returned", "95 %", others.size === 1 && other !== "" ? `less ${other}` : "points less"];
  const figures = ["in 20 cm", "landing [mm]", "hit point [mm]", "streaming [mm]", "detections [px]"];
  const words =
    `${balls} balls, the same for all. Differences in points of the return rate, with the 95 % interval of pairs ` +
    "(Newcombe); in 20 cm of the target, of all balls; medians, hit point 100 ms ahead.";
  return `${textTable([[...head, ...figures], ...rows])}\n\n${words}`;
}

/** -0.04 rounds to a zero without a sign. */
function signed(value: number): string {
  const text = value.toFixed(1);
  if (Number(text) === 0) return "0.0";
  return value > 0 ? `+${text}` : text;
}

/** A difference with its interval. */
export const signedDifference = ({ difference, ci95 }: Difference): string =>
  `${signed(difference)} (${ci95.map(endOf).join(" .. ")})`;

/** An end of an interval, never rounded to 0: on which side of it an interval lies is what it tells. */
const endOf = (end: number): string =>
  Math.abs(end) < 0.05 && end !== 0 ? `${end > 0 ? "+" : ""}${end.toPrecision(1)}` : signed(end);

const figure = (mm: number | undefined): string => (mm === undefined ? "" : mm.toFixed(1));

function notes({ reasons, rejected = {}, falseTracksPerMin, ...counts }: PlaySummary): string[] {
  const { limitViolations, commandsCut, commandsLate } = counts;
  const ends = [
    `ends: ${listed(reasons)}`,
    `false tracks a minute of flight ${falseTracksPerMin.toFixed(2)}`,
  ];
  if (Object.keys(rejected).length > 0) ends.push(`no stroke: ${listed(rejected)}`);
  if (limitViolations === undefined) return [ends.join("\n")];
  const commands = `commands late ${String(commandsLate)}, cut ${String(commandsCut)}`;
  return [[...ends, `limit violations ${limitViolations}, ${commands}`].join("\n")];
}

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

const shareRow = (name: string, { share, ci95, of }: Share): string[] => [
  name,
  percent(share),
  ci95.map(percent).join(" .. "),
  String(of),
];

const rowOf = (name: string, share: Share | undefined): string[][] =>
  share === undefined ? [] : [shareRow(name, share)];

function spreadRow(name: string, spread: Spread | undefined, digits = 1): string[][] {
  if (spread === undefined) return [];
  const { median, p95, mean, n } = spread;
  return [[name, ...[median, p95, mean].map((value) => value.toFixed(digits)), String(n)]];
}
