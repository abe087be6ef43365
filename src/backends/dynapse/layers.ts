import type { Footprint } from "../backend.ts";
import { type LayerFit, utilisationOf } from "../fit-report.ts";
import type { Part } from "../parts.ts";
import type { Wiring } from "../wiring.ts";
import { NEURONS, SYNAPSES, TAGS } from "./limits.ts";
import type { MappedNeurons } from "./neurons.ts";
import type { Firing } from "./neuron-bank.ts";
import { weightPerCharge } from "./operating-point.ts";
import type { NeuronGroup } from "./place-cores.ts";
import type { PlacedCore } from "./program.ts";
import type { SynapseList, WeightScale } from "./synapses.ts";

/** A layer of neurons that fits by itself. */
export interface SoundPart {
  readonly part: Part;
  /** Number of its first neuron. */
  readonly first: number;
  readonly neurons: MappedNeurons;
  readonly wirings: readonly Wiring[];
  /** [-] synapses of its neuron with most of them. */
  readonly fanIn: number;
}

/** Neurons are numbered part by part. */
export const firstOf = (parts: readonly Part[], index: number): number =>
  parts.slice(0, index).reduce((sum, { role, count }) => sum + (role === "neurons" ? count : 0), 0);

/** [layers] of neurons on the longest way to a part, its own included; feedback does not count. */
export function depthOf(parts: readonly Part[], output: number): number {
  const depths: number[] = [];
  for (const { inputs, role } of parts) {
    const before = inputs.filter(({ feedback }) => !feedback).map(({ from }) => depths[from] ?? 0);
    depths.push(Math.max(0, ...before) + (role === "neurons" ? 1 : 0));
  }
  return depths[output] ?? 0;
}

/** A layer's neurons, by the biases that they ask for. */
export function groupsOf({ part, first, neurons }: SoundPart): NeuronGroup[] {
  const groups = new Map<string, number[]>();
  for (let n = 0; n < part.count; n++) {
    const key = `${neurons.tauMemS[n]!} ${neurons.tauSynS[n]!}`;
    const own = groups.get(key);
    if (own === undefined) groups.set(key, [first + n]);
    else own.push(first + n);
  }
  return [...groups].map(([key, own]) => ({ layer: part.path, key, neurons: own }));
}

/** By neuron: its core, and the current of a weight of 1. */
export function scaleOf(
  sound: readonly SoundPart[],
  cores: readonly PlacedCore[],
  firing: Firing,
): WeightScale {
  const count = sound.reduce((sum, { part }) => sum + part.count, 0);
  const core = new Int32Array(count);
  const ampere = new Float64Array(count);
  cores.forEach(({ neurons, biases }, c) => {
    const perCharge = weightPerCharge(biases, firing);
    for (const neuron of neurons) [core[neuron], ampere[neuron]] = [c, perCharge];
  });
  for (const { first, neurons } of sound)
    neurons.chargeS.forEach((charge, n) => (ampere[first + n]! *= charge));
  return { core, ampere };
}

/** What a layer takes of its fullest core and neuron. */
export function layerFit(
  { part, first, fanIn }: SoundPart,
  cores: readonly PlacedCore[],
  tags: Int32Array,
): LayerFit {
  const own = cores.flatMap(({ neurons }, core) =>
    neurons.some((neuron) => neuron >= first && neuron < first + part.count) ? [core] : [],
  );
  const most = (values: readonly number[]): number => Math.max(0, ...values);
  const uses = {
    synapses: { need: fanIn, limit: SYNAPSES },
    core_neurons: { need: most(own.map((core) => cores[core]?.neurons.length ?? 0)), limit: NEURONS },
    tags: { need: most(own.map((core) => tags[core] ?? 0)), limit: TAGS },
  };
  return { name: part.path, cores: own, ...uses, utilisation: utilisationOf(Object.values(uses)) };
}

/** [bit] of a synapse's memory: tag, base currents, kind. */
const SYNAPSE_BITS = 11 + 4 + 2;

/** What is stored: synapses whose weight is not 0. State is charge on capacitors and takes no memory. */
export function footprintOf(lists: readonly SynapseList[], neurons: number): Footprint {
  const sum = (value: (list: SynapseList) => number): number =>
    lists.reduce((total, list) => total + value(list), 0);
  const stored = sum(({ weights }) => weights.length);
  const synapses = sum(({ connections }) => connections);
  return {
    weightBytes: Math.ceil((stored * SYNAPSE_BITS) / 8),
    stateBytes: 0,
    synapses,
    zeroSynapses: synapses - stored,
    neurons,
  };
}
