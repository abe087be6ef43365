import { decayForm } from "../../snn/engine/neuron-plan.ts";
import type { FiringSpec, PopulationSpec } from "../../snn/population.ts";
import { choiceFor, type NetworkChoice } from "../../snn/step-choice.ts";
import { populationSpec } from "../../snn/step-rule.ts";
import type { Violation } from "../fit-report.ts";
import { faultOf, type Part } from "../parts.ts";
import { ACTIVATION_BITS } from "./limits.ts";

/** What neurons put out in one pass: steps of a staircase over their sum. */
export interface Levels {
  readonly bits: number;
  /** [network's units] of a level: spikes a step, averaged over the window's steps. */
  readonly unit: number;
  /** By level from 1, by output channel: the least mean input of a step (weights times what comes in) that reaches it. */
  readonly reached: readonly Float64Array[];
  /** Only what is above a bound reaches it, not what is at it. */
  readonly strict: boolean;
}

export type LevelsResult = Levels | { readonly violation: Violation };

export interface LevelOptions {
  readonly choice: NetworkChoice;
  readonly steps: number;
  readonly channels: number;
  /** By output channel; null for none. */
  readonly bias: ArrayLike<number> | null;
}

/**
 * A neuron's spikes of a whole window as one number: the chip squashes a rate into one pass. One step: a spike or none, and
 * nothing is lost. More: the rate min(max(x / threshold, 0), 1), in 3 or 15 levels, each rounded so that on average it is
 * what the spikes would be; where a step gives many spikes, as many levels as spikes, up to 15.
 */
export function levelsOf(part: Part, options: LevelOptions): LevelsResult {
  try {
    const { path, node } = part;
    const spec = node === null ? null : populationSpec(path, node, choiceFor(path, options.choice));
    if (spec?.firing == null) {
      return refuse(part, `neurons of ${node?.type ?? "no kind"}, rule ${options.choice.rule}`, [
        "neurons that fire, a rule in floats",
        "IF neurons, rule sinabs or spikingjelly",
      ]);
    }
    const [odd] = oddities(spec, spec.firing, options);
    return odd === undefined
      ? staircase(part, spec, spec.firing, options)
      : refuse(part, odd[0], [odd[1], odd[2]]);
  } catch (error) {
    return { violation: faultOf(error) };
  }
}

function refuse(
  { path }: Part,
  need: string,
  [limit, hint]: readonly [string, string],
): { readonly violation: Violation } {
  return {
    violation: { code: "UNSUPPORTED_LAYER", layer: path, need, limit, formula: `${path} has ${need}`, hint },
  };
}

type Oddity = readonly [need: string, limit: string, hint: string];

function oddities(spec: PopulationSpec, firing: FiringSpec, { steps, channels }: LevelOptions): Oddity[] {
  const { gain, decay, offset } = decayForm(spec.membrane);
  const found: Oddity[] = [];
  const several = steps > 1;
  if (spec.current !== null || (several && decay.some((value) => value !== 1))) {
    found.push(["a leak over several steps", "no state from step to step", "IF neurons, or one step"]);
  }
  if (several && firing.reset === "value") {
    found.push(["a reset to a value over several steps", "the threshold taken off", "reset subtract"]);
  }
  if (firing.lookBack !== null) found.push(["a late reset", "none", "a reset in the step of the spike"]);
  if (!gain.every((value) => value > 0))
    found.push(["r of 0 or below", "above 0", "r 1, the sign in the weights"]);
  if (!firing.threshold.every((value) => value > 0)) {
    found.push(["a threshold of 0 or below", "above 0", "a threshold above 0"]);
  }
  const cells = spec.count / channels;
  for (const values of [firing.threshold, gain, offset, spec.vInitial]) {
    if (values.every((value, n) => value === values[Math.floor(n / cells) * cells])) continue;
    found.push([
      "neurons that differ within a channel",
      "one threshold a filter",
      "one threshold for all of a channel",
    ]);
    break;
  }
  return found;
}

function staircase(
  part: Part,
  spec: PopulationSpec,
  { threshold, maxSpikes, strict }: FiringSpec,
  { steps, channels, bias }: LevelOptions,
): LevelsResult {
  const many = maxSpikes > 1;
  const spikes = many ? Infinity : steps;
  const most = ACTIVATION_BITS.map((bits) => (1 << bits) - 1);
  const bits =
    ACTIVATION_BITS.find((each) => (1 << each) - 1 >= spikes) ?? (many ? ACTIVATION_BITS.at(-1) : undefined);
  if (bits === undefined) {
    const limit = most.at(-1) ?? 0;
    const formula = `0 to ${steps} spikes of a neuron in ${steps} steps`;
    return {
      violation: { code: "BITS", layer: part.path, need: steps, limit, formula, hint: `${limit} steps` },
    };
  }
  const levels = (1 << bits) - 1;
  const unit = many ? 1 / steps : 1 / levels;
  const { gain, offset } = decayForm(spec.membrane);
  const cells = spec.count / channels;
  const bound = (channel: number, level: number): number => {
    const n = channel * cells;
    const theta = threshold[n] ?? NaN;
    const begun = (spec.vInitial[n] ?? 0) / theta;
    const early = 0.5 - (0.5 - begun) / (unit * steps); // levels by which the staircase of spikes lies to the right
    const rate = (level - early) * unit;
    return (rate * theta - (offset[n] ?? 0)) / (gain[n] ?? NaN) - (bias?.[channel] ?? 0);
  };
  const reached = Array.from({ length: levels }, (_, k) =>
    Float64Array.from({ length: channels }, (__, channel) => bound(channel, k + 1)),
  );
  return { bits, unit, reached, strict };
}
