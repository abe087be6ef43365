import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Random } from "../src/core/random.ts";
import type { NetworkGraph } from "../src/snn/network.ts";
import { readNir } from "../src/snn/nir-read.ts";
import { sizeOf, tensor, type Tensor } from "../src/snn/tensor.ts";
import { dynapTracker, type TrackerWeights } from "../test/support/dynap-tracker.ts";

/** The published tracker, trained by this project. */
const TRAINED = resolve(import.meta.dirname, "../models/dynapcnn-published/network.nir");
const FRAMES = 64;
/** Weights are cut to multiples of it: then all sums are exact in single precision, whoever adds them in what order. */
const GRID = 4096;

/** What both sides of a comparison run. */
export interface Task {
  readonly weights: TrackerWeights;
  readonly network: NetworkGraph;
  /** Whether the weights are trained. */
  readonly what: string;
  /** Active pixels of each frame, by share. */
  readonly frames: Readonly<Record<string, readonly (readonly number[])[]>>;
}

/** The published tracker, with trained weights where there are some, and seeded frames with these shares of active pixels. */
export async function trackerTask(shares: readonly number[]): Promise<Task> {
  const trained = existsSync(TRAINED);
  const weights = trained ? await trainedWeights() : seededWeights();
  const what = trained ? "trained weights" : "seeded weights";
  return { weights, network: dynapTracker(weights), what, frames: someFrames(shares) };
}

async function trainedWeights(): Promise<TrackerWeights> {
  const { network } = await readNir(readFileSync(TRAINED));
  const found = [...network.nodes.values()].flatMap((node) =>
    node.type === "Conv2d" ? [onGrid(node.weight)] : [],
  );
  const [conv1, conv2, conv3, conv4, ...more] = found;
  if (
    conv1 === undefined ||
    conv2 === undefined ||
    conv3 === undefined ||
    conv4 === undefined ||
    more.length > 0
  )
    throw new Error(`${TRAINED} is not the published tracker`);
  return [conv1, conv2, conv3, conv4];
}

const onGrid = ({ shape, data }: Tensor): Tensor =>
  tensor(
    shape,
    Float32Array.from(data, (value) => Math.round(value * GRID) / GRID),
  );

/** Weights that keep every layer busy. */
function seededWeights(): TrackerWeights {
  const random = new Random(2024);
  const some = (low: number, high: number, ...shape: number[]): Tensor =>
    onGrid(
      tensor(
        shape,
        Float32Array.from({ length: sizeOf(shape) }, () => random.between(low, high)),
      ),
    );
  return [
    some(-0.45, 0.6, 4, 1, 5, 5),
    some(-0.45, 0.55, 4, 4, 3, 3),
    some(-0.25, 0.27, 64, 4, 6, 6),
    some(-0.25, 0.3, 256, 64, 1, 1),
  ];
}

function someFrames(shares: readonly number[]): Record<string, number[][]> {
  const random = new Random(7);
  const frame = (share: number): number[] =>
    Array.from({ length: 4096 }, (_, n) => n).filter(() => random.uniform() < share);
  return Object.fromEntries(
    shares.map((share) => [String(share), Array.from({ length: FRAMES }, () => frame(share))]),
  );
}
