import { SaccadeError } from "../../src/core/errors.ts";
import { initialParameters } from "../../src/snn/train/initial.ts";
import { planNetwork } from "../../src/snn/train/plan.ts";
import type { Recipe } from "./recipe.ts";
import { networkOf } from "./train-model.ts";
import { openTrained } from "./trained-on-chip.ts";

/**
 * Refuses before training what a chip could not be taught, or could not hold.
 * @throws SaccadeError `config-invalid` naming the field; `network-unmappable` with every violation
 */
export function checkChip(recipe: Recipe): void {
  const { chip, layers, inputPerStep, training, start } = recipe;
  if (training.epochs === 0 && training.ann === undefined && start === undefined) {
    refuse(
      "training.epochs",
      "a network that is neither converted nor begun with is trained for 1 epoch or more",
    );
  }
  if (chip === undefined) return;
  if (inputPerStep) refuse("inputPerStep", "a chip's readout is trained on windows shown one by one");
  const [before, last] = layers.slice(-2).map(({ kind }) => kind);
  if (before !== "spike" || (last !== "dense" && last !== "conv"))
    refuse(
      "layers",
      "a readout trained on a chip is a dense layer or a convolution behind spikes, the last of all",
    );
  const plan = planNetwork(networkOf(recipe));
  openTrained(recipe, { plan, parameters: initialParameters(plan, recipe.seed) }, { backend: chip.backend });
}

function refuse(field: string, message: string): never {
  throw new SaccadeError("config-invalid", message, { field });
}
