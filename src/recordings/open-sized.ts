import { SaccadeError } from "../core/errors.ts";
import { batchFor, type Geometry } from "../codecs/codec.ts";
import { openRecording } from "./open-recording.ts";
import type { Recording, ReadResult, RecordingOptions } from "./recording.ts";

/**
 * Opens a recording so that its sensor's size is known. A file that does not state it is first read to its end, for the
 * smallest size that holds all its events.
 * @throws SaccadeError as `openRecording`; `usage` for a file that is followed and does not state its size.
 */
export function openSized(path: string, options: RecordingOptions = {}): Recording {
  const recording = openRecording(path, options);
  if (recording.header.geometry !== null) return recording;
  try {
    if (options.follow === true) {
      const message = `${path} does not state its sensor's size, and grows: say the size`;
      throw new SaccadeError("usage", message, { file: path });
    }
    return openRecording(path, { ...options, geometry: sizeOfEvents(recording) });
  } finally {
    recording.close();
  }
}

/** [px] the smallest sensor that holds all events up to the end or the first damage. */
function sizeOfEvents(recording: Recording): Geometry {
  const batch = batchFor(recording.header, 16_384);
  let [width, height] = [1, 1];
  for (let result: ReadResult = "more"; result === "more";) {
    batch.length = 0;
    result = readUpToDamage(recording, batch);
    for (let i = 0; i < batch.length; i++) {
      width = Math.max(width, (batch.x[i] ?? 0) + 1);
      height = Math.max(height, (batch.y[i] ?? 0) + 1);
    }
  }
  return { width, height };
}

/** Damage ends the look at the size only: whoever reads the events will meet it again. */
function readUpToDamage(recording: Recording, batch: ReturnType<typeof batchFor>): ReadResult {
  try {
    return recording.read(batch);
  } catch (error) {
    if (error instanceof SaccadeError) return "end";
    throw error;
  }
}
