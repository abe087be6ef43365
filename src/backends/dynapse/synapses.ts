import { exactLog } from "../../core/exact-math.ts";
import type { LayerQuantisation, Violation, Warning } from "../fit-report.ts";
import type { Part } from "../parts.ts";
import { distinctWeights, forEachRun, placesOfPart, type Wiring } from "../wiring.ts";
import { fitBases } from "./base-currents.ts";
import { SYNAPSE_KINDS, type SynapseKind } from "./circuit.ts";
import type { Fans } from "./program.ts";

/** Kinds of synapse for weights above and below 0. */
export interface KindChoice {
  readonly above: SynapseKind;
  readonly below: SynapseKind;
}

const ABOVE: readonly SynapseKind[] = ["ampa", "nmda"];
const BELOW: readonly SynapseKind[] = ["gaba", "shunt"];

/**
 * AMPA and GABA, unless a layer of weights names others in its metadata: `saccade.excitation` (ampa, nmda) and
 * `saccade.inhibition` (gaba, shunt).
 */
export function kindsOf(part: Part, path: string): KindChoice | Violation {
  const weights = part.inputs.find((input) => input.weights?.path === path)?.weights ?? null;
  const metadata = weights?.node.metadata ?? {};
  const { "saccade.excitation": excitation = "ampa", "saccade.inhibition": inhibition = "gaba" } = metadata;
  const above = ABOVE.find((kind) => kind === excitation);
  const below = BELOW.find((kind) => kind === inhibition);
  if (above !== undefined && below !== undefined) return { above, below };
  const odd = above === undefined ? excitation : inhibition;
  const need = typeof odd === "object" ? "an array" : `${odd}`;
  const limit = (above === undefined ? ABOVE : BELOW).join(", ");
  const formula = `metadata of ${path} name synapses ${need}`;
  return { code: "UNSUPPORTED_LAYER", layer: path, need, limit, formula, hint: `one of ${limit}` };
}

/** A wiring into neurons `first` and on, from senders `sender` and on. */
export interface NumberedWiring {
  readonly layer: string;
  readonly part: Part;
  readonly wiring: Wiring;
  readonly kinds: KindChoice;
  readonly sender: number;
  readonly first: number;
}

/** Synapses as they are listed. */
export interface SynapseList {
  /** Path of the weights; index of the part that they feed. */
  readonly layer: string;
  readonly part: number;
  readonly senders: readonly number[];
  readonly targets: readonly number[];
  readonly weights: readonly number[];
  readonly kinds: KindChoice;
  /** [-] connections, those of weight 0 included. */
  readonly connections: number;
}

/** All connections of a wiring, one by one; those of weight 0 are counted alone. */
export function listSynapses({ layer, part, wiring, kinds, sender, first }: NumberedWiring): SynapseList {
  const weights = distinctWeights(wiring);
  const elementAt = new Int32Array(part.count);
  placesOfPart(part).forEach((place, element) => (elementAt[place] = element));
  const list = { senders: [] as number[], targets: [] as number[], weights: [] as number[] };
  let connections = 0;
  for (let from = 0; from < wiring.folded.to.length; from++) {
    forEachRun(wiring, from, (place, at, length) => {
      connections += length;
      for (let n = 0; n < length; n++) {
        const weight = weights[at + n]!;
        if (weight === 0) continue;
        list.senders.push(sender + from);
        list.targets.push(first + elementAt[place + n]!);
        list.weights.push(weight);
      }
    });
  }
  return { layer, part: part.index, kinds, ...list, connections };
}

/** Weights in base currents. */
export interface StoredSynapses {
  readonly fans: Fans;
  readonly quantisation: readonly LayerQuantisation[];
  readonly warnings: readonly Warning[];
}

/** By neuron: its core, and the current [A] of a weight of 1. */
export interface WeightScale {
  readonly core: Int32Array;
  readonly ampere: Float64Array;
}

