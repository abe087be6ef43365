import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { wasmTrainingKernels } from "../src/kernels/train/wasm-kernels.ts";
import type { LayerSpec } from "../src/snn/train/layer-spec.ts";
import type { PackedFrames } from "../src/snn/train/packed-frames.ts";
import { Random } from "../src/core/random.ts";
import { Shard, type ShardTask } from "../src/snn/train/shard.ts";
import { Training } from "../src/snn/train/training.ts";
import { type Figure, median, type Suite } from "./figure.ts";

const BATCH = 16;
const STEPS = 8;
/** A virtual environment with the peers, made by bench/peers/install.sh. */
const PYTHON = resolve(import.meta.dirname, "../out/peers/bin/python");
const SCRIPT = resolve(import.meta.dirname, "peers/train_dynapcnn.py");
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

/** Sixteen seeded frames with 3 % of their pixels active. */
function someFrames(): PackedFrames {
  const random = new Random(1);
  const volume = { channels: 1, height: 64, width: 64 };
  const frames: PackedFrames = {
    volume,
    bits: new Uint8Array(BATCH * 512),
    xPx: Float64Array.from({ length: BATCH }, (_, i) => 4 * i),
    yPx: Float64Array.from({ length: BATCH }, (_, i) => 3 * i),
    present: new Uint8Array(BATCH).fill(1),
  };
  for (let bit = 0; bit < BATCH * 4096; bit++) {
    if (random.uniform() < 0.03) frames.bits[bit >> 3]! |= 1 << (bit & 7);
  }
  return frames;
}

/** Trains for a while on one thread. @returns samples a second; throws when nothing was learned */
function ours(seconds: number): number {
  const task: ShardTask = {
    network: {
      input: { channels: 1, height: 64, width: 64 },
      steps: STEPS,
      inputPerStep: false,
      layers: LAYERS,
    },
    loss: { kind: "bin-square", code: { bins: 128, firstPx: 0, binPx: 1, presence: false }, weight: 1 },
    frames: someFrames(),
    variation: { shiftPx: 0, dropShare: 0, mirror: false, mergeShare: 0 },
    shardSamples: BATCH,
    seed: 1,
  };
  const samples = Uint32Array.from({ length: BATCH }, (_, i) => i);
  const training = new Training(task.network, samples, {
    seed: 1,
    epochs: 1_000_000,
    shards: 1,
    shardSamples: BATCH,
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
    const loss = shard.work(training.state.parameters, training.shardSamples(0), place, gradients);
    training.apply([gradients], [loss]);
    losses.push(loss);
  };
  for (let i = 0; i < 20; i++) step();
  const startMs = performance.now();
  let count = 0;
  for (; performance.now() - startMs < seconds * 1000; count++) step();
  const perS = (count * BATCH) / ((performance.now() - startMs) / 1000);
  if (!((losses.at(-1) ?? NaN) < 0.9 * (losses[0] ?? NaN)))
    throw new Error("the training timed learned nothing");
  return perS;
}

interface PeerResult {
  readonly version: string;
  readonly torch: string;
  readonly samplesPerS: number;
}

function peer(name: string, seconds: number): PeerResult | string {
  const { status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT, name, String(seconds)], { encoding: "utf8" });
  if (status !== 0) return stderr.trim().split("\n").at(-1) ?? "failed";
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as PeerResult;
}

/** Question: does one thread train the published DynapCNN tracker as fast as the fastest Python framework? */
export const trainSuite: Suite = {
  name: "train",
  question: "does one thread train the published DynapCNN tracker as fast as the fastest Python framework?",
  run: ({ short }) => {
    const seconds = short ? 1 : 4;
    const rounds = short ? 1 : 5;
    const installed = existsSync(PYTHON);
    const own: number[] = [];
    const theirs = new Map<string, PeerResult[]>();
    const failures = new Map<string, string>();
    for (let round = 0; round < rounds; round++) {
      own.push(ours(seconds));
      for (const name of installed ? PEERS : []) {
        const result = peer(name, seconds);
        if (typeof result === "string") failures.set(name, result);
        else theirs.set(name, [...(theirs.get(name) ?? []), result]);
      }
    }
    const what = `T = ${STEPS}, batch ${BATCH}, median of ${rounds}`;
    const figures: Figure[] = [{ name: "saccade", value: median(own), unit: "samples/s", note: what }];
    for (const [name, results] of theirs) {
      const { version, torch } = results[0]!;
      const value = median(results.map(({ samplesPerS }) => samplesPerS));
      figures.push({ name, value, unit: "samples/s", note: `${version}, torch ${torch}, 1 thread` });
    }
    for (const [name, reason] of failures) process.stderr.write(`${name} did not run: ${reason}\n`);
    if (!installed) process.stderr.write(`no peers: bench/peers/install.sh makes out/peers\n`);
    const fastest = Math.max(...figures.slice(1).map(({ value }) => value));
    if (Number.isFinite(fastest)) {
      const limit = { at: "least", value: 1 } as const;
      figures.push({ name: "ratio to the fastest peer", value: median(own) / fastest, unit: "x", limit });
    }
    return Promise.resolve(figures);
  },
};
