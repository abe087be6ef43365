import type { BallFilterOptions } from "../../src/tracking/ball-filter.ts";
import type { BallResult } from "./ball-log.ts";
import { type Comparison, compare } from "./paired.ts";
import { playBalls, type PlayWatch } from "./play-balls.ts";
import { type PlaySummary, summarize } from "./summary.ts";
import { type Balls, nameOf, NO_FAULTS, playOptions, type Way } from "./ways.ts";

/** What came of one way to play, and how it differs from the way it is held against. */
export interface WayResult {
  readonly name: string;
  readonly way: Way;
  readonly summary: PlaySummary;
  /** Absent for a way that is held against nothing. */
  readonly against?: { readonly name: string } & Comparison;
  readonly results: readonly BallResult[];
}

/** What the ways are held against: the first of them, or the same robot that knows the ball exactly and at once. */
export type Reference = "first" | "oracle";

/** The ways with those beside them that they are held against. */
export function withReferences(ways: readonly Way[], reference: Reference): Way[] {
  if (reference === "first") return [...ways];
  const all = [...ways.map(exactOf), ...ways];
  return all.filter((way, i) => all.findIndex((other) => nameOf(other) === nameOf(way)) === i);
}

/** How the ways are played. */
export interface PlayTask {
  readonly balls: Balls & { readonly count: number };
  readonly filter: BallFilterOptions;
  readonly reference: Reference;
}

/**
 * Plays the same balls in all the ways and compares them ball by ball. Interrupted, the balls that all ways have played; empty
 * when there are none.
 * @throws SaccadeError as `playBalls`
 */
export async function playWays(ways: readonly Way[], task: PlayTask, watch: PlayWatch): Promise<WayResult[]> {
  const { balls, filter, reference } = task;
  const options = ways.map((way) => playOptions(way, balls, filter));
  const played = await playBalls(options, balls.count, watch);
  const names = ways.map(nameOf);
  return ways.flatMap((way, i) => {
    const results = played[i] ?? [];
    if (results.length === 0) return [];
    const other = reference === "first" ? 0 : names.indexOf(nameOf(exactOf(way)));
    const [name, otherName, theirs] = [names[i] ?? "", names[other] ?? "", played[other] ?? []];
    const summary = summarize(results);
    if (other === i) return { name, way, summary, results };
    return { name, way, summary, against: { name: otherName, ...compare(results, theirs) }, results };
  });
}

const exactOf = ({ robot }: Way): Way => ({ robot, ...NO_FAULTS });
