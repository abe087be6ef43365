import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { wasmTrainingKernels } from "../src/kernels/train/wasm-kernels.ts";
import type { PopulationCode } from "../src/snn/population-code.ts";
import type { LayerSpec, NetworkSpec } from "../src/snn/train/layer-spec.ts";
import type { LossSpec } from "../src/snn/train/loss-spec.ts";
import { NO_VARIATION, type PackedFrames } from "../src/snn/train/packed-frames.ts";
import { Random } from "../src/core/random.ts";
import { Shard, type ShardTask } from "../src/snn/train/shard.ts";
import { Training } from "../src/snn/train/training.ts";
import { readRecipe } from "../studies/train/recipe.ts";
import { networkOf } from "../studies/train/train-model.ts";
import { type Figure, median, type Suite } from "./figure.ts";

/** A virtual environment with the peers, made by bench/peers/install.sh. */
const PYTHON = resolve(import.meta.dirname, "../out/peers/bin/python");
const SCRIPT = resolve(import.meta.dirname, "peers/train_tracker.py");
const PEERS = ["snntorch", "norse", "sinabs", "spikingjelly"] as const;

const spike: LayerSpec = {
  kind: "spike",
  surrogate: { kind: "arctan", slope: 2 },
  reset: "subtract",
  detachReset: false,
  vMin: -1,
  leak: 1,
  learnLeak: false,
  threshold: 1,
  learnThreshold: false,
};
const conv = (channels: number, kernel: number, stride: number): LayerSpec => ({
  kind: "conv",
  channels,
  kernel,
  stride,
  padding: 0,
  bias: false,
});
const pool: LayerSpec = { kind: "average-pool", size: 2 };
/** The DynapCNN tracker of A. Ziegler et al. (arXiv 2403.10677). */
const LAYERS: readonly LayerSpec[] = [
  ...[conv(4, 5, 2), spike, pool, conv(4, 3, 1), spike, pool],
  ...[conv(64, 6, 6), spike, conv(256, 1, 1), spike],
];

interface Subject {
  readonly name: "dynapcnn" | "ball-real";
  readonly network: NetworkSpec;
  readonly batch: number;
  readonly loss: LossSpec;
  /** What is promised of the ratio to the fastest peer. */
  readonly atLeast?: number;
}

const code = (bins: number): PopulationCode => ({ bins, firstPx: 0, binPx: 1, presence: false });
const input = { channels: 1, height: 64, width: 64 };

async function subjects(): Promise<readonly Subject[]> {
  const { recipe } = await readRecipe(resolve(import.meta.dirname, "../recipes/ball-real.yaml"));
  return [
    {
      name: "dynapcnn",
      network: { input, steps: 8, inputPerStep: false, binaryInput: true, layers: LAYERS },
      batch: 16,
      loss: { kind: "bin-square", code: code(128), weight: 1 },
      atLeast: 1,
    },
    {
      name: "ball-real",
      network: networkOf(recipe),
      batch: 64,
      loss: { kind: "bin-square", code: code(64), weight: 1 },
    },
  ];
}

/** Seeded frames with 3 % of their pixels active. */
function someFrames(count: number): PackedFrames {
  const random = new Random(1);
  const frames: PackedFrames = {
    volume: input,
    bits: new Uint8Array(count * 512),
    xPx: Float64Array.from({ length: count }, (_, i) => (4 * i) % 64),
    yPx: Float64Array.from({ length: count }, (_, i) => (3 * i) % 64),
    present: new Uint8Array(count).fill(1),
  };
  for (let bit = 0; bit < count * 4096; bit++) {
    if (random.uniform() < 0.03) frames.bits[bit >> 3]! |= 1 << (bit & 7);
  }
  return frames;
}

