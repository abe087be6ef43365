import { extname } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { Format } from "../../src/codecs/codec.ts";
import { formatById, FORMATS, writableFormats } from "../../src/codecs/formats.ts";
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
    .option(
      "--choice <name=value>",
      "a choice of the format, such as compression=none; may be repeated",
      addChoice,
      {},
    )
    .option("--force", "replace <out> if it is there");
}

/** The format to write. @throws SaccadeError `usage`, `codec-unknown` */
export const targetOf = (file: string, { format }: TargetOptions): Format =>
  format === undefined ? formatByName(file) : formatById(format);

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
