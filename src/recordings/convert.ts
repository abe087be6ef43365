import { setImmediate as nextTurn } from "node:timers/promises";
import { SaccadeError } from "../core/errors.ts";
import type { Encoder, EncoderOptions, Format, Geometry, Writer } from "../codecs/codec.ts";
import type { DecodeStats } from "../codecs/decode-stats.ts";
import { estimateBytes, refuseWithoutSpace } from "./disk-space.ts";
import { Excerpt, type ExcerptOptions } from "./excerpt.ts";
import { openSized } from "./open-sized.ts";
import { originOf } from "./origin.ts";
import type { RecordingOptions } from "./recording.ts";
import { refuseToReplace } from "./part-file.ts";
import { RecordingWriter } from "./recording-writer.ts";
import { RowSupply, type SupplyOptions } from "./row-supply.ts";
import { Survey } from "./survey.ts";

export interface ConvertOptions extends SupplyOptions {
  /** Paths. */
  readonly from: string;
  readonly to: string;
  /** What to write; one with a writer. */
  readonly target: Format;
  readonly decoding: RecordingOptions;
  readonly excerpt: Pick<ExcerptOptions, "fromUs" | "toUs">;
  /** The codec's own choices, such as its compression. */
  readonly choices: Readonly<Record<string, string>>;
  /** A file of the target's name may be replaced. */
  readonly overwrite: boolean;
  /** Refuses to begin when the disk has not enough room by estimate. */
  readonly checkSpace: boolean;
  /** Stops the work; what has been written so far becomes a whole file. */
  readonly signal: AbortSignal;
  /** Called after every batch of some ten thousand events. */
  onProgress(progress: ConvertProgress): void;
}

export interface ConvertProgress {
  /** [bytes] of the file that is read. */
  readonly readBytes: number;
  readonly sizeBytes: number;
  /** [bytes] */
  readonly writtenBytes: number;
  /** [events] */
  readonly events: number;
}

export interface ConvertOutcome extends ConvertProgress {
  /** The signal came before the end. */
  readonly interrupted: boolean;
  /** [events] put in their place in time, and dropped because they lagged too much (`sort`). */
  readonly sorted: number;
  readonly late: number;
  /** What was written. */
  readonly survey: Survey;
  /** What the decoder counted, what it left out among it. */
  readonly stats: Readonly<DecodeStats>;
  /** [px] the sensor's size for want of one in the file: the smallest that holds all events; null when stated. */
  readonly guessedSize: Geometry | null;
}

/**
 * Writes the events of a recording as another, a batch at a time: memory does not grow with the file. Rows are turned
 * where the two formats count from different corners.
 * @throws SaccadeError `file-exists`, `codec-unwritable`, `disk-full`, `usage` for a part that holds nothing, and what reading and writing throw; nothing
 *   stands under the target's name then.
 */
export async function convertRecording(options: ConvertOptions): Promise<ConvertOutcome> {
  refuseToReplace(options.to, options.overwrite);
  const writer = writerOf(options.target);
  const supply = openSupply(options);
  try {
    const encoding = encodingOf(supply.excerpt, options.choices);
    refuseUnwritable(options, writer, supply);
    if (options.checkSpace) refuseWithoutSpace(options.to, estimate(options, writer.createEncoder(encoding)));
    return await write(options, supply, writer.createEncoder(encoding));
  } finally {
    supply.excerpt.recording.close();
  }
}

function openSupply(options: ConvertOptions): RowSupply {
  const recording = openSized(options.from, options.decoding);
  try {
    const origin = originOf(options.target.id);
    return new RowSupply(new Excerpt(recording, { ...options.excerpt, origin }), options);
  } catch (error) {
    recording.close();
    throw error;
  }
}

/** [bytes] of the result, by a look at a sample. */
function estimate(options: ConvertOptions, encoder: Encoder): number {
  const supply = openSupply(options);
  try {
    return estimateBytes(supply, encoder);
  } finally {
    supply.excerpt.recording.close();
  }
}

async function write(options: ConvertOptions, supply: RowSupply, encoder: Encoder): Promise<ConvertOutcome> {
  const output = new RecordingWriter(options.to, encoder, options.overwrite);
  const survey = new Survey();
  const { recording } = supply.excerpt;
  const progress = (): ConvertProgress => {
    const { readBytes, sizeBytes } = recording;
    return { readBytes, sizeBytes, writtenBytes: output.writtenBytes, events: output.events };
  };
  try {
    for (let batch = supply.next(); batch !== null && !options.signal.aborted; batch = supply.next()) {
      output.write(batch);
      survey.add(batch);
      options.onProgress(progress());
      await nextTurn(); // signals and the terminal have their turn
    }
    if (survey.count === 0 && !options.signal.aborted) supply.excerpt.refuseToBeEmpty();
    output.commit();
  } catch (error) {
    output.discard();
    throw error;
  }
  const { sorted, late } = supply;
  const { geometry, geometryFrom } = recording.header;
  return {
    ...progress(),
    interrupted: options.signal.aborted,
    sorted,
    late,
    survey,
    stats: recording.stats,
    guessedSize: geometryFrom === "caller" && options.decoding.geometry === undefined ? geometry : null,
  };
}

function encodingOf({ recording }: Excerpt, choices: ConvertOptions["choices"]): EncoderOptions {
  const { geometry, formatBounds, camera } = recording.header;
  return { geometry: geometry ?? formatBounds, ...(camera === null ? {} : { camera }), choices };
}

function writerOf(target: Format): Writer {
  if (target.writer !== undefined) return target.writer;
  throw new SaccadeError("codec-unwritable", `${target.name} can be read, but not written`);
}

function refuseUnwritable(options: ConvertOptions, writer: Writer, { excerpt, shiftUs }: RowSupply): void {
  const { geometry } = excerpt.recording.header;
  const firstUs = excerpt.startUs - shiftUs;
  const refusal = writer.refusal({ ...geometry, ...(Number.isNaN(firstUs) ? {} : { firstUs }) });
  if (refusal === null) return;
  const hint = options.shift ? "" : " (--shift makes the first time 0)";
  const message = `${options.target.name} cannot hold this recording: ${refusal}${hint}`;
  throw new SaccadeError("codec-unwritable", message, { file: options.from });
}
