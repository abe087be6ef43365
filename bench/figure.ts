/** One measured answer of a benchmark. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What is promised; absent for figures that are only shown. */
  readonly limit?: { readonly at: "most" | "least"; readonly value: number };
  /** How it came about: runs, conditions, what was checked. */
  readonly note?: string;
}

/** A question with figures. Throws when the result of what it timed is wrong. */
export interface Suite {
  readonly name: string;
  readonly question: string;
  run(options: BenchOptions): Promise<readonly Figure[]>;
}

export interface BenchOptions {
  /** Short forms for CI: same checks, less time. */
  readonly short: boolean;
}

/** Whether a figure keeps what is promised of it. */
export function kept({ value, limit }: Figure): boolean {
  if (limit === undefined) return true;
  return limit.at === "most" ? value <= limit.value : value >= limit.value;
}

/** The middle of some runs. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? NaN) + high) / 2;
}
