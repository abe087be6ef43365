import { AXONS, NEURONS } from "./limits.ts";

/** An element's place on a splitter core: its spike comes in at one axon and leaves from `copies` neurons. */
export interface Splitter {
  readonly element: number;
  readonly core: number;
  readonly axon: number;
  readonly firstNeuron: number;
  readonly copies: number;
}

/** Splitters of a part, filled core by core. */
export interface Splitters {
  readonly all: readonly Splitter[];
  readonly cores: number;
}

/** A neuron has one destination; those with more send to a splitter core, whose neurons send one copy each. */
export function splittersOf(destinations: ArrayLike<number>): Splitters {
  const all: Splitter[] = [];
  let [core, axon, neuron] = [0, 0, 0];
  for (let element = 0; element < destinations.length; element++) {
    const copies = destinations[element] ?? 0;
    if (copies <= 1) continue;
    if (axon === AXONS || neuron + copies > NEURONS) [core, axon, neuron] = [core + 1, 0, 0];
    all.push({ element, core, axon, firstNeuron: neuron, copies });
    axon++;
    neuron += copies;
  }
  return { all, cores: all.length === 0 ? 0 : core + 1 };
}
