import type { ModelCard } from "../../nodes/model-card.ts";
import type { Recipe } from "./recipe.ts";

type Run = ModelCard["run"];

/** How a recipe's network steps, as its model's card says it. */
export const runOf = (recipe: Pick<Recipe, "layers" | "steps" | "inputPerStep">): Run => ({
  rule: "spikingjelly",
  dt: 1,
  ...resetOf(recipe.layers),
  steps: recipe.steps,
  inputPerStep: recipe.inputPerStep,
});

/** Reset, floor and most spikes of the spiking layers, which a model has in common. */
function resetOf(layers: Recipe["layers"]): Pick<Run, "reset" | "vMin" | "maxSpikes"> {
  const spiking = layers.find((layer) => layer.kind === "spike");
  const { vMin = -Infinity, maxSpikes = 1 } = spiking ?? {};
  return {
    reset: spiking?.reset === "zero" ? "value" : "subtract",
    ...(vMin === -Infinity ? {} : { vMin }),
    ...(maxSpikes === 1 ? {} : { maxSpikes }),
  };
}
