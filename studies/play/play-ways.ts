import type { BallResult } from "./ball-log.ts";
import { type Comparison, compare } from "./paired.ts";
import { playBalls, type PlayWatch } from "./play-balls.ts";
import { type PlaySummary, summarize } from "./summary.ts";
import { jobsOf, type JobParts } from "./play-job.ts";
import { distinct, EXACT_WAY, nameOf, type Way } from "./ways.ts";

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
  return distinct([...ways.map(exactOf), ...ways]);
}

/** How the ways are played. */
export interface PlayTask {
  readonly parts: JobParts;
  /** [-] balls of each way. */
  readonly count: number;
  readonly reference: Reference;
}

/**
 * Plays the same balls in all the ways and compares them ball by ball. Interrupted, the balls that all ways have played; empty
 * when there are none.
 * @throws SaccadeError as `jobsOf` and `playBalls`
 */
export async function playWays(ways: readonly Way[], task: PlayTask, watch: PlayWatch): Promise<WayResult[]> {
  const { parts, count, reference } = task;
  const played = await playBalls(await jobsOf(ways, parts), count, watch);
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

const exactOf = ({ robot }: Way): Way => ({ robot, ...EXACT_WAY });
