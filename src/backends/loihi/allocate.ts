import type { LoihiSpec } from "../../snn/rules/loihi.ts";
import {
  type LayerFit,
  type ResourceUse,
  utilisationOf,
  type Violation,
  type ViolationCode,
} from "../fit-report.ts";
import type { Part } from "../parts.ts";
import { forEachRun, type Wiring } from "../wiring.ts";
import { type CoreLimits, LOIHI_FORMATS } from "./limits.ts";

/** A part of a network that is to be laid on cores. */
export interface Load {
  readonly part: Part;
  readonly wirings: readonly Wiring[];
  /** Null for the input, whose spikes a core sends, and where there is no telling. */
  readonly spec: LoihiSpec | null;
}

/** Neighbouring places of a part on one core: those from `from` up to `to`. */
export interface Slice {
  readonly core: number;
  readonly from: number;
  readonly to: number;
}

export interface Allocation {
  /** By part. */
  readonly slices: readonly (readonly Slice[])[];
  readonly layers: readonly LayerFit[];
  readonly violations: readonly Violation[];
}

/** What a slice takes of its core. */
interface Use {
  compartments: number;
  inAxons: number;
  outAxons: number;
  synapseBits: number;
  compartmentConfigs: number;
  thresholdConfigs: number;
}

const ROUNDS = 24;

/**
 * Cuts parts into slices of neighbouring neurons, a core each, the fewest with which no core holds too much; the cores are
 * numbered in the order of the parts, the first sends the input. The allocators of the makers are not public: this one is ours.
 */
