import { extname } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { Format } from "../../src/codecs/codec.ts";
import { formatById, FORMATS, writableFormats } from "../../src/codecs/formats.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { convertRecording, type ConvertOutcome } from "../../src/recordings/convert.ts";
import { interruptSignal } from "../interrupt.ts";
import { EXIT_INTERRUPTED, EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { ReadProgress } from "../output/read-progress.ts";
import { addPartOptions, excerptOptions, type PartOptions, recordingOptions } from "./events-options.ts";

interface ConvertCommandOptions extends PartOptions {
  readonly format?: string;
  readonly choice: Readonly<Record<string, string>>;
  readonly shift?: true;
  readonly sort?: true;
  readonly force?: true;
  readonly spaceCheck: boolean;
  readonly json?: true;
}

/** `saccade events convert`: writes a recording in another format. */
export function addConvert(events: Command, done: (code: number) => void): void {
  addPartOptions(events.command("convert <in> <out>"))
    .description(
      "Write a recording, or a part of it, in another format; Ctrl-C leaves what is done, readable.",
    )
    .option(
      "--format <format>",
      `what to write, where the name of <out> does not tell: ${writableFormats().join(", ")}`,
    )
    .option(
      "--choice <name=value>",
      "a choice of the format, such as compression=none; may be repeated",
      addChoice,
      {},
    )
    .option("--shift", "count times from the first event written")
    .option("--sort", "put events in order that lag by up to 0.1 s")
    .option("--force", "replace <out> if it is there")
    .option("--no-space-check", "begin even if the disk seems too full")
    .option("--json", "print what was done as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  saccade events convert recording.raw part.aedat4 --from 2s --to 4s --choice compression=none",
    )
    .action(async (from: string, to: string, options: ConvertCommandOptions) => {
      const target = options.format === undefined ? formatByName(to) : formatById(options.format);
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

function addChoice(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError(`a choice is name=value, found "${text}"`);
  }
  return { ...before, [name]: value };
}

/** @throws SaccadeError `usage` when the ending of the name tells no format, or several. */
function formatByName(file: string): Format {
  const ending = extname(file).toLowerCase();
  const fitting = FORMATS.filter((format) => format.writer?.extension === ending);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const ids = fitting.length === 0 ? writableFormats() : fitting.map((format) => format.id);
  const found = ending === "" ? "has no ending" : `ends in ${ending}`;
  const message = `${file} ${found}, which ${fitting.length === 0 ? "is no" : "is more than one"} format's: add --format`;
  throw new SaccadeError("usage", `${message} ${ids.join(" | ")}`, { file });
}

function told(
  to: string,
  target: Format,
  { events, writtenBytes, interrupted, sorted, late }: ConvertOutcome,
): string {
  const size = `${events} events, ${writtenBytes} bytes, ${target.name}`;
  const order = sorted + late > 0 ? `; ${sorted} put in order, ${late} too late and dropped` : "";
  return interrupted
    ? `stopped: ${to} holds what was written until then (${size}${order}), and can be read`
    : `wrote ${to}: ${size}${order}`;
}

function asJson(to: string, target: Format, outcome: ConvertOutcome): string {
  const { events, readBytes, writtenBytes, interrupted, sorted, late, survey } = outcome;
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
  };
  return JSON.stringify(done, null, 2);
}
