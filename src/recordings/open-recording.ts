import { DETECT_BYTES } from "../codecs/codec.ts";
import { detectFormat } from "../codecs/detect.ts";
import { SaccadeError } from "../core/errors.ts";
import { ContainerReader } from "./container-reader.ts";
import { NODE_DECOMPRESSORS } from "./decompressors.ts";
import { FileBytes } from "./file-bytes.ts";
import { Recording, type RecordingOptions, withPath } from "./recording.ts";
import { StreamReader } from "./stream-reader.ts";

/**
 * Opens a recording; its format is found by content.
 * @throws SaccadeError `file-unreadable`, `codec-unknown`, `codec-unsupported`, `codec-corrupt`, `codec-truncated`, with
 *   the file's path in `where.file`.
 */
export function openRecording(path: string, options: RecordingOptions = {}): Recording {
  const file = new FileBytes(path);
  try {
    const format = detectFormat(file.read(0, DETECT_BYTES));
    const decoding = { decompress: NODE_DECOMPRESSORS, ...options };
    if (format.access === "stream") return new Recording(file, new StreamReader(file, format, decoding));
    if (options.follow === true) {
      const message = `${format.name} is read through its directory, so a file that grows cannot be followed`;
      throw new SaccadeError("codec-unsupported", message);
    }
    return new Recording(file, new ContainerReader(file, format, decoding));
  } catch (error) {
    file.close();
    throw withPath(error, path);
  }
}
