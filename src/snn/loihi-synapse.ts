import { SaccadeError } from "../core/errors.ts";

/** Which signs a Loihi synapse may hold: one bit buys the sign. */
export type SignMode = "mixed" | "excitatory" | "inhibitory";

/** How a Loihi synapse stores and applies its weights. */
export interface LoihiSynapse {
  readonly signMode: SignMode;
  /** [bits] 1 .. 8. */
  readonly weightBits: number;
  /** The sum of weights is multiplied by 2^exponent, rounded down. */
  readonly weightExponent: number;
}

/** The sign mode that Lava takes for weights: one sign where they have one. */
export function signModeOf(weights: ArrayLike<number>): SignMode {
  let least = 0;
  let most = 0;
  for (let n = 0; n < weights.length; n++) {
    least = Math.min(least, weights[n]!);
    most = Math.max(most, weights[n]!);
  }
  if (least >= 0) return "excitatory";
  return most <= 0 ? "inhibitory" : "mixed";
}

const RANGES: Readonly<Record<SignMode, readonly [number, number]>> = {
  mixed: [-256, 255],
  excitatory: [0, 255],
  inhibitory: [-255, 0],
};

/**
 * Weights as the chip stores them: clipped to the range of the mode, then without the bits that do not fit; 8 mixed bits
 * are even numbers. Bits are dropped toward minus infinity, of an inhibitory weight from its magnitude.
 * Source: Lava 0.10.0, `utils/weightutils.py`. Throws `usage` for bits outside 1 .. 8.
 */
export function storedWeights(
  weights: ArrayLike<number>,
  { signMode, weightBits }: LoihiSynapse,
): Int32Array {
  if (!(Number.isInteger(weightBits) && weightBits >= 1 && weightBits <= 8)) {
    throw new SaccadeError("usage", `a weight has 1 to 8 bits, found ${String(weightBits)}`, {
      found: weightBits,
    });
  }
  const [least, most] = RANGES[signMode];
  const dropped = 8 - weightBits + (signMode === "mixed" ? 1 : 0);
  const cut = (value: number): number => (value >> dropped) << dropped;
  const stored = new Int32Array(weights.length);
  for (let n = 0; n < stored.length; n++) {
    const clipped = Math.min(Math.max(weights[n]!, least), most);
    stored[n] = signMode === "inhibitory" ? -cut(-clipped) : cut(clipped);
  }
  return stored;
}

/** Sum of weights as the chip passes it on: times 2^exponent, rounded down. One step of delay a synapse is the caller's. */
export const scaledSum = (sum: number, { weightExponent }: LoihiSynapse): number =>
  weightExponent > 0 ? sum * (1 << weightExponent) : Math.floor(sum / (1 << -weightExponent));
