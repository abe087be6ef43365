import { extname } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Format } from "../../src/codecs/codec.ts";
import { FORMATS, writableFormats } from "../../src/codecs/formats.ts";
import { SaccadeError } from "../../src/core/errors.ts";

/** What every verb understands that writes a recording. */
export interface TargetOptions {
  readonly format?: string;
  readonly choice: Readonly<Record<string, string>>;
  readonly force?: true;
}

export function addTargetOptions(command: Command): Command {
  return command
    .option(
      "--format <format>",
      `what to write, where the name of <out> does not tell: ${writableFormats().join(", ")}`,
    )
    .addOption(
      new Option("--choice <name=value>", "a choice of the format, such as compression=none; may be repeated")
        .argParser(addChoice)
        .default({}, "none"),
    )
    .option("--force", "replace <out> if it is there");
}

/** The format to write. @throws SaccadeError `usage`, `codec-unknown`, `codec-unwritable` */
export function targetOf(file: string, { format: id }: TargetOptions): Format {
  if (id === undefined) return formatByName(file);
  const format = FORMATS.find((known) => known.id === id);
  if (format?.writer !== undefined) return format;
  const written = `written are ${writableFormats().join(", ")}`;
  if (format === undefined) throw new SaccadeError("codec-unknown", `no format "${id}"; ${written}`);
  throw new SaccadeError("codec-unwritable", `--format "${id}" can be read, but not written; ${written}`);
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
  const why = fitting.length === 0 ? "is no format's" : "is more than one format's";
  const found = ending === "" ? "has no ending that tells the format" : `ends in ${ending}, which ${why}`;
  const message = `${file} ${found}: add --format`;
  throw new SaccadeError("usage", `${message} ${ids.join(" | ")}`, { file });
}
