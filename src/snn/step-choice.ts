/** Frameworks and chips whose step is followed; each has a file under `rules/` with its equations and their source. */
export const RULE_NAMES = ["nir", "snntorch", "norse", "sinabs", "spikingjelly", "slayer", "loihi"] as const;
export type RuleName = (typeof RULE_NAMES)[number];

/**
 * What a network leaves open: how its continuous equations become steps. `rule`, `dt` and `reset` have no default, for
 * the same file runs differently under each.
 */
export interface StepChoice {
  readonly rule: RuleName;
  /** [unit of the network's time constants, seconds in real files] length of a step. */
  readonly dt: number;
  /** What a spike does: `subtract` takes the threshold off, once a spike; `value` sets the potential to v_reset. */
  readonly reset: ResetMode;
  /** [-] most spikes of a neuron in a step; the rule's own habit when left out: Infinity for sinabs, 1 for all others. */
  readonly maxSpikes?: number;
  /** [unit of v] the potential is never below it, applied last in a step; no bound when left out. */
  readonly vMin?: number;
  /** Rule `snntorch` only: the reset acts in the step after the spike, its habit (true), or in the same one. */
  readonly resetDelay?: boolean;
}

export type ResetMode = "subtract" | "value";

/** A choice for a whole network, whose layers may differ in their lowest potential. */
export interface NetworkChoice extends Omit<StepChoice, "vMin"> {
  /** [unit of v] one for all, or by the path of the layer; no bound for a layer left out. */
  readonly vMin?: number | ReadonlyMap<string, number>;
}

/** The choice for one layer. */
export function choiceFor(path: string, { vMin, ...choice }: NetworkChoice): StepChoice {
  const least = typeof vMin === "object" ? vMin.get(path) : vMin;
  return least === undefined ? choice : { ...choice, vMin: least };
}
