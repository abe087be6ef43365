import { type Command, Option } from "commander";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { Excerpt } from "../../src/recordings/excerpt.ts";
import { openRecording } from "../../src/recordings/open-recording.ts";
import { EXIT_OK } from "../output/failure.ts";
import {
  addPartOptions,
  excerptOptions,
  parseEvents,
  type PartOptions,
  recordingOptions,
} from "./events-options.ts";

interface CatOptions extends PartOptions {
  readonly limit?: number;
  readonly csv?: true;
  readonly json?: true;
}

/** [events] printed at once. */
const BATCH_EVENTS = 4096;

/** `saccade events cat`: prints events, a line each. */
export function addCat(events: Command, done: (code: number) => void): void {
  addPartOptions(events.command("cat <file>"))
    .description("Print events, one a line: t [us], x, y, p (1 = on); times and origin as the file has them.")
    .option("--limit <n>", "print so many events at most", parseEvents)
    .addOption(new Option("--csv", "commas, with a head line").conflicts("json"))
    .option("--json", "a JSON object a line")
    .addHelpText("after", "\nExample:\n  saccade events cat recording.raw --from 1s --limit 10")
    .action(async (file: string, options: CatOptions) => {
      const recording = openRecording(file, recordingOptions(options));
      try {
        await print(new Excerpt(recording, excerptOptions(options)), options);
        done(EXIT_OK);
      } finally {
        recording.close();
      }
    });
}

async function print(excerpt: Excerpt, options: CatOptions): Promise<void> {
  const { stdout } = process;
  const line = options.json ? asJson : options.csv ? asCsv : asText;
  if (options.csv) stdout.write("t,x,y,p\n");
  const limit = options.limit ?? Infinity;
  let left = limit;
  const batch = excerpt.batch(BATCH_EVENTS);
  for (let isOver = false; !isOver && left > 0;) {
    batch.length = 0;
    isOver = excerpt.read(batch) === "end";
    batch.length = Math.min(batch.length, left);
    left -= batch.length;
    await new Promise((resolve) => stdout.write(linesOf(batch, line), resolve));
    if (isOver && left === limit && limit > 0) excerpt.refuseToBeEmpty();
  }
}

type Line = (t: number, x: number, y: number, p: number) => string;
const asText: Line = (t, x, y, p) => `${t} ${x} ${y} ${p}\n`;
const asCsv: Line = (t, x, y, p) => `${t},${x},${y},${p}\n`;
const asJson: Line = (t, x, y, p) => `{"t":${t},"x":${x},"y":${y},"p":${p}}\n`;

function linesOf({ t, x, y, p, length }: EventBatch, line: Line): string {
  let lines = "";
  for (let i = 0; i < length; i++) lines += line(t[i] ?? NaN, x[i] ?? 0, y[i] ?? 0, p[i] ?? 0);
  return lines;
}
