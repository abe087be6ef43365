import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "../../src/core/random.ts";

/** Side of the frames that `writeBallFrames` makes. [px] */
export const FRAME_PX = 16;

/**
 * Writes a folder of small labelled frames: a bright 3x3 square on an empty ground, its centre the label; frame 5 of each
 * sequence is empty. Seeded.
 */
export async function writeBallFrames(folder: string, sequences: number, framesEach: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const random = new Random(3);
  const bytes = (FRAME_PX * FRAME_PX) / 8;
  const bits = new Uint8Array(sequences * framesEach * bytes);
  const rows = ["sequence,frame,x_px,y_px"];
  for (let i = 0; i < sequences * framesEach; i++) {
    const x = 2 + Math.floor(random.uniform() * (FRAME_PX - 4));
    const y = 2 + Math.floor(random.uniform() * (FRAME_PX - 4));
    const frame = i % framesEach;
    rows.push(`${String(Math.floor(i / framesEach) * 2)},${String(frame)},${x.toFixed(4)},${y.toFixed(4)}`);
    for (let tap = 0; tap < 9 && frame !== 5; tap++) {
      const place = (y - 1 + Math.floor(tap / 3)) * FRAME_PX + x - 1 + (tap % 3);
      bits[i * bytes + (place >> 3)]! |= 1 << (place & 7);
    }
  }
  await writeFile(join(folder, "frames.bin"), bits);
  await writeFile(join(folder, "labels.csv"), `${rows.join("\n")}\n`);
}

/** A recipe for those frames: a small spiking network. */
export const SMALL_RECIPE = `
name: small
purpose: A square in small frames.
data: { kind: ball-frames, folder: frames, source: made by the test }
folds: 2
input: { channels: 1, height: 16, width: 16, polarity: merged, windowUs: 1000 }
layers:
  - { kind: conv, channels: 4, kernel: 5, stride: 2, padding: 2 }
  - { kind: batch-norm, centre: false }
  - { kind: spike, surrogate: { kind: piecewise-linear, slope: 1 } }
  - { kind: dense, outputs: 32 }
  - { kind: batch-norm, centre: false }
  - { kind: spike, surrogate: { kind: piecewise-linear, slope: 1 } }
  - { kind: dense, outputs: 32, bias: true }
decoder:
  kind: population
  code: { bins: 16, firstPx: 0, binPx: 1, presence: false }
  reading: { kind: softmax-mean }
loss: { kind: population, sigmaPx: 1 }
training:
  epochs: 12
  shardSamples: 8
  shards: 2
  learningRate: 0.01
  schedule: { kind: cosine }
  averageDecay: 0.9
`;

/** A recipe for two windows in a row and the class of the last; see `writeClassFrames`. */
export const CLASS_RECIPE = `
name: halves
purpose: Which half of the picture comes last.
data: { kind: class-frames, folder: classes, source: made by the test }
folds: 2
input: { channels: 1, height: 4, width: 4, polarity: merged, windowUs: 1000 }
steps: 2
inputPerStep: true
layers:
  - { kind: dense, outputs: 8 }
  - { kind: spike, leak: 0.5, surrogate: { kind: arctan, slope: 2 } }
  - { kind: dense, outputs: 2, bias: true }
decoder: { kind: classes, classes: 2 }
loss: { kind: tet }
training:
  epochs: 25
  shardSamples: 8
  shards: 1
  learningRate: 0.02
  schedule: { kind: constant }
`;

/** Writes samples of two 4x4 windows: one half of the picture, then the other; the class is the half that comes last. */
export async function writeClassFrames(folder: string, samples: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const random = new Random(4);
  const bits = new Uint8Array(samples * 4);
  const rows = ["sequence,frame,class"];
  for (let i = 0; i < samples; i++) {
    const last = random.uniform() < 0.5 ? 0 : 1;
    const halves = [0x00ff, 0xff00].map((half) => half & random.uint32()); // some of the half's pixels
    const windows = [halves[1 - last] ?? 0, halves[last] ?? 0];
    windows.forEach((window, w) => {
      bits[i * 4 + w * 2] = window & 255;
      bits[i * 4 + w * 2 + 1] = window >> 8;
    });
    rows.push(`${String(i % 4)},${String(i)},${String(last)}`);
  }
  await writeFile(join(folder, "frames.bin"), bits);
  await writeFile(join(folder, "labels.csv"), `${rows.join("\n")}\n`);
}
