import type { LoihiSpec } from "../../snn/rules/loihi.ts";
import type { ViolationCode } from "../fit-report.ts";
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

/** What a slice takes of its core. */
export interface CoreUse {
  compartments: number;
  inAxons: number;
  outAxons: number;
  synapseBits: number;
  compartmentConfigs: number;
  thresholdConfigs: number;
}

/** Cuts a part into so many slices of about one size, between cells where it has several. */
export function cut({ part, wirings }: Load, count: number): [from: number, to: number][] {
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

/** What each slice takes, by part, when parts are cut into `counts` slices. */
export function measure(loads: readonly Load[], counts: readonly number[]): CoreUse[][] {
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

function emptyUse({ spec }: Load, from: number, to: number): CoreUse {
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
  readonly to: readonly CoreUse[];
  readonly cuts: readonly (readonly [number, number])[];
  readonly from: readonly CoreUse[];
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

/** Resources of a core, what they are called where they run out, and what there is. */
export const BOUNDS: readonly (readonly [keyof CoreUse, ViolationCode, keyof CoreLimits])[] = [
  ["compartments", "COMPARTMENTS", "compartments"],
  ["inAxons", "IN_AXONS", "inAxons"],
  ["outAxons", "OUT_AXONS", "outAxons"],
  ["synapseBits", "SYNAPSE_BITS", "synapseBits"],
  ["compartmentConfigs", "CFG_COUNT", "compartmentConfigs"],
  ["thresholdConfigs", "CFG_COUNT", "thresholdConfigs"],
];

/** What the fullest slice has most of beside its limit. */
export function tightest(
  uses: readonly CoreUse[],
  limits: CoreLimits,
): { readonly ratio: number; readonly at: number } {
  let best = { ratio: 0, at: 0 };
  for (const use of uses) {
    BOUNDS.forEach(([resource, , limit], at) => {
      const ratio = use[resource] / limits[limit].value;
      if (ratio > best.ratio) best = { ratio, at };
    });
  }
  return best;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
