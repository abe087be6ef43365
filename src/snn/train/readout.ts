import type { Floats, TrainingKernels } from "../../kernels/train/lanes.ts";
import { assert } from "../../core/errors.ts";
import { type LayerSpec, placesOf, type Volume } from "./layer-spec.ts";
import { copyTarget, type Loss, makeTargets, type Targets } from "./loss.ts";
import { buildLoss, type LossSpec } from "./loss-spec.ts";
import { TrainNetwork } from "./network.ts";
import { shardRandom } from "./sampler.ts";
import { Training, type TrainingOptions } from "./training.ts";

/** What a readout learns from: numbers of the layer before it, and what they should come to. */
export interface ReadoutSamples {
  /** [sample][channel][row][column] */
  readonly inputs: Float32Array;
  readonly volume: Volume;
  /** Of all samples. */
  readonly targets: Targets;
}

export interface ReadoutTask {
  /** The layer: a dense one, or a convolution. */
  readonly layer: LayerSpec;
  /** Its weights and biases to start from. */
  readonly start: Float32Array;
  readonly loss: LossSpec;
  readonly options: Omit<TrainingOptions, "shards">;
  readonly kernels: TrainingKernels;
}

/** A readout's weights and biases after so many epochs. */
export interface TrainedReadout {
  readonly parameters: Float32Array;
  readonly epochLosses: readonly number[];
}

/** The training of a last layer alone, epoch by epoch, so that a caller may look up between two. */
export class ReadoutTraining {
  readonly #samples: ReadoutSamples;
  readonly #task: ReadoutTask;
  readonly #training: Training;
  readonly #network: TrainNetwork;
  readonly #loss: Loss;
  readonly #gradient: Floats;
  readonly #targets: Targets;

  constructor(samples: ReadoutSamples, task: ReadoutTask) {
    const { kind } = task.layer;
    assert(kind === "dense" || kind === "conv", "a readout is a dense layer or a convolution");
    const network = {
      input: samples.volume,
      steps: 1,
      inputPerStep: false,
      layers: [task.layer],
    };
    const indices = Uint32Array.from({ length: samples.targets.xPx.length }, (_, i) => i);
    this.#samples = samples;
    this.#task = task;
    this.#training = new Training(network, indices, { ...task.options, shards: 1 }, task.start);
    const { shardSamples } = task.options;
    this.#network = new TrainNetwork(this.#training.plan, { kernels: task.kernels, samples: shardSamples });
    this.#loss = buildLoss(task.loss, shardSamples);
    this.#gradient = task.kernels.floats(this.#network.output.length);
    this.#targets = makeTargets(shardSamples);
  }

  get done(): boolean {
    return this.#training.done;
  }

  /** [batches] */
  get stepsPerEpoch(): number {
    return this.#training.stepsPerEpoch;
  }

  get result(): TrainedReadout {
    return { parameters: this.#training.result, epochLosses: this.#training.state.epochLosses };
  }

  /** Trains for one epoch. */
  epoch(): void {
    const training = this.#training;
    const network = this.#network;
    const { options } = this.#task;
    const judged = {
      output: network.output,
      gradient: this.#gradient,
      lanes: { steps: 1, samples: options.shardSamples },
    };
    for (let n = 0; n < training.stepsPerEpoch; n++) {
      this.#show(training.shardSamples(0));
      network.parameters.set(training.state.parameters);
      network.zeroGradients();
      network.forward({ training: true, random: shardRandom(options.seed, training.state.step, 0) });
      const loss = this.#loss(judged, this.#targets);
      network.backward(this.#gradient);
      training.apply([Float32Array.from(network.gradients)], [loss]);
    }
  }

  #show(chosen: Uint32Array): void {
    const { inputs, volume, targets } = this.#samples;
    const { input, samples } = this.#network;
    const places = placesOf(volume);
    chosen.forEach((index, lane) => {
      for (let place = 0; place < places; place++)
        input[place * samples + lane] = inputs[index * places + place]!;
      copyTarget(targets, index, this.#targets, lane);
    });
  }
}
