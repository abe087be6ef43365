import { assert } from "../../core/errors.ts";
import type { Random } from "../../core/random.ts";
import type { Floats, TrainingKernels } from "../../kernels/train/lanes.ts";
import { dropoutLayer, qcfsLayer, reluLayer } from "./activation-layers.ts";
import { batchNormLayer } from "./batch-norm-layer.ts";
import type { LayerParts, Pass, TrainLayer } from "./layer.ts";
import { placesOf } from "./layer-spec.ts";
import { linearLayer } from "./linear-layers.ts";
import type { NetworkPlan } from "./plan.ts";
import { poolLayer } from "./pool-layers.ts";
import { spikeLayer } from "./spike-layer.ts";
import type { WeightHook } from "./weight-hook.ts";

export interface TrainNetworkOptions {
  readonly kernels: TrainingKernels;
  /** Samples of one pass. */
  readonly samples: number;
  /** What passes work with in place of the learned weights; absent = the weights. */
  readonly weightHook?: WeightHook;
}

/** A network at work on a fixed number of samples, forward and back through layers and time. */
export class TrainNetwork {
  readonly plan: NetworkPlan;
  readonly samples: number;
  /** All parameters, as the plan lays them out. The caller's to write. */
  readonly parameters: Floats;
  /** Sums since the last `zeroGradients`; in the place of statistics, sums of the batches' own. */
  readonly gradients: Floats;
  /** [input place][lane]; the caller's to write before `forward`. */
  readonly input: Floats;
  /** Steps in the lanes of `output`. */
  readonly outputSteps: number;
  readonly #layers: readonly TrainLayer[];

  constructor(plan: NetworkPlan, { kernels, samples, weightHook }: TrainNetworkOptions) {
    this.plan = plan;
    this.samples = samples;
    this.parameters = kernels.floats(plan.parameterCount);
    this.gradients = kernels.floats(plan.parameterCount);
    const inputSteps = plan.spec.inputPerStep ? plan.spec.steps : 1;
    this.input = kernels.floats(placesOf(plan.spec.input) * inputSteps * samples);
    this.outputSteps = plan.layers.at(-1)?.outputSteps ?? 1;
    let passesGradient = false;
    this.#layers = plan.layers.map((layer) => {
      const { parameters, gradients } = this;
      const built = buildLayer(
        { kernels, samples, plan: layer, parameters, gradients, passesGradient },
        weightHook,
      );
      passesGradient ||= layer.parameters.length > 0;
      return built;
    });
  }

  /** [output place][lane] of the last pass. */
  get output(): Floats {
    const last = this.#layers.at(-1);
    assert(last !== undefined, "a network has layers");
    return last.output;
  }

  /** What a layer gave in the last pass. */
  outputOf(layer: number): Floats {
    const found = this.#layers[layer];
    assert(found !== undefined, "the layer is in the network");
    return found.output;
  }

  forward(pass: { readonly training: boolean; readonly random: Random }): void {
    let values = this.input;
    for (const layer of this.#layers) {
      layer.forward(values, pass satisfies Pass);
      values = layer.output;
    }
  }

  /** @param gradient of the loss in `output` */
  backward(gradient: Floats): void {
    let carried: Floats | null = gradient;
    for (let i = this.#layers.length - 1; i >= 0 && carried !== null; i--) {
      carried = this.#layers[i]!.backward(this.#layers[i - 1]?.output ?? this.input, carried);
    }
  }

  zeroGradients(): void {
    this.gradients.fill(0);
  }
}

function buildLayer(parts: LayerParts, hook: WeightHook | undefined): TrainLayer {
  switch (parts.plan.spec.kind) {
    case "conv":
    case "dense":
      return linearLayer(parts, hook);
    case "average-pool":
    case "max-pool":
      return poolLayer(parts);
    case "batch-norm":
      return batchNormLayer(parts);
    case "spike":
      return spikeLayer(parts);
    case "relu":
      return reluLayer(parts);
    case "qcfs":
      return qcfsLayer(parts);
    case "dropout":
      return dropoutLayer(parts);
  }
}
