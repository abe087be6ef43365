import { quantities, type Quantity } from "../../core/quantity.ts";

const GUIDE =
  "BrainChip, akida_examples: user guide, hardware constraints 1.0 (doc/user_guide/hardware/1.0.rst; the page for 2.4.0 differs in places)";
const BRIEF = "BrainChip, AKD1000 product brief, quoted second hand";
const CONSOLE = "BrainChip, akida_examples: console output of the DS-CNN and AkidaNet tutorials";
const MEMORY = "8 MB over 80 processors; how much of it a layer gets for what is not public";

const count = (value: number): Quantity => ({ value, unit: "-", source: GUIDE, basis: "published" });
const pixels = (value: number): Quantity => ({ value, unit: "px", source: GUIDE, basis: "published" });
const bits = (value: number): Quantity => ({ value, unit: "bit", source: GUIDE, basis: "published" });

/** Of layers, as the maker's guide has them. */
export const AKIDA_LIMITS = quantities({
  inputSideLeast: pixels(5),
  inputSideMost: pixels(256),
  mapSideMost: pixels(4096),
  channelsMost: count(2048),
  fullyConnectedInputsMost: count(57_334),
  inputBits: bits(8),
  inputWeightBits: bits(8),
  weightBitsMost: bits(4),
  activationBitsMost: bits(4),
});

/** Filters of the first convolution, by channels of the input and side of the kernel. */
export const INPUT_FILTERS: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  1: { 3: 512, 5: 192, 7: 96 },
  3: { 3: 192, 5: 64, 7: 32 },
};
export const INPUT_STRIDES: readonly number[] = [1, 2, 3];
export const KERNELS: readonly number[] = [1, 3, 5, 7];
/** Bits of weights, and of what neurons put out; a converted network has no weights of 1 bit. */
export const WEIGHT_BITS: readonly number[] = [2, 4];
export const ACTIVATION_BITS: readonly number[] = [1, 2, 4];

export const AKIDA_CHIP = quantities({
  processors: { value: 80, unit: "-", source: `${BRIEF}: 20 nodes of 4`, basis: "published" },
  processorBytes: { value: (8 * 1024 * 1024) / 80, unit: "byte", source: MEMORY, basis: "assumed" },
});

/** Times and powers; the error of a modelled time is a factor of three, or more where a frame is short. */
export const AKIDA_COSTS = quantities({
  clockMhz: {
    value: 300,
    unit: "MHz",
    source: `${BRIEF}: at most; a thesis saw it adapt from 35 to 179`,
    basis: "published",
  },
  operationsPerClock: {
    value: 16,
    unit: "1/clock",
    source: `${CONSOLE}: 93,965 clocks for DS-CNN and 4.30 million for AkidaNet 224 at half width, by about 2.7 and 150 million products (from memory), half of them with zeros (supposed)`,
    basis: "assumed",
  },
  layerClocks: {
    value: 500,
    unit: "clock",
    source: "to fill a layer's pipeline; no public number",
    basis: "assumed",
  },
  boardFloor: {
    value: 912.23,
    unit: "mW",
    source: `${CONSOLE}: floor of the whole card`,
    basis: "published",
  },
  operation: {
    value: 33,
    unit: "pJ",
    source: `${CONSOLE}: (1021 - 912) mW over 43.48 frames/s = 2.5 mJ, by about 75 million products of AkidaNet without zeros (supposed)`,
    basis: "assumed",
  },
});
