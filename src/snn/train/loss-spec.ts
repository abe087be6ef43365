import type { PopulationCode } from "../population-code.ts";
import { classLoss, tetLoss } from "./class-losses.ts";
import { heatMapLoss, type HeatMapLossOptions } from "./heat-map-loss.ts";
import type { Loss } from "./loss.ts";
import { binSquareLoss, populationLoss, type PopulationLossOptions } from "./population-loss.ts";

/** A loss as a recipe names it. */
export type LossSpec =
  | ({ readonly kind: "population" } & PopulationLossOptions)
  | { readonly kind: "bin-square"; readonly code: PopulationCode; readonly weight: number }
  | ({ readonly kind: "heat-map" } & HeatMapLossOptions)
  | { readonly kind: "classes"; readonly classes: number }
  | { readonly kind: "tet"; readonly classes: number; readonly lambda: number; readonly means: number };

/** Makes the loss for passes of `samples` samples. */
export function buildLoss(spec: LossSpec, samples: number): Loss {
  switch (spec.kind) {
    case "population":
      return populationLoss(spec, samples);
    case "bin-square":
      return binSquareLoss(spec.code, spec.weight, samples);
    case "heat-map":
      return heatMapLoss(spec, samples);
    case "classes":
      return classLoss(spec.classes, samples);
    case "tet":
      return tetLoss(spec.classes, spec);
  }
}
