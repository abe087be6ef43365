import { exactExp, exactLog } from "../../src/core/exact-math.ts";
import type { PixelModel } from "./pixel-model.ts";

/** [-] least and most of a bias, and how many of its steps change what it sets e-fold. */
interface BiasRange {
  readonly least: number;
  readonly most: number;
  /** [-] modelled: no vendor publishes it. */
  readonly perFold: number;
}

/**
 * Biases of Prophesee's IMX636, as offsets from the factory's setting. The ranges are those of OpenEB
 * (hal_psee_plugins, imx636_bias_settings.h), the directions those of the vendor's page on biases; how much a step does is
 * modelled.
 *
 * - `bias_diff_on`, `bias_diff_off`: up = a higher threshold, brighter or darker.
 * - `bias_fo`: up = a faster low pass, so a wider band.
 * - `bias_hpf`: up = a higher cut-off of the high pass; 0 = none.
 * - `bias_refr`: up = a shorter refractory period.
 */
export const PROPHESEE_BIASES = {
  bias_diff_on: { least: -85, most: 140, perFold: 128 },
  bias_diff_off: { least: -35, most: 190, perFold: 128 },
  bias_fo: { least: -35, most: 55, perFold: 25 },
  bias_hpf: { least: 0, most: 120, perFold: 17 },
  bias_refr: { least: -20, most: 235, perFold: 60 },
} as const satisfies Record<string, BiasRange>;

export type PropheseeBiases = { readonly [name in keyof typeof PROPHESEE_BIASES]?: number | undefined };

/** [Hz] cut-off of the high pass at the smallest setting that is not 0; modelled. */
const LEAST_HIGH_PASS_HZ = 0.1;

/** Pixels as the biases change them. The biases are in their ranges. */
export function withPropheseeBiases(pixels: PixelModel, biases: PropheseeBiases): PixelModel {
  const { bias_diff_on = 0, bias_diff_off = 0, bias_fo = 0, bias_hpf = 0, bias_refr = 0 } = biases;
  const fold = (name: keyof typeof PROPHESEE_BIASES, value: number): number =>
    exactExp(value / PROPHESEE_BIASES[name].perFold);
  return {
    ...pixels,
    onThreshold: pixels.onThreshold * fold("bias_diff_on", bias_diff_on),
    offThreshold: pixels.offThreshold * fold("bias_diff_off", bias_diff_off),
    bandwidthHz: pixels.bandwidthHz * fold("bias_fo", bias_fo),
    highPassHz: bias_hpf === 0 ? pixels.highPassHz : LEAST_HIGH_PASS_HZ * fold("bias_hpf", bias_hpf),
    refractoryUs: pixels.refractoryUs / fold("bias_refr", bias_refr),
  };
}

/**
 * Bias currents of iniVation's DAVIS and DVXplorer by their names in libcaer, each as a multiple of its default, so 1
 * changes nothing. After Nozaki and Delbruck, "Temperature and Parasitic Photocurrent Effects in Dynamic Vision
 * Sensors", TED 64 (8), 2017: thresholds go with the logarithm of the ratio of two currents,
 *
 *     on = c ln(OnBn / DiffBn),   off = c ln(DiffBn / OffBn)   with c = 1 / (20 x 0.7)
 *
 * The band goes with the smaller of `PrBp` and `PrSFBp`, the refractory period with 1 / `RefrBp`; both modelled as
 * proportional.
 */
export const INIVATION_BIASES = ["PrBp", "PrSFBp", "DiffBn", "OnBn", "OffBn", "RefrBp"] as const;

export type InivationBiases = { readonly [name in (typeof INIVATION_BIASES)[number]]?: number | undefined };

/** [ln] of threshold per e-fold of current: capacitor ratio 20, slope factor 0.7. */
const THRESHOLD_PER_FOLD = 1 / (20 * 0.7);
/** [ln] a threshold is at least this, whatever the currents. */
const LEAST_THRESHOLD = 0.01;

/** Pixels as the currents change them. Currents are above 0. */
export function withInivationBiases(pixels: PixelModel, biases: InivationBiases): PixelModel {
  const { PrBp = 1, PrSFBp = 1, DiffBn = 1, OnBn = 1, OffBn = 1, RefrBp = 1 } = biases;
  const on = pixels.onThreshold + THRESHOLD_PER_FOLD * exactLog(OnBn / DiffBn);
  const off = pixels.offThreshold + THRESHOLD_PER_FOLD * exactLog(DiffBn / OffBn);
  return {
    ...pixels,
    onThreshold: Math.max(LEAST_THRESHOLD, on),
    offThreshold: Math.max(LEAST_THRESHOLD, off),
    bandwidthHz: pixels.bandwidthHz * Math.min(PrBp, PrSFBp),
    refractoryUs: pixels.refractoryUs / RefrBp,
  };
}
