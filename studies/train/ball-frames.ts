import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SaccadeError } from "../../src/core/errors.ts";
import { frameBytes, type PackedFrames } from "../../src/snn/train/packed-frames.ts";
import type { Volume } from "../../src/snn/train/layer-spec.ts";

/** Labelled frames in sequences. */
export interface LabelledFrames {
  readonly frames: PackedFrames;
  readonly count: number;
  /** Sequence and frame numbers as in `labels.csv`, a row a frame. */
  readonly sequence: Int32Array;
  readonly frame: Int32Array;
  /** SHA-256 over frames and labels. */
  readonly hash: string;
}

/** The indices of all frames. */
export const allOf = ({ count }: LabelledFrames): Uint32Array =>
  Uint32Array.from({ length: count }, (_, i) => i);

const BALL_HEADER = "sequence,frame,x_px,y_px";
const CLASS_HEADER = "sequence,frame,class";

/**
 * Reads a folder of labelled binary frames into memory that threads can share. Every row counts: a frame without events, too.
 * @param windows frames in a row of the file that make one sample
 * @throws SaccadeError `file-unreadable`; `config-invalid` naming the file and line that do not fit
 */
export async function readBallFrames(folder: string, volume: Volume, windows = 1): Promise<LabelledFrames> {
  const { rows, ...read } = await readLabelled(folder, { volume, windows, header: BALL_HEADER });
  const frames: PackedFrames = {
    ...framesOf(read.bits, { volume, windows, count: rows.length }),
    present: new Uint8Array(new SharedArrayBuffer(rows.length)).fill(1),
  };
  rows.forEach(([, , x = NaN, y = NaN], i) => {
    frames.xPx[i] = x;
    frames.yPx[i] = y;
  });
  return labelled(frames, rows, read.hash);
}

/**
 * Reads a folder of frames with classes in place of balls, counted from 0.
 * @throws SaccadeError as `readBallFrames`
 */
export async function readClassFrames(folder: string, volume: Volume, windows = 1): Promise<LabelledFrames> {
  const { rows, ...read } = await readLabelled(folder, { volume, windows, header: CLASS_HEADER });
  const classes = new Int32Array(new SharedArrayBuffer(rows.length * 4));
  rows.forEach(([, , label = NaN], i) => {
    if (!(Number.isInteger(label) && label >= 0 && label < 65536)) {
      const message = `class ${String(label)}: wanted is a whole number from 0 to 65535`;
      throw wrong(folder, "labels.csv", i + 2, message);
    }
    classes[i] = label;
  });
  const frames = { ...framesOf(read.bits, { volume, windows, count: rows.length }), classes };
  return labelled(frames, rows, read.hash);
}

interface Shape {
  readonly volume: Volume;
  readonly windows: number;
}

async function readLabelled(
  folder: string,
  { volume, windows, header }: Shape & { readonly header: string },
): Promise<{ readonly bits: Buffer; readonly rows: readonly number[][]; readonly hash: string }> {
  const [bits, labels] = await Promise.all([read(folder, "frames.bin"), read(folder, "labels.csv")]);
  const lines = labels.toString("utf8").trimEnd().split(/\r?\n/);
  if (lines[0] !== header) {
    throw wrong(folder, "labels.csv", 1, `the header is "${lines[0] ?? ""}"; it must be "${header}"`);
  }
  const rows = lines.slice(1).map((line, i) => numbersOf(folder, line, { line: i + 2, header }));
  const bytes = frameBytes(volume) * windows;
  if (bits.length !== rows.length * bytes) {
    const message = `${bits.length} bytes for ${rows.length} labels; a sample has ${bytes}`;
    throw wrong(folder, "frames.bin", 0, message);
  }
  return { bits, rows, hash: createHash("sha256").update(bits).update(labels).digest("hex") };
}

/** Frames in shared memory, without labels. */
function framesOf(
  bits: Buffer,
  { volume, windows, count }: Shape & { readonly count: number },
): PackedFrames {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  const own = new Uint8Array(shared(bits.length));
  own.set(bits);
  return {
    volume,
    windows,
    bits: own,
    xPx: new Float64Array(shared(count * 8)),
    yPx: new Float64Array(shared(count * 8)),
    present: new Uint8Array(shared(count)),
  };
}

function labelled(frames: PackedFrames, rows: readonly number[][], hash: string): LabelledFrames {
  const column = (i: number): Int32Array => Int32Array.from(rows, (row) => row[i] ?? 0);
  return { frames, count: rows.length, sequence: column(0), frame: column(1), hash };
}

function numbersOf(
  folder: string,
  text: string,
  { line, header }: { readonly line: number; readonly header: string },
): number[] {
  const numbers = text.split(",").map(Number);
  if (numbers.length === header.split(",").length && numbers.every(Number.isFinite)) return numbers;
  throw wrong(folder, "labels.csv", line, `"${text}" is not ${header}, all numbers`);
}

async function read(folder: string, name: string): Promise<Buffer> {
  const file = join(folder, name);
  return readFile(file).catch((cause: unknown) => {
    throw new SaccadeError(
      "file-unreadable",
      `cannot read ${file}: a folder of frames holds frames.bin and labels.csv`,
      { file },
      { cause },
    );
  });
}

const wrong = (folder: string, name: string, line: number, message: string): SaccadeError =>
  new SaccadeError("config-invalid", `${join(folder, name)}: ${message}`, { file: join(folder, name), line });

/** Frames of merged polarity for a network that takes both apart: each channel shows what there is. */
export function splitFrames(data: LabelledFrames): LabelledFrames {
  const { volume, bits, windows = 1 } = data.frames;
  const bytes = frameBytes(volume);
  const twice = new Uint8Array(new SharedArrayBuffer(bits.length * 2));
  for (let i = 0; i < data.count * windows; i++) {
    const frame = bits.subarray(i * bytes, (i + 1) * bytes);
    twice.set(frame, 2 * i * bytes);
    twice.set(frame, (2 * i + 1) * bytes);
  }
  return { ...data, frames: { ...data.frames, volume: { ...volume, channels: 2 }, bits: twice } };
}

/** Frames of fold `fold`: whole sequences, the k-th in order of their numbers to fold k mod `folds`. */
export function foldOf(sequence: Int32Array, folds: number): Uint8Array {
  const numbers = [...new Set(sequence)].sort((a, b) => a - b);
  const rank = new Map(numbers.map((number, k) => [number, k % folds]));
  return Uint8Array.from(sequence, (number) => rank.get(number) ?? 0);
}
