import { type BallOutcome, OUTCOME_REASONS, type OutcomeReason } from "../../src/core/truth.ts";
import { wilson95 } from "./proportion.ts";

/** [m/s] lower bounds of the speed classes; the first takes everything slower, the last everything faster. */
const SPEED_CLASSES = [0, 3, 6, 9, 12, 15, 18] as const;

/** Their names, slowest first. */
export const SPEED_CLASS_NAMES: readonly string[] = SPEED_CLASSES.map(speedClass);

interface SpeedClass {
  balls: number;
  returns: number;
}

/** Counts how balls ended, for the section `play` of the report. Rates are shares of all balls that ended. */
export class PlayTally {
  readonly #targetM: readonly [number, number] | null;
  readonly #bySpeed = new Map<string, SpeedClass>();
  readonly #reasons = new Map<OutcomeReason, number>();
  readonly #landingErrorsMm: number[] = [];
  #balls = 0;
  #legal = 0;
  #contacts = 0;
  #returns = 0;

  /** @param targetM [m] where returned balls should land, for the landing error; null = nobody said. */
  constructor(targetM: readonly [number, number] | null) {
    this.#targetM = targetM;
  }

  /** Returns how many balls have ended. */
  add(outcome: BallOutcome): number {
    this.#balls++;
    if (outcome.legal) this.#legal++;
    if (outcome.contact) this.#contacts++;
    if (outcome.returned) this.#returns++;
    const { reason } = outcome;
    if (reason !== undefined) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    this.#addSpeed(outcome);
    this.#addLanding(outcome);
    return this.#balls;
  }

  /** Figures that do not apply yet are absent. */
  summary(): Readonly<Record<string, unknown>> {
    const counts = {
      balls: this.#balls,
      legal: this.#legal,
      contacts: this.#contacts,
      returns: this.#returns,
    };
    if (this.#balls === 0) return counts;
    return {
      ...counts,
      returnRate: this.#returns / this.#balls,
      ci95: wilson95(this.#returns, this.#balls),
      reasons: Object.fromEntries(
        OUTCOME_REASONS.flatMap((name) => (this.#reasons.has(name) ? [[name, this.#reasons.get(name)]] : [])),
      ),
      bySpeed: this.#speedSummary(),
      ...this.#landingSummary(),
    };
  }

  #addSpeed({ launchSpeedMps, returned }: BallOutcome): void {
    const name = speedClass(launchSpeedMps);
    const found = this.#bySpeed.get(name) ?? { balls: 0, returns: 0 };
    found.balls++;
    if (returned) found.returns++;
    this.#bySpeed.set(name, found);
  }

  #addLanding({ returned, landingM }: BallOutcome): void {
    if (!returned || landingM === undefined || this.#targetM === null) return;
    const dx = landingM[0] - this.#targetM[0];
    const dy = landingM[1] - this.#targetM[1];
    this.#landingErrorsMm.push(1000 * Math.sqrt(dx * dx + dy * dy));
  }

  #speedSummary(): Record<string, SpeedClass & { readonly returnRate: number }> {
    const names = SPEED_CLASS_NAMES.filter((name) => this.#bySpeed.has(name));
    return Object.fromEntries(
      names.map((name) => {
        const { balls, returns } = this.#bySpeed.get(name) ?? { balls: 0, returns: 0 };
        return [name, { balls, returns, returnRate: returns / balls }];
      }),
    );
  }

  #landingSummary(): Readonly<Record<string, unknown>> {
    const sorted = this.#landingErrorsMm.slice().sort((a, b) => a - b);
    const n = sorted.length;
    if (n === 0) return {};
    const quantile = (q: number): number => sorted[Math.min(n - 1, Math.floor(q * n))] ?? NaN;
    const within = (limitMm: number): number => sorted.filter((error) => error <= limitMm).length / n;
    return {
      landingErrorMm: { median: quantile(0.5), p95: quantile(0.95), max: sorted[n - 1] ?? NaN, n },
      within20cm: within(200),
      within30cm: within(300),
    };
  }
}

/** The class of a speed at launch: `3-6` from 3 up to 6 m/s. */
export function speedClass(speedMps: number): string {
  const at = SPEED_CLASSES.findLastIndex((low) => speedMps >= low);
  const high = SPEED_CLASSES[at + 1];
  const low = String(SPEED_CLASSES[Math.max(0, at)]);
  return high === undefined ? `${low}+` : `${low}-${String(high)}`;
}
