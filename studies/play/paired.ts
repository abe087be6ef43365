import { wilson95 } from "../../nodes/worlds/proportion.ts";
import { deriveSeed, Random } from "../../src/core/random.ts";
import type { BallResult } from "./ball-log.ts";

/** A difference with its 95 % interval. */
export interface Difference {
  readonly difference: number;
  readonly ci95: readonly [low: number, high: number];
  /** [-] balls that have the figure both ways. */
  readonly n: number;
}

/** One way to play less another, ball by ball: the balls are the same. */
export interface Comparison {
  /** [percentage points] of the return rate; Newcombe's interval for paired proportions. */
  readonly returnPoints: Difference;
  /** [-] balls returned this way only, and the other way only. */
  readonly gained: number;
  readonly lost: number;
  /** [mm] means over the balls that have the figure both ways; the interval is a bootstrap over balls. */
  readonly landingErrorMm?: Difference;
  readonly hitPointErrorMm?: Difference;
  readonly streamingErrorMm?: Difference;
}

/** [-] */
const RESAMPLES = 2000;

/** @param ours, theirs the same balls in the same order, at least one */
export function compare(ours: readonly BallResult[], theirs: readonly BallResult[]): Comparison {
  const pairs = ours.flatMap((one, i) => {
    const other = theirs[i];
    return other === undefined ? [] : [[one, other] as const];
  });
  const gained = pairs.filter(([one, other]) => one.returned && !other.returned).length;
  const lost = pairs.filter(([one, other]) => !one.returned && other.returned).length;
  const both = pairs.filter(([one, other]) => one.returned && other.returned).length;
  const mean = (name: string, figure: (ball: BallResult) => number | null): object => {
    const differences = pairs.flatMap(([one, other]) => {
      const [a, b] = [figure(one), figure(other)];
      return a === null || b === null ? [] : [1000 * (a - b)];
    });
    return differences.length === 0 ? {} : { [name]: bootstrapMean(differences) };
  };
  return {
    returnPoints: pairedDifference({ both, gained, lost, n: pairs.length }),
    gained,
    lost,
    ...mean("landingErrorMm", (ball) => (ball.returned ? ball.landingErrorM : null)),
    ...mean("hitPointErrorMm", (ball) => ball.hitErrorM[100]),
    ...mean("streamingErrorMm", (ball) => ball.streamingErrorM),
  };
}

/**
 * [percentage points] difference of two proportions on the same n trials: square-and-add of Wilson intervals with the
 * correlation of the pairs. Source: Newcombe, "Improved confidence intervals for the difference between binomial proportions
 * based on paired data", Statistics in Medicine 17 (1998), method 10.
 */
export function pairedDifference({
  both,
  gained,
  lost,
  n,
}: {
  readonly both: number;
  readonly gained: number;
  readonly lost: number;
  readonly n: number;
}): Difference {
  const neither = n - both - gained - lost;
  const [ours, theirs] = [both + gained, both + lost];
  const [low1, high1] = wilson95(ours, n);
  const [low2, high2] = wilson95(theirs, n);
  const [down1, up1, down2, up2] = [ours / n - low1, high1 - ours / n, theirs / n - low2, high2 - theirs / n];
  const margin = Math.sqrt(ours * (n - ours) * theirs * (n - theirs));
  const raw = both * neither - gained * lost;
  const phi = margin === 0 ? 0 : (raw > 0 ? Math.max(raw - n / 2, 0) : raw) / margin;
  const difference = (gained - lost) / n;
  const spread = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  return {
    difference: 100 * difference,
    ci95: [100 * (difference - spread(down1, up2)), 100 * (difference + spread(up1, down2))],
    n,
  };
}

/** Mean, and the interval in which 95 % of the means of balls drawn anew lie. The draws are always the same. */
function bootstrapMean(values: readonly number[]): Difference {
  const n = values.length;
  const random = new Random(deriveSeed(0, "bootstrap", String(n)));
  const means = new Float64Array(RESAMPLES);
  for (let k = 0; k < RESAMPLES; k++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[Math.floor(random.uniform() * n)] ?? NaN;
    means[k] = sum / n;
  }
  means.sort();
  const at = (q: number): number => means[Math.floor(q * (RESAMPLES - 1))] ?? NaN;
  return { difference: values.reduce((a, b) => a + b, 0) / n, ci95: [at(0.025), at(0.975)], n };
}
