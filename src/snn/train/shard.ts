import type { Floats, TrainingKernels } from "../../kernels/train/lanes.ts";
import type { NetworkSpec } from "./layer-spec.ts";
import type { Loss, Targets } from "./loss.ts";
import { makeTargets } from "./loss.ts";
import { buildLoss, type LossSpec } from "./loss-spec.ts";
import { TrainNetwork } from "./network.ts";
import type { FrameVariation, PackedFrames } from "./packed-frames.ts";
import { showFrame } from "./packed-frames.ts";
import { planNetwork } from "./plan.ts";
import { shardRandom } from "./sampler.ts";
import { noisyWeights, roundedWeights, type WeightBits, type WeightHook } from "./weight-hook.ts";

/** What a network learns from, and how: all that a thread needs to work on its part of a batch. */
export interface ShardTask {
  readonly network: NetworkSpec;
  readonly loss: LossSpec;
  readonly frames: PackedFrames;
  readonly variation: FrameVariation;
  /** Samples of one shard: the part of a batch that is normalised together, whatever the threads. A multiple of 8. */
  readonly shardSamples: number;
  readonly seed: number;
  /** Weights of so many bits, or ternary, in every pass; absent = as learned. */
  readonly weightBits?: WeightBits;
  /** Noise on the weights in training passes, as a share of a layer's largest weight; absent = none. */
  readonly weightNoise?: number;
}

/** Works out the gradient of one shard after the other. */
export class Shard {
  readonly #task: ShardTask;
  readonly #network: TrainNetwork;
  readonly #loss: Loss;
  readonly #targets: Targets;
  readonly #gradient: Floats;

  constructor(task: ShardTask, kernels: TrainingKernels) {
    const hook = hookOf(task);
    const plan = planNetwork(task.network);
    const samples = task.shardSamples;
    this.#task = task;
    this.#network = new TrainNetwork(plan, {
      kernels,
      samples,
      ...(hook === undefined ? {} : { weightHook: hook }),
    });
    this.#loss = buildLoss(task.loss, samples);
    this.#targets = makeTargets(samples);
    this.#gradient = kernels.floats(this.#network.output.length);
  }

  /**
   * Forward and back with these parameters on these samples.
   * @param gradients [parameter] overwritten: of the shard's mean loss; for statistics, the shard's own
   * @returns the mean loss
   */
  work(
    parameters: Floats,
    samples: Uint32Array,
    { step, shard }: { readonly step: number; readonly shard: number },
    gradients: Floats,
  ): number {
    const { frames, variation, seed, shardSamples } = this.#task;
    const network = this.#network;
    const random = shardRandom(seed, step, shard);
    network.parameters.set(parameters);
    network.zeroGradients();
    for (let sample = 0; sample < shardSamples; sample++) {
      const to = { input: network.input, samples: shardSamples, targets: this.#targets, sample };
      showFrame(frames, samples[sample]!, to, { variation, random });
    }
    network.forward({ training: true, random });
    const lanes = { steps: network.outputSteps, samples: shardSamples };
    const loss = this.#loss({ output: network.output, gradient: this.#gradient, lanes }, this.#targets);
    network.backward(this.#gradient);
    gradients.set(network.gradients);
    return loss;
  }
}

function hookOf({ weightBits, weightNoise }: ShardTask): WeightHook | undefined {
  const hooks: WeightHook[] = [];
  if (weightBits !== undefined) hooks.push(roundedWeights(weightBits));
  if (weightNoise !== undefined) hooks.push(noisyWeights(weightNoise));
  const [first, second] = hooks;
  if (first === undefined || second === undefined) return first;
  return (learned, used, pass) => {
    first(learned, used, pass);
    second(used, used, pass);
  };
}
