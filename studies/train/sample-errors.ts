import type { ClassDecoder, Decoder } from "../../src/snn/decoder.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import type { LabelledFrames } from "./ball-frames.ts";
import { predictClasses, predictFrames, type Trained } from "./predict.ts";

/** Error of each sample: [px] distance from the ball or, of classes, 1 where another was found and else 0. */
export function sampleErrors(
  trained: Trained,
  decoder: Decoder | ClassDecoder,
  data: LabelledFrames,
  indices: Uint32Array,
): Float64Array {
  if (decoder.kind !== "classes")
    return distances(predictFrames({ ...trained, decoder }, data.frames, indices), data, indices);
  return classErrors(predictClasses(trained, data.frames, indices), data, indices);
}

/** 1 where another class was found than the label says, else 0. */
export function classErrors(
  found: readonly number[],
  { frames: { classes, present } }: LabelledFrames,
  indices: Uint32Array,
): Float64Array {
  return Float64Array.from(indices, (sample, i) => ((classes ?? present)[sample] === found[i] ? 0 : 1));
}

/** [px] distances of found places from the labels. */
export function distances(
  found: readonly PlaceReading[],
  { frames }: LabelledFrames,
  indices: Uint32Array,
): Float64Array {
  return Float64Array.from(indices, (frame, i) => {
    const dx = (found[i]?.xPx ?? NaN) - (frames.xPx[frame] ?? NaN);
    const dy = (found[i]?.yPx ?? NaN) - (frames.yPx[frame] ?? NaN);
    return Math.sqrt(dx * dx + dy * dy);
  });
}
