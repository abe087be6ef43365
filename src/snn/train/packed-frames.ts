import type { Random } from "../../core/random.ts";
import type { Floats } from "../../kernels/train/lanes.ts";
import type { Volume } from "./layer-spec.ts";
import type { Targets } from "./loss.ts";

/**
 * Labelled binary frames. A frame is channels * height * width bits, row by row, lowest bit of a byte first, 1 = at least
 * one event at the pixel in the window; frames start at whole bytes. Arrays may be shared between threads; nobody writes them.
 */
export interface PackedFrames {
  readonly volume: Volume;
  readonly bits: Uint8Array;
  /** [px] the ball's centre */
  readonly xPx: Float64Array;
  readonly yPx: Float64Array;
  /** 1 = there is a ball in the frame */
  readonly present: Uint8Array;
  /** Windows in a row that make one sample, each a frame of its own, the labels those of the last; absent = 1. */
  readonly windows?: number;
  /** Class of each sample; absent = 1 with a ball, 0 without. */
  readonly classes?: Int32Array;
}

/** How a frame is varied each time it is shown. */
export interface FrameVariation {
  /** [px] moved by whole pixels, uniform in -shiftPx .. shiftPx per axis; what comes in from outside is empty. */
  readonly shiftPx: number;
  /** [-] largest share of events dropped; each frame's share is uniform in 0 .. dropShare. */
  readonly dropShare: number;
  /** Mirrored left to right, and top to bottom, each half of the times. */
  readonly mirror: boolean;
  /** [-] share of showings in which both channels of a split polarity show both polarities: one network for either input. */
  readonly mergeShare: number;
}

export const NO_VARIATION: FrameVariation = { shiftPx: 0, dropShare: 0, mirror: false, mergeShare: 0 };

/** Where a sample goes: its lanes of an input, one for each window, and its targets. */
export interface Destination {
  /** [place][window * samples + sample] */
  readonly input: Floats;
  readonly samples: number;
  readonly targets: Targets;
  readonly sample: number;
}

/** Bytes of one frame. */
export const frameBytes = ({ channels, height, width }: Volume): number =>
  Math.ceil((channels * height * width) / 8);

/** The pixels of a frame that are 1, row by row, into `indices`; returns how many. */
export function frameEvents({ volume, bits }: PackedFrames, frame: number, indices: Int32Array): number {
  const first = frame * frameBytes(volume);
  const size = volume.channels * volume.height * volume.width;
  let count = 0;
  for (let n = 0; n < size; n++) {
    if (((bits[first + (n >> 3)]! >> (n & 7)) & 1) === 1) indices[count++] = n;
  }
  return count;
}

/** Writes one sample, its windows varied alike, into its lanes, and where the ball is then. */
export function showFrame(
  frames: PackedFrames,
  index: number,
  to: Destination,
  { variation, random }: { readonly variation: FrameVariation; readonly random: Random },
): void {
  const { volume, bits } = frames;
  const whole = 2 * variation.shiftPx + 1;
  const dx = Math.floor(random.uniform() * whole) - variation.shiftPx;
  const dy = Math.floor(random.uniform() * whole) - variation.shiftPx;
  const flips = variation.mirror ? random.uint32() >>> 30 : 0;
  const merged = volume.channels === 2 && random.uniform() < variation.mergeShare;
  const drop = variation.dropShare * random.uniform();
  const view = { dx, dy, flipX: (flips & 1) === 1, flipY: (flips & 2) === 2 };
  const { windows = 1 } = frames;
  for (let window = 0; window < windows; window++) {
    const from = { bits, at: (index * windows + window) * frameBytes(volume) };
    const lane = { input: to.input, lanes: windows * to.samples, lane: window * to.samples + to.sample };
    showWindow(volume, from, lane, { view, merged, drop, random });
  }
  const { xPx, yPx, present, classes } = to.targets;
  const x = view.flipX ? volume.width - 1 - frames.xPx[index]! : frames.xPx[index]!;
  const y = view.flipY ? volume.height - 1 - frames.yPx[index]! : frames.yPx[index]!;
  xPx[to.sample] = x + dx;
  yPx[to.sample] = y + dy;
  present[to.sample] = frames.present[index]!;
  classes[to.sample] = frames.classes?.[index] ?? frames.present[index]!;
}

interface Lane {
  readonly input: Floats;
  readonly lanes: number;
  readonly lane: number;
}

/** One window into one lane. */
function showWindow(
  volume: Volume,
  { bits, at }: { readonly bits: Uint8Array; readonly at: number },
  { input, lanes, lane }: Lane,
  how: { readonly view: View; readonly merged: boolean; readonly drop: number; readonly random: Random },
): void {
  const { view, merged, drop, random } = how;
  const places = volume.channels * volume.height * volume.width;
  for (let place = 0; place < places; place++) input[place * lanes + lane] = 0;
  for (let byte = 0; byte * 8 < places; byte++) {
    let rest = bits[at + byte]!;
    for (; rest !== 0; rest &= rest - 1) {
      const place = byte * 8 + (31 - Math.clz32(rest & -rest));
      if (drop > 0 && random.uniform() < drop) continue;
      const moved = moveTo(volume, place, view);
      if (moved < 0) continue;
      input[moved * lanes + lane] = 1;
      if (merged) input[((moved + places / 2) % places) * lanes + lane] = 1;
    }
  }
}

interface View {
  readonly dx: number;
  readonly dy: number;
  readonly flipX: boolean;
  readonly flipY: boolean;
}

/** Where a place goes; -1 when outside. */
function moveTo({ height, width }: Volume, place: number, { dx, dy, flipX, flipY }: View): number {
  const row = Math.floor(place / width) % height;
  const column = place % width;
  const y = (flipY ? height - 1 - row : row) + dy;
  const x = (flipX ? width - 1 - column : column) + dx;
  if (x < 0 || x >= width || y < 0 || y >= height) return -1;
  return place + (y - row) * width + x - column;
}
