import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { SaccadeError } from "../../src/core/errors.ts";
import { systemReason } from "../../src/core/system-reason.ts";
import type { CompareAnswer } from "./compare-thread.ts";

/**
 * Balls that have been played, a line of JSON each behind a first one that says of which comparison. A comparison that is cut goes
 * on from there; the same one of fewer balls is told from it at once.
 */
export class BallJournal {
  readonly #file: string;
  /** Of earlier runs, by ball. */
  readonly #answers = new Map<number, CompareAnswer>();

  /**
   * Opens a file, or begins it.
   * @param comparison fingerprint of all that decides what a ball comes to
   * @throws SaccadeError `file-unreadable`; `config-invalid` when it is of another comparison
   */
  constructor(file: string, comparison: string) {
    this.#file = file;
    const lines = existsSync(file) ? guarded(file, () => readFileSync(file, "utf8")).split("\n") : [];
    const [head = "", ...rest] = lines;
    const complete = rest.slice(0, -1); // what follows the last line's end was cut while it was written
    const begun = `${JSON.stringify({ comparison })}\n`;
    if (head === "") guarded(file, () => writeFileSync(file, begun));
    else if (`${head}\n` !== begun) throw foreign(file, head, comparison);
    else {
      for (const line of complete) this.#keep(JSON.parse(line) as CompareAnswer);
      const whole = [head, ...complete, ""].join("\n");
      if (rest.at(-1) !== "") guarded(file, () => writeFileSync(file, whole));
    }
  }

  get answers(): Iterable<CompareAnswer> {
    return this.#answers.values();
  }

  /** Writes a ball. */
  add(answer: CompareAnswer): void {
    guarded(this.#file, () => appendFileSync(this.#file, `${JSON.stringify(answer)}\n`));
  }

  #keep(answer: CompareAnswer): void {
    this.#answers.set(answer.ball, answer);
  }
}

function foreign(file: string, found: string, comparison: string): SaccadeError {
  const message =
    `${file} keeps the balls of another comparison (found ${found.slice(0, 60)}, this one is ${comparison}); ` +
    "name another file, or ask for the rows, models, balls' tier and seed of then";
  return new SaccadeError("config-invalid", message, { file });
}

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const message = `cannot keep balls in ${file}: ${systemReason(cause, "there is no such folder")}`;
    throw new SaccadeError("file-unreadable", message, { file }, { cause });
  }
}
