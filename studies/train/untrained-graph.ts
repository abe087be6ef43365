import type { FitReport, Violation, Warning } from "../../src/backends/fit-report.ts";
import type { NetworkGraph } from "../../src/snn/network.ts";
import { trainedGraph } from "../../src/snn/train/export.ts";
import { initialParameters } from "../../src/snn/train/initial.ts";
import type { LayerSpec, SpikeSpec } from "../../src/snn/train/layer-spec.ts";
import { planNetwork } from "../../src/snn/train/plan.ts";
import type { Recipe } from "./recipe.ts";
import { networkOf } from "./train-model.ts";

/** A recipe's network before it has learned, as a chip would hold it. */
export interface Untrained {
  readonly network: NetworkGraph;
  /** What a fit report of it really says of the recipe. */
  readonly toRecipe: (report: FitReport) => FitReport;
}

const NEURONS: SpikeSpec = {
  kind: "spike",
  surrogate: { kind: "piecewise-linear", slope: 1 },
  reset: "subtract",
  detachReset: true,
  vMin: -Infinity,
  leak: 1,
  learnLeak: false,
  threshold: 1,
  learnThreshold: false,
};

/**
 * A recipe's network with weights as drawn, to see whether it fits a chip before it is trained: ReLU and QCFS stand as the neurons
 * that they become. Maxima, of which no network file here speaks, stand as averages, and are complained of.
 * @throws SaccadeError `config-invalid` where the recipe's layers do not go together
 */
export function untrainedGraph(recipe: Recipe): Untrained {
  const layers = recipe.layers.map((layer): LayerSpec => {
    if (layer.kind === "relu" || layer.kind === "qcfs") return NEURONS;
    return layer.kind === "max-pool" ? { kind: "average-pool", size: layer.size } : layer;
  });
  const plan = planNetwork({ ...networkOf(recipe), layers });
  const maxima = recipe.layers.flatMap((layer, n) =>
    layer.kind === "max-pool" ? [{ n, size: layer.size }] : [],
  );
  const standIns = new Set(maxima.map(({ n }) => `average-pool${String(n)}`));
  return {
    network: trainedGraph(plan, initialParameters(plan, recipe.seed)),
    toRecipe: (report) => {
      const own = report.violations.filter(({ layer }) => !standIns.has(layer));
      const violations = [...own, ...maxima.map(noMaximum)];
      const warnings = report.warnings.filter(({ code }) => !OF_WEIGHTS.has(code));
      return { ...report, fits: violations.length === 0, violations, warnings, quantisation: [] };
    },
  };
}

/** Weights that are not learned yet say nothing of these. */
const OF_WEIGHTS: ReadonlySet<Warning["code"]> = new Set(["EFFECTIVE_BITS", "WEIGHT_OVER_THRESHOLD"]);

const noMaximum = ({ n, size }: { readonly n: number; readonly size: number }): Violation => ({
  code: "UNSUPPORTED_LAYER",
  layer: `max-pool${String(n)}`,
  need: `maxima of ${String(size)}x${String(size)}`,
  limit: "strides, sums and averages",
  formula: `layer ${String(n)} is a max-pool: network files (NIR 1.0.7) have none, so no chip here is given one, also where the maker's has them`,
  hint: `stride ${String(size)} in the convolution before, in place of the pooling`,
});
