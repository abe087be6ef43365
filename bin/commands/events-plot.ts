import { basename, extname } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Command, Option } from "commander";
import { SaccadeError } from "../../src/core/errors.ts";
import { Excerpt } from "../../src/recordings/excerpt.ts";
import { openSized } from "../../src/recordings/open-sized.ts";
import type { Recording } from "../../src/recordings/recording.ts";
import { EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { type EventFigure, eventFigure } from "../output/plot-figure.ts";
import { toPng } from "../output/plot-png.ts";
import { RateBins } from "../output/plot-rate.ts";
import { SliceImage } from "../output/plot-slice.ts";
import { toSvg } from "../output/plot-svg.ts";
import { ReadProgress } from "../output/read-progress.ts";
import { refuseUnwritable, writeBytes } from "../output/write-file.ts";
import { addReadOptions, parseTimeUs, type ReadOptions, recordingOptions } from "./events-options.ts";

interface PlotOptions extends ReadOptions {
  readonly out: string;
  /** [us] after the first event. */
  readonly at?: number;
  readonly window: number;
}

const BATCH_EVENTS = 65_536;
/** [us] a slice in which moving edges are sharp. */
const DEFAULT_WINDOW_US = 10_000;

/** `saccade events plot`: draws a time slice and the event rate. */
export function addPlot(events: Command, done: (code: number) => void): void {
  addReadOptions(events.command("plot <file>"))
    .description("Draw a time slice of a recording as an image, and its event rate, as PNG or SVG.")
    .requiredOption("-o, --out <file>", "where to; the name ends in .png or .svg")
    .option(
      "--at <time>",
      "middle of the slice after the first event (default: where most happens)",
      parseTimeUs,
    )
    .addOption(
      new Option("--window <time>", "length of the slice")
        .argParser(parseTimeUs)
        .default(DEFAULT_WINDOW_US, `${DEFAULT_WINDOW_US / 1000}ms`),
    )
    .addHelpText(
      "after",
      "\nExample:\n  saccade events plot recording.raw -o slice.png --at 1.5s --window 20ms",
    )
    .action(async (file: string, options: PlotOptions) => {
      const render = rendererFor(options.out);
      await refuseUnwritable(options.out);
      const recording = openSized(file, recordingOptions(options));
      try {
        await writeBytes(options.out, render(eventFigure(await look(recording, options))));
      } finally {
        recording.close();
      }
      process.stdout.write(`wrote ${options.out}\n`);
      done(EXIT_OK);
    });
}

/** @throws SaccadeError `usage` for a name that tells no kind of file. */
function rendererFor(out: string): (drawing: ReturnType<typeof eventFigure>) => Uint8Array {
  const ending = extname(out).toLowerCase();
  if (ending === ".png") return toPng;
  if (ending === ".svg") return (drawing) => new TextEncoder().encode(toSvg(drawing));
  throw new SaccadeError("usage", `--out ends in .png or .svg, found "${out}"`);
}

/** Reads the recording once for its rate, then goes back to the slice. */
async function look(recording: Recording, options: PlotOptions): Promise<EventFigure> {
  const excerpt = new Excerpt(recording, { origin: "top-left" });
  const { firstUs } = excerpt;
  if (Number.isNaN(firstUs)) throw new SaccadeError("usage", `${recording.path} holds no events to draw`);
  const rate = await rateOf(excerpt, firstUs);
  if (options.at !== undefined && options.at > rate.durationUs) {
    const ends = `${recording.path} ends ${rate.durationUs / 1e6} s after its first event`;
    throw new SaccadeError("usage", `--at ${options.at / 1e6} s has nothing to show: ${ends}`);
  }
  const middleUs = options.at ?? (rate.busiest + 0.5) * rate.binUs;
  const fromUs = Math.max(0, Math.round(middleUs - options.window / 2));
  const toUs = fromUs + options.window;
  return { title: basename(recording.path), slice: sliceOf(recording, fromUs, toUs), fromUs, toUs, rate };
}

async function rateOf(excerpt: Excerpt, firstUs: number): Promise<RateBins> {
  const rate = new RateBins(firstUs);
  const line = new LiveLine();
  const progress = new ReadProgress(excerpt.recording.sizeBytes);
  const batch = excerpt.batch(BATCH_EVENTS);
  for (let isOver = false; !isOver;) {
    batch.length = 0;
    isOver = excerpt.read(batch) === "end";
    rate.add(batch);
    const text = progress.line(excerpt.recording.readBytes, excerpt.recording.stats.events);
    if (text === null) continue;
    line.show(text);
    await nextTurn();
  }
  line.clear();
  return rate;
}

function sliceOf(recording: Recording, fromUs: number, toUs: number): SliceImage {
  recording.seek(-Infinity);
  const excerpt = new Excerpt(recording, { fromUs, toUs, origin: "top-left" });
  const batch = excerpt.batch(BATCH_EVENTS);
  const slice = new SliceImage(batch.width, batch.height);
  for (let isOver = false; !isOver;) {
    batch.length = 0;
    isOver = excerpt.read(batch) === "end";
    slice.add(batch);
  }
  return slice;
}
