import type { StepNode } from "../../snn/rules/rule.ts";
import type { PopulationSpec } from "../../snn/population.ts";
import type { NetworkChoice } from "../../snn/step-choice.ts";
import type { Violation } from "../fit-report.ts";
import { floatNeurons } from "../float-neurons.ts";
import type { Part } from "../parts.ts";

/** A part's neurons as the chip's digital logic steps them. */
export interface AnalogNeurons {
  readonly spec: PopulationSpec;
  /** [-] most spikes in a step that a line says. */
  readonly most: number;
}

/** Spikes of a step that a line says, of neurons that may give any number. */
const MOST_SPIKES = 15;

/** Neurons under the rule that the network was trained with; or why not. */
export function neuronsOf(
  part: Part,
  node: StepNode,
  choice: NetworkChoice,
): AnalogNeurons | { readonly violation: Violation } {
  const found = floatNeurons(part, node, choice);
  if ("violation" in found) return found;
  const { spec } = found;
  return { spec, most: Math.min(spec.firing?.maxSpikes ?? 1, MOST_SPIKES) };
}
