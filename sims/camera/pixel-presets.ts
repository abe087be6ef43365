import type { PixelModel } from "./pixel-model.ts";

/** Pixels without any fault; 0.2 is a common setting of real sensors. */
const IDEAL: PixelModel = {
  onThreshold: 0.2,
  offThreshold: 0.2,
  thresholdSigma: 0,
  bandwidthHz: Infinity,
  whiteLight: 220,
  darkLight: 0,
  highPassHz: 0,
  refractoryUs: 0,
  leakHz: 0,
  leakDecades: 0.1,
  shotHz: 0,
  hotShare: 0,
  hotHz: 0,
};

/** A sensor of today in a lit hall. Numbers assumed, in the range of what v2e and IEBCS publish for DAVIS346 and Gen 4. */
const TYPICAL: PixelModel = {
  ...IDEAL,
  onThreshold: 0.25,
  offThreshold: 0.25,
  thresholdSigma: 0.03,
  bandwidthHz: 2000,
  darkLight: 1,
  refractoryUs: 300,
  leakHz: 0.1,
  shotHz: 0.1,
  hotShare: 1e-4,
  hotHz: 50,
};

/** The setting `noisy` of v2e (Hu, Liu, Delbruck, CVPR workshops 2021). */
const LOWLIGHT: PixelModel = {
  ...IDEAL,
  thresholdSigma: 0.05,
  bandwidthHz: 30,
  darkLight: 20,
  leakHz: 0.1,
  shotHz: 5,
};

/** Ten times the noise of `typical`. */
const STRESS: PixelModel = { ...TYPICAL, leakHz: 1, shotHz: 1, hotShare: 1e-3 };

export const PIXEL_PRESETS = {
  ideal: IDEAL,
  typical: TYPICAL,
  lowlight: LOWLIGHT,
  stress: STRESS,
} as const;
