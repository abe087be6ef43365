import type { PlaySummary, Share, Spread } from "../../studies/play/summary.ts";
import { textTable } from "./table.ts";

/** What came of a benchmark in closed loop, as text. */
export function playTable(summary: PlaySummary): string {
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
    ...spreadRow("first place told [ms]", summary.firstFixMs),
  ];
  return [textTable(shares), textTable(spreads), ...notes(summary), `hash ${summary.hash}`].join("\n\n");
}

function notes({ reasons, rejected = {}, ...counts }: PlaySummary): string[] {
  const { limitViolations, commandsCut, commandsLate } = counts;
  const ends = [`ends: ${listed(reasons)}`];
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

const spreadRow = (name: string, spread: Spread | undefined): string[][] =>
  spread === undefined
    ? []
    : [[name, ...[spread.median, spread.p95, spread.mean].map((mm) => mm.toFixed(1)), String(spread.n)]];
