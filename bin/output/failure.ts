import pc from "picocolors";
import { SaccadeError, type ErrorCode } from "../../src/core/errors.ts";
import { PipelineFileError } from "../../src/runtime/file/pipeline-file-error.ts";

/** Exit codes: what a caller can tell apart. */
export const EXIT_OK = 0;
/** The run failed, or a budget was missed under `--check`. */
export const EXIT_FAILED = 1;
/** The command line, a file or a parameter is wrong; nothing was run. */
export const EXIT_USAGE = 2;
/** Ended by Ctrl-C. */
export const EXIT_INTERRUPTED = 130;

/** Failures that happen in a run; everything else is a mistake in what the caller gave us. */
const RUN_FAILURES: readonly ErrorCode[] = [
  "budget-exceeded",
  "node-failed",
  "node-contract",
  "edge-overflow",
  "thread-lost",
  "transport-failed",
];

/** Prints what went wrong, without a stack trace, and returns the exit code. Our own bugs are thrown on. */
export function reportFailure(error: unknown): number {
  if (error instanceof PipelineFileError) {
    process.stderr.write(`${error.message}\n`);
    const n = error.problems.length;
    process.stderr.write(pc.red(`${n} problem${n === 1 ? "" : "s"}; nothing was run\n`));
    return EXIT_USAGE;
  }
  if (!(error instanceof SaccadeError)) throw error;
  process.stderr.write(
    `${pc.red("error")} [${error.code}] ${error.message}${placeOf(error)}${hintFor(error)}\n`,
  );
  if (error.code === "cancelled") return EXIT_INTERRUPTED;
  return RUN_FAILURES.includes(error.code) ? EXIT_FAILED : EXIT_USAGE;
}

/** Damage of a recording can be read past. */
function hintFor({ code, where }: SaccadeError): string {
  const isDamage = (code === "codec-truncated" || code === "codec-corrupt") && where["byte"] !== undefined;
  if (!isDamage) return "";
  const option = typeof where["node"] === "string" ? `--set ${where["node"]}.salvage=true` : "--salvage";
  return `; ${option} reads on after damage`;
}

/** Where it was, unless the message has named the file already. */
function placeOf({ where, message }: SaccadeError): string {
  const { file, line } = where;
  if (file === undefined) return "";
  if (line === undefined && message.includes(String(file))) return "";
  return line === undefined ? ` (${file})` : ` (${file}:${line})`;
}