export function allocate(loads: readonly Load[], limits: CoreLimits, chips: number): Allocation {
  const available = limits.coresPerChip.value * chips;
  const violations = loads.flatMap((load) => fanInViolation(load, limits));
  const counts = loads.map(({ part }) =>
    part.role === "input" ? 1 : Math.max(1, Math.ceil(part.count / limits.compartments.value)),
  );
  let uses = loads.map((): Use[] => []);
  for (let round = 0; round < ROUNDS && sum(counts) <= 2 * available; round++) {
    uses = measure(loads, counts);
    if (!grow(loads, { counts, uses, limits })) break;
  }
  const total = sum(counts);
  if (total > available)
    violations.push(...coreViolations(loads, { counts, uses, limits, available, chips }));
  let core = 0;
  const slices = loads.map((load, i) =>
    cut(load, counts[i] ?? 1).map(([from, to]): Slice => ({ core: core++, from, to })),
  );
  const layers = loads.map((load, i) =>
    fitOf(load, { uses: uses[i] ?? [], slices: slices[i] ?? [], limits }),
  );
  return { slices, layers, violations };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Cuts a part into so many slices of about one size, between cells where it has several. */
function cut({ part, wirings }: Load, count: number): [from: number, to: number][] {
  const channels = wirings[0]?.weighted?.geometry.outChannels ?? 1;
  const cells = part.count / channels;
  const step = cells >= count ? channels : 1;
  const units = part.count / step;
  return Array.from({ length: count }, (_, i) => [
    Math.floor((i * units) / count) * step,
    Math.floor(((i + 1) * units) / count) * step,
  ]);
}

/** [bit] of a list of weights in a core's memory: blocks of up to 64, each with its header, rounded up. */
function listBits(weights: number): number {
  const { weightsPerBlock, weightBits, blockHeaderBits, blockRoundingBits } = LOIHI_FORMATS;
  const block = (n: number): number =>
    n === 0
      ? 0
      : Math.ceil((n * weightBits.value + blockHeaderBits.value) / blockRoundingBits.value) *
        blockRoundingBits.value;
  const full = Math.floor(weights / weightsPerBlock.value);
  return full * block(weightsPerBlock.value) + block(weights % weightsPerBlock.value);
}

/** [bit] of a kernel that slides: one list for each input channel and phase of the stride; edges read the same lists. */
function kernelBits({ weighted }: Wiring, channels: number): number {
  if (weighted === null) return 0;
  const {
    strideRows,
    strideColumns,
    kernelRows,
    kernelColumns,
    groups,
    channels: inputs,
  } = weighted.geometry;
  let bits = 0;
  for (let row = 0; row < Math.min(strideRows, kernelRows); row++) {
    for (let column = 0; column < Math.min(strideColumns, kernelColumns); column++) {
      const taps =
        Math.ceil((kernelRows - row) / strideRows) * Math.ceil((kernelColumns - column) / strideColumns);
      bits += inputs * listBits(taps * Math.max(1, channels / groups));
    }
  }
  return bits;
}

function measure(loads: readonly Load[], counts: readonly number[]): Use[][] {
  const cuts = loads.map((load, i) => cut(load, counts[i] ?? 1));
  const uses = loads.map((load, i) => (cuts[i] ?? []).map(([from, to]) => emptyUse(load, from, to)));
  loads.forEach(({ wirings }, to) => {
    for (const wiring of wirings)
      countAxons(wiring, {
        to: uses[to] ?? [],
        cuts: cuts[to] ?? [],
        from: uses[wiring.from] ?? [],
        senders: cuts[wiring.from] ?? [],
      });
  });
  return uses;
}

function emptyUse({ spec }: Load, from: number, to: number): Use {
  return {
    compartments: spec === null ? 0 : to - from,
    inAxons: 0,
    outAxons: 0,
    synapseBits: 0,
    compartmentConfigs:
      spec === null ? 0 : distinct(from, to, (n) => (spec.du[n] ?? 0) * 4096 + (spec.dv[n] ?? 0)),
    thresholdConfigs: spec?.vth == null ? 0 : distinct(from, to, (n) => spec.vth?.[n] ?? 0),
  };
}

function distinct(from: number, to: number, key: (n: number) => number): number {
  const seen = new Set<number>();
  let last = NaN;
  for (let n = from; n < to; n++) {
    const next = key(n);
    if (next !== last) seen.add((last = next)); // most layers have one for all
  }
  return seen.size;
}

interface Ends {
  readonly to: readonly Use[];
  readonly cuts: readonly (readonly [number, number])[];
  readonly from: readonly Use[];
  readonly senders: readonly (readonly [number, number])[];
}

/** Adds a wiring's axons and weights: an axon for each sender and core where it has synapses. */
function countAxons(wiring: Wiring, { to, cuts, from, senders }: Ends): void {
  const last = new Int32Array(cuts.length).fill(-1);
  const axons = new Int32Array(cuts.length);
  const sliceOf = sliceFinder(cuts);
  const senderSlice = sliceFinder(senders);
  const senderPlaces = wiring.senderPlaces;
  for (let sender = 0; sender < wiring.folded.to.length; sender++) {
    let reached = 0;
    forEachRun(wiring, sender, (target, _, length) => {
      const end = sliceOf(target + length - 1);
      for (let slice = sliceOf(target); slice <= end; slice++) {
        if (last[slice] === sender) continue;
        last[slice] = sender;
        axons[slice]!++;
        reached++;
      }
    });
    const use = from[senderSlice(senderPlaces[sender] ?? 0)];
    if (use !== undefined) use.outAxons += reached;
  }
  to.forEach((use, slice) => {
    const [first = 0, end = 0] = cuts[slice] ?? [];
    const width = end - first;
    use.inAxons += axons[slice] ?? 0;
    if (wiring.kind === "conv")
      use.synapseBits += kernelBits(wiring, wiring.weighted?.geometry.outChannels ?? 1);
    else use.synapseBits += (axons[slice] ?? 0) * listBits(wiring.kind === "dense" ? width : 1);
  });
}

/** Finds the slice that holds a place; slices are of about one size. */
function sliceFinder(cuts: readonly (readonly [number, number])[]): (place: number) => number {
  const end = cuts.at(-1)?.[1] ?? 1;
  return (place) => {
    let slice = Math.min(cuts.length - 1, Math.floor((place / end) * cuts.length));
    while (slice > 0 && place < (cuts[slice]?.[0] ?? 0)) slice--;
    while (slice < cuts.length - 1 && place >= (cuts[slice]?.[1] ?? 0)) slice++;
    return slice;
  };
}

const LIMIT_CODES: readonly (readonly [keyof Use, ViolationCode, keyof CoreLimits])[] = [
  ["compartments", "COMPARTMENTS", "compartments"],
  ["inAxons", "IN_AXONS", "inAxons"],
  ["outAxons", "OUT_AXONS", "outAxons"],
  ["synapseBits", "SYNAPSE_BITS", "synapseBits"],
  ["compartmentConfigs", "CFG_COUNT", "compartmentConfigs"],
  ["thresholdConfigs", "CFG_COUNT", "thresholdConfigs"],
];

interface Growth {
  readonly counts: number[];
  readonly uses: readonly (readonly Use[])[];
  readonly limits: CoreLimits;
}

/** Gives parts that overflow more slices; false when none overflows, or none can be cut further. */
function grow(loads: readonly Load[], { counts, uses, limits }: Growth): boolean {
  let grown = false;
  loads.forEach(({ part, spec }, i) => {
    const { ratio } = tightest(uses[i] ?? [], limits);
    const count = counts[i] ?? 1;
    if (spec === null || ratio <= 1 || count >= part.count) return;
    counts[i] = Math.min(part.count, Math.max(count + 1, Math.ceil(count * Math.min(ratio, 4))));
    grown = true;
  });
  return grown;
}

/** What the fullest slice has most of beside its limit. */
function tightest(uses: readonly Use[], limits: CoreLimits): { readonly ratio: number; readonly at: number } {
  let best = { ratio: 0, at: 0 };
  for (const use of uses) {
    LIMIT_CODES.forEach(([resource, , limit], at) => {
      const ratio = use[resource] / limits[limit].value;
      if (ratio > best.ratio) best = { ratio, at };
    });
  }
  return best;
}

/** A neuron with more senders than a core has axons: no cut helps. */
function fanInViolation({ part, wirings }: Load, limits: CoreLimits): Violation[] {
  const need = sum(wirings.map(({ fanIn }) => fanIn));
  const limit = limits.inAxons.value;
  if (need <= limit) return [];
  const formula = wirings.map(({ fanInFormula }) => fanInFormula).join(" + ");
  const hint = hintOfFanIn(wirings, limit);
  return [
    {
      code: "IN_AXONS",
      layer: part.path,
      need,
      limit,
      formula: `${formula} = ${String(need)} inputs of one neuron`,
      hint,
    },
  ];
}

function hintOfFanIn(wirings: readonly Wiring[], limit: number): string {
  const [wiring] = wirings;
  const g = wiring?.weighted?.geometry;
  if (wiring === undefined || g === undefined || wirings.length > 1)
    return `at most ${String(limit)} inputs a neuron`;
  const perChannel = wiring.fanIn / (g.channels / g.groups);
  const channels = Math.floor(limit / perChannel);
  if (wiring.kind === "dense" && g.kernelRows * g.kernelColumns === 1)
    return `${String(limit)} inputs fit: pool before ${wiring.path}, or leave inputs out`;
  return `${String(channels)} input channels fit in place of ${String(g.channels / g.groups)}, or ${String(Math.ceil(g.channels / g.groups / channels))} groups`;
}

interface Overflow extends Growth {
  readonly available: number;
  readonly chips: number;
}

/** Too many cores: the whole, and each layer that alone needs more than there are. */
function coreViolations(
  loads: readonly Load[],
  { counts, uses, limits, available, chips }: Overflow,
): Violation[] {
  const total = sum(counts);
  const violations: Violation[] = [];
  const reasons = loads.map((_, i) => LIMIT_CODES[tightest(uses[i] ?? [], limits).at] ?? LIMIT_CODES[0]);
  loads.forEach(({ part }, i) => {
    const count = counts[i] ?? 0;
    const [resource, code, limit] = reasons[i] ?? ["compartments", "COMPARTMENTS", "compartments"];
    if (count <= available) return;
    const each = limits[limit].value;
    const need =
      resource === "compartments" || uses[i]?.length === 0
        ? part.count
        : sum((uses[i] ?? []).map((use) => use[resource]));
    violations.push({
      code,
      layer: part.path,
      need,
      limit: each * available,
      formula: `${String(need)} of ${String(each)} a core · ${String(available)} cores`,
      hint: `${String(Math.ceil(count / limits.coresPerChip.value))} chips, or a stride of 2 before it`,
    });
  });
  const most = counts.indexOf(Math.max(...counts));
  const parts = loads.map(({ part }, i) => `${part.path} ${String(counts[i])}`).join(" + ");
  violations.push({
    code: "CORES",
    layer: loads[most]?.part.path ?? "network",
    need: total,
    limit: available,
    formula: `${parts} = ${String(total)} cores`,
    hint: `${String(Math.ceil((total / available) * chips))} chips in place of ${String(chips)}; ${loads[most]?.part.path ?? ""} takes most of them, for its ${reasons[most]?.[0] ?? "size"}`,
  });
  return violations;
}

function fitOf(
  load: Load,
  {
    uses,
    slices,
    limits,
  }: { readonly uses: readonly Use[]; readonly slices: readonly Slice[]; readonly limits: CoreLimits },
): LayerFit {
  const fullest = (resource: keyof Use, limit: keyof CoreLimits): ResourceUse => ({
    need: uses.reduce((most, use) => Math.max(most, use[resource]), 0),
    limit: limits[limit].value,
  });
  const resources = {
    compartments: fullest("compartments", "compartments"),
    in_axons: fullest("inAxons", "inAxons"),
    out_axons: fullest("outAxons", "outAxons"),
    synapse_bits: fullest("synapseBits", "synapseBits"),
  };
  return {
    name: load.part.path,
    cores: slices.slice(0, limits.coresPerChip.value).map(({ core }) => core),
    ...(load.spec === null ? {} : resources),
    utilisation: load.spec === null ? 0 : utilisationOf(Object.values(resources)),
  };
}
