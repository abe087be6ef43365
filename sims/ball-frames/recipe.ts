/** [least, most] of a number that each sample draws: evenly, or evenly in its logarithm where that is said. */
export type Span = readonly [least: number, most: number];

/**
 * What training samples are made of. Light is relative (220 = white). Every number is drawn anew for each sample, so a
 * network meets sensors, balls and rooms of every kind rather than one.
 */
export interface FrameRecipe {
  /** [-] part of the samples without a ball. */
  readonly emptyShare: number;
  /** [px] diameter of the ball, logarithmic, and [px] how far its centre may be from the window's along either axis. */
  readonly diameterPx: Span;
  readonly offsetPx: number;
  /** [m/s] speed of the ball, in any direction of space. */
  readonly speedMps: Span;
  /** [-] full light of the ball; what is missing of it away from the lamp. */
  readonly ballLight: Span;
  readonly ballShade: Span;
  /** [px] blur on either side of outlines. */
  readonly edgePx: Span;
  /** [-] light of the room, logarithmic, and how much it changes across the window, as part of it. */
  readonly roomLight: Span;
  readonly gradient: Span;
  /** [-] bars and lines that stand still: from none to so many. */
  readonly mostBars: number;
  /** [-] part of the samples with one or two things that move besides the ball, and part of those things before it. */
  readonly distractedShare: number;
  readonly occludingShare: number;
  /** [px/s] how fast they move. */
  readonly distractorPxps: Span;
  /** [ln] mean thresholds, and their deviation between pixels. */
  readonly onThreshold: Span;
  readonly offThreshold: Span;
  readonly thresholdSigma: Span;
  /** [us] time constant of a pixel's lag in white light, logarithmic. */
  readonly lagUs: Span;
  /** [us] */
  readonly refractoryUs: Span;
  /** [Hz] shot noise of a pixel in the dark, logarithmic; some samples have a multiple of it. */
  readonly shotHz: Span;
  readonly noisyShare: number;
  readonly noisyFactor: Span;
  /** [Hz] */
  readonly leakHz: Span;
  /** [-] share of hot pixels, and [Hz] their rate, logarithmic. */
  readonly hotShare: Span;
  readonly hotHz: Span;
}

/**
 * Ranges around the real 1 ms frames of cogsys-tuebingen/snn-edge-benchmark (commit 484bc27), which they hold and go beyond
 * on every side. Read off those frames (5,928 of them, the ball found by a circle fit):
 *
 * - balls of 13 to 21 px (5 to 95 %), moving 0.7 to 2.7 px/ms: `diameterPx`, `speedMps`;
 * - 10 to 28 % of the pixels inside the ball active, most behind its leading rim, few before the trailing one: a shaded
 *   ball, and an ON threshold below the OFF threshold. Without the latter the inside is even and half as active;
 * - a wake that falls from 14 % to 1 % within a radius behind the ball: lags of 30 to 300 us;
 * - 0.3 noise events per second and pixel on average, in most frames none: `shotHz`.
 *
 * `npm run bench -- frames` holds the two against each other. What the frames do not tell (light, distractors, hot pixels)
 * is assumed. Diameters of 6 to 26 px are 40 mm at 1.6 to 7 m from a focal length of 1040 px.
 */
export const DEFAULT_RECIPE: FrameRecipe = {
  emptyShare: 0.15,
  diameterPx: [6, 26],
  offsetPx: 18,
  speedMps: [2, 10],
  ballLight: [120, 250],
  ballShade: [0.4, 1],
  edgePx: [0.5, 1.2],
  roomLight: [12, 80],
  gradient: [-0.5, 0.5],
  mostBars: 3,
  distractedShare: 0.4,
  occludingShare: 0.3,
  distractorPxps: [100, 4000],
  onThreshold: [0.1, 0.3],
  offThreshold: [0.2, 0.45],
  thresholdSigma: [0.02, 0.05],
  lagUs: [30, 300],
  refractoryUs: [100, 800],
  shotHz: [0.05, 3],
  noisyShare: 0.15,
  noisyFactor: [2, 8],
  leakHz: [0.01, 0.3],
  hotShare: [0, 0.0006],
  hotHz: [50, 2000],
};
