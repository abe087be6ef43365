import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MeshAccount } from "../../src/backends/loihi/mesh-account.ts";
import { LOIHI1_MESH, LOIHI1_TIMES } from "../../src/backends/loihi/mesh-costs.ts";
import { type Fan, layOut, type Population, type SynapseKind } from "../../src/backends/loihi/mesh-layout.ts";

interface CaseNeuron {
  readonly threshold: number;
  readonly leak_decay: number;
  readonly reset_mode: "hard" | "soft";
  readonly reset: number;
  readonly bias: number;
}

interface CaseGroup {
  readonly name: string;
  readonly kind: "input" | "lif";
  readonly size?: number;
  readonly spikes?: readonly (readonly number[])[];
  readonly neurons?: readonly CaseNeuron[];
  readonly synapse?: SynapseKind;
}

/** A network with its mapping, as `input.json` of a cost case holds it. */
export interface CostCase {
  readonly steps: number;
  readonly groups: readonly CaseGroup[];
  readonly edges: readonly (readonly [string, number, string, number, number])[];
  readonly mapping: Readonly<Record<string, readonly (readonly [number, number])[]>>;
}

export interface CostStep {
  readonly fired: number;
  readonly updated: number;
  readonly timeS: number;
}

/** What a case gives when the account is fed by the neuron rule that its README states. */
export interface CostOutcome {
  readonly account: MeshAccount;
  readonly steps: readonly CostStep[];
  /** `group.index,step`, in the order of firing. */
  readonly spikes: readonly string[];
}

export const readCostCase = (folder: string): CostCase =>
  JSON.parse(readFileSync(join(folder, "input.json"), "utf8")) as CostCase;

/** Runs a case: neurons in order, currents of a step act in the next. */
export function runCostCase(cost: CostCase): CostOutcome {
  const { first, populations, fans, out } = wire(cost);
  const account = new MeshAccount(layOut(LOIHI1_MESH, populations, fans), LOIHI1_TIMES);
  const neurons = cost.groups.flatMap((group, g) =>
    Array.from({ length: groupSize(group) }, (_, i) => new CaseRunner(group, i, (first[g] ?? 0) + i)),
  );
  const steps: CostStep[] = [];
  const spikes: string[] = [];
  for (let step = 1; step <= cost.steps; step++) {
    account.beginStep();
    const active = neurons.map((neuron) => neuron.step(step));
    neurons.forEach((neuron, n) => {
      if (active[n]?.updated === true) account.updated(n);
      if (active[n]?.fired !== true) return;
      spikes.push(`${neuron.name},${step}`);
      account.fired([n], 1, 0);
      for (const [to, weight] of out[n] ?? []) neurons[to]?.receive(weight);
    });
    const count = (what: "fired" | "updated"): number => active.filter((neuron) => neuron[what]).length;
    steps.push({ fired: count("fired"), updated: count("updated"), timeS: account.endStep() * 1e-9 });
  }
  return { account, steps, spikes };
}

/** One neuron, by the rule that the cases' README states. */
class CaseRunner {
  readonly name: string;
  readonly index: number;
  readonly #rule: CaseNeuron | null;
  readonly #input: ReadonlySet<number>;
  #potential = 0;
  #current = 0;
  #arrived = false;

  constructor(group: CaseGroup, place: number, index: number) {
    this.name = `${group.name}.${place}`;
    this.index = index;
    this.#rule = group.neurons?.[place] ?? null;
    this.#input = new Set(group.spikes?.[place]);
  }

  receive(weight: number): void {
    this.#current += weight;
    this.#arrived = true;
  }

  step(step: number): { readonly fired: boolean; readonly updated: boolean } {
    const busy = this.#potential !== 0 || this.#arrived || (this.#rule?.bias ?? 0) !== 0;
    const fired = this.#rule === null ? this.#input.has(step) : this.#fires(this.#rule, step);
    this.#current = 0;
    this.#arrived = false;
    return { fired, updated: busy || fired };
  }

  #fires({ threshold, leak_decay, reset_mode, reset, bias }: CaseNeuron, step: number): boolean {
    const leaked = step >= 2 ? this.#potential * leak_decay : this.#potential;
    this.#potential = Math.trunc(leaked * 64) / 64 + bias + this.#current;
    if (!(this.#potential > threshold)) return false;
    this.#potential = reset_mode === "hard" ? reset : this.#potential - threshold;
    return true;
  }
}

const groupSize = (group: CaseGroup): number => group.size ?? group.neurons?.length ?? 0;

function wire({ groups, edges, mapping }: CostCase): {
  /** [-] number of each group's first neuron, and of all neurons. */
  readonly first: readonly number[];
  readonly populations: readonly Population[];
  readonly fans: readonly Fan[];
  readonly out: readonly (readonly (readonly [to: number, weight: number])[])[];
} {
  const first = [0];
  for (const group of groups) first.push((first.at(-1) ?? 0) + groupSize(group));
  const index = new Map(groups.map(({ name }, g) => [name, g]));
  const places = groups.map(({ name }) => (mapping[name] ?? []).map(([tile, core]) => ({ tile, core })));
  const out: [number, number][][] = Array.from({ length: first.at(-1) ?? 0 }, () => []);
  const fans = edges.map(([from, i, to, j, weight]): Fan => {
    const [a, b] = [index.get(from) ?? -1, index.get(to) ?? -1];
    const place = places[b]?.[j];
    if (place === undefined) throw new TypeError(`no place for ${to}.${j}`);
    out[(first[a] ?? 0) + i]?.push([(first[b] ?? 0) + j, weight]);
    return { neuron: (first[a] ?? 0) + i, toPopulation: b, place, synapses: 1 };
  });
  const populations = groups.map(({ name, kind, synapse }, g): Population => ({
    name,
    isInput: kind === "input",
    synapses: synapse ?? "dense",
    places: places[g] ?? [],
  }));
  return { first, populations, fans, out };
}
