import {
  COSTLY_POINTS,
  type LatencyCost,
  latencyCosts,
  type MapCell,
} from "../../studies/play/sensitivity-map.ts";
import { nameOf } from "../../studies/play/ways.ts";
import { signedDifference, waysTable } from "./play-table.ts";

/** A sensitivity map as text: a table per tier, and where latency matters. */
export function mapTable(cells: readonly MapCell[]): string {
  const tiers = [...new Set(cells.map(({ tier }) => tier))];
  const tables = tiers.flatMap((tier) => [
    tier,
    waysTable(rowsOf(cells.filter((cell) => cell.tier === tier))),
  ]);
  const costs = latencyCosts(cells).map(sentence);
  const words =
    "Each row less the same with no latency, else with no clock error, else with exact places. " +
    `10 ms cost at least ${COSTLY_POINTS} points (paired 95 % intervals):`;
  return [...tables, words, costs.join("\n")].join("\n\n");
}

const rowsOf = (cells: readonly MapCell[]) =>
  cells.map(({ way, summary, cost }) => ({
    name: nameOf(way).replace(", oracle", ""),
    way,
    summary,
    ...(cost === undefined ? {} : { against: { name: "", ...cost } }),
  }));

function sentence({ tier, robot, pixelError, points, isCostly }: LatencyCost): string {
  const places = pixelError === null ? "exact places" : `${pixelError} px`;
  return `  ${isCostly ? "yes" : "no "}  ${tier}, ${robot}, ${places}: ${signedDifference(points)}`;
}
