import type { PopulationSpec } from "../snn/population.ts";
import type { StepNode } from "../snn/rules/rule.ts";
import { choiceFor, type NetworkChoice } from "../snn/step-choice.ts";
import { populationSpec } from "../snn/step-rule.ts";
import type { Violation } from "./fit-report.ts";
import { faultOf, type Part } from "./parts.ts";

/** What a part's neurons are under the rule that the network was trained with, in floats; or why not. */
export function floatNeurons(
  { path }: Part,
  node: StepNode,
  choice: NetworkChoice,
): { readonly spec: PopulationSpec } | { readonly violation: Violation } {
  try {
    const odd = oddNumber(node);
    if (odd !== null) {
      const [field, value] = odd;
      const formula = `${field} of ${path} is ${value}`;
      return { violation: { code: "NETWORK_INVALID", layer: path, need: value, limit: "numbers", formula, hint: "mend the network file" } }; // prettier-ignore
    }
    const spec = populationSpec(path, node, choiceFor(path, choice));
    if (spec !== null) return { spec };
    const need = `rule ${choice.rule}`;
    const formula = `${path} steps in integers under rule ${choice.rule}`;
    const hint = "a rule in floats, such as spikingjelly";
    return { violation: { code: "UNSUPPORTED_LAYER", layer: path, need, limit: "a rule in floats", formula, hint } }; // prettier-ignore
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
