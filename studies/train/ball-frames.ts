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

const HEADER = "sequence,frame,x_px,y_px";

/**
 * Reads a folder of labelled binary frames into memory that threads can share. Every row counts: a frame without events, too.
 * @throws SaccadeError `file-unreadable`; `config-invalid` naming the file and line that do not fit
 */
export async function readBallFrames(folder: string, volume: Volume): Promise<LabelledFrames> {
  const [bits, labels] = await Promise.all([read(folder, "frames.bin"), read(folder, "labels.csv")]);
  const lines = labels.toString("utf8").trimEnd().split(/\r?\n/);
  if (lines[0] !== HEADER) {
    throw wrong(folder, "labels.csv", 1, `the header is "${lines[0] ?? ""}"; it must be "${HEADER}"`);
  }
  const count = lines.length - 1;
  const bytes = frameBytes(volume);
  if (bits.length !== count * bytes) {
    const message = `${bits.length} bytes for ${count} labels; a frame has ${bytes}`;
    throw wrong(folder, "frames.bin", 0, message);
  }
  const frames: PackedFrames = {
    volume,
    bits: new Uint8Array(new SharedArrayBuffer(bits.length)),
    xPx: new Float64Array(new SharedArrayBuffer(count * 8)),
    yPx: new Float64Array(new SharedArrayBuffer(count * 8)),
    present: new Uint8Array(new SharedArrayBuffer(count)).fill(1),
  };
  frames.bits.set(bits);
  const sequence = new Int32Array(count);
  const frame = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const [s, f, x, y] = fieldsOf(folder, lines[i + 1] ?? "", i + 2);
    sequence[i] = s;
    frame[i] = f;
    frames.xPx[i] = x;
    frames.yPx[i] = y;
  }
  const hash = createHash("sha256").update(bits).update(labels).digest("hex");
  return { frames, count, sequence, frame, hash };
}

function fieldsOf(folder: string, text: string, line: number): [number, number, number, number] {
  const [s = NaN, f = NaN, x = NaN, y = NaN, ...rest] = text.split(",").map(Number);
  const fields: [number, number, number, number] = [s, f, x, y];
  if (rest.length === 0 && fields.every(Number.isFinite)) return fields;
  throw wrong(folder, "labels.csv", line, `"${text}" is not four numbers`);
}

async function read(folder: string, name: string): Promise<Buffer> {
  const file = join(folder, name);
  return readFile(file).catch((cause: unknown) => {
    throw new SaccadeError("file-unreadable", `cannot read ${file}`, { file }, { cause });
  });
}

const wrong = (folder: string, name: string, line: number, message: string): SaccadeError =>
  new SaccadeError("config-invalid", `${join(folder, name)}: ${message}`, { file: join(folder, name), line });

/** Frames of merged polarity for a network that takes both apart: each channel shows what there is. */
export function splitFrames(data: LabelledFrames): LabelledFrames {
  const { volume, bits } = data.frames;
  const bytes = frameBytes(volume);
  const twice = new Uint8Array(new SharedArrayBuffer(bits.length * 2));
  for (let i = 0; i < data.count; i++) {
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
