import type { PopulationSpec } from "../../snn/population.ts";
import type { Violation } from "../fit-report.ts";
import type { Part } from "../parts.ts";
import { type IntegersOptions, NO_MEMORY, type Unscaled } from "./unscaled.ts";

const refused = (part: Part, need: string, limit: string, hint: string): Violation => ({
  code: "UNSUPPORTED_LAYER",
  layer: part.path,
  need,
  limit,
  formula: `${part.path} needs ${need}`,
  hint,
});

interface Refusable {
  readonly spec: PopulationSpec;
  readonly free: Unscaled;
  readonly options: IntegersOptions;
  readonly bias: Float64Array | null;
}

/** What no compartment does, what only those of Loihi 2 do, and decays that do not fit. */
export function refusalsOf(part: Part, found: Refusable): Violation[] {
  const { programmable } = found.options;
  return [
    ...inputRefusals(part, found),
    ...firingRefusals(part, found),
    ...(programmable ? [] : fixedNeuronRefusals(part, found)),
    ...decayRefusals(part, found.free),
  ];
}

/** The chip adds a bias to the potential, behind the current. */
export const biasBehindCurrent = (part: Part): Violation =>
  refused(
    part,
    "a bias behind a synaptic current",
    "a bias on the potential",
    "bias 0, or v_leak in its place",
  );

function inputRefusals(part: Part, { spec, free, bias }: Refusable): Violation[] {
  const violations: Violation[] = [];
  if (free.gain.some((gain) => !(gain > 0))) {
    const hint = "turn the signs of the weights round";
    violations.push(refused(part, "a factor of 0 or less on its input", "factors above 0", hint));
  }
  if (spec.current !== null && bias !== null) violations.push(biasBehindCurrent(part));
  return violations;
}

function firingRefusals(part: Part, { spec: { firing }, free, options }: Refusable): Violation[] {
  if (firing === null) return [];
  const violations: Violation[] = [];
  if (free.threshold?.some((value) => !(value > 0)) === true)
    violations.push(refused(part, "a threshold of 0 or less", "thresholds above 0", "a threshold above 0"));
  if (firing.lookBack !== null) {
    const need = "a reset in the step after the spike";
    violations.push(refused(part, need, "a reset in the step of the spike", "resetDelay: false"));
  } else if (firing.maxSpikes > 1)
    violations.push(refused(part, "more than 1 spike a step", "1 spike a step", "train with maxSpikes 1"));
  if (options.steps > 1 && firing.reset === "value" && firing.vReset.some((v) => v !== 0))
    violations.push(refused(part, "a reset to another value than 0", "a reset to 0", "v_reset 0"));
  return violations;
}

/** With one step a window, what a spike leaves of the potential is of no matter. */
function fixedNeuronRefusals(part: Part, { spec: { firing, vMin }, options }: Refusable): Violation[] {
  if (options.steps === 1) return [];
  const violations: Violation[] = [];
  if (firing?.reset === "subtract") {
    const hint = "reset: value, one step a window, or loihi2";
    violations.push(refused(part, "a reset by subtraction", "a reset to 0", hint));
  }
  if (vMin > -Infinity) {
    const hint = "train without vMin, one step a window, or loihi2";
    violations.push(refused(part, "a lowest potential", "none", hint));
  }
  return violations;
}

function decayRefusals(part: Part, { du, dv }: Unscaled): Violation[] {
  const bad = (value: number): boolean => !(value >= 0 && value <= NO_MEMORY);
  const decays: readonly (readonly [Int32Array, string, string])[] = [
    [du, "du = 4096·(1 - decay) - 1", "tau_syn of 4096 steps or less"],
    [dv, "dv = 4096·(1 - decay)", "a decay from 0 to 1"],
  ];
  return decays.flatMap(([values, formula, hint]): Violation[] => {
    const need = values.find(bad);
    if (need === undefined) return [];
    const limit = `0 .. ${String(NO_MEMORY)}`;
    return [
      { code: "DECAY_RANGE", layer: part.path, need, limit, formula: `${formula} = ${String(need)}`, hint },
    ];
  });
}
