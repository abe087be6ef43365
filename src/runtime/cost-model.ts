import { deriveSeed, Random } from "../core/random.ts";
import type { NodePlan } from "./plan.ts";

/** What one turn of a node costs in virtual time, apart from modelled chip time. */
export class CostModel {
  readonly #constantNs: number;
  readonly #samplesNs: readonly number[];
  readonly #random: Random;

  constructor(node: NodePlan, seed: number) {
    const { cost } = node;
    this.#constantNs = cost.kind === "profile" ? 0 : Math.round(cost.us * 1000);
    this.#samplesNs = cost.kind === "profile" ? cost.samplesNs : [];
    this.#random = new Random(deriveSeed(seed, node.id, "cost"));
  }

  /** [ns] integer; a recorded profile is sampled with the run's seed. */
  drawNs(): number {
    const { length } = this.#samplesNs;
    if (length === 0) return this.#constantNs;
    return Math.round(this.#samplesNs[Math.floor(this.#random.uniform() * length)] ?? 0);
  }
}
