import { Random } from "../../core/random.ts";
import type { TrainingKernels } from "../../kernels/train/lanes.ts";
import { placesOf } from "./layer-spec.ts";
import { makeTargets } from "./loss.ts";
import { TrainNetwork } from "./network.ts";
import { NO_VARIATION, type PackedFrames, showFrame } from "./packed-frames.ts";
import type { NetworkPlan } from "./plan.ts";

/** Frames that a layer is measured on, at most, spread evenly; fewer of a layer with very many places. */
const FRAMES = 128;
const MOST_NUMBERS = 1 << 26;
/** Frames seen at once. */
const SAMPLES = 32;

/** A trained ANN and the frames to measure it on. */
export interface MeasuredAnn {
  readonly plan: NetworkPlan;
  readonly parameters: Float32Array;
  readonly frames: PackedFrames;
  readonly indices: Uint32Array;
  readonly kernels: TrainingKernels;
}

/**
 * By layer of an ANN (`annOf`): the activation that shall become one threshold of the spiking neurons in its place. Of a QCFS
 * layer the bound that it learned; of a ReLU, which has none, a percentile of what it gives above 0 on frames (B.
 * Rueckauer et al., Frontiers in Neuroscience 11, 682, 2017: the largest alone would follow a few outliers).
 * @param percentile [%] of the activations above 0
 */
export function activationBounds(ann: MeasuredAnn, percentile: number): Map<number, number> {
  const { plan, parameters } = ann;
  const bounds = new Map<number, number>();
  const measured: number[] = [];
  plan.layers.forEach(({ spec, parameters: [bound] }, index) => {
    if (spec.kind === "qcfs") bounds.set(index, parameters[bound?.offset ?? NaN] ?? spec.bound);
    if (spec.kind === "relu") measured.push(index);
  });
  if (measured.length === 0) return bounds;
  const { values } = activationsOf(ann, measured);
  measured.forEach((index, i) => bounds.set(index, percentileAbove0(values[i], percentile)));
  return bounds;
}

/** 1 where there is nothing: a silent layer stays as it is. */
function percentileAbove0(values: Float32Array | undefined, percentile: number): number {
  const above = (values ?? new Float32Array(0)).filter((value) => value > 0).sort();
  return above[Math.min(above.length - 1, Math.floor((above.length * percentile) / 100))] ?? 1;
}

/** What layers give for some frames. */
export interface Activations {
  /** Indices of the frames that were shown. */
  readonly shown: Uint32Array;
  /** By layer asked for: [frame shown][place]. */
  readonly values: readonly Float32Array[];
}

/** What layers of an ANN give for frames spread evenly over those given. */
export function activationsOf(
  { plan, parameters, frames, indices, kernels }: MeasuredAnn,
  layers: readonly number[],
): Activations {
  const places = layers.map((layer) => {
    const planned = plan.layers[layer];
    return planned === undefined ? 0 : placesOf(planned.output);
  });
  const most = Math.max(1, Math.floor(MOST_NUMBERS / Math.max(1, ...places)));
  const count = Math.min(FRAMES, indices.length, most);
  const shown = Uint32Array.from(
    { length: count },
    (_, n) => indices[Math.floor((n * indices.length) / count)]!,
  );
  const network = new TrainNetwork(plan, { kernels, samples: SAMPLES });
  network.parameters.set(parameters);
  const values = places.map((each) => new Float32Array(count * each));
  for (let first = 0; first < count; first += SAMPLES) {
    const lanes = shown.subarray(first, first + SAMPLES);
    forward(network, frames, lanes);
    layers.forEach((layer, i) => {
      const [output, each, to] = [network.outputOf(layer), places[i]!, values[i]!];
      for (let n = 0; n < lanes.length; n++)
        for (let place = 0; place < each; place++)
          to[(first + n) * each + place] = output[place * SAMPLES + n]!;
    });
  }
  return { shown, values };
}

function forward(network: TrainNetwork, frames: PackedFrames, lanes: Uint32Array): void {
  const targets = makeTargets(SAMPLES);
  const random = new Random(0); // nothing here is by chance
  lanes.forEach((frame, sample) => {
    const to = { input: network.input, samples: SAMPLES, targets, sample };
    showFrame(frames, frame, to, { variation: NO_VARIATION, random });
  });
  network.forward({ training: false, random });
}
