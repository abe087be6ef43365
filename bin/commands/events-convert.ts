import type { Command } from "commander";
import type { Format } from "../../src/codecs/codec.ts";
import { convertRecording, type ConvertOutcome } from "../../src/recordings/convert.ts";
import { interruptSignal } from "../interrupt.ts";
import { EXIT_INTERRUPTED, EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { countedOf } from "../output/recording-info.ts";
import { ReadProgress } from "../output/read-progress.ts";
import { addTargetOptions, type TargetOptions, targetOf } from "./target-options.ts";
import { addPartOptions, excerptOptions, type PartOptions, recordingOptions } from "./events-options.ts";

interface ConvertCommandOptions extends PartOptions, TargetOptions {
  readonly shift?: true;
  readonly sort?: true;
  readonly spaceCheck: boolean;
  readonly json?: true;
}

/** `saccade events convert`: writes a recording in another format. */
export function addConvert(events: Command, done: (code: number) => void): void {
  addTargetOptions(addPartOptions(events.command("convert <in> <out>")))
    .description(
      "Write a recording, or a part of it, in another format; Ctrl-C leaves what is done, readable.",
    )
    .option("--shift", "count times from the first event written")
    .option("--sort", "put events in order that lag by up to 0.1 s")
    .option("--no-space-check", "begin even if the disk seems too full")
    .option("--json", "print what was done as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  saccade events convert recording.raw part.aedat4 --from 2s --to 4s --choice compression=none",
    )
    .action(async (from: string, to: string, options: ConvertCommandOptions) => {
      const target = targetOf(to, options);
      const line = new LiveLine();
      let progress: ReadProgress | null = null;
      try {
        const outcome = await convertRecording({
          from,
          to,
          target,
          decoding: recordingOptions(options),
          excerpt: excerptOptions(options),
          choices: options.choice,
          shift: options.shift === true,
          sort: options.sort === true,
          overwrite: options.force === true,
          checkSpace: options.spaceCheck,
          signal: interruptSignal(),
          onProgress: ({ readBytes, sizeBytes, events: count }) => {
            progress ??= new ReadProgress(sizeBytes);
            const text = progress.line(readBytes, count);
            if (text !== null) line.show(text);
          },
        });
        line.clear();
        process.stdout.write(`${options.json ? asJson(to, target, outcome) : told(to, target, outcome)}\n`);
        done(outcome.interrupted ? EXIT_INTERRUPTED : EXIT_OK);
      } finally {
        line.clear();
      }
    });
}

function told(to: string, target: Format, outcome: ConvertOutcome): string {
  const { events, writtenBytes, interrupted, sorted, late } = outcome;
  const size = `${events} events, ${writtenBytes} bytes, ${target.name}`;
  const order = sorted + late > 0 ? `; ${sorted} put in order, ${late} too late and dropped` : "";
  const done = interrupted
    ? `stopped: ${to} holds what was written until then (${size}${order}), and can be read`
    : `wrote ${to}: ${size}${order}`;
  return [done, ...remarks(outcome)].join("\n");
}

/** What was left out on the way, and what had to be guessed. */
function remarks({ guessedSize, stats }: ConvertOutcome): string[] {
  const lines: string[] = [];
  if (guessedSize !== null) {
    const { width, height } = guessedSize;
    lines.push(
      `sensor ${width}x${height} px by the events, as the file states none; --geometry WxH says better`,
    );
  }
  const left: readonly [number, string][] = [
    [stats.droppedOutOfBounds, "outside the sensor"],
    [stats.droppedBeforeSync, "before the first time"],
    [stats.droppedOtherSensor, "of another sensor"],
    [stats.droppedInvalid, "marked invalid"],
  ];
  for (const [n, what] of left) if (n > 0) lines.push(`left out: ${n} events ${what}`);
  if (stats.damages > 0) {
    const places = `${stats.damages} damaged place${stats.damages === 1 ? "" : "s"}`;
    lines.push(`left out: ${stats.damagedBytes} bytes at ${places}`);
  }
  return lines;
}

function asJson(to: string, target: Format, outcome: ConvertOutcome): string {
  const { events, readBytes, writtenBytes, interrupted, sorted, late, survey, stats } = outcome;
  const times = events === 0 ? {} : { tFirst: survey.firstUs, tLast: survey.lastUs };
  const done = {
    file: to,
    format: target.id,
    events,
    readBytes,
    writtenBytes,
    interrupted,
    sorted,
    late,
    ...times,
    counted: countedOf(stats),
  };
  return JSON.stringify(done, null, 2);
}
