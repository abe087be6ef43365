import { SaccadeError } from "../../src/core/errors.ts";

/**
 * What the pixels of an event camera are like. Light is relative: 40 and 220 are grey levels of an 8-bit picture. A pixel
 * follows the logarithm of the light with a first-order lag, makes an event when it has moved by a threshold, sleeps for
 * the refractory period and takes what it then sees for its new reference.
 */
export interface PixelModel {
  /** [ln] mean change of log light that makes an event, brighter and darker. */
  readonly onThreshold: number;
  readonly offThreshold: number;
  /** [ln] standard deviation of the thresholds from pixel to pixel; never below 0.01 for a pixel. */
  readonly thresholdSigma: number;
  /** [Hz] 3 dB cut-off of the lag at `whiteLight`, proportional to light plus `darkLight`; Infinity = no lag. */
  readonly bandwidthHz: number;
  readonly whiteLight: number;
  /** [-] what a pixel sees in the dark; added to all light. */
  readonly darkLight: number;
  /** [Hz] cut-off of a high pass behind the lag: the reference follows the light this fast; 0 = none. */
  readonly highPassHz: number;
  /** [us] */
  readonly refractoryUs: number;
  /** [Hz] ON events of a resting pixel, because its reference leaks away; log-normal from pixel to pixel. */
  readonly leakHz: number;
  /** [-] its standard deviation in decades. */
  readonly leakDecades: number;
  /** [Hz] noise events of a pixel in the dark, half of them ON; falls linearly to a quarter at `whiteLight`. */
  readonly shotHz: number;
  /** [-] share of the pixels that are hot, and [Hz] how often such a pixel fires by itself (ON). */
  readonly hotShare: number;
  readonly hotHz: number;
}

const RANGES: Readonly<Record<keyof PixelModel, readonly [least: number, most: number]>> = {
  onThreshold: [0.01, 10],
  offThreshold: [0.01, 10],
  thresholdSigma: [0, 1],
  bandwidthHz: [0.01, Infinity],
  whiteLight: [1e-3, 1e9],
  darkLight: [0, 1e9],
  highPassHz: [0, 1e6],
  refractoryUs: [0, 1e7],
  leakHz: [0, 1e4],
  leakDecades: [0, 2],
  shotHz: [0, 1e5],
  hotShare: [0, 1],
  hotHz: [0, 1e6],
};

/** @throws SaccadeError `world-invalid` on a number out of its range, NaN included. */
export function checkPixelModel(model: PixelModel): void {
  for (const name of Object.keys(RANGES) as (keyof PixelModel)[]) {
    const [least, most] = RANGES[name];
    const value = model[name];
    if (value >= least && value <= most) continue;
    throw new SaccadeError(
      "world-invalid",
      `event camera: ${name} is ${String(value)}, must be ${String(least)} to ${String(most)}`,
      { option: name },
    );
  }
}
