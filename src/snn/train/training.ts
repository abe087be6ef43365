import { assert } from "../../core/errors.ts";
import { type AdamState, adamStep, initialAdamState } from "./adamw.ts";
import { initialParameters } from "./initial.ts";
import type { NetworkSpec } from "./layer-spec.ts";
import { moveAverage } from "./moving-average.ts";
import { type NetworkPlan, planNetwork } from "./plan.ts";
import { epochOrder } from "./sampler.ts";
import { type Schedule, scheduleFactor } from "./schedule.ts";

/** How a network is trained. */
export interface TrainingOptions {
  readonly seed: number;
  readonly epochs: number;
  /** Shards of a batch; the batch is this times the samples of a shard. */
  readonly shards: number;
  readonly shardSamples: number;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly weightDecay: number;
  /** [-] share kept a step by the average of the parameters that is the result; 0 = the last step's parameters. */
  readonly averageDecay: number;
}

/** All that a training is between two steps: what a checkpoint holds. */
export interface TrainingState {
  step: number;
  readonly parameters: Float32Array;
  readonly average: Float32Array;
  readonly adam: AdamState;
  /** Mean loss of each epoch that is complete, and the sum of the one under way. */
  readonly epochLosses: number[];
  lossSum: number;
}

/**
 * The course of a training, without the work: which samples come next, and what their gradients do. The same options and
 * samples give the same parameters, however the shards are spread over threads and wherever it was stopped.
 */
export class Training {
  readonly plan: NetworkPlan;
  readonly stepsPerEpoch: number;
  readonly state: TrainingState;
  readonly #options: TrainingOptions;
  readonly #samples: Uint32Array;
  readonly #gradients: Float32Array;
  #order: { readonly epoch: number; readonly samples: Uint32Array } | null = null;

  /**
   * @param samples indices of the samples to learn from
   * @param start parameters to begin with, or the state of a training to go on with, whose arrays become this one's;
   * absent = drawn from the seed
   */
  constructor(
    network: NetworkSpec,
    samples: Uint32Array,
    options: TrainingOptions,
    start?: Float32Array | TrainingState,
  ) {
    this.plan = planNetwork(network);
    this.#options = options;
    this.#samples = samples;
    this.stepsPerEpoch = Math.floor(samples.length / (options.shards * options.shardSamples));
    assert(this.stepsPerEpoch > 0, "there are samples for at least one batch");
    this.state =
      start === undefined || start instanceof Float32Array
        ? begin(start?.slice() ?? initialParameters(this.plan, options.seed))
        : start;
    this.#gradients = new Float32Array(this.plan.parameterCount);
  }

  get totalSteps(): number {
    return this.stepsPerEpoch * this.#options.epochs;
  }

  get done(): boolean {
    return this.state.step >= this.totalSteps;
  }

  /** What the training has come to. */
  get result(): Float32Array {
    return this.#options.averageDecay > 0 ? this.state.average : this.state.parameters;
  }

  /** Samples of a shard of the step to come. */
  shardSamples(shard: number): Uint32Array {
    const epoch = Math.floor(this.state.step / this.stepsPerEpoch);
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, samples: epochOrder(this.#samples, this.#options.seed, epoch) };
    }
    const { shards, shardSamples } = this.#options;
    const first = ((this.state.step % this.stepsPerEpoch) * shards + shard) * shardSamples;
    return this.#order.samples.subarray(first, first + shardSamples);
  }

  /** One step, from the gradients and losses of its shards, summed in the shards' order. */
  apply(shardGradients: readonly Float32Array[], shardLosses: readonly number[]): void {
    const { state } = this;
    const options = this.#options;
    assert(shardGradients.length === options.shards, "every shard has a gradient");
    const share = 1 / options.shards;
    const gradients = this.#gradients.fill(0);
    for (const shard of shardGradients) {
      for (let i = 0; i < gradients.length; i++) gradients[i]! += share * shard[i]!;
    }
    const learningRate =
      options.learningRate * scheduleFactor(options.schedule, state.step / this.totalSteps);
    const { weightDecay, averageDecay } = options;
    adamStep(this.plan, { parameters: state.parameters, gradients }, state.adam, {
      learningRate,
      weightDecay,
    });
    if (averageDecay > 0) moveAverage(state.average, state.parameters, averageDecay, state.step);
    state.lossSum += shardLosses.reduce((sum, loss) => sum + loss, 0) * share;
    state.step++;
    if (state.step % this.stepsPerEpoch !== 0) return;
    state.epochLosses.push(state.lossSum / this.stepsPerEpoch);
    state.lossSum = 0;
  }
}

const begin = (parameters: Float32Array): TrainingState => ({
  step: 0,
  parameters,
  average: parameters.slice(),
  adam: initialAdamState(parameters.length),
  epochLosses: [],
  lossSum: 0,
});
