import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Command } from "commander";
import { batchFor } from "../../src/codecs/codec.ts";
import { ROW_BYTES, serializeRows } from "../../src/codecs/rows.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { openRecording } from "../../src/recordings/open-recording.ts";
import type { Recording } from "../../src/recordings/recording.ts";
import { Survey } from "../../src/recordings/survey.ts";
import { EXIT_OK, reportFailure } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { ReadProgress } from "../output/read-progress.ts";
import { type RecordingInfo, infoOf, infoTable } from "../output/recording-info.ts";
import { addReadOptions, type ReadOptions, recordingOptions } from "./events-options.ts";

interface InfoOptions extends ReadOptions {
  readonly json?: true;
  readonly rowsSha256?: true;
}

/** [events] read at once. */
const BATCH_EVENTS = 65_536;

/** `saccade events info`: reads a whole recording and says what is in it. */
export function addInfo(events: Command, done: (code: number) => void): void {
  addReadOptions(events.command("info <file>"))
    .description("Say what a recording holds: format, sensor size, events, times, polarities, triggers.")
    .option("--json", "print as JSON; times in microseconds, as the file has them")
    .option(
      "--rows-sha256",
      "add the SHA-256 over all rows (t int64, x uint16, y uint16, p uint8; as stored)",
    )
    .addHelpText("after", "\nExample:\n  saccade events info recording.raw --json --rows-sha256")
    .action(async (file: string, options: InfoOptions) => {
      const recording = openRecording(file, recordingOptions(options));
      try {
        const { info, error } = await inspect(recording, options.rowsSha256 === true);
        const text = options.json ? JSON.stringify(info, null, 2) : infoTable(info);
        process.stdout.write(`${text}\n`);
        done(error === null ? EXIT_OK : reportFailure(error));
      } finally {
        recording.close();
      }
    });
}

/** Reads to the end or to the first damage: then what was before it is told all the same. */
async function inspect(
  recording: Recording,
  withHash: boolean,
): Promise<{ readonly info: RecordingInfo; readonly error: SaccadeError | null }> {
  const survey = new Survey();
  const hash = withHash ? createHash("sha256") : null;
  const line = new LiveLine();
  let error: SaccadeError | null = null;
  try {
    await readAll(recording, line, (batch) => {
      survey.add(batch);
      hash?.update(serializeRows(batch, scratch, recording.header.rows));
    });
  } catch (thrown) {
    if (!(thrown instanceof SaccadeError)) throw thrown;
    error = thrown;
  }
  line.clear();
  return { info: infoOf(recording, survey, { rowsSha256: hash?.digest("hex"), error }), error };
}

const scratch = new Uint8Array(BATCH_EVENTS * ROW_BYTES);

async function readAll(
  recording: Recording,
  line: LiveLine,
  take: (batch: ReturnType<typeof batchFor>) => void,
): Promise<void> {
  const batch = batchFor(recording.header, BATCH_EVENTS);
  const progress = new ReadProgress(recording.sizeBytes);
  for (let result = recording.read(batch); ; result = recording.read(batch)) {
    take(batch);
    batch.length = 0;
    if (result === "end") return;
    const text = progress.line(recording.readBytes, recording.stats.events);
    if (text !== null) {
      line.show(text);
      await nextTurn();
    }
  }
}
