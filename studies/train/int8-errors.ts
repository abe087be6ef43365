import { Int8Run } from "../../src/dense/int8-run.ts";
import type { Int8Network } from "../../src/dense/int8-network.ts";
import { type Decoder, decoderOutputs, readPlace } from "../../src/snn/decoder.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import type { PackedFrames } from "../../src/snn/train/packed-frames.ts";
import type { LabelledFrames } from "./ball-frames.ts";
import { distances } from "./sample-errors.ts";
import { showAll } from "./trained-on-chip.ts";

/** What a network of 8 bits says of each of the frames `indices`. */
export function int8Places(
  network: Int8Network,
  decoder: Decoder,
  frames: PackedFrames,
  indices: Uint32Array,
): PlaceReading[] {
  const showing = { frames, shown: indices, outputs: decoderOutputs(decoder) };
  return showAll(new Int8Run(network), showing, (values) => {
    const place: PlaceReading = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
    readPlace(values, decoder, place);
    return place;
  });
}

/** [px] its distances from the labels. */
export const int8Errors = (
  network: Int8Network,
  decoder: Decoder,
  data: LabelledFrames,
  indices: Uint32Array,
): Float64Array => distances(int8Places(network, decoder, data.frames, indices), data, indices);