/** Trains for a while on one thread. @returns samples a second; throws when nothing was learned */
function ours({ network, batch, loss }: Subject, seconds: number): number {
  const task: ShardTask = {
    network,
    loss,
    frames: someFrames(batch),
    variation: NO_VARIATION,
    shardSamples: batch,
    seed: 1,
  };
  const samples = Uint32Array.from({ length: batch }, (_, i) => i);
  const training = new Training(network, samples, {
    seed: 1,
    epochs: 1_000_000,
    shards: 1,
    shardSamples: batch,
    learningRate: 5e-4,
    schedule: { kind: "constant" },
    weightDecay: 0,
    averageDecay: 0,
  });
  const shard = new Shard(task, wasmTrainingKernels(1 << 26));
  const gradients = new Float32Array(training.plan.parameterCount);
  const losses: number[] = [];
  const step = (): void => {
    const place = { step: training.state.step, shard: 0 };
    const value = shard.work(training.state.parameters, training.shardSamples(0), place, gradients);
    training.apply([gradients], [value]);
    losses.push(value);
  };
  for (let i = 0; i < 20; i++) step();
  const startMs = performance.now();
  let count = 0;
  for (; performance.now() - startMs < seconds * 1000; count++) step();
  const perS = (count * batch) / ((performance.now() - startMs) / 1000);
  if (!((losses.at(-1) ?? NaN) < (losses[0] ?? NaN))) throw new Error("the training timed learned nothing");
  return perS;
}

interface PeerResult {
  readonly version: string;
  readonly torch: string;
  readonly samplesPerS: number;
}

function peer(name: string, subject: Subject, seconds: number): PeerResult | string {
  const args = [SCRIPT, name, subject.name, String(seconds)];
  const { status, stdout, stderr } = spawnSync(PYTHON, args, { encoding: "utf8" });
  if (status !== 0) return stderr.trim().split("\n").at(-1) ?? "failed";
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as PeerResult;
}

/** Question: does one thread train ball trackers as fast as the fastest Python framework? */
export const trainSuite: Suite = {
  name: "train",
  question: "does one thread train ball trackers as fast as the fastest Python framework?",
  run: async ({ short }) => {
    if (!existsSync(PYTHON)) process.stderr.write("no peers: bench/peers/install.sh makes out/peers\n");
    const figures: Figure[] = [];
    for (const subject of await subjects()) figures.push(...compare(subject, short));
    return figures;
  },
};

/** Ours and the peers in turn, the median of some rounds each. */
function compare(subject: Subject, short: boolean): readonly Figure[] {
  const [seconds, rounds] = short ? [1, 1] : [4, 5];
  const own: number[] = [];
  const theirs = new Map<string, PeerResult[]>();
  const failures = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    own.push(ours(subject, seconds));
    for (const name of existsSync(PYTHON) ? PEERS : []) {
      const result = peer(name, subject, seconds);
      if (typeof result === "string") failures.set(name, result);
      else theirs.set(name, [...(theirs.get(name) ?? []), result]);
    }
  }
  for (const [name, reason] of failures) process.stderr.write(`${name} did not run: ${reason}\n`);
  const note = `${subject.network.steps} steps, batch ${subject.batch}, median of ${rounds}`;
  const figures: Figure[] = [
    { name: `${subject.name}: saccade`, value: median(own), unit: "samples/s", note },
  ];
  for (const [name, results] of theirs) {
    const { version, torch } = results[0]!;
    const value = median(results.map(({ samplesPerS }) => samplesPerS));
    figures.push({
      name: `${subject.name}: ${name}`,
      value,
      unit: "samples/s",
      note: `${version}, torch ${torch}, 1 thread`,
    });
  }
  const fastest = Math.max(...figures.slice(1).map(({ value }) => value));
  if (!Number.isFinite(fastest)) return figures;
  const { atLeast } = subject;
  const limit = atLeast === undefined ? {} : { limit: { at: "least", value: atLeast } as const };
  const ratio = {
    name: `${subject.name}: ratio to the fastest peer`,
    value: median(own) / fastest,
    unit: "x",
    ...limit,
  };
  return [...figures, ratio];
}
