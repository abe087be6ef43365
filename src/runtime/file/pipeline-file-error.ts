import { SaccadeError } from "../../core/errors.ts";
import { formatProblems } from "./format-problems.ts";
import type { Problem } from "./problem.ts";

/** A pipeline file that cannot be run: code `config-invalid`, with every mistake found in it. */
export class PipelineFileError extends SaccadeError {
  /** At least one, file by file, top to bottom. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const first = problems[0];
    const where = first === undefined ? {} : { file: first.file, line: first.line, column: first.column };
    super("config-invalid", formatProblems(problems), where);
    this.problems = problems;
  }
}
