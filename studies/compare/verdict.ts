import type { BallResult } from "../play/ball-log.ts";
import { compare, type Difference } from "../play/paired.ts";
import { type Interval, overlap } from "./energy-interval.ts";
import type { RowResult } from "./run-compare.ts";

/** A row less the best of its group. */
export interface Standing {
  readonly name: string;
  /** [percentage points] of the return rate; the interval is that of pairs. */
  readonly points: Difference;
  /** The interval holds 0: neither is before the other. */
  readonly isTie: boolean;
}

/** Which of some rows returns most, and what can be said of the others against it. */
export interface Verdict {
  readonly group: string;
  /** Of equals, the first. */
  readonly best: string;
  /** [-] balls that it returned. */
  readonly returned: number;
  readonly others: readonly Standing[];
}

/** Whether a difference may be none. */
export const isTie = ({ ci95: [low, high] }: Difference): boolean => low <= 0 && high >= 0;

type Played = RowResult & { readonly results: readonly BallResult[] };
const wasPlayed = (row: RowResult): row is Played => row.results !== undefined;

/** What decides a group. */
interface Group {
  readonly name: string;
  readonly has: (row: RowResult) => boolean;
}

const GROUPS: readonly Group[] = [
  {
    name: "same weights, no link (supposed)",
    has: (row) => row.table === "same-weights" && row.pair === "no link",
  },
  {
    name: "same weights, equal link",
    has: (row) => row.table === "same-weights" && row.link === "pcie",
  },
  {
    name: "same weights, pairs that exist",
    has: (row) => row.table === "same-weights" && row.pair === "exists",
  },
  {
    name: "chip-native, pairs that exist",
    has: (row) => row.table === "chip-native" && row.pair === "exists",
  },
];

/** Groups of two rows and more. Of equal rates the first is called the best; the others then tie with it. */
export function verdicts(rows: readonly RowResult[]): Verdict[] {
  return GROUPS.flatMap(({ name, has }) => {
    const group = rows.filter(has).filter(wasPlayed);
    const [first, ...rest] = group;
    if (first === undefined || rest.length === 0) return [];
    const best = rest.reduce((most, row) => (returned(row) > returned(most) ? row : most), first);
    const others = group
      .filter((row) => row !== best)
      .map((row) => {
        const points = compare(row.results, best.results).returnPoints;
        return { name: row.name, points, isTie: isTie(points) };
      });
    return [{ group: name, best: best.name, returned: returned(best), others }];
  });
}

const returned = ({ results }: Played): number => results.filter((ball) => ball.returned).length;

/** A row with a figure that is known within bounds. */
interface Ranked {
  readonly name: string;
  readonly at: Interval;
}

/** Rows by a figure in classes: those of one class overlap with its first, and no order is told within it. */
export function ranks(rows: readonly Ranked[]): string[][] {
  const sorted = [...rows].sort((a, b) => a.at.value - b.at.value);
  const classes: Ranked[][] = [];
  for (const row of sorted) {
    const last = classes.at(-1);
    if (last?.some(({ at }) => overlap(at, row.at)) === true) last.push(row);
    else classes.push([row]);
  }
  return classes.map((each) => each.map(({ name }) => name));
}
