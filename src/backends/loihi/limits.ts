import { quantities, type Quantity } from "../../core/quantity.ts";

const NENGO =
  "nengo-loihi (nengo/nengo-loihi at e564f66e), block.py and builder/validate.py: limits of Loihi 1";
const LAVA = "Lava 0.10.0 (lava-nc/lava at b6822fbc), bit-accurate models";
const BRIEF = "Intel, Loihi 2 technology brief, 2021; quoted from memory";
const AS_LOIHI1 = "taken over from Loihi 1: no public number for Loihi 2";

const count = (value: number, source: string, basis: Quantity["basis"]): Quantity => ({
  value,
  unit: "-",
  source,
  basis,
});

/** What one core holds, and how many cores a chip has. */
export interface CoreLimits {
  readonly compartments: Quantity;
  readonly inAxons: Quantity;
  readonly outAxons: Quantity;
  /** [bit] */
  readonly synapseBits: Quantity;
  readonly compartmentConfigs: Quantity;
  readonly thresholdConfigs: Quantity;
  readonly coresPerChip: Quantity;
}

export const LOIHI1_LIMITS: CoreLimits = quantities({
  compartments: count(1024, NENGO, "published"),
  inAxons: count(4096, NENGO, "published"),
  outAxons: count(4096, NENGO, "published"),
  synapseBits: { value: 16_384 * 64, unit: "bit", source: NENGO, basis: "published" },
  compartmentConfigs: count(32, NENGO, "published"),
  thresholdConfigs: count(8, `${NENGO}; its validator lets 16 pass`, "published"),
  coresPerChip: count(128, NENGO, "published"),
});

export const LOIHI2_LIMITS: CoreLimits = quantities({
  compartments: count(8192, BRIEF, "assumed"),
  inAxons: count(4096, AS_LOIHI1, "assumed"),
  outAxons: count(4096, AS_LOIHI1, "assumed"),
  synapseBits: {
    value: 192 * 1024 * 8,
    unit: "bit",
    source: `${BRIEF}; all of a core's memory`,
    basis: "assumed",
  },
  compartmentConfigs: count(32, AS_LOIHI1, "assumed"),
  thresholdConfigs: count(8, AS_LOIHI1, "assumed"),
  coresPerChip: count(128, "open-neuromorphic.org, Loihi 2", "published"),
});

/** Number formats, the same on both chips. */
export const LOIHI_FORMATS = quantities({
  weightBits: { value: 8, unit: "bit", source: LAVA, basis: "published" },
  weightExponentMost: {
    value: 8,
    unit: "bit",
    source: "brian2_loihi (sagacitysite/brian2_loihi at 9ac5842e): -8 .. 7; the size of the lowest",
    basis: "published",
  },
  stateBits: { value: 24, unit: "bit", source: LAVA, basis: "published" },
  thresholdMost: count(131_071, LAVA, "published"),
  biasMantissaMost: count(4095, LAVA, "published"),
  biasExponentMost: count(7, LAVA, "published"),
  decayOne: count(4096, LAVA, "published"),
  delayMost: { value: 62, unit: "steps", source: LAVA, basis: "published" },
  weightsPerBlock: count(64, NENGO, "published"),
  blockHeaderBits: { value: 10, unit: "bit", source: NENGO, basis: "published" },
  blockRoundingBits: { value: 64, unit: "bit", source: NENGO, basis: "published" },
});
