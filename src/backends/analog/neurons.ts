import type { StepNode } from "../../snn/rules/rule.ts";
import type { PopulationSpec } from "../../snn/population.ts";
import { choiceFor, type NetworkChoice } from "../../snn/step-choice.ts";
import { populationSpec } from "../../snn/step-rule.ts";
import type { Violation } from "../fit-report.ts";
import { faultOf, type Part } from "../parts.ts";

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
  { path }: Part,
  node: StepNode,
  choice: NetworkChoice,
): AnalogNeurons | { readonly violation: Violation } {
  try {
    const odd = oddNumber(node);
    if (odd !== null) {
      const [field, value] = odd;
      const formula = `${field} of ${path} is ${value}`;
      return { violation: { code: "NETWORK_INVALID", layer: path, need: value, limit: "numbers", formula, hint: "mend the network file" } }; // prettier-ignore
    }
    const spec = populationSpec(path, node, choiceFor(path, choice));
    if (spec === null) {
      const need = `rule ${choice.rule}`;
      const formula = `${path} steps in integers under rule ${choice.rule}`;
      const hint = "a rule in floats, such as spikingjelly";
      return { violation: { code: "UNSUPPORTED_LAYER", layer: path, need, limit: "a rule in floats", formula, hint } }; // prettier-ignore
    }
    return { spec, most: Math.min(spec.firing?.maxSpikes ?? 1, MOST_SPIKES) };
  } catch (error) {
    return { violation: faultOf(error) };
  }
}

/** A parameter that is no finite number. */
function oddNumber(node: StepNode): readonly [string, string] | null {
  for (const [field, value] of Object.entries(node) as [string, unknown][]) {
    if (typeof value !== "object" || value === null || !("data" in value)) continue;
    const odd = Array.from(value.data as ArrayLike<number>).find((each) => !Number.isFinite(each));
    if (odd !== undefined) return [field, String(odd)];
  }
  return null;
}
