import { Int8Run } from "../../src/dense/int8-run.ts";
import type { Int8Network } from "../../src/dense/int8-network.ts";
import type { Decoder } from "../../src/snn/decoder.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import type { PackedFrames } from "../../src/snn/train/packed-frames.ts";
import type { LabelledFrames } from "./ball-frames.ts";
import { distances } from "./sample-errors.ts";
import { shownPlaces } from "./shown-places.ts";

/** What a network of 8 bits says of each of the frames `indices`. */
export const int8Places = (
  network: Int8Network,
  decoder: Decoder,
  frames: PackedFrames,
  indices: Uint32Array,
): PlaceReading[] => shownPlaces(new Int8Run(network), { frames, shown: indices, decoder });

/** [px] its distances from the labels. */
export const int8Errors = (
  network: Int8Network,
  decoder: Decoder,
  data: LabelledFrames,
  indices: Uint32Array,
): Float64Array => distances(int8Places(network, decoder, data.frames, indices), data, indices);
