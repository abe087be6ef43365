import { createHash } from "node:crypto";
import { SPEED_CLASS_NAMES, speedClass } from "../../nodes/worlds/play-tally.ts";
import { wilson95 } from "../../nodes/worlds/proportion.ts";
import { type BallResult, LEADS_MS, type PixelResult, type TrackResult } from "./ball-log.ts";

/** [m] a return that lands this near to the target landed where it should. */
const NEAR_M = 0.2;

/** A share of some balls, with its 95 % interval (Wilson). */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly share: number;
  readonly ci95: readonly [low: number, high: number];
}

/** Quantiles of a figure over those balls that have one. */
export interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly mean: number;
  readonly n: number;
}

/** What came of many balls played one way. A figure that nobody has is absent. */
export interface PlaySummary {
  readonly balls: number;
  readonly returned: Share;
  readonly contact: Share;
  /** Balls for which a stroke was commanded, and of these, the returned. */
  readonly planned?: Share;
  readonly returnedOfPlanned?: Share;
  /** [-] why there was no stroke, by the most frequent reason of each ball. */
  readonly rejected?: Readonly<Record<string, number>>;
  /** Of balls of a speed [m/s] at launch; slowest first. */
  readonly bySpeed: Readonly<Record<string, Share>>;
  /** [-] how balls ended. */
  readonly reasons: Readonly<Record<string, number>>;
  /** [mm] of returned balls: their landing from the target. */
  readonly landingErrorMm?: Spread;
  /** Of the returned balls, and of all balls, those that landed within 20 cm of the target. */
  readonly within20cm?: Share;
  readonly within20cmOfAll: Share;
  /** [mm] of the hit point predicted 300, 200 and 100 ms before the ball got there. */
  readonly hitPointErrorMm: Readonly<Record<string, Spread>>;
  /** [mm] latest place available against the ball at that moment, mean over each ball's flight. */
  readonly streamingErrorMm?: Spread;
  /** [px] mean error of each ball's detections. */
  readonly pixelErrorPx?: Spread;
  /** [-] of the detections with the ball in view, those that did not find it: mean over balls. */
  readonly detectionsLost?: number;
  /** [ms] from launch to the first place told. */
  readonly firstFixMs?: Spread;
  /** Tracks that began far from the ball, a minute of flight until it was played. */
  readonly falseTracksPerMin: number;
  /** [ms] longest silence about each ball, once it was known. */
  readonly longestGapMs?: Spread;
  /** [-] what must not be: ticks out of a joint's limits; commands cut to them; commands followed behind time. */
  readonly limitViolations?: number;
  readonly commandsCut?: number;
  readonly commandsLate?: number;
  /** Fingerprint of all single results: the same for the same balls played the same way. */
  readonly hash: string;
}

/** @param results at least one */
export function summarize(results: readonly BallResult[]): PlaySummary {
  const landings = results.flatMap((r) => (r.returned && r.landingErrorM !== null ? [r.landingErrorM] : []));
  const near = landings.filter((error) => error <= NEAR_M).length;
  const hits = LEADS_MS.flatMap((lead) => {
    const spread = spreadOf(results.flatMap((r) => r.hitErrorM[lead] ?? []));
    return spread === null ? [] : [[String(lead), spread] as const];
  });
  return {
    balls: results.length,
    returned: shareOf(results, (r) => r.returned),
    contact: shareOf(results, (r) => r.contact),
    ...controlSummary(results),
    bySpeed: speedSummary(results),
    reasons: countBy(results.map((r) => r.reason)),
    ...named("landingErrorMm", spreadOf(landings)),
    ...(landings.length === 0 ? {} : { within20cm: share(near, landings.length) }),
    within20cmOfAll: share(near, results.length),
    hitPointErrorMm: Object.fromEntries(hits),
    ...named("streamingErrorMm", spreadOf(results.flatMap((r) => r.streamingErrorM ?? []))),
    ...pixelSummary(results.flatMap(({ pixels }) => pixels ?? [])),
    ...named("firstFixMs", spreadOf(results.flatMap((r) => r.blindS ?? []))),
    ...trackSummary(results.map(({ tracks }) => tracks)),
    hash: hashOf(results),
  };
}

/** SHA-256 of single results in their order. */
export const hashOf = (results: readonly BallResult[]): string =>
  createHash("sha256").update(JSON.stringify(results)).digest("hex");

function speedSummary(results: readonly BallResult[]): Record<string, Share> {
  const classes = SPEED_CLASS_NAMES.map(
    (name) => [name, results.filter((r) => speedClass(r.speedMps) === name)] as const,
  );
  const shares = classes.flatMap(([name, balls]) =>
    balls.length === 0 ? [] : [[name, shareOf(balls, (r) => r.returned)] as const],
  );
  return Object.fromEntries(shares);
}

function trackSummary(
  tracks: readonly TrackResult[],
): Pick<PlaySummary, "falseTracksPerMin" | "longestGapMs"> {
  const flownS = tracks.reduce((sum, each) => sum + each.flownS, 0);
  const count = tracks.reduce((sum, each) => sum + each.false, 0);
  const gaps = tracks.filter((each) => each.told > each.false).map(({ longestGapS }) => longestGapS);
  return { falseTracksPerMin: (60 * count) / flownS, ...named("longestGapMs", spreadOf(gaps)) };
}

function pixelSummary(pixels: readonly PixelResult[]): Partial<PlaySummary> {
  if (pixels.length === 0) return {};
  const lost = pixels.reduce((sum, each) => sum + each.lost, 0) / pixels.length;
  const errors = pixels.map(({ errorPx }) => errorPx);
  return { ...named("pixelErrorPx", spreadOf(errors, 1)), detectionsLost: lost };
}

function controlSummary(results: readonly BallResult[]): Partial<PlaySummary> {
  const seen = results.flatMap(({ returned, control }) =>
    control === undefined ? [] : [{ returned, ...control }],
  );
  if (seen.length === 0) return {};
  const planned = seen.filter((each) => each.planned);
  const rejected = seen.filter((each) => !each.planned).map(({ refusal }) => refusal ?? "unseen");
  const sum = (pick: (each: (typeof seen)[number]) => number): number =>
    seen.reduce((total, each) => total + pick(each), 0);
  return {
    planned: share(planned.length, seen.length),
    ...(planned.length === 0 ? {} : { returnedOfPlanned: shareOf(planned, (each) => each.returned) }),
    rejected: countBy(rejected),
    limitViolations: sum((each) => each.violations),
    commandsCut: sum((each) => each.cut),
    commandsLate: sum((each) => each.late),
  };
}

const share = (count: number, of: number): Share => ({
  count,
  of,
  share: count / of,
  ci95: wilson95(count, of),
});

const shareOf = <T>(all: readonly T[], is: (one: T) => boolean): Share =>
  share(all.filter(is).length, all.length);

/** @param times 1000 for metres told in mm and seconds told in ms */
function spreadOf(values: readonly number[], times = 1000): Spread | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): number =>
    times * (sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN);
  const mean = (times * sorted.reduce((sum, value) => sum + value, 0)) / sorted.length;
  return { median: at(0.5), p95: at(0.95), mean, n: sorted.length };
}

const named = <K extends string>(name: K, spread: Spread | null): { readonly [k in K]?: Spread } =>
  (spread === null ? {} : { [name]: spread }) as { readonly [k in K]?: Spread };

/** Most frequent first. */
function countBy(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}