/** [-] root mean square of the errors over that of the weights, beyond which a layer is warned of. */
const COARSE = 0.1;

/** Finds each core's base currents, and stores every synapse in them. */
export function storeSynapses(
  lists: readonly SynapseList[],
  { core, ampere }: WeightScale,
  { senders, cores }: { readonly senders: number; readonly cores: number },
): StoredSynapses {
  const stored = lists.map((list) => new Float64Array(list.weights.length));
  const tops = new Float64Array(cores);
  for (let c = 0; c < cores; c++) {
    const own: (readonly [list: number, synapse: number])[] = [];
    lists.forEach(({ targets }, l) => targets.forEach((target, s) => core[target] === c && own.push([l, s])));
    const currents = Float64Array.from(own, ([l, s]) => {
      const { weights, targets } = lists[l]!;
      return Math.abs(weights[s]!) * ampere[targets[s]!]!;
    });
    const { sums, bases } = fitBases(currents);
    own.forEach(([l, s], n) => (stored[l]![s] = sums[n]!));
    tops[c] = bases.reduce((sum, base) => sum + base, 0) + (bases.find((base) => base > 0) ?? 0) / 2;
  }
  const named = lists.map((list, l) => layerFigures(list, stored[l]!, { core, ampere, tops }));
  return {
    fans: fansOf(lists, stored, senders),
    quantisation: named.map(({ quantisation }) => quantisation),
    warnings: named.flatMap(({ warning }) => (warning === null ? [] : [warning])),
  };
}

function layerFigures(
  { layer, weights, targets }: SynapseList,
  stored: Float64Array,
  { core, ampere, tops }: WeightScale & { readonly tops: Float64Array },
): { readonly quantisation: LayerQuantisation; readonly warning: Warning | null } {
  const used = new Set<number>();
  const [wrong, whole] = [{ most: 0, squares: 0 }, { squares: 0 }];
  let saturated = 0;
  weights.forEach((weight, s) => {
    const target = targets[s]!;
    const off = Math.abs(weight) - stored[s]! / ampere[target]!;
    used.add(Math.sign(weight) * stored[s]!);
    if (Math.abs(weight) * ampere[target]! > tops[core[target]!]!) saturated++;
    wrong.most = Math.max(wrong.most, Math.abs(off));
    wrong.squares += off * off;
    whole.squares += weight * weight;
  });
  const share = whole.squares === 0 ? 0 : Math.sqrt(wrong.squares / whole.squares);
  const message = `weights are off by ${(100 * share).toPrecision(2)} % of their size (root mean square): a core has 16 values`;
  return {
    quantisation: {
      layer,
      scale: (ampere[targets[0] ?? 0] ?? NaN) * 1e9,
      bits: Number((exactLog(Math.max(1, used.size)) / exactLog(2)).toFixed(2)),
      max_abs_err: wrong.most,
      saturated,
    },
    warning: share > COARSE ? { code: "EFFECTIVE_BITS", layer, message } : null,
  };
}

/** Synapses in the order of their senders. */
function fansOf(lists: readonly SynapseList[], stored: readonly Float64Array[], senders: number): Fans {
  const start = new Int32Array(senders + 1);
  for (const list of lists) for (const sender of list.senders) start[sender + 1]!++;
  for (let s = 0; s < senders; s++) start[s + 1]! += start[s]!;
  const next = start.slice();
  const count = start[senders] ?? 0;
  const fans = {
    start,
    target: new Int32Array(count),
    kind: new Uint8Array(count),
    weightA: new Float64Array(count),
  };
  lists.forEach(({ senders: from, targets, weights, kinds }, l) =>
    from.forEach((sender, s) => {
      const at = next[sender]!++;
      fans.target[at] = targets[s]!;
      fans.kind[at] = SYNAPSE_KINDS.indexOf(weights[s]! > 0 ? kinds.above : kinds.below);
      fans.weightA[at] = stored[l]![s]!;
    }),
  );
  return fans;
}
