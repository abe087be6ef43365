import type { CodedPart, PartShape } from "./coded-part.ts";
import { AXONS, NEURONS, WEIGHT_MOST } from "./limits.ts";
import { comparingNeuron } from "./neurons-of-part.ts";
import type { Neuron } from "./neuron.ts";

/**
 * Sums that leave as spikes, for the chip has no other way: an element becomes a row of neurons with its weights and rising bounds, and
 * another of its weights turned round. How many of the first fire, less those of the second, is the sum; at rest none does.
 */
export interface ReadoutBank {
  /** [steps] between bounds, by output channel; 1: sums are exact. */
  readonly coarseness: Int32Array;
  /** [-] neurons of an element, by output channel: for sums above 0, and below. */
  readonly above: Int32Array;
  readonly below: Int32Array;
}

/** A bank as fine as the axons that a sender may reach, and the bounds that a leak can hold, allow. */
export function readoutBank(coded: CodedPart, { channels }: PartShape, reached: number): ReadoutBank {
  const room = AXONS / coded.code.types.length - 2; // cores that a sender may be on; the last may be shared by two elements
  const most = Math.max(1, Math.min(WEIGHT_MOST, Math.floor((room * NEURONS) / (2 * reached))));
  const [coarseness, above, below] = [
    new Int32Array(channels),
    new Int32Array(channels),
    new Int32Array(channels),
  ];
  for (let channel = 0; channel < channels; channel++) {
    const high = coded.highest[channel] ?? 0;
    const low = -(coded.lowest[channel] ?? 0);
    const each = Math.max(1, Math.ceil(Math.max(high, low) / most));
    coarseness[channel] = each;
    above[channel] = boundsWithin(high, each);
    below[channel] = boundsWithin(low, each);
  }
  return { coarseness, above, below };
}

/** Bounds that sums up to `most` reach and a leak holds. */
function boundsWithin(most: number, each: number): number {
  let count = 0;
  while (boundOf(count, each) <= Math.min(most, WEIGHT_MOST)) count++;
  return count;
}

/** [steps] bound number k from 0: sums are rounded to the nearest. */
const boundOf = (k: number, each: number): number => each * (k + 1) - Math.floor(each / 2);

/** The k-th neuron of an element: those above 0 first. */
export function bankNeuron(
  { coarseness, above }: ReadoutBank,
  channel: number,
  k: number,
  { types, sign }: { readonly types: readonly number[]; readonly sign: number },
): Neuron {
  const up = above[channel] ?? 0;
  const each = coarseness[channel] ?? 1;
  const turned = k < up ? sign : -sign;
  return comparingNeuron(
    types.map((type) => type * turned),
    boundOf(k < up ? k : k - up, each),
  );
}
