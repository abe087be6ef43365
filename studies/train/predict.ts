import { Random } from "../../src/core/random.ts";
import { wasmTrainingKernels } from "../../src/kernels/train/wasm-kernels.ts";
import { type Decoder, readPlace } from "../../src/snn/decoder.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import { makeTargets, timeMean } from "../../src/snn/train/loss.ts";
import { TrainNetwork } from "../../src/snn/train/network.ts";
import { NO_VARIATION, type PackedFrames, showFrame } from "../../src/snn/train/packed-frames.ts";
import type { NetworkPlan } from "../../src/snn/train/plan.ts";

/** Frames seen at once. */
const SAMPLES = 64;
const CAPACITY_BYTES = 1 << 29;

/** A network as it was trained. */
export interface Trained {
  readonly plan: NetworkPlan;
  readonly parameters: Float32Array;
}

/** A trained network with its way of reading places. */
export interface Predictor extends Trained {
  readonly decoder: Decoder;
}

/** What the network says of each of the frames `indices`. */
export function predictFrames(
  predictor: Predictor,
  frames: PackedFrames,
  indices: Uint32Array,
): PlaceReading[] {
  return outputsOf(predictor, frames, indices, (values) => {
    const place: PlaceReading = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
    readPlace(values, predictor.decoder, place);
    return place;
  });
}

/** The class that the network finds in each of the frames: its largest output, the first of equals. */
export function predictClasses(trained: Trained, frames: PackedFrames, indices: Uint32Array): number[] {
  return outputsOf(trained, frames, indices, (values) =>
    values.reduce((best, value, i) => (value > (values[best] ?? 0) ? i : best), 0),
  );
}

/** What `read` makes of the outputs of each frame, averaged over the steps; the numbers are used again. */
function outputsOf<T>(
  { plan, parameters }: Trained,
  frames: PackedFrames,
  indices: Uint32Array,
  read: (values: Float64Array) => T,
): T[] {
  const network = new TrainNetwork(plan, { kernels: wasmTrainingKernels(CAPACITY_BYTES), samples: SAMPLES });
  network.parameters.set(parameters);
  const targets = makeTargets(SAMPLES);
  const lanes = { steps: network.outputSteps, samples: SAMPLES };
  const mean = new Float64Array(network.output.length / network.outputSteps);
  const values = new Float64Array(mean.length / SAMPLES);
  const random = new Random(0); // nothing here is by chance
  const found: T[] = [];
  for (let first = 0; first < indices.length; first += SAMPLES) {
    const count = Math.min(SAMPLES, indices.length - first);
    for (let sample = 0; sample < count; sample++) {
      const to = { input: network.input, samples: SAMPLES, targets, sample };
      showFrame(frames, indices[first + sample] ?? 0, to, { variation: NO_VARIATION, random });
    }
    network.forward({ training: false, random });
    timeMean(network.output, lanes, mean);
    for (let sample = 0; sample < count; sample++) {
      for (let i = 0; i < values.length; i++) values[i] = mean[i * SAMPLES + sample] ?? 0;
      found.push(read(values));
    }
  }
  return found;
}
