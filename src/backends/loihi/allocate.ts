import type { CompileOptions } from "../backend.ts";
import { type LayerFit, type ResourceUse, utilisationOf, type Violation } from "../fit-report.ts";
import type { LoihiChip } from "./chip.ts";
import { type CoreUse, cut, type Load, measure, sum, tightest } from "./core-use.ts";
import { coreViolations, fanInViolation, type Trial } from "./core-violations.ts";
import type { CoreLimits } from "./limits.ts";
import { fastestCounts } from "./spread.ts";

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

const ROUNDS = 24;

/**
 * Cuts parts into slices of neighbouring neurons, a core each; the cores are numbered in the order of the parts, the first
 * sends the input. The allocators of the makers are not public: this one is ours. `fewest` cores with which none holds too
 * much, or, `fastest`, more where that makes a step shorter.
 */
export function allocate(
  loads: readonly Load[],
  chip: LoihiChip,
  { chips = 1, placement = "fewest" }: CompileOptions,
): Allocation {
  const { limits } = chip;
  const available = limits.coresPerChip.value * chips;
  const violations = loads.flatMap((load) => fanInViolation(load, limits));
  const fewest = fewestCores(loads, limits, available);
  const total = sum(fewest.counts);
  if (total > available) violations.push(...coreViolations(loads, { ...fewest, available, chips }));
  const spread = placement === "fastest" && violations.length === 0;
  const { counts, uses } = spread
    ? fastest(loads, fewest, fastestCounts(loads, fewest.counts, { chip, available }))
    : fewest;
  let core = 0;
  const slices = loads.map((load, i) =>
    cut(load, counts[i] ?? 1).map(([from, to]): Slice => ({ core: core++, from, to })),
  );
  const layers = loads.map((load, i) =>
    fitOf(load, { uses: uses[i] ?? [], slices: slices[i] ?? [], limits }),
  );
  return { slices, layers, violations };
}

function fewestCores(loads: readonly Load[], limits: CoreLimits, available: number): Trial {
  const counts = loads.map(({ part }) =>
    part.role === "input" ? 1 : Math.max(1, Math.ceil(part.count / limits.compartments.value)),
  );
  let uses = loads.map((): CoreUse[] => []);
  for (let round = 0; round < ROUNDS && sum(counts) <= 2 * available; round++) {
    uses = measure(loads, counts);
    if (!grow(loads, { counts, uses, limits })) break;
  }
  return { counts, uses, limits };
}

/** A cut into `counts`, or, where a core then holds too much, the fewest. */
function fastest(loads: readonly Load[], fewest: Trial, counts: number[]): Trial {
  const { limits } = fewest;
  const uses = measure(loads, counts);
  const fits = loads.every(({ spec }, i) => spec === null || tightest(uses[i] ?? [], limits).ratio <= 1);
  return fits ? { counts, uses, limits } : fewest;
}

/** Gives parts that overflow more slices; false when none overflows, or none can be cut further. */
function grow(loads: readonly Load[], { counts, uses, limits }: Trial): boolean {
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

function fitOf(
  load: Load,
  {
    uses,
    slices,
    limits,
  }: { readonly uses: readonly CoreUse[]; readonly slices: readonly Slice[]; readonly limits: CoreLimits },
): LayerFit {
  const fullest = (resource: keyof CoreUse, limit: keyof CoreLimits): ResourceUse => ({
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
