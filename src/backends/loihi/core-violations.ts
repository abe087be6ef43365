import type { Violation } from "../fit-report.ts";
import type { Wiring } from "../wiring.ts";
import { BOUNDS, type CoreUse, type Load, sum, tightest } from "./core-use.ts";
import type { CoreLimits } from "./limits.ts";

/** A cut that was tried. */
export interface Trial {
  readonly counts: number[];
  readonly uses: readonly (readonly CoreUse[])[];
  readonly limits: CoreLimits;
}

/** A neuron with more senders than a core has axons: no cut helps. */
export function fanInViolation({ part, wirings }: Load, limits: CoreLimits): Violation[] {
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

interface Overflow extends Trial {
  readonly available: number;
  readonly chips: number;
}

/** Too many cores: the whole, and each layer that alone needs more than there are. */
export function coreViolations(
  loads: readonly Load[],
  { counts, uses, limits, available, chips }: Overflow,
): Violation[] {
  const total = sum(counts);
  const violations: Violation[] = [];
  const reasons = loads.map((_, i) => BOUNDS[tightest(uses[i] ?? [], limits).at] ?? BOUNDS[0]);
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
