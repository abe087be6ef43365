import { assert } from "../../src/core/errors.ts";

/**
 * How hard the air holds a ball back and bends its path, by speed v and spin |w|, as published by Conti et al. (2026),
 * arXiv:2606.28805, Tables I-III (code: SonyResearch/ace_perception_physics, BSD-3-Clause), fitted there to about 58,000
 * flights of match play with measured spin: basis "published". Forces over the ball's mass, with q = air density over ball
 * density:
 *
 *     drag   = -(3 / 8r) q C_D |v| v        Magnus = q C_M (w x v)
 *
 * In the more usual C_L = (8/3) C_M S with S = r |w| / |v|, the lift rises until S is about 0.5, falls to a valley near 0.8 and
 * rises again: the "lift crisis" of Miyazaki et al., Eur. J. Phys. 38 (2017) 024001.
 */

interface DragRow {
  readonly mps: number;
  /** Knots of C_D: spin ratios [-] and values [-]. */
  readonly ratios: readonly number[];
  readonly drags: readonly number[];
}

interface MagnusRow {
  readonly mps: number;
  readonly slope: number;
  readonly start: number;
  readonly breakRadps: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** C_D [-] at a speed [m/s]: straight lines between knots of the spin ratio [-]. */
const DRAG_ROWS: readonly DragRow[] = [
  { mps: 2.5, ratios: [0, 0.3, 0.7, 0.95, 1.5, 2], drags: [0.55, 0.55, 0.55, 0.55, 0.55, 0.55] },
  { mps: 7.5, ratios: [0, 0.4, 0.75, 1.1, 1.3, 2], drags: [0.49, 0.49, 0.55, 0.48, 0.53, 0.53] },
  { mps: 12.5, ratios: [0, 0.4, 0.62, 0.95, 1.3, 2], drags: [0.47, 0.47, 0.53, 0.41, 0.48, 0.48] },
  { mps: 17.5, ratios: [0, 0.4, 0.5, 0.84, 1.2, 2], drags: [0.47, 0.47, 0.51, 0.37, 0.45, 0.45] },
];

/** C_M [-] at a speed [m/s]: `slope |w| + start` up to a spin [rad/s], then `a |w|^2 + b |w| + c`, never below 0. */
const MAGNUS_ROWS: readonly MagnusRow[] = [
  { mps: 2, slope: 0, start: 0.08, breakRadps: 150, a: -1.852e-7, b: -1.2963e-4, c: 0.09833 },
  { mps: 3.5, slope: -1.1e-3, start: 0.31, breakRadps: 200, a: -1.6667e-7, b: -3.3333e-5, c: 0.1 },
  { mps: 7.5, slope: -7.75e-4, start: 0.366, breakRadps: 350, a: -2e-7, b: 1.7e-4, c: 0.05875 },
  { mps: 10.5, slope: -6.58e-4, start: 0.375, breakRadps: 440, a: -2.6042e-7, b: 3.6458e-4, c: -0.0225 },
  { mps: 13.5, slope: -5.6e-4, start: 0.383, breakRadps: 550, a: -3.5714e-7, b: 5.3571e-4, c: -0.08929 },
  { mps: 17, slope: -4.48e-4, start: 0.371, breakRadps: 650, a: -1e-7, b: 2.3e-4, c: -0.0375 },
];

/** The law at one speed. */
export interface AirRow {
  readonly drag: DragRow;
  readonly magnus: MagnusRow;
}

const mix = (low: number, high: number, part: number): number => low + part * (high - low);

/** [m/s] the published code extends C_D along its last two rows; from about 21.5 m/s on its knots would cross. */
const DRAG_MOST_MPS = 21;
/** [m/s] it keeps C_M from here on. */
const MAGNUS_MOST_MPS = 17;

/**
 * Two neighbouring rows and how far between them. Below the first row the law is like it; beyond the last two it goes on
 * straight until `mostMps`.
 */
function between<T extends { readonly mps: number }>(
  rows: readonly T[],
  mps: number,
  mostMps: number,
): readonly [T, T, number] {
  const above = rows.findIndex((row) => row.mps > mps);
  const at = above === -1 ? rows.length - 1 : Math.max(1, above);
  const [low, high] = [rows[at - 1], rows[at]];
  assert(low !== undefined && high !== undefined, "a law has rows");
  const part = (Math.min(mps, mostMps) - low.mps) / (high.mps - low.mps);
  return [low, high, Math.max(0, part)];
}

/** The law at a speed [m/s]: knots, values and coefficients lie on straight lines between those of the published speeds. */
export function airRowAt(mps: number): AirRow {
  const [low, high, part] = between(DRAG_ROWS, mps, DRAG_MOST_MPS);
  const [slow, fast, by] = between(MAGNUS_ROWS, mps, MAGNUS_MOST_MPS);
  const of = (name: keyof MagnusRow): number => mix(slow[name], fast[name], by);
  return {
    drag: {
      mps,
      ratios: low.ratios.map((ratio, i) => mix(ratio, high.ratios[i] ?? NaN, part)),
      drags: low.drags.map((drag, i) => mix(drag, high.drags[i] ?? NaN, part)),
    },
    magnus: {
      mps,
      slope: of("slope"),
      start: of("start"),
      breakRadps: of("breakRadps"),
      a: of("a"),
      b: of("b"),
      c: of("c"),
    },
  };
}

/** [-] C_D at a spin ratio [-]. */
export function publishedDrag({ drag: { ratios, drags } }: AirRow, ratio: number): number {
  const last = ratios.length - 1;
  if (ratio >= (ratios[last] ?? NaN)) return drags[last] ?? NaN;
  let i = 0;
  while (ratio > (ratios[i + 1] ?? NaN)) i++;
  const from = ratios[i] ?? NaN;
  return mix(drags[i] ?? NaN, drags[i + 1] ?? NaN, (ratio - from) / ((ratios[i + 1] ?? NaN) - from));
}

/** [-] C_M at a spin [rad/s]. */
export function publishedMagnus({ magnus }: AirRow, radps: number): number {
  const { slope, start, breakRadps, a, b, c } = magnus;
  return Math.max(0, radps <= breakRadps ? slope * radps + start : (a * radps + b) * radps + c);
}
