import { kr6At, type Station } from "../../src/core/arm/kr6-station.ts";
import type { Random } from "../../src/core/random.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { ArmDescription } from "../../src/core/arm/arm.ts";

/** A station and how good it is. */
export interface RatedStation {
  readonly station: Station;
  /** [-] as the rating gave it; more is better. */
  readonly score: number;
}

export interface StationSearchOptions {
  readonly random: Random;
  /** [-] stations drawn over the whole of `BOUNDS`, then so many near the best ones. */
  readonly draws: number;
  readonly refinements: number;
  readonly rate: (arm: ArmDescription) => number;
}

/** What a search may choose, from..to: places that a pedestal, an adapter and a usual racket allow. */
const BOUNDS = {
  y: [-2.6, -1.7],
  z: [-0.6, 0.6],
  lean: [-0.5, 0.9],
  adapter: [0.03, 0.15],
  racket: [0.14, 0.18],
  tilt: [0, 1.5],
  a2: [-2.5, -0.6],
  a3: [0.6, 2.4],
  a5: [-1.2, 1.2],
} as const;

type Choice = Record<keyof typeof BOUNDS, number>;
const KEYS = Object.keys(BOUNDS) as (keyof typeof BOUNDS)[];
const KEPT = 6;

/** The best stations found, best first: drawn at random, then bred from the best with ever smaller changes. */
export function searchStations(options: StationSearchOptions): RatedStation[] {
  const { random, draws, refinements } = options;
  let best: (RatedStation & { readonly choice: Choice })[] = [];
  const consider = (choice: Choice): void => {
    const station = stationOf(choice);
    const arm = armAt(station);
    if (arm === null) return;
    best.push({ station, choice, score: options.rate(arm) });
    best = best.sort((a, b) => b.score - a.score).slice(0, KEPT);
  };
  for (let i = 0; i < draws; i++) consider(choose((low, high) => random.between(low, high)));
  for (let i = 0; i < refinements; i++) {
    const one = pick(best, random);
    const other = pick(best, random);
    if (one === null || other === null) break;
    const reach = 0.3 * (1 - i / refinements) + 0.03; // [-] of the bounds' width
    consider(
      choose((low, high, key) => {
        const from = random.uniform() < 0.7 ? one[key] : other[key];
        const moved = from + reach * (high - low) * (random.uniform() - 0.5);
        return Math.min(high, Math.max(low, moved));
      }),
    );
  }
  return best.map(({ station, score }) => ({ station, score }));
}

const pick = (from: readonly { readonly choice: Choice }[], random: Random): Choice | null =>
  from[random.uint32() % from.length]?.choice ?? null;

function choose(value: (low: number, high: number, key: keyof Choice) => number): Choice {
  return Object.fromEntries(KEYS.map((key) => [key, value(BOUNDS[key][0], BOUNDS[key][1], key)])) as Choice;
}

const stationOf = ({ y, z, lean, adapter, racket, tilt, a2, a3, a5 }: Choice): Station => ({
  baseM: [0, y, z],
  leanRad: lean,
  grip: { adapterM: adapter, racketM: racket, tiltRad: tilt },
  home: [0, a2, a3, 0, a5, 0],
});

/** Null for what no arm can be. */
function armAt(station: Station): ArmDescription | null {
  try {
    return kr6At(station);
  } catch (error) {
    if (error instanceof SaccadeError && error.code === "world-invalid") return null;
    throw error;
  }
}
