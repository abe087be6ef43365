import type { Violation } from "../fit-report.ts";
import { CORES, NEURONS } from "./limits.ts";

/** Neurons that ask for the same biases, of one layer. */
export interface NeuronGroup {
  readonly layer: string;
  /** Tells biases apart. */
  readonly key: string;
  /** Numbers of neurons, ascending. */
  readonly neurons: readonly number[];
}

/** Where neurons lie: a core has one set of biases, so the neurons of one core ask for the same. */
export interface Placement {
  /** By core: its neurons, in the order of their places. */
  readonly cores: readonly (readonly number[])[];
  readonly violations: readonly Violation[];
}

/** Lays every group on cores of its own; where those are too few, groups with the same biases share cores. */
export function placeGroups(groups: readonly NeuronGroup[], chips: number): Placement {
  const limit = CORES * chips;
  const apart = groups.flatMap(({ neurons }) => coresOf(neurons));
  if (apart.length <= limit) return { cores: apart, violations: [] };
  const shared = [...byKey(groups).values()].flatMap(coresOf);
  if (shared.length <= limit) return { cores: shared, violations: [] };
  return { cores: [], violations: [manyBiases(groups, limit)] };
}

const coresOf = (neurons: readonly number[]): number[][] =>
  Array.from({ length: Math.ceil(neurons.length / NEURONS) }, (_, core) =>
    neurons.slice(core * NEURONS, (core + 1) * NEURONS),
  );

function byKey(groups: readonly NeuronGroup[]): Map<string, number[]> {
  const merged = new Map<string, number[]>();
  for (const { key, neurons } of groups) {
    const own = merged.get(key);
    if (own === undefined) merged.set(key, [...neurons]);
    else for (const neuron of neurons) own.push(neuron);
  }
  return merged;
}

function manyBiases(groups: readonly NeuronGroup[], limit: number): Violation {
  const kinds = new Map<string, Set<string>>();
  for (const { layer, key } of groups) kinds.set(layer, (kinds.get(layer) ?? new Set()).add(key));
  const [layer = "network"] = [...kinds].sort((a, b) => b[1].size - a[1].size).map(([name]) => name);
  const keys = byKey(groups);
  const need = [...keys.values()].reduce((sum, neurons) => sum + Math.ceil(neurons.length / NEURONS), 0);
  const perLayer = [...kinds].map(([name, own]) => `${name} ${own.size}`).join(", ");
  return {
    code: "CORE_BIASES",
    layer,
    need,
    limit,
    formula: `${keys.size} sets of time constants (${perLayer}), each on cores of its own, ${NEURONS} neurons a core`,
    hint: `${keys.size - (need - limit)} sets of time constants, such as one a layer`,
  };
}
