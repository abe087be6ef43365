import { exactCos, exactSin } from "../../src/core/exact-math.ts";
import { normal, normalQuantile } from "../../src/core/normal.ts";
import type { Random } from "../../src/core/random.ts";
import { aim } from "./aim.ts";
import type { Launch } from "./launch.ts";
import type { SpinParts } from "./spin-frame.ts";

/** Values [level, value] of a distribution; in between it is uniform. */
type Quantiles = readonly (readonly [number, number])[];

/**
 * Human rally shots of elite play: 793 shots of the match log of Sony's Ace (SonyResearch/ace_public), as published there;
 * the lowest values are assumed.
 */
export const ELITE_SPEED_MPS: Quantiles = [
  [0, 4.2],
  [0.05, 5.2],
  [0.25, 6.8],
  [0.5, 10.6],
  [0.75, 15.5],
  [0.95, 20],
  [1, 27.9],
];
export const ELITE_SPIN_RADPS: Quantiles = [
  [0, 40],
  [0.05, 99],
  [0.25, 217],
  [0.5, 318],
  [0.75, 504],
  [0.95, 764],
  [1, 956],
];

// Assumed, laid so that the time from stroke to a plane 0.23 m behind the table and the width there are those of the log:
// 0.25, 0.34, 0.45, 0.65, 0.85 s at 5, 25, 50, 75, 95 %, and +/- 0.8 m.
// correlations with the speed, as normal numbers
const SPIN_ALIKE = 0.5;
const PLACE_ALIKE = 0.7;
const FROM_Y_M: Quantiles = [
  [0, 0.9],
  [0.5, 1.7],
  [1, 3],
];
const FROM_X_M = 0.7;
const FROM_Z_M: Quantiles = [
  [0, 0.02],
  [0.5, 0.22],
  [1, 0.6],
];
const TARGET_X_M = 0.68;
const TARGET_Y_M: Quantiles = [
  [0, -1.34],
  [0.5, -1],
  [1, -0.25],
];
const TOPSPIN_SHARE = 0.8;
const BACKSPIN_SHARE = 0.12; // the rest is sidespin
const TILT_RAD = 0.45;
const PLACES = 40;

/**
 * Draws a shot of elite play. Its speed and the size of its spin are kept, so that they keep their quantiles, while places and
 * axes are drawn until the ball is wanted; null when none is, as with a smash without topspin.
 */
export function drawElite(random: Random, isWanted: (launch: Launch) => boolean): Launch | null {
  const speedLevel = random.uniform();
  const speedMps = valueAt(ELITE_SPEED_MPS, speedLevel);
  const spinRadps = valueAt(ELITE_SPIN_RADPS, alike(random, speedLevel, SPIN_ALIKE));
  for (let place = 0; place < PLACES; place++) {
    const found = aim({
      positionM: [
        random.between(-FROM_X_M, FROM_X_M),
        valueAt(FROM_Y_M, alike(random, speedLevel, PLACE_ALIKE)),
        valueAt(FROM_Z_M, random.uniform()),
      ],
      speedMps,
      spin: drawAxis(random, spinRadps),
      targetM: [random.between(-TARGET_X_M, TARGET_X_M), valueAt(TARGET_Y_M, random.uniform())],
    });
    if (found === null) continue;
    const launch = { kind: "rally", ...found } as const;
    if (isWanted(launch)) return launch;
  }
  return null;
}

/** [-] a level correlated with another. */
function alike(random: Random, level: number, correlation: number): number {
  const other = normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, level)));
  const mine = correlation * other + Math.sqrt(1 - correlation * correlation) * normal(random);
  return normalLevel(mine);
}

/** [-] the share of a standard normal distribution below `value`, by bisection of its quantile. */
function normalLevel(value: number): number {
  let [low, high] = [1e-9, 1 - 1e-9];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (normalQuantile(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The value of a distribution at a level 0..1. */
export function valueAt(quantiles: Quantiles, level: number): number {
  const above = quantiles.findIndex(([at]) => at > level);
  const high = quantiles.at(above);
  const low = quantiles.at(above === -1 ? -1 : Math.max(0, above - 1));
  if (low === undefined || high === undefined || low === high) return low?.[1] ?? NaN;
  return low[1] + ((level - low[0]) / (high[0] - low[0])) * (high[1] - low[1]);
}

/** Mostly topspin, some backspin, tilted towards side- and corkscrew spin. */
function drawAxis(random: Random, spinRadps: number): SpinParts {
  const kind = random.uniform();
  const tilt = TILT_RAD * normal(random);
  const turn = random.between(-Math.PI, Math.PI);
  const main = spinRadps * exactCos(tilt);
  const sidespin = spinRadps * exactSin(tilt) * exactCos(turn);
  const corkscrew = spinRadps * exactSin(tilt) * exactSin(turn);
  if (kind < TOPSPIN_SHARE) return { topspin: main, sidespin, corkscrew };
  if (kind < TOPSPIN_SHARE + BACKSPIN_SHARE) return { topspin: -main, sidespin, corkscrew };
  return { topspin: sidespin, sidespin: turn < 0 ? -main : main, corkscrew };
}
