import type { WindowNetwork } from "../../nodes/trackers/window-detector.ts";
import { decoderOutputs, readPlace, type Decoder } from "../../src/snn/decoder.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import { frameEvents, type PackedFrames } from "../../src/snn/train/packed-frames.ts";

/** Shows a network some frames, one after the other; `read` makes of the outputs what is wanted: they are used again. */
export function showAll<T>(
  network: WindowNetwork,
  {
    frames,
    shown,
    outputs,
  }: { readonly frames: PackedFrames; readonly shown: Uint32Array; readonly outputs: number },
  read: (values: Float64Array) => T,
): T[] {
  const values = new Float64Array(outputs);
  const { channels, height, width } = frames.volume;
  const indices = new Int32Array(channels * height * width);
  return Array.from(shown, (frame) => {
    network.show(indices, frameEvents(frames, frame, indices), values);
    return read(values);
  });
}

/** Frames to show, and how places are read from what a network makes of them. */
export interface Showing {
  readonly frames: PackedFrames;
  readonly shown: Uint32Array;
  readonly decoder: Decoder;
}

/** What a network says of frames, one after the other. @param each called after every frame */
export function shownPlaces(
  network: WindowNetwork,
  { frames, shown, decoder }: Showing,
  each: () => void = () => undefined,
): PlaceReading[] {
  return showAll(network, { frames, shown, outputs: decoderOutputs(decoder) }, (values) => {
    each();
    const place: PlaceReading = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
    readPlace(values, decoder, place);
    return place;
  });
}
